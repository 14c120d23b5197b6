//! Two-group indices as a mean distance of units from the share of all, and a reading of it.

use crate::numeric::{exp, ln};

/// `m = Σ_j (t_j/T) d(p_j, P)`; d is 0 at `p = P` and grows on both sides of it, in p and in P.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Distance {
    /// D.
    Absolute,
    /// M.
    Information,
    /// ls.
    Group,
    /// V.
    Squared,
    /// `1 - Σ f^ε g^(1-ε)`.
    Power(f64),
    /// The same with `ε = P`.
    PowerOfShare,
    /// The profile's summary.
    Profile,
    /// The absolute form of the ordinal indices.
    Side,
}

/// How an index is read off m and P; it grows with m.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reading {
    /// m.
    Plain,
    /// `(1-P) m`.
    TimesOthers,
    /// `2P(1-P) m`.
    TimesBoth,
    /// `2m/(1+m)`.
    MinMax,
    /// `m/E`.
    OverEntropy,
    /// `-m/ln P`.
    OverLogarithm,
    /// `P m`.
    TimesShare,
    /// `1 - (1-m)^(1/(1-ε))`.
    Root(f64),
}

/// A two-group index.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evenness {
    pub distance: Distance,
    pub reading: Reading,
}

impl Distance {
    /// d(p, q), `0 < q < 1`.
    pub fn between(self, p: f64, q: f64) -> f64 {
        let (others, rest) = (1.0 - p, 1.0 - q);
        match self {
            Self::Absolute => (p - q).abs() / (2.0 * q * rest),
            Self::Information => relative(p, q) + relative(others, rest),
            Self::Group => relative(p, q) / q,
            Self::Squared => (p - q) * (p - q) / (q * rest),
            Self::Power(epsilon) => {
                let (r, s) = (p / q, others / rest);
                (epsilon * r + (1.0 - epsilon) * s - geometric(r, s, epsilon)).max(0.0)
            }
            Self::PowerOfShare => (1.0 - geometric(p / q, others / rest, q)).max(0.0),
            Self::Profile => p * (p - q).abs() / (q * rest),
            Self::Side => (if q < rest { p - others } else { others - p }).max(0.0) / q.min(rest),
        }
    }

    /// The highest m when P is between `low` and `high`.
    pub fn most(self, low: f64, high: f64) -> f64 {
        match self {
            Self::Information => entropy(0.5f64.clamp(low, high)),
            Self::Group => -ln(low),
            // Where the group is the larger one, f |p - P| may be more than 1 - P.
            Self::Profile => (high / (1.0 - high)).max(1.0),
            _ => 1.0,
        }
    }

    /// What a unit adds to the sum of which m is a function where X and Y are given.
    pub fn term(self, x: f64, y: f64) -> Option<f64> {
        let log = |n: f64| if n > 0.0 { n * ln(n / (x + y)) } else { 0.0 };
        match self {
            _ if x + y == 0.0 => Some(0.0),
            Self::Information => Some(log(x) + log(y)),
            Self::Group => Some(log(x)),
            Self::Squared => Some(x * (x / (x + y))),
            Self::Power(epsilon) => Some(-geometric(x, y, epsilon)),
            Self::Absolute | Self::PowerOfShare | Self::Profile | Self::Side => None,
        }
    }

    /// m from the sum of terms.
    pub fn mean(self, sum: f64, x: f64, y: f64) -> f64 {
        let share = x / (x + y);
        let m = match self {
            Self::Information => sum / (x + y) + entropy(share),
            Self::Group => sum / x - ln(share),
            Self::Squared => (sum / x - share) / (1.0 - share),
            Self::Power(epsilon) => 1.0 + sum / geometric(x, y, epsilon),
            Self::Absolute | Self::PowerOfShare | Self::Profile | Self::Side => sum,
        };
        m.clamp(0.0, self.most(share, share))
    }
}

impl Reading {
    /// The index at one P.
    pub fn at(self, share: f64, m: f64) -> f64 {
        match self {
            Self::Plain => m,
            Self::TimesOthers => (1.0 - share) * m,
            Self::TimesBoth => 2.0 * share * (1.0 - share) * m,
            Self::MinMax => 2.0 * m / (1.0 + m),
            Self::OverEntropy => m / entropy(share),
            Self::OverLogarithm => -m / ln(share),
            Self::TimesShare => share * m,
            Self::Root(epsilon) if m < 1.0 => 1.0 - exp(ln(1.0 - m) / (1.0 - epsilon)),
            Self::Root(_) => 1.0,
        }
    }

    /// Lowest and highest reading of one m when P is between two others: every factor has its
    /// extremes at an end or at ½.
    pub fn over(self, (low, high): (f64, f64), m: f64) -> (f64, f64) {
        let at = [low, high, 0.5f64.clamp(low, high)].map(|share| self.at(share, m));
        (at[0].min(at[1]).min(at[2]), at[0].max(at[1]).max(at[2]))
    }
}

impl Evenness {
    pub const fn plain(distance: Distance) -> Self {
        Self { distance, reading: Reading::Plain }
    }

    pub const fn new(distance: Distance, reading: Reading) -> Self {
        Self { distance, reading }
    }
}

/// Entropy of a share between 0 and 1.
fn entropy(share: f64) -> f64 {
    -(share * ln(share) + (1.0 - share) * ln(1.0 - share))
}

/// `p ln(p/q) - p + q`, never negative.
fn relative(p: f64, q: f64) -> f64 {
    let ratio = p / q;
    (q * if ratio > 0.0 { ratio * ln(ratio) - (ratio - 1.0) } else { 1.0 }).max(0.0)
}

fn geometric(x: f64, y: f64, epsilon: f64) -> f64 {
    if x <= 0.0 || y <= 0.0 {
        return 0.0;
    }
    if (epsilon - 0.5).abs() < f64::EPSILON {
        return (x * y).sqrt();
    }
    exp(epsilon * ln(x) + (1.0 - epsilon) * ln(y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_give_the_published_values() {
        let units = [(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)];
        let mean = |distance: Distance| {
            units.iter().map(|(x, y)| (x + y) / 300.0 * distance.between(x / (x + y), 1.0 / 3.0)).sum::<f64>()
        };
        let published = [
            (Evenness::plain(Distance::Absolute), 0.7),
            (Evenness::new(Distance::Absolute, Reading::TimesOthers), 0.466_667),
            (Evenness::plain(Distance::Information), 0.262_639),
            (Evenness::new(Distance::Information, Reading::OverEntropy), 0.412_620),
            (Evenness::plain(Distance::Squared), 0.4975),
            (Evenness::plain(Distance::Power(0.5)), 0.310_559),
            (Evenness::new(Distance::Power(0.1), Reading::Root(0.1)), 0.126_575),
            (Evenness::new(Distance::Power(0.9), Reading::Root(0.9)), 0.724_991),
            (Evenness::plain(Distance::Profile), 0.6225),
        ];
        for (index, value) in published {
            let m = mean(index.distance);
            assert!((index.reading.at(1.0 / 3.0, m) - value).abs() < 1e-6, "{index:?}");
            let sum: Option<f64> = units.iter().map(|(x, y)| index.distance.term(*x, *y)).sum();
            let again = sum.map_or(m, |sum| index.distance.mean(sum, 100.0, 200.0));
            assert!((again - m).abs() < 1e-12, "{index:?}");
        }
    }
}
