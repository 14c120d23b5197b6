//! What the cells of a part can be, and the two sides of a pair in each unit.

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
    pub fn point(count: u64) -> Self {
        Self { low: count, high: count }
    }

    pub fn width(self) -> u64 {
        self.high - self.low
    }

    pub fn plus(self, other: Self) -> Self {
        Self { low: self.low + other.low, high: self.high + other.high }
    }

    /// What is left of a total when this is taken away.
    pub fn rest(self, total: u64) -> Self {
        Self { low: total.saturating_sub(self.high), high: total.saturating_sub(self.low) }
    }

    /// What both allow; a point where they do not meet, which totals that were checked rule out.
    fn within(self, other: Self) -> Self {
        let low = self.low.max(other.low);
        Self { low, high: self.high.min(other.high).max(low) }
    }
}

/// The sum of some intervals.
pub fn sum(intervals: impl Iterator<Item = Interval>) -> Interval {
    intervals.fold(Interval::default(), Interval::plus)
}

/// What every cell of a part can be, units by groups.
pub struct Cells {
    pub groups: usize,
    pub table: Vec<Interval>,
    /// The total of each unit, where it is known.
    pub totals: Vec<Option<u64>>,
}

impl Cells {
    pub fn read(roll: &Roll, part: &Part) -> Self {
        let groups = roll.groups.len();
        let mut cells: Vec<Interval> = roll.counts(part).into_iter().map(Interval::point).collect();
        for hidden in roll.hidden_in(part) {
            let cell = &mut cells[(hidden.unit - part.units.start) * groups + hidden.group];
            *cell = cell.plus(Interval { low: u64::from(hidden.low), high: u64::from(hidden.high) });
        }
        let totals = part.units.clone().map(|j| roll.totals.get(j).copied().flatten()).collect();
        Self { groups, table: cells, totals }
    }

    /// The rows of the table.
    pub fn rows(&self) -> impl Iterator<Item = (&[Interval], Option<u64>)> {
        self.table.chunks_exact(self.groups).zip(self.totals.iter().copied())
    }

    /// The units with groups put together: side 0, side 1, or outside.
    pub fn sides(&self, side: impl Fn(usize) -> usize) -> Vec<Unit> {
        self.rows().map(|(row, total)| Unit::read(row, total, &side)).collect()
    }

    /// The units with a focal group against another, or against all others.
    pub fn pair(&self, focal: usize, versus: Option<usize>) -> Vec<Unit> {
        self.sides(|group| match versus {
            _ if group == focal => 0,
            Some(k) if group != k => 2,
            _ => 1,
        })
    }

    /// What each group can be in all units together.
    pub fn group_totals(&self) -> Vec<Interval> {
        (0..self.groups).map(|k| sum(self.pair(k, None).iter().map(|unit| unit.x))).collect()
    }
}

/// What two sides of a unit can be, narrowed by its total.
#[derive(Clone, Copy, Debug)]
pub struct Unit {
    pub x: Interval,
    pub y: Interval,
    pub outside: Interval,
    pub total: Option<u64>,
}

/// A unit with `total` pupils of both sides, `x` of them focal.
#[derive(Clone, Copy, Debug)]
pub struct TiedUnit {
    pub total: u64,
    pub x: Interval,
}

impl Unit {
    fn read(row: &[Interval], total: Option<u64>, side: impl Fn(usize) -> usize) -> Self {
        let of = |wanted| sum(row.iter().enumerate().filter(|(k, _)| side(*k) == wanted).map(|(_, i)| *i));
        let [x, y, outside] = [of(0), of(1), of(2)];
        let narrow = |own: Interval, a: Interval, b: Interval| match total {
            Some(total) => own.within(a.plus(b).rest(total)),
            None => own,
        };
        Self { x: narrow(x, y, outside), y: narrow(y, x, outside), outside: narrow(outside, x, y), total }
    }

    /// Pupils of both sides.
    pub fn both(&self) -> Interval {
        let free = self.x.plus(self.y);
        self.total.map_or(free, |total| free.within(self.outside.rest(total)))
    }

    /// What the other side can be beside `x`.
    pub fn beside(&self, x: u64) -> Interval {
        let both = self.both();
        let rest = Interval { low: both.low.saturating_sub(x), high: both.high.saturating_sub(x) };
        self.y.within(rest)
    }

    /// The unit as one count, where the two sides add up to a known one.
    pub fn tied(&self) -> Option<TiedUnit> {
        let both = self.both();
        (both.width() == 0).then_some(TiedUnit { total: both.low, x: self.x })
    }
}

/// All units as one count each.
pub fn tied(units: &[Unit]) -> Option<Vec<TiedUnit>> {
    units.iter().map(Unit::tied).collect()
}

/// Units that can have pupils of either side.
pub fn peopled(units: &[Unit]) -> usize {
    units.iter().filter(|unit| unit.both().high > 0).count()
}

/// What the share P of the first side can be.
pub fn share(units: &[Unit]) -> (f64, f64) {
    let of = |pick: fn(&Unit) -> Interval| sum(units.iter().map(pick));
    let (x, y, both) = (of(|u| u.x), of(|u| u.y), of(Unit::both));
    let least = (x.low + y.high).min(both.high).max(1);
    let most = (x.high + y.low).max(both.low).max(1);
    (x.low as f64 / least as f64, (x.high as f64 / most as f64).min(1.0))
}
