//! M between the nests of each level, and between the units inside the innermost.

use super::gathered::Gathered;
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
    let top = Gathered::new(table, &vec![0; table.units()]);
    let nests = levels.iter().map(|level| Gathered::new(table, level));
    let chain: Vec<Gathered> = std::iter::once(top).chain(nests).chain([Gathered::units(table)]).collect();
    chain.windows(2).map(|pair| between(&pair[0], &pair[1]) / table.total).collect()
}

/// `Σ_c t_c KL(c | s)` over the inner nests `c`, each inside its outer nest `s`.
fn between(outer: &Gathered, inner: &Gathered) -> f64 {
    let groups = outer.groups();
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
