//! What a cell holds: a whole count, or a weight.

/// Counts above this are no longer exact in floating point.
pub const EXACT: u64 = 1 << 53;

/// A number of pupils or a weight.
pub trait Amount: Copy + Send + Sync + PartialEq {
    /// As a floating-point number; exact for every count that a roll accepts.
    fn float(self) -> f64;

    /// As a whole number, if it is a count.
    fn whole(self) -> Option<usize>;
}

impl Amount for u32 {
    fn float(self) -> f64 {
        f64::from(self)
    }

    fn whole(self) -> Option<usize> {
        Some(self as usize)
    }
}

impl Amount for u64 {
    fn float(self) -> f64 {
        self as f64
    }

    fn whole(self) -> Option<usize> {
        usize::try_from(self).ok()
    }
}

impl Amount for f64 {
    fn float(self) -> f64 {
        self
    }

    fn whole(self) -> Option<usize> {
        None
    }
}

/// The cells of a table, units by groups, a unit's groups side by side.
#[derive(Clone, Debug)]
pub enum Amounts {
    /// Counts whose sum fits in 32 bits.
    Small(Vec<u32>),
    /// Counts.
    Counts(Vec<u64>),
    /// Weights.
    Weights(Vec<f64>),
}

impl Amounts {
    /// The amount of a cell.
    #[must_use]
    pub fn get(&self, cell: usize) -> f64 {
        match self {
            Self::Small(cells) => cells[cell].float(),
            Self::Counts(cells) => cells[cell].float(),
            Self::Weights(cells) => cells[cell],
        }
    }

    /// Keeps the units for which `keep` is true; `groups` cells belong to each.
    #[must_use]
    pub fn keep_units(self, keep: &[bool], groups: usize) -> Self {
        match self {
            Self::Small(cells) => Self::Small(kept(&cells, keep, groups)),
            Self::Counts(cells) => Self::Counts(kept(&cells, keep, groups)),
            Self::Weights(cells) => Self::Weights(kept(&cells, keep, groups)),
        }
    }
}

fn kept<T: Copy>(cells: &[T], keep: &[bool], groups: usize) -> Vec<T> {
    let rows = cells.chunks_exact(groups).zip(keep);
    rows.filter(|(_, keep)| **keep).flat_map(|(row, _)| row.iter().copied()).collect()
}
