//! What the floors above ask of a roll.

use super::build::Part;
use super::{Amounts, Label, Roll, Table, Totals, Visitor};
use crate::error::{Error, Result};

impl Roll {
    /// Runs a visitor over the visible counts of one part.
    pub fn visit<V: Visitor>(&self, part: &Part, visitor: V) -> V::Output {
        let width = self.groups.len();
        let cells = part.units.start * width..part.units.end * width;
        match &self.amounts {
            Amounts::Small(all) => visitor.visit(&self.table(part, &all[cells])),
            Amounts::Counts(all) => visitor.visit(&self.table(part, &all[cells])),
            Amounts::Weights(all) => visitor.visit(&self.table(part, &all[cells])),
        }
    }

    fn table<'a, A>(&'a self, part: &'a Part, cells: &'a [A]) -> Table<'a, A> {
        Table {
            cells,
            unit_totals: &self.unit_totals[part.units.clone()],
            group_totals: &part.group_totals,
            total: part.total,
        }
    }

    /// The visible counts of one part, units by groups.
    #[must_use]
    pub fn counts(&self, part: &Part) -> Vec<u64> {
        let width = self.groups.len();
        (part.units.start * width..part.units.end * width).map(|cell| self.amounts.get(cell) as u64).collect()
    }

    /// Whether cells hold weights instead of counts.
    #[must_use]
    pub fn weighted(&self) -> bool {
        matches!(self.amounts, Amounts::Weights(_))
    }

    /// Pupils (or weight) of the whole roll, hidden rows not counted.
    #[must_use]
    pub fn pupils(&self) -> f64 {
        self.unscaled(self.parts.iter().map(|part| part.total).sum())
    }

    /// Keeps the caller's order of groups; labels that no group has are passed over.
    #[must_use]
    pub fn ordered(mut self, order: &[Vec<Label>]) -> Self {
        self.order = order.iter().filter_map(|labels| self.groups.find(labels)).collect();
        self
    }

    /// The number that each group is; none where groups are not whole numbers.
    #[must_use]
    pub fn scores(&self) -> Vec<f64> {
        let number = |k| match &self.groups.labels(k)[..] {
            [Label::Integer(number)] => Some(*number as f64),
            _ => None,
        };
        (0..self.groups.len()).map(number).collect::<Option<_>>().unwrap_or_default()
    }

    /// A weight as the caller gave it.
    #[must_use]
    pub fn unscaled(&self, amount: f64) -> f64 {
        libm::scalbn(amount, -self.exponent)
    }

    /// Whether a group has pupils, visible or hidden.
    #[must_use]
    pub fn peopled(&self, k: usize) -> bool {
        self.parts.iter().any(|part| part.group_totals[k] > 0.0) || self.hidden.iter().any(|h| h.group == k)
    }

    /// The number of the group with these labels.
    ///
    /// # Errors
    /// `UnknownGroup` when the roll has no such group.
    pub fn group(&self, option: &str, labels: &[Label]) -> Result<usize> {
        self.groups.find(labels).ok_or_else(|| {
            let known: Vec<String> = (0..self.groups.len().min(12)).map(|k| self.group_name(k)).collect();
            let more = if self.groups.len() > 12 { ", ..." } else { "" };
            let named: Vec<String> =
                labels.iter().zip(&self.groups.domains).map(|(l, d)| d.words(l)).collect();
            Error::input(
                "UnknownGroup",
                format!("{option} '{}' is not a group of this roll", named.join(" / ")),
            )
            .on(option)
            .remedy(format!("Groups: {}{more}.", known.join(", ")))
        })
    }

    /// The name of a group; compound keys are joined.
    #[must_use]
    pub fn group_name(&self, k: usize) -> String {
        let labels = self.groups.labels(k);
        labels.iter().zip(&self.groups.domains).map(|(l, d)| d.words(l)).collect::<Vec<_>>().join(" / ")
    }

    /// Hidden rows of a part, as a run of `hidden`.
    #[must_use]
    pub fn hidden_in(&self, part: &Part) -> &[super::Hidden] {
        let first = self.hidden.partition_point(|h| h.unit < part.units.start);
        let last = self.hidden.partition_point(|h| h.unit < part.units.end);
        &self.hidden[first..last]
    }

    /// Takes exact totals in, and checks them against what is visible and hidden.
    pub(super) fn take_totals(&mut self, totals: &Totals<'_>) -> Result<()> {
        self.check_tables(totals)?;
        let aligned = totals.align(&self.units)?;
        let (low, high) = self.reach();
        let wrong: Vec<usize> = (0..aligned.len())
            .filter(|j| aligned[*j].is_some_and(|(t, _)| t < low[*j] || t > high[*j]))
            .collect();
        if let Some(first) = wrong.first() {
            let most = wrong.iter().filter_map(|j| aligned[*j].map(|(t, _)| gap(t, low[*j], high[*j]))).max();
            let row = aligned[*first].map_or(0, |(_, row)| row);
            return Err(Error::input(
                "TotalMismatch",
                format!(
                    "{} units have a total outside what their rows allow, by up to {} pupils, first in row {row} of totals",
                    wrong.len(),
                    most.unwrap_or(0)
                ),
            )
            .on(totals.column.clone())
            .at(row as u64, wrong.len() as u64)
            .remedy("Correct the totals, or leave these units out of totals and say so."));
        }
        let unknown = aligned.iter().filter(|t| t.is_none()).count();
        if unknown > 0 {
            self.notes.push(format!("{unknown} of {} units have no total", aligned.len()));
        }
        self.totals = aligned.into_iter().map(|t| t.map(|(total, _)| total)).collect();
        Ok(())
    }

    /// Totals that do not name the columns of `by` are refused where a unit lies in several tables.
    fn check_tables(&self, totals: &Totals<'_>) -> Result<()> {
        if (0..self.by).all(|column| totals.places.contains(&column)) {
            return Ok(());
        }
        let columns = self.by..self.units.names.len();
        let key = |j: usize| columns.clone().map(|c| self.units.code(j, c)).collect::<Vec<usize>>();
        let mut keys: Vec<Vec<usize>> = (0..self.units.len()).map(key).collect();
        keys.sort_unstable();
        let twice = keys.windows(2).filter(|w| w[0] == w[1]).count();
        if twice == 0 {
            return Ok(());
        }
        let by = self.units.names[..self.by].join("', '");
        Err(Error::input(
            "UnmatchedKey",
            format!("{twice} units lie in several tables, and totals lacks '{by}'"),
        )
        .on(self.units.names[0].clone())
        .many(twice as u64)
        .remedy("Give totals the columns of by, so that each table has its own."))
    }

    /// Fewest and most pupils of every unit by its rows alone.
    fn reach(&self) -> (Vec<u64>, Vec<u64>) {
        let mut low: Vec<u64> = self.unit_totals.iter().map(|t| *t as u64).collect();
        let mut high = low.clone();
        for h in &self.hidden {
            low[h.unit] += u64::from(h.low);
            high[h.unit] += u64::from(h.high);
        }
        (low, high)
    }
}

fn gap(total: u64, low: u64, high: u64) -> u64 {
    low.saturating_sub(total).max(total.saturating_sub(high))
}
