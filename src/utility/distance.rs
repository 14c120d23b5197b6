//! The worth of being near.

use super::positive;
use crate::error::Result;
use crate::numeric::{exp, ln};

/// How the worth of a school falls with its distance; all but the lines from 1 to 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Decay {
    /// A line: minus the kilometres.
    Linear,
    /// Minus the logarithm of one more than the kilometres.
    Log,
    /// `1 / (1 + (d/half)^slope)`: one half at `half` kilometres.
    Sigmoid {
        /// Kilometres at which it is one half (p).
        half: f64,
        /// How steep it is there (q).
        slope: f64,
    },
    /// `(d_max - d) / (d_max - d_min)` among the schools of one home; 0 where they are equally far.
    MinMax,
    /// 1 for the nearest schools, so many, and 0 for the others.
    Nearest(usize),
}

impl Decay {
    /// A sigmoid.
    ///
    /// # Errors
    /// `BadOption` for a number that is not above 0.
    pub fn sigmoid(half: f64, slope: f64) -> Result<Self> {
        Ok(Self::Sigmoid { half: positive("half_km", half)?, slope: positive("slope", slope)? })
    }

    /// What each of the schools of one home is worth; kilometres ascending.
    ///
    /// ```
    /// use schoolmix::utility::Decay;
    /// let near = Decay::sigmoid(2.0, 2.0)?.of(&[0.0, 1.0, 2.0, 4.0]);
    /// let want = [1.0, 0.8, 0.5, 0.2];
    /// assert!(near.iter().zip(want).all(|(a, b)| (a - b).abs() < 1e-15));
    /// assert_eq!(Decay::MinMax.of(&[1.0, 2.0, 5.0]), [1.0, 0.75, 0.0]);
    /// # Ok::<(), schoolmix::error::Error>(())
    /// ```
    #[must_use]
    pub fn of(&self, km: &[f64]) -> Vec<f64> {
        let (least, most) = (km.first().copied().unwrap_or(0.0), km.last().copied().unwrap_or(0.0));
        let worth = |(place, d): (usize, f64)| match *self {
            Self::Linear => -d,
            Self::Log => -ln(1.0 + d),
            Self::Sigmoid { half, slope } => 1.0 / (1.0 + power(d / half, slope)),
            Self::MinMax if most > least => (most - d) / (most - least),
            Self::MinMax => 0.0,
            Self::Nearest(count) => f64::from(u8::from(place < count)),
        };
        km.iter().copied().enumerate().map(worth).collect()
    }
}

/// `x^y` for `x` not below 0 and `y` above 0.
fn power(x: f64, y: f64) -> f64 {
    if x > 0.0 { exp(y * ln(x)) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schools_that_are_equally_far_are_told_apart_by_none() {
        assert_eq!(Decay::MinMax.of(&[2.0, 2.0]), [0.0, 0.0]);
        assert_eq!(Decay::Nearest(1).of(&[2.0, 2.0]), [1.0, 0.0]);
        assert_eq!(Decay::Linear.of(&[0.5]), [-0.5]);
        assert!(Decay::sigmoid(0.0, 2.0).is_err() && Decay::sigmoid(1.0, -1.0).is_err());
    }
}
