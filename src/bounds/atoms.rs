//! The two sides of a unit in pieces: single points where they are few, rectangles where not.

use super::evenness::Distance;
use super::reach::{Interval, Unit};

/// Pieces that each side of a unit is cut into at most.
const PIECES: u64 = 8;

/// A rectangle of (x, y), with its pupils t and its shares p.
#[derive(Clone, Copy, Debug)]
pub struct Atom {
    pub x: (f64, f64),
    pub y: (f64, f64),
    pub t: (f64, f64),
    p: (f64, f64),
}

/// Pieces that cover all that a unit can be.
pub fn atoms(unit: &Unit) -> Vec<Atom> {
    let both = unit.both();
    let column = |x: Interval| {
        let (at_low, at_high) = (unit.beside(x.low), unit.beside(x.high));
        let y = Interval { low: at_high.low.min(at_low.low), high: at_low.high.max(at_high.high) };
        pieces(y).map(move |y| Atom::new(x, y, both)).collect::<Vec<Atom>>()
    };
    pieces(unit.x).flat_map(column).collect()
}

/// An interval cut into at most [`PIECES`].
fn pieces(whole: Interval) -> impl Iterator<Item = Interval> {
    let step = (whole.width() + 1).div_ceil(PIECES);
    let from = move |low: u64| Interval { low, high: whole.high.min(low + step - 1) };
    (whole.low..=whole.high).step_by(step as usize).map(from)
}

impl Atom {
    fn new(x: Interval, y: Interval, both: Interval) -> Self {
        let pair = |low: u64, high: u64| (low as f64, high as f64);
        let share = |x: u64, y: u64| if x > 0 { x as f64 / (x + y) as f64 } else { 0.0 };
        let t = pair((x.low + y.low).max(both.low), (x.high + y.high).min(both.high));
        Self {
            x: pair(x.low, x.high),
            y: pair(y.low, y.high),
            t: (t.0, t.1.max(t.0)),
            p: (share(x.low, y.high), share(x.high, y.low)),
        }
    }

    /// The least distance from a P of an interval.
    pub fn nearest(&self, distance: Distance, (low, high): (f64, f64)) -> f64 {
        let from = |q| distance.between(self.p.0, q).min(distance.between(self.p.1, q));
        match self.p {
            _ if self.t.1 == 0.0 => 0.0,
            (_, most) if most < low => from(low),
            (least, _) if least > high => from(high),
            _ => 0.0,
        }
    }

    /// The greatest distance from a P of an interval: at an end of both, or for the profile at P/2.
    pub fn furthest(&self, distance: Distance, (low, high): (f64, f64)) -> f64 {
        let from = |q: f64| {
            let half = (q / 2.0).clamp(self.p.0, self.p.1);
            [self.p.0, half, self.p.1].into_iter().map(|p| distance.between(p, q)).fold(0.0, f64::max)
        };
        if self.t.1 == 0.0 { 0.0 } else { from(low).max(from(high)) }
    }
}
