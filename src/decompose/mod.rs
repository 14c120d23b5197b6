//! Where M and H come from: between the nests of each level, and between the units
//! inside the innermost.

use crate::numeric::{Sum, ln};
use crate::roll::{Amount, Table};

/// The parts of M, one for each level of nests and one for the units; they add up to M.
///
/// Each part is `Σ_c (t_c/T) KL(c | s)`, `c` running over the nests of a level and `s` being
/// the nest around `c` (Mora & Ruiz-Castillo 2011; Theil 1972 for two levels), so that no part
/// is a remainder. `levels` gives the nest of each unit, outermost level first.
///
/// ```
/// use schoolmix::{decompose::nested, roll::Pair};
/// let pair = Pair::new(&[(9.0, 1.0), (7.0, 3.0), (1.0, 9.0)]);
/// let parts = nested(&pair.table(), &[&[0, 0, 1]]);
/// let whole = schoolmix::indices::mutual_information(&pair.table());
/// assert!((parts.iter().sum::<f64>() - whole).abs() < 1e-15);
/// ```
#[must_use]
pub fn nested<A: Amount>(table: &Table<'_, A>, levels: &[&[u32]]) -> Vec<f64> {
    let groups = table.group_totals.len();
    let top =
        Nest { cells: table.group_totals.to_vec(), totals: vec![table.total], of: vec![0; table.units()] };
    let units = Nest {
        cells: table.cells.iter().map(|n| n.float()).collect(),
        totals: table.unit_totals.to_vec(),
        of: (0..table.units()).collect(),
    };
    let nests = levels.iter().map(|level| Nest::gather(table, level));
    let chain: Vec<Nest> = std::iter::once(top).chain(nests).chain(std::iter::once(units)).collect();
    chain.windows(2).map(|pair| between(&pair[0], &pair[1], groups) / table.total).collect()
}

/// The counts of one level.
struct Nest {
    cells: Vec<f64>,
    totals: Vec<f64>,
    of: Vec<usize>,
}

impl Nest {
    fn gather<A: Amount>(table: &Table<'_, A>, level: &[u32]) -> Self {
        let groups = table.group_totals.len();
        let size = level.iter().max().map_or(0, |n| *n as usize + 1);
        let mut cells = vec![Sum::default(); size * groups];
        let mut totals = vec![Sum::default(); size];
        for (j, nest) in level.iter().enumerate() {
            let nest = *nest as usize;
            totals[nest] += table.unit_totals[j];
            for (k, n) in table.unit(j).iter().enumerate() {
                cells[nest * groups + k] += n.float();
            }
        }
        let value = |sums: Vec<Sum>| sums.into_iter().map(Sum::value).collect();
        Self { cells: value(cells), totals: value(totals), of: level.iter().map(|n| *n as usize).collect() }
    }
}

/// `Σ_c t_c KL(c | s)` over the inner nests `c`, each inside its outer nest `s`.
fn between(outer: &Nest, inner: &Nest, groups: usize) -> f64 {
    let mut around = vec![None; inner.totals.len()];
    for (c, s) in inner.of.iter().zip(&outer.of) {
        around[*c] = Some(*s);
    }
    let mut sum = Sum::default();
    for (c, s) in around.iter().enumerate() {
        let Some(s) = *s else { continue };
        let term = |k: usize| {
            let n = inner.cells[c * groups + k];
            let odds = outer.totals[s] / outer.cells[s * groups + k];
            if n > 0.0 { n * ln(n / inner.totals[c] * odds) } else { 0.0 }
        };
        sum += (0..groups).map(term).sum::<f64>().max(0.0);
    }
    sum.value()
}
