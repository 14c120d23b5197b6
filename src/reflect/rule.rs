//! The rule: does a school deviate from its neighbourhood, mirror it, or can that not be told?

use super::Residents;
use crate::numeric::{Beta, Urn, UrnLaw, ln};

/// Pupils of a school, and those of the focal group among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct School {
    /// x.
    pub focal: u64,
    /// t, above 0.
    pub pupils: u64,
}

/// From which gap in share a school deviates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// The gap, between 0 and 1.
    pub threshold: f64,
}

/// What may be said of a school.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// More of the focal group than chance allows, by far.
    Over,
    /// Less.
    Under,
    /// About as many, and no chance that it is otherwise.
    Mirror,
    /// Everything else.
    NotDistinguishable,
}

impl Answer {
    /// The answer in words.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Over => "over",
            Self::Under => "under",
            Self::Mirror => "mirror",
            Self::NotDistinguishable => "not_distinguishable",
        }
    }
}

/// A school beside its neighbourhood.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reflection {
    /// p, the group's share at the school.
    pub share: f64,
    /// r, its share in the neighbourhood.
    pub reference_share: f64,
    /// Interval of the share by the school's own size (Clopper & Pearson 1934).
    pub interval: (f64, f64),
    /// Limits of the share if school and neighbourhood differ by chance alone.
    pub chance: (f64, f64),
    /// Two-sided, of such chance.
    pub p_value: f64,
    /// What may be said.
    pub answer: Answer,
    /// Probability that chance alone lets a school of this size deviate.
    pub chance_of_deviating: f64,
}

/// Chances below this are excluded.
const EXCLUDED: f64 = 0.05;
/// A threshold such as .2 is no binary fraction: a gap of exactly that much reaches it.
const ROUNDING: f64 = 1e-12;

impl Reflection {
    /// p/r; null where nobody of the group lives.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        (self.reference_share > 0.0).then(|| self.share / self.reference_share)
    }

    /// ln(p/r); null where the group is absent from school or neighbourhood.
    #[must_use]
    pub fn log_ratio(&self) -> Option<f64> {
        self.ratio().filter(|ratio| *ratio > 0.0).map(ln)
    }
}

impl Rule {
    /// Sets a school beside its neighbourhood, which must have pupils; `group` is the focal group.
    ///
    /// Stated for the group if at most half of the neighbourhood is of it, else for the rest, so that the
    /// answer does not hang on which of the two is called focal.
    ///
    /// ```
    /// use schoolmix::reflect::{Answer, Residents, Rule, School};
    /// let around = Residents { cells: vec![287.0, 688.0], pupils: 975, missing: 0, weighted: false };
    /// let found = Rule { threshold: 0.2 }.judge(School { focal: 13, pupils: 25 }, &around, 0);
    /// assert!(found.answer == Answer::Over && (found.p_value - 0.0326).abs() < 5e-5);
    /// ```
    #[must_use]
    pub fn judge(self, school: School, around: &Residents, group: usize) -> Reflection {
        let urn = around.urn(school, group);
        let law = urn.law();
        let limits = law.limits(EXCLUDED / 2.0);
        let (below, above) = urn.tails(school.focal);
        let size = school.pupils as f64;
        let mut found = Reflection {
            share: school.focal as f64 / size,
            reference_share: around.cells[group] / around.pupils as f64,
            interval: school.interval(),
            chance: (limits.0 as f64 / size, limits.1 as f64 / size),
            p_value: (2.0 * below.min(above)).min(1.0),
            answer: Answer::NotDistinguishable,
            chance_of_deviating: self.false_alarm(&law, limits, urn, around.pupils),
        };
        found.answer = self.answer(&found, school, (around.cells[group], around.pupils as f64));
        found
    }

    fn answer(self, found: &Reflection, school: School, reference: (f64, f64)) -> Answer {
        let own = (school.focal as f64, school.pupils as f64);
        if found.p_value < EXCLUDED && self.far(own, reference) {
            return if own.0 * reference.1 > reference.0 * own.1 { Answer::Over } else { Answer::Under };
        }
        if self.near(found) { Answer::Mirror } else { Answer::NotDistinguishable }
    }

    /// Whether `x/t` and `a/n` differ by the threshold or by more than a factor of two. Products of whole
    /// numbers, so that no rounding decides.
    fn far(self, (x, t): (f64, f64), (a, n): (f64, f64)) -> bool {
        let (school, home, all) = (x * n, a * t, t * n);
        let (rare_school, rare_home) = if swaps(2.0 * home - all, 2.0 * school - all) {
            (all - school, all - home)
        } else {
            (school, home)
        };
        let apart = (school - home).abs() >= self.threshold * all * (1.0 - ROUNDING);
        apart || (rare_home > 0.0 && (2.0 * rare_school < rare_home || rare_school > 2.0 * rare_home))
    }

    /// Whether the whole interval lies where a school does not deviate.
    fn near(self, found: &Reflection) -> bool {
        let (mut r, (mut low, mut high)) = (found.reference_share, found.interval);
        if swaps(2.0 * r - 1.0, 2.0 * found.share - 1.0) {
            (r, low, high) = (1.0 - r, 1.0 - high, 1.0 - low);
        }
        let (half, double) = if r > 0.0 { (0.5 * r, 2.0 * r) } else { (0.0, 1.0) };
        low >= (r - self.threshold).max(half).max(0.0) && high <= (r + self.threshold).min(double).min(1.0)
    }

    /// The probability of all numbers of focal pupils at which the school would deviate, school and
    /// neighbourhood together being what they are.
    fn false_alarm(self, law: &UrnLaw, limits: (u64, u64), urn: Urn, reference: u64) -> f64 {
        let deviates = |k: u64| {
            let home = (urn.marked - k) as f64;
            let excluded = k < limits.0 || k > limits.1;
            excluded && self.far((k as f64, urn.size as f64), (home, reference as f64))
        };
        law.mean(|k| f64::from(u8::from(deviates(k))))
    }
}

/// Whether the rule is stated for the rest: where the group is the larger part of the neighbourhood, or of
/// the school if the neighbourhood is even. Arguments are twice a share less the whole.
fn swaps(home: f64, school: f64) -> bool {
    home > 0.0 || (home == 0.0 && school > 0.0)
}

impl School {
    /// The 95 % interval of the share by Clopper & Pearson (1934, Biometrika 26:404).
    fn interval(self) -> (f64, f64) {
        let (x, rest) = (self.focal as f64, (self.pupils - self.focal) as f64);
        let low = if self.focal == 0 { 0.0 } else { Beta { a: x, b: rest + 1.0 }.quantile(EXCLUDED / 2.0) };
        let high =
            if rest == 0.0 { 1.0 } else { Beta { a: x + 1.0, b: rest }.quantile(1.0 - EXCLUDED / 2.0) };
        (low, high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn residents(focal: u64, rest: u64) -> Residents {
        Residents {
            cells: vec![focal as f64, rest as f64],
            pupils: focal + rest,
            missing: 0,
            weighted: false,
        }
    }

    fn judged(rule: f64, (x, t): (u64, u64), (focal, rest): (u64, u64), group: usize) -> Reflection {
        let school = School { focal: if group == 0 { x } else { t - x }, pupils: t };
        Rule { threshold: rule }.judge(school, &residents(focal, rest), group)
    }

    /// Vectors of the rule's own text: school and neighbourhood together, and the answer.
    #[test]
    fn the_rule_answers_as_it_is_written() {
        let together = |x, t, all, focal| judged(0.2, (x, t), (focal - x, all - t - (focal - x)), 0);
        for (x, t, all, focal, p_value, answer) in [
            (0, 20, 1000, 100, 0.238, Answer::NotDistinguishable),
            (0, 40, 1000, 100, 0.0270, Answer::Under),
            (13, 25, 1000, 300, 0.0326, Answer::Over),
        ] {
            let found = together(x, t, all, focal);
            assert_eq!(found.answer, answer, "{x} {t}");
            assert!((found.p_value - p_value).abs() < 5e-4, "{}", found.p_value);
        }
        assert_eq!(judged(0.2, (70, 225), (3000, 7000), 0).answer, Answer::Mirror);
        assert_eq!(judged(0.2, (8, 25), (3000, 7000), 0).answer, Answer::NotDistinguishable);
    }

    #[test]
    fn a_gap_of_exactly_the_threshold_deviates_and_nobody_has_no_ratio() {
        assert_eq!(judged(0.2, (350, 500), (5000, 5000), 0).answer, Answer::Over);
        assert_ne!(judged(0.2, (349, 500), (5000, 5000), 0).answer, Answer::Over);
        let nobody = judged(0.2, (0, 100), (0, 900), 0);
        assert_eq!((nobody.answer, nobody.ratio(), nobody.p_value), (Answer::Mirror, None, 1.0));
        assert_eq!(judged(0.2, (50, 100), (0, 900), 0).answer, Answer::Over);
    }

    proptest! {
        #[test]
        fn calling_the_rest_focal_mirrors_the_answer(
            t in 1u64..300, share in 0.0..=1.0f64, focal in 0u64..400, rest in 0u64..400, cut in 1u32..10,
        ) {
            prop_assume!(focal + rest > 0);
            let (x, threshold) = ((t as f64 * share) as u64, f64::from(cut) / 10.0);
            let [one, other] = [0, 1].map(|group| judged(threshold, (x, t), (focal, rest), group));
            let turned = match other.answer {
                Answer::Over => Answer::Under,
                Answer::Under => Answer::Over,
                same => same,
            };
            prop_assert_eq!(one.answer, turned);
            prop_assert!((one.p_value - other.p_value).abs() < 1e-11);
            prop_assert!((one.chance_of_deviating - other.chance_of_deviating).abs() < 1e-11);
            prop_assert!((one.interval.0 - (1.0 - other.interval.1)).abs() < 1e-11);
            prop_assert!((one.chance.0 - (1.0 - other.chance.1)).abs() < 1e-11);
        }

        #[test]
        fn chance_excluded_is_chance_outside_its_limits(t in 1u64..300, x in 0u64..300, focal in 0u64..400) {
            let found = judged(0.2, (x.min(t), t), (focal, 400), 0);
            let outside = found.share < found.chance.0 || found.share > found.chance.1;
            prop_assert_eq!(outside, found.p_value < EXCLUDED);
            prop_assert!((0.0..=EXCLUDED).contains(&found.chance_of_deviating));
            prop_assert!(found.interval.0 <= found.share && found.share <= found.interval.1);
        }
    }
}
