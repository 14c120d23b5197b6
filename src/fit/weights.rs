//! Weights of a mixture of known distributions, without a shape for the mixing.

use super::cholesky_solve;

/// The weights `ω >= 0`, summing to 1, that maximise `Σ_x share_x ln Σ_i ω_i rows[x][i]`: the
/// nonparametric maximum likelihood of a mixing distribution on a grid (Laird 1978, Journal of
/// the American Statistical Association 73:805).
///
/// Primal-dual interior points (the convex form of Koenker & Mizera 2014, ibid. 109:674): if
/// more than one ω is best, the result lies in the midst of them. `rows` hold the likelihood of
/// observation x at grid point i, on any scale of its own; `shares` are positive and sum to 1.
/// None if the steps do not settle.
///
/// ```
/// use schoolmix::fit::mixing_weights;
/// // Heads once in four throws of one of two coins: .1 and .5.
/// let w = mixing_weights(&[vec![0.1, 0.5], vec![0.9, 0.5]], &[0.25, 0.75]).unwrap();
/// assert!((w[0] - 0.625).abs() < 1e-9);
/// ```
#[must_use]
pub fn mixing_weights(rows: &[Vec<f64>], shares: &[f64]) -> Option<Vec<f64>> {
    let n = rows.first()?.len();
    let mut point = Point { w: vec![1.0 / n as f64; n], z: vec![1.0; n] };
    let (mut least, mut best) = (f64::INFINITY, point.w.clone());
    for _ in 0..STEPS {
        let gap: f64 = point.w.iter().zip(&point.z).map(|(w, z)| w * z).sum();
        let slack = point.slack(rows, shares);
        let off = slack.residual.iter().fold(0.0f64, |most, r| most.max(r.abs()));
        let left = (gap / GAP).max(off / OFF);
        if left < least {
            (least, best) = (left, point.w.clone());
        }
        if least < 1.0 || point.step(rows, &slack, CENTRING * gap / n as f64).is_none() {
            break;
        }
    }
    let total: f64 = best.iter().sum();
    (least < STALLED).then(|| best.into_iter().map(|w| w / total).collect())
}

const STEPS: u32 = 100;
/// Complementarity at which the weights are final.
const GAP: f64 = 1e-12;
/// Residual at which they are final.
const OFF: f64 = 1e-9;
/// How far from final they may stay: near the end the equations get so steep that rounding can
/// stop the steps.
const STALLED: f64 = 1e3;
/// How much of the complementarity a step aims to leave.
const CENTRING: f64 = 0.1;

/// Weights and their multipliers.
struct Point {
    w: Vec<f64>,
    z: Vec<f64>,
}

/// `1 - Σ_x rows[x] share_x / f_x - z` with `f = rows · w`, and the curvature `share / f²`.
struct Slack {
    residual: Vec<f64>,
    curvature: Vec<f64>,
}

impl Point {
    fn slack(&self, rows: &[Vec<f64>], shares: &[f64]) -> Slack {
        let mut residual: Vec<f64> = self.z.iter().map(|z| 1.0 - z).collect();
        let mut curvature = Vec::with_capacity(rows.len());
        for (row, share) in rows.iter().zip(shares) {
            let f: f64 = row.iter().zip(&self.w).map(|(b, w)| b * w).sum();
            residual.iter_mut().zip(row).for_each(|(r, b)| *r -= b * share / f);
            curvature.push(share / (f * f));
        }
        Slack { residual, curvature }
    }

    /// One damped Newton step towards `w z = aim`.
    fn step(&mut self, rows: &[Vec<f64>], slack: &Slack, aim: f64) -> Option<()> {
        let scale: Vec<f64> = self.w.iter().zip(&self.z).map(|(w, z)| w / z).collect();
        let right: Vec<f64> =
            (0..self.w.len()).map(|i| aim / self.w[i] - self.z[i] - slack.residual[i]).collect();
        let dw = solve(rows, &slack.curvature, &scale, &right)?;
        let dz: Vec<f64> = (0..dw.len()).map(|i| aim / self.w[i] - self.z[i] - dw[i] / scale[i]).collect();
        let length = reach(&self.w, &dw).min(reach(&self.z, &dz));
        self.w.iter_mut().zip(dw).for_each(|(w, d)| *w += length * d);
        self.z.iter_mut().zip(dz).for_each(|(z, d)| *z += length * d);
        Some(())
    }
}

/// How much of a step keeps all of `x` positive.
fn reach(x: &[f64], step: &[f64]) -> f64 {
    let most = |(x, d): (&f64, &f64)| if *d < 0.0 { -0.99 * x / d } else { 1.0 };
    x.iter().zip(step).map(most).fold(1.0, f64::min)
}

/// Solves `(1/scale + Rᵀ C R) d = right` in the space of rows or of grid points, whichever is
/// smaller.
fn solve(rows: &[Vec<f64>], curvature: &[f64], scale: &[f64], right: &[f64]) -> Option<Vec<f64>> {
    if rows.len() > scale.len() {
        return cholesky_solve(normal(rows, curvature, scale), right.to_vec());
    }
    let scaled: Vec<f64> = right.iter().zip(scale).map(|(r, s)| r * s).collect();
    let inner = |x: usize, y: usize| -> f64 {
        let sum = (0..scale.len()).map(|i| rows[x][i] * scale[i] * rows[y][i]).sum::<f64>();
        if x == y { sum + 1.0 / curvature[x] } else { sum }
    };
    let gram = (0..rows.len()).map(|x| (0..=x).map(|y| inner(x, y)).collect()).collect();
    let project = rows.iter().map(|row| row.iter().zip(&scaled).map(|(b, r)| b * r).sum()).collect();
    let through = cholesky_solve(gram, project)?;
    let back = |i: usize| rows.iter().zip(&through).map(|(row, t)| row[i] * t).sum::<f64>();
    Some((0..scale.len()).map(|i| scale[i] * (right[i] - back(i))).collect())
}

/// `1/scale + Rᵀ C R`, its lower half.
fn normal(rows: &[Vec<f64>], curvature: &[f64], scale: &[f64]) -> Vec<Vec<f64>> {
    let mut sums: Vec<Vec<f64>> = (0..scale.len()).map(|i| vec![0.0; i + 1]).collect();
    sums.iter_mut().zip(scale).enumerate().for_each(|(i, (row, s))| row[i] = 1.0 / s);
    for (row, c) in rows.iter().zip(curvature) {
        for (i, sums) in sums.iter_mut().enumerate() {
            let factor = row[i] * c;
            sums.iter_mut().zip(row).for_each(|(s, b)| *s += factor * b);
        }
    }
    sums
}
