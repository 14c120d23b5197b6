//! The worth of company: single-peaked in the share of the own group.

use super::share;
use crate::error::Result;

/// A taste for the share of the own group with one best share (Dignum et al. 2022): it rises in a
/// line from 0 at no one alike to 1 at the best share, and falls in a line to its value among none
/// but the own group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Composition {
    optimum: f64,
    at_one: f64,
}

impl Composition {
    /// The taste with its best share `optimum` (f), and its value `at_one` (M) at a share of 1.
    ///
    /// ```
    /// use schoolmix::utility::Composition;
    /// let taste = Composition::new(0.5, 0.6)?;
    /// let at = [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| taste.of(share));
    /// assert_eq!(at, [0.0, 0.5, 1.0, 0.8, 0.6]);
    /// # Ok::<(), schoolmix::error::Error>(())
    /// ```
    ///
    /// # Errors
    /// `BadOption` for a number outside 0 to 1.
    pub fn new(optimum: f64, at_one: f64) -> Result<Self> {
        Ok(Self { optimum: share("optimum", optimum)?, at_one: share("at_one", at_one)? })
    }

    /// What a share of the own group is worth, 0 to 1; with `optimum` 1 the share itself.
    #[must_use]
    pub fn of(&self, share: f64) -> f64 {
        let Self { optimum, at_one } = *self;
        if share <= optimum && optimum > 0.0 {
            return share / optimum;
        }
        at_one + (1.0 - share) * (1.0 - at_one) / (1.0 - optimum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_the_peak_have_their_values() {
        for (optimum, at_one, wanted) in [(1.0, 0.3, [0.0, 0.5, 1.0]), (0.0, 0.4, [1.0, 0.7, 0.4])] {
            let taste = Composition::new(optimum, at_one).unwrap();
            let found = [0.0, 0.5, 1.0].map(|share| taste.of(share));
            assert!(found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-15), "{found:?}");
        }
        assert!(Composition::new(1.5, 0.3).is_err() && Composition::new(0.5, f64::NAN).is_err());
    }
}
