//! Pulls of schools that give each the pupils that it has.

use super::choices::Choices;
use crate::numeric::ln;

/// How far the logarithm of a size may be off when tastes are estimated.
const SETTLED: f64 = 1e-11;
/// Rounds at most when tastes are estimated, where the sizes can be met.
const ROUNDS: usize = 3000;
/// Rounds at most for sizes that are given, which perhaps cannot.
const GIVEN: usize = 400;
/// The farthest that a pull is moved in one go.
const FARTHEST: f64 = 3.0;
/// Share of a term's size by which what is taken out of it may still change.
const TAKEN: f64 = 1e-11;

/// Pulls found for given sizes.
#[derive(Clone, Debug)]
pub struct Balanced {
    /// By school; minus infinity for one without pupils.
    pub pulls: Vec<f64>,
    /// The farthest that the logarithm of an expected size is from what it should be.
    pub off: f64,
}

/// Pulls such that every school is expected to have its size (Berry 1994), given utilities without them and
/// how many pupils each chooser stands for. Sizes that the choosers within reach cannot fill are missed:
/// `off` tells by how much.
#[must_use]
pub fn balanced(choices: &Choices, utilities: &[f64], pupils: &[f64], sizes: &[f64]) -> Balanced {
    let mut pulls = Pulls::of(pupils.to_vec(), sizes.to_vec());
    let off = pulls.towards(choices, utilities, 1e-9, GIVEN);
    Balanced { pulls: pulls.values, off }
}

#[derive(Clone, Debug)]
pub(super) struct Pulls {
    values: Vec<f64>,
    sizes: Vec<f64>,
    /// Pupils of each chooser.
    pupils: Vec<f64>,
}

impl Pulls {
    fn of(pupils: Vec<f64>, sizes: Vec<f64>) -> Self {
        let log = |size: &f64| if *size > 0.0 { ln(*size) } else { f64::NEG_INFINITY };
        Self { values: sizes.iter().map(log).collect(), sizes, pupils }
    }

    /// Pulls for the sizes that choices give; none where rows have no schools.
    pub(super) fn start(choices: &Choices) -> Option<Self> {
        let schools = &choices.rows.schools;
        let most = *schools.iter().max()?;
        let mut sizes = vec![0.0; most as usize + 1];
        schools.iter().zip(&choices.rows.weights).for_each(|(at, weight)| sizes[*at as usize] += weight);
        let mass = |first: usize, last: usize| choices.rows.weights[first..last].iter().sum();
        let pupils = choices.choosers.iter().map(|set| mass(set.first, set.last)).collect();
        Some(Self::of(pupils, sizes))
    }

    pub(super) fn into_values(self) -> Vec<f64> {
        self.values
    }

    pub(super) fn add_to(&self, choices: &Choices, utilities: &mut [f64]) {
        for (utility, school) in utilities.iter_mut().zip(&choices.rows.schools) {
            *utility += self.values[*school as usize];
        }
    }

    /// Moves pulls until sizes are right, given utilities without them.
    pub(super) fn balance(&mut self, choices: &Choices, utilities: &[f64]) {
        self.towards(choices, utilities, SETTLED, ROUNDS);
    }

    fn towards(&mut self, choices: &Choices, utilities: &[f64], settled: f64, rounds: usize) -> f64 {
        let mut farthest = f64::INFINITY;
        for _ in 0..rounds {
            let mut pulled = utilities.to_vec();
            self.add_to(choices, &mut pulled);
            let expected = self.by_school(choices, &self.flows(choices, &pulled));
            farthest = self.step(&expected);
            if farthest < settled {
                break;
            }
        }
        farthest
    }

    fn step(&mut self, expected: &[f64]) -> f64 {
        let mut farthest: f64 = 0.0;
        for ((pull, size), expected) in self.values.iter_mut().zip(&self.sizes).zip(expected) {
            if *size > 0.0 && *expected > 0.0 {
                let step = ln(size / expected);
                *pull += step.clamp(-FARTHEST, FARTHEST);
                farthest = farthest.max(step.abs());
            }
        }
        farthest
    }

    /// Pupils expected in each row.
    fn flows(&self, choices: &Choices, utilities: &[f64]) -> Vec<f64> {
        let mut flows = choices.shares(utilities);
        for (set, pupils) in choices.choosers.iter().zip(&self.pupils) {
            flows[set.first..set.last].iter_mut().for_each(|flow| *flow *= pupils);
        }
        flows
    }

    fn by_school(&self, choices: &Choices, flows: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.sizes.len()];
        choices.rows.schools.iter().zip(flows).for_each(|(at, flow)| sums[*at as usize] += flow);
        sums
    }

    /// Terms without what schools and choosers have by themselves (Frisch & Waugh 1933; Lovell 1963), by
    /// taking out the one and the other in turn under the pupils expected: beside them tastes stand as if
    /// pulls were estimated too.
    pub(super) fn taken_out(&self, choices: &Choices, utilities: &[f64]) -> Vec<f64> {
        let width = choices.terms();
        let flows = self.flows(choices, utilities);
        let sizes = self.by_school(choices, &flows);
        let columns = (0..width).map(|term| self.without(choices, &flows, &sizes, term));
        let mut terms = vec![0.0; choices.rows.terms.len()];
        for (term, column) in columns.enumerate() {
            terms.iter_mut().skip(term).step_by(width).zip(column).for_each(|(x, y)| *x = y);
        }
        terms
    }

    fn without(&self, choices: &Choices, flows: &[f64], sizes: &[f64], term: usize) -> Vec<f64> {
        let mut column: Vec<f64> =
            choices.rows.terms.iter().skip(term).step_by(choices.terms()).copied().collect();
        let most = column.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
        for _ in 0..ROUNDS {
            self.centre(choices, flows, &mut column);
            let weighed: Vec<f64> = column.iter().zip(flows).map(|(x, flow)| x * flow).collect();
            let sums = self.by_school(choices, &weighed);
            let mean: Vec<f64> = sums
                .iter()
                .zip(sizes)
                .map(|(sum, size)| if *size > 0.0 { sum / size } else { 0.0 })
                .collect();
            column.iter_mut().zip(&choices.rows.schools).for_each(|(x, at)| *x -= mean[*at as usize]);
            if mean.iter().all(|x| x.abs() <= TAKEN * most) {
                break;
            }
        }
        column
    }

    /// Takes the mean of every chooser out of a column.
    fn centre(&self, choices: &Choices, flows: &[f64], column: &mut [f64]) {
        for (set, pupils) in choices.choosers.iter().zip(&self.pupils) {
            if *pupils > 0.0 {
                let rows = set.first..set.last;
                let sum: f64 =
                    column[rows.clone()].iter().zip(&flows[rows.clone()]).map(|(x, y)| x * y).sum();
                column[rows].iter_mut().for_each(|x| *x -= sum / pupils);
            }
        }
    }
}
