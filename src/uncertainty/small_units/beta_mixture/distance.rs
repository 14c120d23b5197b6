//! The mean distance between draws from two components.

use super::component::Component;
use crate::numeric::{Beta, Sum, exp};

/// `E|p - q|` for p from one component and q, independent of it, from the other.
pub(super) fn distance(one: &Component, other: &Component) -> f64 {
    match (one, other) {
        (Component::Point(p), Component::Point(q)) => (p - q).abs(),
        (beta, Component::Point(q)) | (Component::Point(q), beta) => {
            2.0 * beta.shortfall(*q) + (beta.mean() - q)
        }
        (Component::Beta(one), Component::Beta(other)) if one == other => within(*one),
        (Component::Beta(one), Component::Beta(other)) => between(*one, *other),
    }
}

/// `4 B(s, s) / (s B(α, α) B(β, β))`, `s = α+β`; the powers of ½ in the kernels cancel.
fn within(beta: Beta) -> f64 {
    let s = beta.a + beta.b;
    let half = |z: f64| Beta { a: z, b: z }.kernel(0.5, 0.5);
    4.0 / s * (half(beta.a) * half(beta.b) / half(s))
}

/// `∫ F(1-G) + G(1-F) dp`, panel by panel.
fn between(one: Beta, other: Beta) -> f64 {
    let integrand = |p: f64, q: f64| {
        let ((f, f_above), (g, g_above)) = (one.shares(p, q), other.shares(p, q));
        f * g_above + g * f_above
    };
    let mut ends = vec![(0.0, 1.0), (1.0, 0.0)];
    ends.extend([one, other].into_iter().flat_map(marks));
    ends.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    ends.dedup_by(|a, b| a.0 <= b.0);
    ends.windows(2).map(|pair| panel(pair[0], pair[1], &integrand)).collect::<Sum>().value()
}

/// Points around the mean between which the distribution is smooth, with their complements.
fn marks(beta: Beta) -> Vec<(f64, f64)> {
    let (mean, deviation) = (beta.mean(), beta.variance().sqrt());
    let mark = |times: f64| (mean + times * deviation, beta.b / (beta.a + beta.b) - times * deviation);
    let inside = |end: &(f64, f64)| end.0 > 0.0 && end.1 > 0.0;
    [-16.0, -6.0, -2.0, 0.0, 2.0, 6.0, 16.0].map(mark).into_iter().filter(inside).collect()
}

/// Step and number of nodes to either side of the double exponential rule.
const STEP: f64 = 0.125;
const NODES: i32 = 30;

/// `∫ f(p, 1-p) dp` between two points, given with their complements: the tanh-sinh rule, which
/// bears powers at the ends (Takahasi & Mori 1974, Publications RIMS 9:721).
fn panel(from: (f64, f64), to: (f64, f64), f: &impl Fn(f64, f64) -> f64) -> f64 {
    let width = to.0 - from.0;
    let node = |k: i32| {
        let e = exp(STEP * f64::from(k));
        let (sinh, cosh) = (0.5 * (e - 1.0 / e), 0.5 * (e + 1.0 / e));
        let grown = exp(std::f64::consts::PI * sinh);
        let (low, high) = (grown / (1.0 + grown), 1.0 / (1.0 + grown));
        let weight = STEP * std::f64::consts::PI * cosh * low * high;
        weight * f(from.0 + width * low, to.1 + width * high)
    };
    width * (-NODES..=NODES).map(node).collect::<Sum>().value()
}
