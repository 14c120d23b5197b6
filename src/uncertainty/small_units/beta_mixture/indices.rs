//! Indices of the distribution of shares; with one beta component all have closed forms.

use super::BetaMixture;
use super::component::{Component, entropy, power};
use super::distance::distance;
use crate::numeric::{Sum, exp, ln};

impl BetaMixture {
    /// `m = ∫p dF`, the share of focal pupils in the average unit.
    ///
    /// ```
    /// use schoolmix::uncertainty::BetaMixture;
    /// let separated = BetaMixture::fit(&[(5, 5), (0, 5), (0, 5), (0, 5)], 1)?;
    /// assert_eq!(separated.mean(), 0.25);
    /// # Ok::<(), schoolmix::indices::Undefined>(())
    /// ```
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.expect(Component::mean)
    }

    /// Dissimilarity `D = ∫|p-m| dF / (2m(1-m))`, from 0 to 1.
    ///
    /// With one component `m^(α-1) (1-m)^(β-1) / (s B(α, β))`, `s = α+β`; with more, incomplete
    /// beta functions.
    ///
    /// ```
    /// use schoolmix::uncertainty::BetaMixture;
    /// let separated = BetaMixture::fit(&[(5, 5), (0, 5), (0, 5), (0, 5)], 1)?;
    /// assert_eq!(separated.dissimilarity(), 1.0);
    /// # Ok::<(), schoolmix::indices::Undefined>(())
    /// ```
    #[must_use]
    pub fn dissimilarity(&self) -> f64 {
        let m = self.mean();
        self.expect(|c| c.shortfall(m)) / (m * (1.0 - m))
    }

    /// Gini index `G = ∫∫|p-q| dF dF / (2m(1-m))`, from 0 to 1.
    ///
    /// A component beside itself has the closed form `4 B(s, s) / (s B(α, α) B(β, β))` (the mean difference
    /// of a beta distribution); two beta components take a quadrature, to about 1e-12.
    ///
    /// ```
    /// use schoolmix::uncertainty::BetaMixture;
    /// let separated = BetaMixture::fit(&[(5, 5), (0, 5), (0, 5), (0, 5)], 1)?;
    /// assert_eq!(separated.gini(), 1.0);
    /// # Ok::<(), schoolmix::indices::Undefined>(())
    /// ```
    #[must_use]
    pub fn gini(&self) -> f64 {
        let m = self.mean();
        let from = |c: &Component| self.expect(|other| distance(c, other));
        self.expect(from) / (2.0 * m * (1.0 - m))
    }

    /// Theil's `H = 1 - ∫e(p) dF / e(m)` with the entropy `e(p) = -p ln p - (1-p) ln(1-p)`, from 0
    /// to 1.
    ///
    /// ```
    /// use schoolmix::uncertainty::BetaMixture;
    /// let separated = BetaMixture::fit(&[(5, 5), (0, 5), (0, 5), (0, 5)], 1)?;
    /// assert_eq!(separated.theil(), 1.0);
    /// # Ok::<(), schoolmix::indices::Undefined>(())
    /// ```
    #[must_use]
    pub fn theil(&self) -> f64 {
        1.0 - self.expect(Component::entropy) / entropy(self.mean())
    }

    /// Atkinson's `A_ε = 1 - [∫ (p/m)^ε ((1-p)/(1-m))^(1-ε) dF]^(1/(1-ε))` for `0 < ε < 1`, from 0
    /// to 1.
    ///
    /// ```
    /// use schoolmix::uncertainty::BetaMixture;
    /// let separated = BetaMixture::fit(&[(5, 5), (0, 5), (0, 5), (0, 5)], 1)?;
    /// assert_eq!(separated.atkinson(0.5), 1.0);
    /// # Ok::<(), schoolmix::indices::Undefined>(())
    /// ```
    #[must_use]
    pub fn atkinson(&self, epsilon: f64) -> f64 {
        match self.expect(|c| c.power(epsilon)) / power(self.mean(), epsilon) {
            0.0 => 1.0,
            ratio => 1.0 - exp(ln(ratio) / (1.0 - epsilon)),
        }
    }

    /// The square root index of Hutchens, `O = 1 - ∫√(p(1-p)) dF / √(m(1-m))`, from 0 to 1.
    ///
    /// ```
    /// use schoolmix::uncertainty::BetaMixture;
    /// let separated = BetaMixture::fit(&[(5, 5), (0, 5), (0, 5), (0, 5)], 1)?;
    /// assert_eq!(separated.hutchens(), 1.0);
    /// # Ok::<(), schoolmix::indices::Undefined>(())
    /// ```
    #[must_use]
    pub fn hutchens(&self) -> f64 {
        1.0 - self.expect(|c| c.power(0.5)) / power(self.mean(), 0.5)
    }

    /// Correlation ratio `V = ∫(p-m)² dF / (m(1-m))`, from 0 to 1; with one component
    /// `1/(α+β+1)`.
    ///
    /// ```
    /// use schoolmix::uncertainty::BetaMixture;
    /// let separated = BetaMixture::fit(&[(5, 5), (0, 5), (0, 5), (0, 5)], 1)?;
    /// assert_eq!(separated.correlation_ratio(), 1.0);
    /// # Ok::<(), schoolmix::indices::Undefined>(())
    /// ```
    #[must_use]
    pub fn correlation_ratio(&self) -> f64 {
        let m = self.mean();
        let square = |c: &Component| c.variance() + (c.mean() - m) * (c.mean() - m);
        self.expect(square) / (m * (1.0 - m))
    }

    /// The mean of a quantity over components.
    fn expect(&self, of: impl Fn(&Component) -> f64) -> f64 {
        self.shares.iter().zip(&self.components).map(|(w, c)| w * of(c)).collect::<Sum>().value()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::Beta;

    fn mixture(parts: &[(f64, f64, f64)]) -> BetaMixture {
        BetaMixture {
            shares: parts.iter().map(|p| p.0).collect(),
            components: parts.iter().map(|p| Component::Beta(Beta { a: p.1, b: p.2 })).collect(),
            ln_likelihood: 0.0,
        }
    }

    #[test]
    fn the_uniform_distribution_has_its_indices() {
        let f = mixture(&[(1.0, 1.0, 1.0)]);
        let half_log = 2.0 * std::f64::consts::LN_2;
        for (found, want) in [
            (f.dissimilarity(), 0.5),
            (f.gini(), 2.0 / 3.0),
            (f.theil(), 1.0 - 1.0 / half_log),
            (f.hutchens(), 1.0 - std::f64::consts::FRAC_PI_4),
            (f.correlation_ratio(), 1.0 / 3.0),
        ] {
            assert!((found - want).abs() < 1e-14, "{found} {want}");
        }
        assert!((f.atkinson(0.5) - (1.0 - std::f64::consts::PI.powi(2) / 16.0)).abs() < 1e-14);
    }

    #[test]
    fn parts_of_a_beta_make_the_whole() {
        // Beta(1, 1) is half Beta(2, 1) and half Beta(1, 2).
        let (whole, parts) = (mixture(&[(1.0, 1.0, 1.0)]), mixture(&[(0.5, 1.0, 2.0), (0.5, 2.0, 1.0)]));
        // Beta(.3, .4) is 3/7 Beta(1.3, .4) and 4/7 Beta(.3, 1.4).
        let steep = mixture(&[(1.0, 0.3, 0.4)]);
        let pieces = mixture(&[(4.0 / 7.0, 0.3, 1.4), (3.0 / 7.0, 1.3, 0.4)]);
        for (a, b) in [(&whole, &parts), (&steep, &pieces)] {
            for index in [
                BetaMixture::dissimilarity,
                BetaMixture::gini,
                BetaMixture::theil,
                BetaMixture::hutchens,
                BetaMixture::correlation_ratio,
            ] {
                assert!((index(a) - index(b)).abs() < 1e-12, "{a:?} {} {}", index(a), index(b));
            }
            assert!((a.atkinson(0.2) - b.atkinson(0.2)).abs() < 1e-12);
        }
    }

    #[test]
    fn narrow_and_steep_components_tend_to_points() {
        let near = mixture(&[(0.5, 3e7, 7e7), (0.25, 6e7, 4e7), (0.25, 1e-9, 1.0)]);
        let points = [0.3, 0.6, 0.0].map(Component::Point).to_vec();
        let limit = BetaMixture { components: points, ..near.clone() };
        assert!((near.dissimilarity() - limit.dissimilarity()).abs() < 1e-4);
        assert!((near.gini() - limit.gini()).abs() < 1e-4);
        assert!((near.theil() - limit.theil()).abs() < 1e-6);
        assert!((near.atkinson(0.9) - limit.atkinson(0.9)).abs() < 1e-6);
    }
}
