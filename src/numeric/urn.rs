//! The law of a hypergeometric count: tails, limits and means, exact.

use super::{Sum, Urn};

/// Probabilities below this share of the largest are left out of a law.
const NEGLIGIBLE: f64 = 1e-20;
/// Terms of a tail below this share of its sum change no digit of it.
const LAST_DIGIT: f64 = 1e-18;

impl Urn {
    /// Fewest marked pupils that can be drawn.
    fn least(self) -> u64 {
        self.size.saturating_sub(self.others)
    }

    /// `P(N <= n)` and `P(N >= n)`: the tail on the far side of the mode is summed outwards from `n`, so
    /// that a small one keeps its digits; `n` must be a number that can be drawn.
    ///
    /// ```
    /// use schoolmix::numeric::Urn;
    /// let (below, above) = Urn { marked: 3, others: 3, size: 2 }.tails(0);
    /// assert!((below - 0.2).abs() < 1e-15 && above == 1.0);
    /// ```
    #[must_use]
    pub fn tails(self, n: u64) -> (f64, f64) {
        let (least, most) = (self.least(), self.most());
        if n <= least {
            return (if least == most { 1.0 } else { self.mass(least) }, 1.0);
        }
        if n >= most {
            return (1.0, self.mass(most));
        }
        let own = self.mass(n);
        if n <= self.mode() {
            let below = own * self.fall(n, least);
            (below, 1.0 - below + own)
        } else {
            let above = own * self.rise(n, most);
            (1.0 - above + own, above)
        }
    }

    /// `P(N <= n)/P(N = n)`, for `n` up to the mode.
    fn fall(self, n: u64, least: u64) -> f64 {
        let (mut sum, mut term) = (Sum::default(), 1.0);
        sum += term;
        for k in (least..n).rev() {
            term /= self.ratio(k);
            sum += term;
            if term < LAST_DIGIT * sum.value() {
                break;
            }
        }
        sum.value()
    }

    /// `P(N >= n)/P(N = n)`, for `n` above the mode.
    fn rise(self, n: u64, most: u64) -> f64 {
        let (mut sum, mut term) = (Sum::default(), 1.0);
        sum += term;
        for k in n..most {
            term *= self.ratio(k);
            sum += term;
            if term < LAST_DIGIT * sum.value() {
                break;
            }
        }
        sum.value()
    }

    /// The whole law, but for numbers of next to no probability.
    ///
    /// ```
    /// use schoolmix::numeric::Urn;
    /// let law = Urn { marked: 100, others: 200, size: 100 }.law();
    /// assert!((law.mean(|n| n as f64) - 100.0 / 3.0).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn law(self) -> UrnLaw {
        let mode = self.mode().max(self.least());
        let mut below = Vec::new();
        let mut mass = 1.0;
        for n in (self.least()..mode).rev() {
            mass /= self.ratio(n);
            if mass < NEGLIGIBLE {
                break;
            }
            below.push(mass);
        }
        let first = mode - below.len() as u64;
        let mut masses: Vec<f64> = below.into_iter().rev().collect();
        mass = 1.0;
        masses.push(mass);
        for n in mode..self.most() {
            mass *= self.ratio(n);
            if mass < NEGLIGIBLE {
                break;
            }
            masses.push(mass);
        }
        let all = masses.iter().copied().collect::<Sum>().value();
        for mass in &mut masses {
            *mass /= all;
        }
        UrnLaw { first, masses }
    }
}

/// Numbers of marked pupils with their probabilities.
#[derive(Clone, Debug)]
pub struct UrnLaw {
    first: u64,
    masses: Vec<f64>,
}

impl UrnLaw {
    /// The numbers, ascending, with their probabilities.
    pub fn iter(&self) -> impl Iterator<Item = (u64, f64)> + '_ {
        (self.first..).zip(self.masses.iter().copied())
    }

    /// The mean of something that depends on the number.
    #[must_use]
    pub fn mean(&self, value: impl Fn(u64) -> f64) -> f64 {
        self.iter().map(|(n, mass)| mass * value(n)).collect::<Sum>().value()
    }

    /// The least and the largest number beyond which, that number included, lies at least `tail` of the
    /// law on either side: what is outside has a tail below it.
    ///
    /// ```
    /// use schoolmix::numeric::Urn;
    /// assert_eq!(Urn { marked: 100, others: 900, size: 40 }.law().limits(0.025), (1, 8));
    /// ```
    #[must_use]
    pub fn limits(&self, tail: f64) -> (u64, u64) {
        let reached = |masses: &mut dyn Iterator<Item = &f64>| {
            let mut sum = Sum::default();
            masses
                .take_while(|mass| {
                    sum += **mass;
                    sum.value() < tail
                })
                .count() as u64
        };
        let last = self.first + self.masses.len() as u64 - 1;
        (self.first + reached(&mut self.masses.iter()), last - reached(&mut self.masses.iter().rev()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Quotients of whole binomial coefficients, made with Python's fractions; SciPy 1.17 agrees.
    #[test]
    fn tails_are_quotients_of_whole_numbers() {
        for (marked, others, size, n, below, above) in EXACT {
            let (found_below, found_above) = Urn { marked, others, size }.tails(n);
            assert!((found_below / below - 1.0).abs() < 1e-12, "{marked} {size} {n}: {found_below}");
            assert!((found_above / above - 1.0).abs() < 1e-12, "{marked} {size} {n}: {found_above}");
        }
    }

    const EXACT: [(u64, u64, u64, u64, f64, f64); 6] = [
        (100, 900, 40, 0, 0.013_520_147_422_736_438, 1.0),
        (100, 900, 20, 0, 0.119_001_918_524_791_78, 1.0),
        (300, 700, 25, 13, 0.994_564_816_979_190_3, 0.016_285_804_441_369_373),
        (40, 60, 30, 25, 0.999_999_999_600_361_6, 7.879_165_314_678_029e-9),
        (2_000, 98_000, 600, 40, 0.999_999_999_982_049_1, 6.596_247_250_198_205e-11),
        (50, 5, 50, 46, 0.940_064_580_464_136_5, 0.390_944_074_628_869_3),
    ];

    proptest! {
        #[test]
        fn tails_limits_and_law_agree(marked in 0u64..60, others in 0u64..60, share in 0.0..1.0f64) {
            prop_assume!(marked + others > 0);
            let size = ((marked + others) as f64 * share) as u64;
            let urn = Urn { marked, others, size };
            let law = urn.law();
            prop_assert!((law.iter().map(|(_, mass)| mass).sum::<f64>() - 1.0).abs() < 1e-13);
            prop_assert!((law.mean(|n| n as f64) - marked as f64 * size as f64 / (marked + others) as f64).abs() < 1e-11);
            // No tail of so few is just that likely, so that rounding decides nothing.
            let tail = 0.025_137_9;
            let (low, high) = law.limits(tail);
            for (n, _) in law.iter() {
                let (below, above) = urn.tails(n);
                let sums = |side: &dyn Fn(u64) -> bool| law.iter().filter(|(k, _)| side(*k)).map(|(_, m)| m).sum::<f64>();
                prop_assert!((below - sums(&|k| k <= n)).abs() < 1e-12 && (above - sums(&|k| k >= n)).abs() < 1e-12);
                prop_assert_eq!(n < low, below < tail);
                prop_assert_eq!(n > high, above < tail);
            }
        }
    }
}
