//! Replicates side by side, and why each of them ended.

use crate::error::{Error, Family, Result};
use crate::watch::Watch;
use rayon::prelude::*;

/// Most rows of an answer.
const ROWS: u64 = 1 << 24;

/// Most steps of a run.
const STEPS: u32 = 1_000_000;

/// Refuses more steps than a run may have.
pub(super) fn steps(field: &str, count: u32) -> Result<u32> {
    if count <= STEPS {
        return Ok(count);
    }
    Err(Error::option(field, format!("{field} is {count}"), &format!("0 to {STEPS}")))
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It came to the limit of steps.
    Limit,
    /// Nobody wants to move.
    Still,
    /// Nobody can move.
    Full,
    /// It came to rest.
    Settled,
}

impl Ended {
    /// As a note.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Limit => "limit of steps",
            Self::Still => "nobody wants to move",
            Self::Full => "no cell is empty: nobody can move",
            Self::Settled => "came to rest",
        }
    }
}

/// The numbers of replicates, from 0, where they are given from 1; `rows` is how many rows each has at most.
///
/// # Errors
/// `BadOption` naming `replicates`; `SizeLimit` for more rows than fit.
pub fn numbers(replicates: &[u32], rows: u64) -> Result<Vec<u32>> {
    let mut sorted = replicates.to_vec();
    sorted.sort_unstable();
    let twice = sorted.windows(2).any(|pair| pair[0] == pair[1]);
    if twice || sorted.first().is_none_or(|first| *first == 0) {
        let message = format!("replicates are {} numbers", replicates.len());
        return Err(Error::option("replicates", message, "at least one, each a number from 1, once"));
    }
    let all = rows.saturating_mul(replicates.len() as u64);
    if all > ROWS {
        let message = format!("the answer may have {all} rows; the limit is {ROWS}");
        return Err(Error::new(Family::Limit, "SizeLimit", message)
            .on("replicates")
            .remedy("Ask for fewer replicates or steps at a time."));
    }
    Ok(sorted.iter().map(|number| number - 1).collect())
}

/// Runs replicates side by side, in the order of their numbers; each takes up to `steps` steps.
///
/// # Errors
/// Those of a run.
pub fn runs<T: Send>(
    numbers: &[u32],
    steps: u64,
    watch: &Watch,
    run: impl Fn(u32) -> Result<T> + Sync + Send,
) -> Result<Vec<(u32, T)>> {
    watch.expect(steps * numbers.len() as u64);
    numbers.par_iter().map(|number| Ok((*number, run(*number)?))).collect()
}
