//! Repeating a study year, and moving a level up or down.

use super::level::{Advice, LEVELS, PRO, TOP};
use crate::error::{Error, Result};

/// Chances in a study year: to repeat it, to go on a level higher, a level lower.
pub type Chances = [f64; 3];

/// What becomes of a pupil at the end of a study year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Does the year again (*zittenblijven*).
    Repeats,
    /// Goes on a level higher (*opstroom*).
    Up,
    /// Goes on a level lower (*afstroom*).
    Down,
    /// Goes on.
    On,
}

/// Yearly chances by study year and level, with factors by advice and group.
#[derive(Clone, Debug, PartialEq)]
pub struct Transitions {
    years: Vec<[Chances; LEVELS.len()]>,
    by_advice: Vec<Chances>,
    by_group: Vec<Chances>,
}

/// Factors of an advice or group that has none of its own.
const SAME: Chances = [1.0; 3];

impl Transitions {
    /// Chances by study year (later years are as the last one); factors by height of the advice and by code of
    /// the group, where there are any.
    ///
    /// # Errors
    /// `BadOption` for chances below 0 or that add up to more than 1, with any factors that can meet.
    pub fn new(
        years: Vec<[Chances; LEVELS.len()]>,
        by_advice: Vec<Chances>,
        by_group: Vec<Chances>,
    ) -> Result<Self> {
        let all = || by_advice.iter().chain(&by_group).chain(years.iter().flatten()).flatten();
        if years.is_empty() || all().any(|chance| !(*chance >= 0.0 && chance.is_finite())) {
            let message = "a chance or factor of a transition is no number of 0 or more";
            return Err(Error::option("transitions", message, "numbers, 0 or more"));
        }
        let found = Self { years, by_advice, by_group };
        found.check()?;
        Ok(found)
    }

    /// Nobody repeats or moves.
    #[must_use]
    pub fn none() -> Self {
        Self { years: vec![[[0.0; 3]; LEVELS.len()]], by_advice: Vec::new(), by_group: Vec::new() }
    }

    /// The chances of a pupil in a study year, from 1. Nobody leaves or enters practical training, and nobody
    /// goes below or above the levels.
    #[must_use]
    pub fn chances(&self, year: u32, level: u8, advice: Option<Advice>, group: u16) -> Chances {
        let at = (year as usize).clamp(1, self.years.len()) - 1;
        let of = |factors: &[Chances], at: usize| factors.get(at).copied().unwrap_or(SAME);
        let advice = advice.map_or(SAME, |advice| of(&self.by_advice, usize::from(advice.height())));
        let group = of(&self.by_group, usize::from(group));
        let chance = |way: usize| self.years[at][usize::from(level)][way] * advice[way] * group[way];
        let [up, down] = [level != PRO && level < TOP, level > PRO + 1];
        [chance(0), if up { chance(1) } else { 0.0 }, if down { chance(2) } else { 0.0 }]
    }

    /// What becomes of a pupil, by a number strictly between 0 and 1; who does a year for the second time goes on.
    #[must_use]
    pub fn turn([repeats, up, down]: Chances, drawn: f64, again: bool) -> Turn {
        if drawn < repeats {
            return if again { Turn::On } else { Turn::Repeats };
        }
        if drawn < repeats + up {
            Turn::Up
        } else if drawn < repeats + up + down {
            Turn::Down
        } else {
            Turn::On
        }
    }

    fn check(&self) -> Result<()> {
        let heights = 0..self.by_advice.len().max(1);
        let advices = heights.map(|height| {
            let (low, high) = (height as u8 / 2, height as u8 / 2 + height as u8 % 2);
            (!self.by_advice.is_empty()).then_some(Advice { low, high })
        });
        let groups = self.by_group.len() as u16 + 1;
        for advice in advices {
            let met = (1..=self.years.len() as u32)
                .flat_map(|year| (0..=TOP).flat_map(move |level| (0..groups).map(move |g| (year, level, g))));
            for (year, level, group) in met {
                let sum: f64 = self.chances(year, level, advice, group).iter().sum();
                if sum > 1.0 + 1e-12 {
                    let name = LEVELS[usize::from(level)];
                    let message =
                        format!("chances of level '{name}' in study year {year} add up to {sum:.3}");
                    return Err(Error::option("transitions", message, "chances that add up to at most 1"));
                }
            }
        }
        Ok(())
    }
}

/// Pupils by level in a study year, by the expected value of every transition from those who enter the first, when
/// every cohort is like the next one and repeaters of the one before sit with it.
///
/// ```
/// use schoolmix::tracks::{Transitions, expected_levels};
/// let mut chances = [[0.0; 3]; 6];
/// chances[5] = [0.0, 0.0, 0.1];
/// let moves = Transitions::new(vec![chances], Vec::new(), Vec::new())?;
/// assert_eq!(expected_levels([0.0, 0.0, 0.0, 0.0, 0.0, 100.0], &moves, 3)[5], 81.0);
/// # Ok::<(), schoolmix::error::Error>(())
/// ```
#[must_use]
pub fn expected_levels(
    entering: [f64; LEVELS.len()],
    moves: &Transitions,
    study_year: u32,
) -> [f64; LEVELS.len()] {
    let mut pupils = entering;
    let chances = |year: u32, level: usize| moves.chances(year, level as u8, None, u16::MAX);
    for year in 1..study_year {
        let mut next = pupils;
        for (level, there) in pupils.iter().enumerate() {
            let [repeats, up, down] = chances(year, level);
            let seated = there * (1.0 + repeats);
            next[level] -= seated * (up + down);
            if up > 0.0 {
                next[level + 1] += seated * up;
            }
            if down > 0.0 {
                next[level - 1] += seated * down;
            }
        }
        pupils = next;
    }
    std::array::from_fn(|level| pupils[level] * (1.0 + chances(study_year, level)[0]))
}
