//! Small dense linear programs.

/// The non-negative `w` with `Σ_i w_i column_i = right` that minimises `Σ_i w_i cost_i`; none
/// if the columns of a basis come to depend on each other.
///
/// Revised simplex (Dantzig 1953) that inverts its basis anew at every step: meant for tens of
/// rows, where digits matter more than time. What keeps `w` from being feasible, such as rounding in
/// `right`, is taken up by artificial columns at a high cost; the caller knows that its problem
/// is feasible. Where many levels are 0 steps may gain nothing: after some of them
/// another rule picks the column, and after many the basis is taken to be best up to rounding.
///
/// ```
/// use schoolmix::fit::minimise;
/// // Weights of 0, 1 and 2 with mean 1, as little as can be on 1.
/// let w = minimise(&[vec![1.0, 0.0], vec![1.0, 1.0], vec![1.0, 2.0]], &[1.0, 1.0], &[0.0, 1.0, 0.0]);
/// assert_eq!(w, Some(vec![0.5, 0.0, 0.5]));
/// ```
#[must_use]
pub fn minimise(columns: &[Vec<f64>], right: &[f64], cost: &[f64]) -> Option<Vec<f64>> {
    let scale = cost.iter().fold(f64::MIN_POSITIVE.sqrt(), |most, c| most.max(c.abs()));
    let program = Program { columns, right, cost, scale };
    let mut basis: Vec<usize> = (0..right.len()).map(|row| columns.len() + row).collect();
    let (mut still, mut best) = (0, f64::INFINITY);
    loop {
        let step = program.step(&basis, still > PATIENCE)?;
        still = if step.value < best - ROUNDING * scale { 0 } else { still + 1 };
        best = best.min(step.value);
        match step.change.filter(|_| still < 10 * PATIENCE) {
            Some((place, column)) => basis[place] = column,
            None => return Some(program.spread(&basis, &step.level)),
        }
    }
}

/// Steps without gain before the other rule; ten times as many are the end.
const PATIENCE: u32 = 40;
/// Cost of an artificial column, in the highest cost.
const PENALTY: f64 = 1e3;
/// Reduced costs and pivots below this are rounding.
const ROUNDING: f64 = 1e-10;
/// How far below 0 a level may fall for the sake of a large pivot.
const LEEWAY: f64 = 1e-11;

struct Program<'a> {
    columns: &'a [Vec<f64>],
    right: &'a [f64],
    cost: &'a [f64],
    scale: f64,
}

struct Step {
    level: Vec<f64>,
    value: f64,
    change: Option<(usize, usize)>,
}

impl Program<'_> {
    /// Column `i`; those after the last are artificial, one a row.
    fn column(&self, i: usize) -> Vec<f64> {
        let artificial = || {
            let row = i - self.columns.len();
            let sign = if self.right[row] < 0.0 { -1.0 } else { 1.0 };
            (0..self.right.len()).map(|r| if r == row { sign } else { 0.0 }).collect()
        };
        self.columns.get(i).cloned().unwrap_or_else(artificial)
    }

    fn cost(&self, i: usize) -> f64 {
        self.cost.get(i).copied().unwrap_or(PENALTY * self.scale)
    }

    fn step(&self, basis: &[usize], first: bool) -> Option<Step> {
        let rows: Vec<Vec<f64>> = basis.iter().map(|i| self.column(*i)).collect();
        let costs: Vec<f64> = basis.iter().map(|i| self.cost(*i)).collect();
        let basic = Factors::new(rows)?;
        let level = basic.combine(self.right);
        let price = basic.price(&costs);
        let value = level.iter().zip(&costs).map(|(x, c)| x * c).sum();
        let enters = self.enters(&price, basis, first);
        let change =
            enters.and_then(|i| leaves(&level, &basic.combine(&self.columns[i])).map(|place| (place, i)));
        Some(Step { level, value, change })
    }

    /// The column that gains most, or the first that gains.
    fn enters(&self, price: &[f64], basis: &[usize], first: bool) -> Option<usize> {
        let reduced = |i: usize| (self.cost[i] - dot(&self.columns[i], price), i);
        let outside = (0..self.columns.len()).filter(|i| !basis.contains(i));
        let mut gains = outside.map(reduced).filter(|(r, _)| *r < -ROUNDING * self.scale);
        if first { gains.next() } else { gains.min_by(|a, b| a.0.total_cmp(&b.0)) }.map(|(_, i)| i)
    }

    fn spread(&self, basis: &[usize], level: &[f64]) -> Vec<f64> {
        let mut w = vec![0.0; self.columns.len()];
        for (i, x) in basis.iter().zip(level) {
            if let Some(w) = w.get_mut(*i) {
                *w = x.max(0.0);
            }
        }
        w
    }
}

/// The place in the basis whose level reaches 0 first; of those that reach it together the one
/// with the largest pivot.
fn leaves(level: &[f64], change: &[f64]) -> Option<usize> {
    let ratio = |place: usize, leeway: f64| (level[place].max(0.0) + leeway) / change[place];
    let falls = || (0..level.len()).filter(|place| change[*place] > ROUNDING);
    let first = falls().map(|place| ratio(place, LEEWAY)).fold(f64::INFINITY, f64::min);
    let mut together = falls().filter(|place| ratio(*place, 0.0) <= first);
    let start = together.next()?;
    Some(together.fold(start, |best, place| if change[place] > change[best] { place } else { best }))
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// A matrix with its inverse at hand.
struct Factors {
    inverse: Vec<Vec<f64>>,
}

impl Factors {
    /// Inverts by elimination with the largest pivot; none if the matrix is singular.
    fn new(mut a: Vec<Vec<f64>>) -> Option<Self> {
        let n = a.len();
        let unit = |i: usize| (0..n).map(move |j| f64::from(u8::from(i == j)));
        a.iter_mut().enumerate().for_each(|(i, row)| row.extend(unit(i)));
        for i in 0..n {
            let pivot = (i..n).max_by(|p, q| a[*p][i].abs().total_cmp(&a[*q][i].abs()))?;
            a.swap(i, pivot);
            if a[i][i].abs() < 1e-300 {
                return None;
            }
            eliminate(&mut a, i);
        }
        Some(Self { inverse: a.into_iter().map(|mut row| row.split_off(n)).collect() })
    }

    /// x with `Σ_i x_i row_i = b`.
    fn combine(&self, b: &[f64]) -> Vec<f64> {
        let mut x = vec![0.0; b.len()];
        for (row, b) in self.inverse.iter().zip(b) {
            x.iter_mut().zip(row).for_each(|(x, a)| *x += a * b);
        }
        x
    }

    /// y with `row_i · y = c_i`.
    fn price(&self, c: &[f64]) -> Vec<f64> {
        self.inverse.iter().map(|row| dot(row, c)).collect()
    }
}

/// Makes column `i` a unit vector.
fn eliminate(a: &mut [Vec<f64>], i: usize) {
    let scale = 1.0 / a[i][i];
    a[i].iter_mut().for_each(|x| *x *= scale);
    let pivot = std::mem::take(&mut a[i]);
    for row in a.iter_mut().filter(|row| !row.is_empty()) {
        let factor = row[i];
        if factor != 0.0 {
            row.iter_mut().zip(&pivot).for_each(|(x, p)| *x -= factor * p);
        }
    }
    a[i] = pivot;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transport_problem_has_its_known_cost() {
        // Supplies 20, 30 to demands 10, 25, 15 at costs 2 3 1 / 5 4 8.
        let cost = [2.0, 3.0, 1.0, 5.0, 4.0, 8.0];
        let column = |i: usize| (0..5).map(|r| f64::from(u8::from(r == i / 3 || r == 2 + i % 3))).collect();
        let columns: Vec<Vec<f64>> = (0..6).map(column).collect();
        let w = minimise(&columns, &[20.0, 30.0, 10.0, 25.0, 15.0], &cost).unwrap();
        let total: f64 = w.iter().zip(cost).map(|(w, c)| w * c).sum();
        assert!((total - 150.0).abs() < 1e-9, "{w:?}");
    }
}
