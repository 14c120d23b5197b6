//! A row of the matrix: an index, what it is asked of and where it may lie.

use super::case::Cells;
use crate::tables::{Form, measured, seen};
use schoolmix::indices::Index;

/// Where an index may lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// 0..1.
    One,
    /// 0..ln min(J, K), and E at full separation.
    Information,
    /// 0..1-P.
    Others,
    /// 0..2P(1-P).
    Moved,
    /// 0..-ln P.
    Surprise,
    /// P..1.
    Share,
    /// 1-1/π_b..1.
    Coleman,
    /// -1/(n0-1)..1.
    Intraclass,
    /// 0..ln K.
    Diversity,
    /// 1/K..1.
    Match,
    /// 0..1-1/K.
    Differ,
}

/// An index and its verdicts, one an axiom in the order of [`super::COLUMNS`].
pub struct Row {
    pub symbol: &'static str,
    pub index: Index,
    pub form: Form,
    pub scale: Scale,
    pub verdicts: &'static str,
}

impl Row {
    /// The table that the index sees.
    pub fn seen(&self, table: &Cells) -> Cells {
        seen(self.form, table)
    }

    /// The value of the index, if it has one.
    pub fn value(&self, table: &Cells) -> Option<f64> {
        measured(self.index, self.form, table)
    }

    /// What it is where every unit holds one group.
    pub fn full(&self, table: &Cells) -> f64 {
        match self.scale {
            Scale::Information => shares(table).iter().map(|p| -p * p.ln()).sum(),
            _ => self.range(table).1,
        }
    }

    /// Its lowest and highest value.
    pub fn range(&self, table: &Cells) -> (f64, f64) {
        let shares = shares(table);
        let (p, groups) = (shares[0], shares.len() as f64);
        match self.scale {
            Scale::One => (0.0, 1.0),
            Scale::Information => (0.0, groups.min(sizes(table).len() as f64).ln()),
            Scale::Others => (0.0, 1.0 - p),
            Scale::Moved => (0.0, 2.0 * p * (1.0 - p)),
            Scale::Surprise => (0.0, -p.ln()),
            Scale::Share => (p, 1.0),
            Scale::Coleman => (1.0 - 1.0 / shares[1], 1.0),
            Scale::Intraclass => (-1.0 / (mean_size(&sizes(table)) - 1.0), 1.0),
            Scale::Diversity => (0.0, groups.ln()),
            Scale::Match => (1.0 / groups, 1.0),
            Scale::Differ => (0.0, 1.0 - 1.0 / groups),
        }
    }
}

/// T_k.
pub fn groups(table: &Cells) -> Vec<f64> {
    (0..table[0].len()).map(|k| table.iter().map(|unit| unit[k]).sum::<u64>() as f64).collect()
}

/// π_k.
pub fn shares(table: &Cells) -> Vec<f64> {
    let groups = groups(table);
    let total: f64 = groups.iter().sum();
    groups.iter().map(|n| n / total).collect()
}

/// t_j of units with pupils.
fn sizes(table: &Cells) -> Vec<f64> {
    table.iter().map(|unit| unit.iter().sum::<u64>() as f64).filter(|t| *t > 0.0).collect()
}

/// n0 of the analysis of variance.
fn mean_size(sizes: &[f64]) -> f64 {
    let total: f64 = sizes.iter().sum();
    (total - sizes.iter().map(|t| t * t).sum::<f64>() / total) / (sizes.len() as f64 - 1.0)
}
