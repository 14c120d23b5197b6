//! The tastes under which choices are most likely, by Newton's method.

use super::choices::Choices;
use super::covariance::{inverse, robust};
use super::curvature::{Curvature, curvature, log_likelihood};
use super::pulls::Pulls;
use super::refusals::{refuse, refuse_dependent, unsettled};
use crate::error::Result;
use crate::fit::cholesky_solve;
use crate::watch::Watch;
use std::borrow::Cow;

/// The longest step of a taste, in the spread of its term, at which tastes are final.
const STEP: f64 = 1e-8;
const ROUNDS: usize = 60;
/// Halvings of a step that makes choices less likely.
const HALVINGS: usize = 30;

/// Tastes with their errors.
#[derive(Clone, Debug)]
pub struct Estimated {
    /// Tastes, by term.
    pub estimates: Vec<f64>,
    /// Inverse of minus the second derivative of the log-likelihood.
    pub covariance: Vec<Vec<f64>>,
    /// Sandwich over clusters, `G/(G-1) A⁻¹ B A⁻¹`; none with fewer than two clusters.
    pub robust: Option<Vec<Vec<f64>>>,
    /// Log-likelihood.
    pub log_likelihood: f64,
    /// Log-likelihood with all tastes 0, and all pulls alike.
    pub null_log_likelihood: f64,
    /// Newton steps.
    pub steps: usize,
    /// Clusters that chose.
    pub clusters: usize,
    /// Pulls of schools, empty without schools; minus infinity where nobody chose one.
    pub pulls: Vec<f64>,
}

/// The conditional logit (McFadden 1974), of ranked lists the exploded logit; with schools each has a pull
/// that gives it as many pupils as chose it (Berry 1994), and errors allow for these.
///
/// ```
/// use schoolmix::estimate::{Choices, Rows, conditional_logit};
/// // Of two alternatives, three of four choosers take the one with the term.
/// let rows = Rows {
///     names: vec!["near".into()],
///     terms: vec![1.0, 0.0],
///     weights: vec![3.0, 1.0],
///     choosers: vec![0, 0],
///     clusters: vec![0],
///     ..Rows::default()
/// };
/// let found = conditional_logit(&Choices::new(rows, false).unwrap(), &Default::default()).unwrap();
/// assert!((found.estimates[0] - 3f64.ln()).abs() < 1e-12);
/// ```
///
/// # Errors
/// `EmptyInput`, `ConstantColumn`, `CollinearColumn`, `Separation`, `NotConverged`.
pub fn conditional_logit(choices: &Choices, watch: &Watch) -> Result<Estimated> {
    refuse(choices)?;
    let mut state = State::start(choices);
    let null_log_likelihood = log_likelihood(choices, &choices.utilities(&state.tastes));
    let mut spreads: Vec<f64> = Vec::new();
    for steps in 0..ROUNDS {
        watch.step()?;
        let terms = state.terms(choices);
        let at = curvature(choices, &state.utilities, &terms);
        if spreads.is_empty() {
            let mass: f64 = choices.rows.weights.iter().sum();
            spreads = (0..choices.terms()).map(|term| (at.curve[term][term] / mass).sqrt()).collect();
            refuse_dependent(choices, &at, &state.whole(choices))?;
        }
        let Some(step) = cholesky_solve(at.curve.clone(), at.slope.clone()) else { break };
        let longest = step.iter().zip(&spreads).map(|(x, spread)| (x * spread).abs()).fold(0.0, f64::max);
        state = state.moved(choices, &step, &at);
        if longest < STEP {
            return finished(choices, state, null_log_likelihood, steps + 1);
        }
    }
    Err(unsettled(choices, &state.tastes, &spreads))
}

/// Tastes, pulls, and what follows from them.
struct State {
    tastes: Vec<f64>,
    pulls: Option<Pulls>,
    utilities: Vec<f64>,
}

impl State {
    fn start(choices: &Choices) -> Self {
        let tastes = vec![0.0; choices.terms()];
        Self::at(choices, tastes, Pulls::start(choices))
    }

    fn at(choices: &Choices, tastes: Vec<f64>, mut pulls: Option<Pulls>) -> Self {
        let mut utilities = choices.utilities(&tastes);
        if let Some(pulls) = &mut pulls {
            pulls.balance(choices, &utilities);
            pulls.add_to(choices, &mut utilities);
        }
        Self { tastes, pulls, utilities }
    }

    /// Terms as they count beside pulls: what schools have by themselves is taken out.
    fn terms<'a>(&self, choices: &'a Choices) -> Cow<'a, [f64]> {
        match &self.pulls {
            None => Cow::Borrowed(&choices.rows.terms),
            Some(pulls) => Cow::Owned(pulls.taken_out(choices, &self.utilities)),
        }
    }

    /// Curvature by term, whether or not pulls take it up.
    fn whole(&self, choices: &Choices) -> Vec<f64> {
        let at = curvature(choices, &self.utilities, &choices.rows.terms);
        (0..choices.terms()).map(|term| at.curve[term][term]).collect()
    }

    /// The state after a step, or half of it, or half of that, so that choices become no less likely.
    fn moved(&self, choices: &Choices, step: &[f64], at: &Curvature) -> Self {
        let mut length = 1.0;
        let mut best = self.stepped(choices, step, length);
        for _ in 0..HALVINGS {
            let reached = log_likelihood(choices, &best.utilities);
            if reached >= at.log_likelihood - 1e-9 * at.log_likelihood.abs() {
                break;
            }
            length /= 2.0;
            best = self.stepped(choices, step, length);
        }
        best
    }

    fn stepped(&self, choices: &Choices, step: &[f64], length: f64) -> Self {
        let tastes = self.tastes.iter().zip(step).map(|(taste, step)| taste + length * step).collect();
        Self::at(choices, tastes, self.pulls.clone())
    }
}

fn finished(choices: &Choices, state: State, null_log_likelihood: f64, steps: usize) -> Result<Estimated> {
    let terms = state.terms(choices);
    let at = curvature(choices, &state.utilities, &terms);
    let Some(covariance) = inverse(&at.curve) else {
        return Err(unsettled(choices, &state.tastes, &vec![1.0; state.tastes.len()]));
    };
    let (robust, clusters) = robust(choices, &state.utilities, &terms, &covariance);
    Ok(Estimated {
        covariance,
        robust,
        log_likelihood: at.log_likelihood,
        null_log_likelihood,
        steps,
        clusters,
        pulls: state.pulls.map(Pulls::into_values).unwrap_or_default(),
        estimates: state.tastes,
    })
}
