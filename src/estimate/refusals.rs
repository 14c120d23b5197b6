//! Terms of which the choices cannot tell.

use super::choices::{Choices, Set};
use super::curvature::Curvature;
use crate::error::{Error, Result};

/// Share of a column that is left beside the columns before it, below which it says nothing new.
const DEPENDENT: f64 = 1e-10;

/// Refuses no choice at all, terms that are the same for all alternatives of every chooser, and terms of
/// which everyone chose the most, or the least.
pub(super) fn refuse(choices: &Choices) -> Result<()> {
    if choices.sets.is_empty() {
        return Err(Error::input("EmptyInput", "nobody chose anything out of two alternatives or more")
            .remedy("Give every alternative of every chooser a row, not only those chosen."));
    }
    (0..choices.terms()).try_for_each(|term| refuse_term(choices, term))
}

fn refuse_term(choices: &Choices, term: usize) -> Result<()> {
    let name = &choices.rows.names[term];
    let (mut varies, mut most, mut least) = (false, true, true);
    for set in &choices.sets {
        let (low, high) = ends(choices, set, term, set.last, false);
        varies |= low < high;
        let chosen = ends(choices, set, term, set.chosen, true);
        most &= chosen.0 >= high;
        least &= chosen.1 <= low;
        if varies && !most && !least {
            return Ok(());
        }
    }
    if !varies {
        return Err(Error::input(
            "ConstantColumn",
            format!("term '{name}' is the same for all alternatives of every chooser"),
        )
        .on(name.as_str())
        .remedy(
            "Leave it out; what is known of choosers counts only by alternative or times a term of these.",
        ));
    }
    Err(separated(name, if most { "the most" } else { "the least" }))
}

/// The least and the greatest value of a term in a set, of all rows or of the chosen ones.
fn ends(choices: &Choices, set: &Set, term: usize, last: usize, chosen: bool) -> (f64, f64) {
    let rows = (set.first..last).filter(|row| !chosen || choices.rows.weights[*row] > 0.0);
    rows.map(|row| choices.row(row)[term])
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
}

fn separated(name: &str, what: &str) -> Error {
    Error::input("Separation", format!("all choose {what} of '{name}': its taste grows without end"))
        .on(name)
        .remedy("Leave the term out, or merge it with another: these choices set no bound to it.")
}

/// Refuses terms that others tell already, at tastes of 0.
pub(super) fn refuse_dependent(choices: &Choices, at: &Curvature, whole: &[f64]) -> Result<()> {
    let Some(term) = dependent(&at.curve, whole) else { return Ok(()) };
    let name = &choices.rows.names[term];
    let pulled = if choices.rows.schools.is_empty() { "" } else { " or the pulls of schools" };
    Err(Error::input("CollinearColumn", format!("term '{name}' is told by those before it{pulled}"))
        .on(name.as_str())
        .remedy("Leave it out, or one of those that tell it."))
}

/// The first column of a positive semi-definite matrix that depends on those before it, beside what it
/// would be alone.
fn dependent(matrix: &[Vec<f64>], alone: &[f64]) -> Option<usize> {
    let mut factor: Vec<Vec<f64>> = matrix.to_vec();
    for i in 0..factor.len() {
        let (above, below) = factor.split_at_mut(i);
        let row = &mut below[0];
        for (j, other) in above.iter().enumerate() {
            let known: f64 = row[..j].iter().zip(&other[..j]).map(|(a, b)| a * b).sum();
            row[j] = (row[j] - known) / other[j];
        }
        let left = row[i] - row[..i].iter().map(|x| x * x).sum::<f64>();
        if left.is_nan() || left <= DEPENDENT * alone[i] {
            return Some(i);
        }
        row[i] = left.sqrt();
    }
    None
}

/// Tastes in their own spread beyond which there is no bound to them.
const UNBOUNDED: f64 = 15.0;

/// The error of tastes that do not settle.
pub(super) fn unsettled(choices: &Choices, tastes: &[f64], spreads: &[f64]) -> Error {
    let sizes = tastes.iter().zip(spreads).map(|(taste, spread)| (taste * spread).abs());
    let (term, size) =
        sizes.enumerate().fold((0, 0.0), |best, next| if next.1 > best.1 { next } else { best });
    match choices.rows.names.get(term) {
        Some(name) if size > UNBOUNDED => Error::input(
            "Separation",
            format!("terms together, '{name}' above all, tell every choice: tastes grow without end"),
        )
        .on(name.as_str())
        .remedy("Leave the term out, or merge it with another: these choices set no bound to it."),
        _ => Error::new(crate::error::Family::Convergence, "NotConverged", "tastes do not settle")
            .remedy("Leave out terms that nearly tell each other, or bring them to a like scale."),
    }
}
