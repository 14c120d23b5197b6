//! Gini G.

use super::interaction;
use crate::numeric::{Sum, ascending};
use crate::roll::{Amount, Table};

/// Gini `G = Σ_k Σ_i Σ_j t_i t_j |π_ik - π_jk| / (2 T² I)`, from 0 to 1: with two groups twice
/// the area between the segregation curve and the diagonal (Duncan & Duncan 1955); with
/// more the form of Reardon (1998). One sort a group.
///
/// ```
/// use schoolmix::{indices::gini, roll::Pair};
/// let g = gini(&Pair::new(&[(80.0, 20.0), (15.0, 85.0), (5.0, 95.0)]).table());
/// assert!((g - 0.75).abs() < 1e-15);
/// ```
#[must_use]
pub fn gini<A: Amount>(table: &Table<'_, A>) -> f64 {
    let present = table.present();
    if let [a, _] = present[..] {
        return against_rest(table, a);
    }
    let weight = |k: usize| {
        table.group_totals[k] / table.total * ((table.total - table.group_totals[k]) / table.total)
    };
    let sum: Sum = present.iter().map(|k| weight(*k) * against_rest(table, *k)).collect();
    sum.value() / interaction(table)
}

/// G of group `k` against all others: `Σ_j (x_j Y_before - y_j X_before) / (X Y)` over units
/// in ascending order of the group's share.
fn against_rest<A: Amount>(table: &Table<'_, A>, k: usize) -> f64 {
    let unit = |j: usize| {
        let (x, total) = (table.unit(j)[k].float(), table.unit_totals[j]);
        (x / total, (x, total - x))
    };
    let peopled = (0..table.units()).filter(|j| table.unit_totals[*j] > 0.0);
    let mut all = Area::default();
    for part in ascending(peopled.map(unit), Area::under) {
        all.add(part);
    }
    all.sum.value() / all.x.value() / all.y.value()
}

/// A piece of the segregation curve: its sides and twice the area between it and its chord.
#[derive(Clone, Copy, Default)]
struct Area {
    x: Sum,
    y: Sum,
    sum: Sum,
}

impl Area {
    fn under(units: &[(f64, (f64, f64))]) -> Self {
        let (mut x_before, mut y_before) = (0.0, 0.0);
        let mut sum = Sum::default();
        for (_, (x, y)) in units {
            sum += x * y_before - y * x_before;
            x_before += x;
            y_before += y;
        }
        Self { x: [x_before].into_iter().collect(), y: [y_before].into_iter().collect(), sum }
    }

    /// The next piece.
    fn add(&mut self, next: Self) {
        self.sum += next.x.value() * self.y.value() - next.y.value() * self.x.value();
        self.sum += next.sum;
        self.x += next.x;
        self.y += next.y;
    }
}
