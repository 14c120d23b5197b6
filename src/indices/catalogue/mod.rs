//! The catalogue: every index with its names, parameters, range, formula and source.

mod diversity;
mod evenness;
mod exposure;
mod local;
mod ordered;
mod parameter;
mod spatial;

use super::Index;
pub use parameter::{Allowed, Parameter, Parameters, Unfit, Value};

/// Whether an index is asked of all groups, of one, or of an ordered pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One value for all groups; with a focal group the two-group form.
    Multigroup,
    /// One value for all groups, whatever the focus.
    Whole,
    /// One value a group.
    Group,
    /// One value for each ordered pair of different groups.
    Pair,
    /// One value for each unit and group.
    Cell,
    /// One value for each unit, of a group.
    Unit,
}

/// What must be there beside pupils.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing more.
    Nothing,
    /// Whole pupils, no weights.
    WholePupils,
    /// The groups in order.
    Order,
    /// Groups that are numbers.
    Scores,
    /// Coordinates.
    Coordinates,
    /// Areas.
    Areas,
    /// Coordinates and areas.
    CoordinatesAndAreas,
    /// A centre.
    Centre,
    /// A centre and areas.
    CentreAndAreas,
    /// Links.
    Links,
    /// Links, areas and perimeters.
    Borders,
}

/// What the catalogue says of an index.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its name.
    pub name: &'static str,
    /// Its symbol.
    pub symbol: &'static str,
    /// Other names.
    pub also: &'static [&'static str],
    /// The dimension of segregation that it measures.
    pub kind: &'static str,
    /// How it is asked.
    pub form: Form,
    /// Whether it speaks of unevenness, and so needs two units and two groups.
    pub uneven: bool,
    /// What else must be there.
    pub needs: Needs,
    /// Its parameters.
    pub parameters: &'static [Parameter],
    /// Lowest and highest value.
    pub range: &'static str,
    /// Its formula, in the notation of the glossary.
    pub formula: &'static str,
    /// Axioms it obeys.
    pub axioms: &'static str,
    /// Author, year, place.
    pub reference: &'static str,
    /// The index, given the values of the parameters.
    pub index: fn(&Parameters) -> Index,
}

/// An entry in the making: what most have.
const ENTRY: Entry = Entry {
    name: "",
    symbol: "",
    also: &[],
    kind: "",
    form: Form::Multigroup,
    uneven: false,
    needs: Needs::Nothing,
    parameters: &[],
    range: "0..1",
    formula: "",
    axioms: "",
    reference: "",
    index: |_| Index::Dissimilarity,
};

impl Needs {
    /// What is needed, in words; empty for nothing.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::WholePupils => "whole pupils",
            Self::Order => "order",
            Self::Scores => "groups that are whole numbers",
            Self::Coordinates => "coordinates",
            Self::Areas => "areas",
            Self::CoordinatesAndAreas => "coordinates and areas",
            Self::Centre => "coordinates and a centre",
            Self::CentreAndAreas => "coordinates, a centre and areas",
            Self::Links => "links",
            Self::Borders => "links, areas and perimeters",
        }
    }
}

impl Entry {
    /// A call that runs, given a roll that brings what is needed and has a group `low`.
    #[must_use]
    pub fn example(&self) -> String {
        let given = self.parameters.iter().filter(|p| p.default.is_none()).map(Parameter::example);
        let given: Vec<String> = given.collect();
        let measure = match given[..] {
            [] => format!("\"{}\"", self.name),
            _ => format!("sm.Measure(\"{}\", {})", self.name, given.join(", ")),
        };
        match self.form {
            Form::Multigroup | Form::Whole | Form::Pair => format!("sm.measure(roll, {measure})"),
            Form::Group => format!("sm.measure(roll, {measure}, focal=\"low\")"),
            Form::Cell | Form::Unit => format!("sm.local(roll, {measure}, focal=\"low\")"),
        }
    }
}

/// All indices, kind by kind.
pub fn catalogue() -> impl Iterator<Item = &'static Entry> {
    let kinds = [
        evenness::ENTRIES,
        exposure::ENTRIES,
        diversity::ENTRIES,
        ordered::ENTRIES,
        local::ENTRIES,
        spatial::ENTRIES,
    ];
    kinds.into_iter().flatten()
}

/// The entry with this name or symbol.
#[must_use]
pub fn entry(name: &str) -> Option<&'static Entry> {
    catalogue().find(|e| e.name == name || e.symbol == name || e.also.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_and_symbol_means_one_index() {
        let names = |e: &'static Entry| [e.name, e.symbol].into_iter().chain(e.also.iter().copied());
        let mut all: Vec<&str> = catalogue().flat_map(names).collect();
        let named = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), named);
        assert!(named > 100);
    }
}
