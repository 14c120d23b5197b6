//! What the two groups of every unit can be.

use crate::roll::{Part, Roll};

/// Lowest and highest count.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Interval {
    /// Fewest pupils.
    pub low: u64,
    /// Most pupils.
    pub high: u64,
}

impl Interval {
    pub fn width(self) -> u64 {
        self.high - self.low
    }

    fn tighten(&mut self, low: u64, high: u64) {
        self.low = self.low.max(low);
        self.high = self.high.min(high).max(self.low);
    }
}

/// A unit with `total` pupils of both groups, `x` of them focal.
#[derive(Clone, Copy, Debug)]
pub struct TiedUnit {
    pub total: u64,
    pub x: Interval,
}

/// A unit whose groups are hidden independently.
#[derive(Clone, Copy, Debug)]
pub struct FreeUnit {
    pub x: Interval,
    pub y: Interval,
}

/// All units of a part.
pub enum Reach {
    /// The groups of every unit add up to a known total.
    Tied(Vec<TiedUnit>),
    /// Those of some units do not; `tied` says whether those of others do, which is then given up.
    Free {
        /// The units.
        units: Vec<FreeUnit>,
        /// Whether a total that ties both groups of a unit is left out of account.
        tied: bool,
    },
}

impl Reach {
    pub fn read(roll: &Roll, part: &Part, focal: usize, versus: Option<usize>) -> Self {
        let mut units: Vec<[Interval; 3]> =
            part.units.clone().map(|j| visible(roll, j, focal, versus)).collect();
        for hidden in roll.hidden_in(part) {
            let side = side(hidden.group, focal, versus);
            let interval = &mut units[hidden.unit - part.units.start][side];
            interval.low += u64::from(hidden.low);
            interval.high += u64::from(hidden.high);
        }
        let totals = part.units.clone().map(|j| roll.totals.get(j).copied().flatten());
        let tied: Vec<Option<TiedUnit>> = units.iter_mut().zip(totals).map(|(u, t)| narrow(u, t)).collect();
        let given_up = tied.iter().flatten().any(|unit| unit.x.width() > 0);
        if let Some(tied) = tied.into_iter().collect() {
            return Self::Tied(tied);
        }
        let units = units.into_iter().map(|[x, y, _]| FreeUnit { x, y }).collect();
        Self::Free { units, tied: given_up }
    }
}

/// 0 for the focal group, 1 for the other side, 2 for groups outside the pair.
fn side(group: usize, focal: usize, versus: Option<usize>) -> usize {
    match versus {
        _ if group == focal => 0,
        Some(k) if group != k => 2,
        _ => 1,
    }
}

fn visible(roll: &Roll, unit: usize, focal: usize, versus: Option<usize>) -> [Interval; 3] {
    let width = roll.groups.len();
    let mut sums = [0u64; 3];
    for k in 0..width {
        sums[side(k, focal, versus)] += roll.amounts.get(unit * width + k) as u64;
    }
    sums.map(|n| Interval { low: n, high: n })
}

/// Uses a unit's total to narrow its intervals; gives the tied form where there is one.
fn narrow(unit: &mut [Interval; 3], total: Option<u64>) -> Option<TiedUnit> {
    if let Some(total) = total {
        for i in 0..3 {
            let (a, b) = (unit[(i + 1) % 3], unit[(i + 2) % 3]);
            unit[i].tighten(total.saturating_sub(a.high + b.high), total - (a.low + b.low));
        }
    }
    let [x, y, outside] = *unit;
    if x.width() == 0 && y.width() == 0 {
        return Some(TiedUnit { total: x.low + y.low, x });
    }
    let total = total.filter(|_| outside.width() == 0)? - outside.low;
    Some(TiedUnit { total, x })
}
