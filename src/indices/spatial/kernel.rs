//! How much a unit at some distance counts.

use crate::numeric::exp;

/// A kernel φ of distance: 1 at the place itself, less and less further away (Reardon &
/// O'Sullivan 2004, Sociological Methodology 34:121).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kernel {
    /// 1 up to and with the bandwidth, 0 beyond.
    Uniform,
    /// `1 - d/r`, 0 beyond the bandwidth.
    Triangular,
    /// `(1 - d²/r²)²`, 0 beyond the bandwidth.
    Biweight,
    /// `exp(-d²/2r²)`.
    Gaussian,
    /// `exp(-d/r)`.
    Exponential,
}

/// `exp(-x)` is 0 in double precision from here.
const FADED: f64 = 746.0;

impl Kernel {
    /// φ(d), from 0 to 1, with φ(0) = 1: also at bandwidth 0, where nothing further away counts.
    ///
    /// ```
    /// use schoolmix::indices::Kernel;
    /// assert_eq!(Kernel::Biweight.weight(1.0, 2.0), 0.5625);
    /// assert_eq!(Kernel::Triangular.weight(1.0, 2.0), 0.5);
    /// assert_eq!(Kernel::Uniform.weight(2.0, 2.0), 1.0);
    /// ```
    #[must_use]
    #[inline]
    pub fn weight(self, distance: f64, bandwidth: f64) -> f64 {
        if distance <= 0.0 {
            return 1.0;
        }
        let u = distance / bandwidth;
        match self {
            Self::Uniform => f64::from(u8::from(distance <= bandwidth)),
            Self::Triangular => (1.0 - u).max(0.0),
            Self::Biweight => (1.0 - u * u).max(0.0) * (1.0 - u * u).max(0.0),
            Self::Gaussian => exp(-0.5 * u * u),
            Self::Exponential => exp(-u),
        }
    }

    /// The distance beyond which the weight is 0 as a floating-point number, so that leaving out
    /// what lies further changes no bit.
    #[must_use]
    pub(super) fn reach(self, bandwidth: f64) -> f64 {
        match self {
            Self::Uniform | Self::Triangular | Self::Biweight => bandwidth,
            Self::Gaussian => bandwidth * (2.0 * FADED).sqrt(),
            Self::Exponential => bandwidth * FADED,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kernels_fall_from_one_to_nothing() {
        use Kernel::{Biweight, Exponential, Gaussian, Triangular, Uniform};
        for kernel in [Uniform, Triangular, Biweight, Gaussian, Exponential] {
            let at = |distance| kernel.weight(distance, 2.0);
            assert!(at(0.0) >= 1.0 && kernel.weight(0.0, 0.0) >= 1.0, "{kernel:?}");
            assert!((0..100).all(|i| at(0.1 * f64::from(i)) >= at(0.1 * f64::from(i + 1))), "{kernel:?}");
            let beyond = kernel.reach(2.0) * 1.000_001;
            assert!(at(beyond) == 0.0 && kernel.weight(1e-300, 0.0) == 0.0, "{kernel:?}");
        }
        assert!((Gaussian.weight(2.0, 2.0) - (-0.5f64).exp()).abs() < 1e-15);
        assert!((Exponential.weight(1.0, 2.0) - (-0.5f64).exp()).abs() < 1e-15);
    }
}
