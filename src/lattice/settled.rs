//! Whether a run has come to rest.

use crate::error::{Error, Result};

/// Longest window.
const LONGEST: u32 = 1_000_000;

/// A run has come to rest when in the last ticks of a window every value is near its mean there.
#[derive(Clone, Copy, Debug)]
pub struct Settled {
    window: usize,
    eps: f64,
}

impl Settled {
    /// A window of so many ticks, and how near.
    ///
    /// # Errors
    /// `BadOption` naming `window` or `eps`.
    pub fn new(window: u32, eps: f64) -> Result<Self> {
        if !(2..=LONGEST).contains(&window) {
            let message = format!("window is {window}");
            return Err(Error::option("window", message, &format!("2 to {LONGEST} ticks, or None")));
        }
        if !(eps > 0.0 && eps.is_finite()) {
            return Err(Error::option("eps", format!("eps is {eps}"), "a number above 0"));
        }
        Ok(Self { window: window as usize, eps })
    }

    /// Whether the last of some rows have come to rest, each of their values by itself.
    pub(super) fn holds<T, const K: usize>(self, rows: &[T], values: impl Fn(&T) -> [f64; K]) -> bool {
        let Some(start) = rows.len().checked_sub(self.window) else { return false };
        let last = &rows[start..];
        (0..K).all(|k| {
            let mean = last.iter().map(|row| values(row)[k]).sum::<f64>() / self.window as f64;
            last.iter().all(|row| (values(row)[k] - mean).abs() < self.eps)
        })
    }
}
