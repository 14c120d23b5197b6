//! Bounds of the intraclass correlation.

use super::evenness::{Distance, Evenness};
use super::reach::{Interval, Unit};
use super::{Bounds, pair};

/// ρ from V, with which it rises, and the sizes of units.
pub fn bounds(units: &[Unit]) -> Option<Bounds> {
    let v = pair::bounds(units, Evenness::plain(Distance::Squared))?;
    let sizes = Sizes::of(units);
    if sizes.pupils.1 <= sizes.units.0 {
        return None;
    }
    let found = [sizes.lowest(v.low), sizes.highest(v.high)];
    let fixed = units.iter().all(|unit| unit.both().width() == 0);
    Some(if v.exact && fixed { Bounds::exact(found[0], found[1]) } else { Bounds::outer(found[0], found[1]) })
}

/// Units J with pupils, pupils N, and n0, each between two numbers.
struct Sizes {
    units: (f64, f64),
    pupils: (f64, f64),
    size: (f64, f64),
}

impl Sizes {
    fn of(units: &[Unit]) -> Self {
        let both: Vec<Interval> = units.iter().map(Unit::both).collect();
        let total = |of: fn(&Interval) -> f64| both.iter().map(of).sum::<f64>();
        let count = (total(|b| f64::from(b.low.min(1) as u32)), total(|b| f64::from(b.high.min(1) as u32)));
        let pupils = (total(|b| b.low as f64), total(|b| b.high as f64));
        let squares =
            (total(|b| (b.low as f64) * (b.low as f64)), total(|b| (b.high as f64) * (b.high as f64)));
        let count = (count.0.max(2.0), count.1);
        let pupils = (pupils.0.max(2.0), pupils.1);
        let size = (
            (pupils.0 - squares.1 / pupils.0) / (count.1 - 1.0),
            (pupils.1 - squares.0 / pupils.1) / (count.0 - 1.0),
        );
        Self { units: count, pupils, size }
    }

    /// `MSW/MSB` where the share v of the variance is explained: the least and the most.
    fn ratio(&self, v: f64) -> (f64, f64) {
        let at = |units: f64, pupils: f64| (1.0 - v) * (units - 1.0) / (v * (pupils - units));
        let least = at(self.units.0, self.pupils.1);
        let most = if self.pupils.0 > self.units.1 { at(self.units.1, self.pupils.0) } else { f64::INFINITY };
        (if v < 1.0 { least } else { 0.0 }, if v < 1.0 { most } else { 0.0 })
    }

    fn lowest(&self, v: f64) -> f64 {
        let ratio = self.ratio(v).1;
        let at = |size: f64| correlation(ratio, size);
        if self.size.0 > 1.0 { at(self.size.0).min(at(self.size.1)) } else { f64::NEG_INFINITY }
    }

    fn highest(&self, v: f64) -> f64 {
        let ratio = self.ratio(v).0;
        let at = |size: f64| correlation(ratio, size.max(1.0));
        at(self.size.0).max(at(self.size.1)).min(1.0)
    }
}

/// ρ from `MSW/MSB` and n0.
fn correlation(ratio: f64, size: f64) -> f64 {
    if ratio.is_infinite() { -1.0 / (size - 1.0) } else { (1.0 - ratio) / (1.0 + (size - 1.0) * ratio) }
}
