//! Shares of units as draws from a mixture of beta distributions.

mod component;
mod distance;
mod fit;
mod indices;
mod likelihood;

pub use component::Component;

use super::{identified, separated};
use crate::indices::Undefined;
use crate::numeric::ln;

/// Components that are tried where their number is not given.
const MOST_COMPONENTS: usize = 3;

/// The distribution F of the share p of focal pupils that a unit stands for: `x_j ~ Binomial(t_j, p)`
/// with p drawn from F, the same for units of all sizes.
#[derive(Clone, Debug, PartialEq)]
pub struct BetaMixture {
    /// Share of units in each component; they sum to 1.
    pub shares: Vec<f64>,
    /// The components, by ascending mean.
    pub components: Vec<Component>,
    /// Log-likelihood of the units, without the binomial coefficients.
    pub ln_likelihood: f64,
}

impl BetaMixture {
    /// The most likely mixture of so many components (Rathelot 2012, Journal of Business &
    /// Economic Statistics 30:546).
    ///
    /// Damped Newton steps on the logits of means and shares and the logarithms of `α+β`, from fixed
    /// starts; with more than one component the best of the tops they reach, which need not be
    /// the highest there is. Where the likelihood still rises towards a bound the limit is
    /// taken: a point where `α+β` grows without end (units no more uneven than chance makes
    /// them), 0 and 1 where it falls to 0 (full separation).
    ///
    /// # Errors
    /// One group, one unit, no unit of `3 components - 1` pupils (n pupils show n moments of F, and
    /// there are that many parameters), or steps that do not settle.
    ///
    /// ```
    /// use schoolmix::uncertainty::BetaMixture;
    /// let units = [(0, 4), (3, 4), (1, 4), (4, 4), (2, 9), (9, 9), (0, 9), (1, 9)];
    /// let d = BetaMixture::fit(&units, 1)?.dissimilarity();
    /// assert!((d - 0.6).abs() < 0.1, "{d}"); // .68 uncorrected
    /// assert!(BetaMixture::fit(&[(0, 1), (1, 1)], 1).is_err());
    /// # Ok::<(), schoolmix::indices::Undefined>(())
    /// ```
    pub fn fit(units: &[(u64, u64)], components: usize) -> Result<Self, Undefined> {
        identified(units, parameters(components) as u64)?;
        if separated(units) {
            return Ok(Self::separated(units));
        }
        fit::fit(units, components).ok_or(Undefined::NoFit)
    }

    /// The mixture of one to three components with the least Bayesian information criterion
    /// (Schwarz 1978, Annals of Statistics 6:461): another component has to pay for its three
    /// parameters, and needs units that are large enough, so that small rolls get the plain beta distribution and large ones
    /// a second hump where they show it.
    ///
    /// # Errors
    /// As [`fit`](Self::fit) with one component.
    ///
    /// ```
    /// use schoolmix::uncertainty::BetaMixture;
    /// let units = [(0, 4), (3, 4), (1, 4), (4, 4), (2, 9), (9, 9), (0, 9), (1, 9)];
    /// assert_eq!(BetaMixture::select(&units)?, BetaMixture::fit(&units, 1)?);
    /// # Ok::<(), schoolmix::indices::Undefined>(())
    /// ```
    pub fn select(units: &[(u64, u64)]) -> Result<Self, Undefined> {
        let price = 0.5 * ln(units.len() as f64);
        let worth = |components: usize, f: &Self| f.ln_likelihood - price * parameters(components) as f64;
        let mut best = Self::fit(units, 1)?;
        let mut most = worth(1, &best);
        for components in 2..=MOST_COMPONENTS {
            match Self::fit(units, components) {
                Ok(found) if worth(components, &found) > most => {
                    most = worth(components, &found);
                    best = found;
                }
                _ => {}
            }
        }
        Ok(best)
    }

    /// All or none: no F makes full separation more likely than one of 0 and 1 alone.
    fn separated(units: &[(u64, u64)]) -> Self {
        let full = units.iter().filter(|unit| unit.0 > 0).count() as f64 / units.len() as f64;
        let ln_likelihood = units.len() as f64 * (full * ln(full) + (1.0 - full) * ln(1.0 - full));
        let components = vec![Component::Point(0.0), Component::Point(1.0)];
        Self { shares: vec![1.0 - full, full], components, ln_likelihood }
    }
}

/// Means, spreads, and all shares but one.
fn parameters(components: usize) -> usize {
    3 * components - 1
}
