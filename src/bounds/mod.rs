//! Hard bounds: the lowest and highest value that an index can have, whatever the
//! hidden counts are.

mod ask;
mod atoms;
mod diversity;
mod encounters;
mod enumerate;
mod evenness;
mod ground;
mod groups;
mod icc;
mod outer;
mod pair;
mod reach;
mod sums;
#[cfg(test)]
mod tests;
mod tied;

use crate::indices::{Form, Index};
use crate::roll::{Part, Roll};

/// Lowest and highest possible value of an index.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// No table has a lower value.
    pub low: f64,
    /// No table has a higher value.
    pub high: f64,
    /// Whether both are reached by a table.
    pub exact: bool,
    /// Whether they are no more than the range of the measure, infinite where it has no end.
    pub range: bool,
}

impl Bounds {
    fn exact(low: f64, high: f64) -> Self {
        Self { low, high, exact: true, range: false }
    }

    /// Bounds that may not be reached.
    #[must_use]
    pub fn outer(low: f64, high: f64) -> Self {
        Self { low, high, exact: false, range: false }
    }

    /// Both ends by a function that does not fall.
    fn map(self, rising: impl Fn(f64) -> f64) -> Self {
        Self { low: rising(self.low), high: rising(self.high), ..self }
    }

    /// Whether both ends are numbers.
    #[must_use]
    pub fn is_finite(self) -> bool {
        self.low.is_finite() && self.high.is_finite()
    }

    /// Of what kind they are, in words.
    ///
    /// ```
    /// use schoolmix::bounds::Bounds;
    /// let bounds = Bounds { low: 0.2, high: 0.4, exact: true, range: false };
    /// assert_eq!(bounds.note(), "exact bounds");
    /// ```
    #[must_use]
    pub fn note(self) -> &'static str {
        match self {
            _ if !self.is_finite() => "no finite bounds",
            Self { exact: true, .. } => "exact bounds",
            Self { range: false, .. } => "outer bounds",
            _ => "the measure's range as bounds",
        }
    }
}

/// A measure of a whole part, of some groups.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The index.
    pub index: Index,
    /// How it is asked.
    pub form: Form,
    /// The focal group; null when all groups count alike.
    pub focal: Option<usize>,
    /// The group it is held against; null for all others.
    pub versus: Option<usize>,
    /// What its value in nats is divided by.
    pub unit: f64,
    /// The answer for a table of counts, units by groups of the part, so divided; null where it is
    /// undefined.
    pub value: &'a (dyn Fn(&[u64]) -> Option<f64> + Sync),
}

/// Bounds of any measure.
///
/// Where few tables agree with what is known, all of them are asked: exact for every measure. Where
/// more do: D, S and KM, and the indices that are functions of P and of one sum over units (M, H, V,
/// A_ε, O and others of two groups), are solved exactly on integers if the total of every unit is
/// known; isolation, exposure and the concentration profile exactly always. Without totals, and for
/// more than two groups, bounds are outer: no table lies beyond, but none need lie there; G is held
/// by D, and indices of many groups are means of those of two. Of other measures only the range is
/// given, which may have no end. Tables in which the measure is undefined are left out; null where
/// it is undefined in all.
///
/// ```
/// use schoolmix::bounds::{Question, bounds};
/// use schoolmix::indices::{Form, Index, dissimilarity};
/// use schoolmix::roll::{Column, Counting, Door, Kind, Pair};
/// // Schools 1 and 2 with groups 1 and 2; the 0 stands for `<5`.
/// let column = |name, values| Column::integers(name, Kind::Integer, vec![values]);
/// let door = Door {
///     by: vec![],
///     unit: vec![column("school", &[1, 1, 2, 2])],
///     group: vec![column("group", &[1, 2, 1, 2])],
///     within: vec![],
///     counting: Counting::Counts { chunks: vec![&[0, 20, 30, 0]], column: "n".to_owned() },
///     masks: vec![(0, 1, 4), (3, 1, 4)],
///     totals: None,
///     rows: 4,
///     refuse_duplicates: false,
/// };
/// let roll = door.enter().unwrap();
/// let value = |cells: &[u64]| {
///     let units: Vec<(f64, f64)> = cells.chunks(2).map(|u| (u[0] as f64, u[1] as f64)).collect();
///     Some(dissimilarity(&Pair::new(&units).table()))
/// };
/// let question = Question {
///     index: Index::Dissimilarity,
///     form: Form::Multigroup,
///     focal: Some(0),
///     versus: None,
///     unit: 1.0,
///     value: &value,
/// };
/// let found = bounds(&roll, &roll.parts[0], &question).unwrap();
/// assert!((found.low - 0.715686275).abs() < 1e-9 && (found.high - 0.920122888).abs() < 1e-9);
/// assert_eq!(found.note(), "exact bounds");
/// ```
#[must_use]
pub fn bounds(roll: &Roll, part: &Part, question: &Question<'_>) -> Option<Bounds> {
    ask::bounds(roll, part, question, ask::TABLES)
}
