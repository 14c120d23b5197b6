//! Where classes of several levels send a pupil: levels by advice, group and width.

use super::level::{Advice, LEVELS};
use crate::error::{Error, Result};
use std::collections::BTreeMap;

/// Shares of levels by height of the advice, group (none: any) and width of the class.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Placement {
    rows: BTreeMap<(u8, Option<u16>, u8), [f64; LEVELS.len()]>,
}

/// Farthest from 1 that shares may add up to.
const CLOSE: f64 = 1e-6;

impl Placement {
    /// Shares, each of an advice, perhaps a group, a width and a level.
    ///
    /// # Errors
    /// `BadOption` for shares that are no numbers from 0 to 1, or do not add up to 1.
    pub fn new(shares: &[(Advice, Option<u16>, u8, u8, f64)]) -> Result<Self> {
        let mut rows: BTreeMap<(u8, Option<u16>, u8), [f64; LEVELS.len()]> = BTreeMap::new();
        for (advice, group, width, level, share) in shares {
            rows.entry((advice.height(), *group, *width)).or_default()[usize::from(*level)] += share;
        }
        let is_wrong = |row: &[f64; LEVELS.len()]| {
            row.iter().any(|share| !(0.0..=1.0 + CLOSE).contains(share))
                || (row.iter().sum::<f64>() - 1.0).abs() > CLOSE
        };
        let wrong = rows.values().filter(|row| is_wrong(row)).count() as u64;
        if wrong > 0 {
            let message =
                format!("shares of {wrong} combinations of advice, group and width do not add up to 1");
            return Err(Error::option("placement", message, "shares of tracks that add up to 1").many(wrong));
        }
        Ok(Self { rows })
    }

    /// The level that a number strictly between 0 and 1 gives; none where nothing is said of advice, group and width,
    /// and the pupil is where he or she would be anyway.
    #[must_use]
    pub fn level(&self, advice: Advice, group: u16, width: u8, drawn: f64) -> Option<u8> {
        let of = |group: Option<u16>| self.rows.get(&(advice.height(), group, width));
        let row = of(Some(group)).or_else(|| of(None))?;
        let mut below = 0.0;
        let mut last = None;
        for (level, share) in (0u8..).zip(row).filter(|(_, share)| **share > 0.0) {
            below += share;
            last = Some(level);
            if drawn < below {
                break;
            }
        }
        last
    }
}
