//! One part of a mixture: a beta distribution or what one shrinks to.

use crate::numeric::{Beta, exp, ln, rising};

/// A component of a [`BetaMixture`](super::BetaMixture).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Component {
    /// A beta distribution.
    Beta(Beta),
    /// All at one share.
    Point(f64),
}

impl Component {
    /// `E p`.
    #[must_use]
    pub fn mean(&self) -> f64 {
        match self {
            Self::Beta(beta) => beta.mean(),
            Self::Point(p) => *p,
        }
    }

    /// `E (p - E p)²`.
    pub(super) fn variance(&self) -> f64 {
        match self {
            Self::Beta(beta) => beta.variance(),
            Self::Point(_) => 0.0,
        }
    }

    /// `E max(0, x - p)`.
    pub(super) fn shortfall(&self, x: f64) -> f64 {
        match self {
            Self::Beta(beta) => beta.shortfall(x, 1.0 - x),
            Self::Point(p) => (x - p).max(0.0),
        }
    }

    /// `E [-p ln p - (1-p) ln(1-p)]`; for a beta distribution
    /// `(α/s) [ψ(s+1) - ψ(α+1)] + (β/s) [ψ(s+1) - ψ(β+1)]`, `s = α+β`.
    pub(super) fn entropy(&self) -> f64 {
        match self {
            Self::Beta(Beta { a, b }) => (a * rising(a + 1.0, *b)[1] + b * rising(b + 1.0, *a)[1]) / (a + b),
            Self::Point(p) => entropy(*p),
        }
    }

    /// `E [p^ε (1-p)^(1-ε)]`; for a beta distribution `Γ(α+ε) Γ(β+1-ε) / (Γ(α) Γ(β) s)`.
    pub(super) fn power(&self, epsilon: f64) -> f64 {
        match self {
            Self::Beta(Beta { a, b }) => exp(rising(*a, epsilon)[0] + rising(*b, 1.0 - epsilon)[0]) / (a + b),
            Self::Point(p) => power(*p, epsilon),
        }
    }
}

/// `-p ln p - (1-p) ln(1-p)`.
pub(super) fn entropy(p: f64) -> f64 {
    let part = |p: f64| if p > 0.0 { -p * ln(p) } else { 0.0 };
    part(p) + part(1.0 - p)
}

/// `p^ε (1-p)^(1-ε)` for ε between 0 and 1.
pub(super) fn power(p: f64, epsilon: f64) -> f64 {
    if p <= 0.0 || p >= 1.0 { 0.0 } else { exp(epsilon * ln(p) + (1.0 - epsilon) * ln(1.0 - p)) }
}
