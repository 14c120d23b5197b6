//! The nearest of many points, exactly: a k-d tree (Bentley 1975).

use rayon::prelude::*;

/// Points in a leaf, which is looked through.
const LEAF: usize = 8;
/// Questions answered by one thread at a time.
const RUN: usize = 4096;

/// Points halved again and again, by the coordinate along which they stretch farthest.
#[derive(Clone, Debug)]
pub struct Nearest {
    /// The middle of every stretch stands in its middle, before it what is less, after it what is more.
    points: Vec<Point>,
    /// Whether the stretch with this middle is halved from south to north.
    by_y: Vec<bool>,
}

#[derive(Clone, Copy, Debug)]
struct Point {
    x: f64,
    y: f64,
    number: u32,
}

/// A point found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// Its number.
    pub number: u32,
    /// The square of its distance.
    pub square: f64,
}

impl Near {
    fn before(&self, other: &Self) -> bool {
        self.square < other.square || (self.square <= other.square && self.number < other.number)
    }
}

impl Point {
    fn near(&self, (x, y): (f64, f64)) -> Near {
        let (x, y) = (x - self.x, y - self.y);
        Near { number: self.number, square: x * x + y * y }
    }

    fn along(&self, by_y: bool) -> f64 {
        if by_y { self.y } else { self.x }
    }
}

impl Nearest {
    /// Takes points with finite coordinates; any others are never found.
    #[must_use]
    pub fn new(x: &[f64], y: &[f64]) -> Self {
        let all = x.iter().zip(y).zip(0u32..);
        let points: Vec<Point> = all
            .filter(|((x, y), _)| x.is_finite() && y.is_finite())
            .map(|((x, y), number)| Point { x: *x, y: *y, number })
            .collect();
        let mut by_y = vec![false; points.len()];
        let mut tree = Self { points, by_y: Vec::new() };
        halve(&mut tree.points, &mut by_y);
        Self { by_y, ..tree }
    }

    /// The `count` nearest points, or all if there are fewer: by distance, ties by number.
    ///
    /// ```
    /// use schoolmix::space::Nearest;
    /// let tree = Nearest::new(&[3.0, 1.0, -1.0], &[0.0, 0.0, 0.0]);
    /// let found: Vec<u32> = tree.from((0.0, 0.0), 2).iter().map(|near| near.number).collect();
    /// assert_eq!(found, [1, 2]);
    /// ```
    #[must_use]
    pub fn from(&self, at: (f64, f64), count: usize) -> Vec<Near> {
        let mut found = Vec::with_capacity(count.min(self.points.len()) + 1);
        if count > 0 {
            self.search(0..self.points.len(), at, count, &mut found);
        }
        found
    }

    /// The nearest point of each place; none where there are no points.
    ///
    /// ```
    /// use schoolmix::space::Nearest;
    /// let tree = Nearest::new(&[0.0, 10.0], &[0.0, 0.0]);
    /// assert_eq!(tree.first(&[4.0, 6.0, 5.0], &[1.0, 1.0, 1.0]), [Some(0), Some(1), Some(0)]);
    /// ```
    #[must_use]
    pub fn first(&self, x: &[f64], y: &[f64]) -> Vec<Option<u32>> {
        let answer = |(x, y): (&[f64], &[f64])| {
            let mut found = Vec::with_capacity(2);
            let each = x.iter().zip(y).map(|(x, y)| {
                found.clear();
                self.search(0..self.points.len(), (*x, *y), 1, &mut found);
                found.first().map(|near| near.number)
            });
            each.collect::<Vec<Option<u32>>>()
        };
        x.par_chunks(RUN).zip(y.par_chunks(RUN)).flat_map_iter(answer).collect()
    }

    /// Adds what is found in a stretch of points to the nearest so far.
    fn search(&self, stretch: std::ops::Range<usize>, at: (f64, f64), count: usize, found: &mut Vec<Near>) {
        if stretch.len() <= LEAF {
            self.points[stretch].iter().for_each(|point| keep(found, count, point.near(at)));
            return;
        }
        let middle = usize::midpoint(stretch.start, stretch.end);
        let (point, by_y) = (&self.points[middle], self.by_y[middle]);
        let apart = if by_y { at.1 } else { at.0 } - point.along(by_y);
        let (below, above) = (stretch.start..middle, middle + 1..stretch.end);
        let (own, other) = if apart < 0.0 { (below, above) } else { (above, below) };
        self.search(own, at, count, found);
        keep(found, count, point.near(at));
        // A point as far away as the last one found may have a lower number.
        if found.len() < count || found.last().is_some_and(|last| apart * apart <= last.square) {
            self.search(other, at, count, found);
        }
    }
}

/// Puts a point among the nearest, if it is one of them.
#[inline]
fn keep(found: &mut Vec<Near>, count: usize, near: Near) {
    if found.len() == count && !found.last().is_some_and(|last| near.before(last)) {
        return;
    }
    let mut place = found.len();
    while place > 0 && near.before(&found[place - 1]) {
        place -= 1;
    }
    found.insert(place, near);
    found.truncate(count);
}

fn halve(points: &mut [Point], by_y: &mut [bool]) {
    if points.len() <= LEAF {
        return;
    }
    let middle = points.len() / 2;
    let north = stretch(points, true) > stretch(points, false);
    points.select_nth_unstable_by(middle, |a, b| {
        a.along(north).total_cmp(&b.along(north)).then(a.number.cmp(&b.number))
    });
    by_y[middle] = north;
    let (below, above) = points.split_at_mut(middle);
    let (flags_below, flags_above) = by_y.split_at_mut(middle);
    halve(below, flags_below);
    halve(&mut above[1..], &mut flags_above[1..]);
}

fn stretch(points: &[Point], by_y: bool) -> f64 {
    let ends = points.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), point| {
        let at = point.along(by_y);
        (low.min(at), high.max(at))
    });
    ends.1 - ends.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Places on a lattice: many of them coincide or are equally far away.
    fn lattice(most: usize) -> impl Strategy<Value = Vec<(f64, f64)>> {
        let step = (-9i32..10, -9i32..10).prop_map(|(x, y)| (f64::from(x), 0.5 * f64::from(y)));
        prop::collection::vec(step, 0..most)
    }

    fn all(points: &[(f64, f64)], at: (f64, f64), count: usize) -> Vec<Near> {
        let near = |(number, (x, y)): (u32, &(f64, f64))| Near {
            number,
            square: (at.0 - x) * (at.0 - x) + (at.1 - y) * (at.1 - y),
        };
        let mut all: Vec<Near> = (0..).zip(points).map(near).collect();
        all.sort_by(|a, b| a.square.total_cmp(&b.square).then(a.number.cmp(&b.number)));
        all.truncate(count);
        all
    }

    proptest! {
        #[test]
        fn the_nearest_are_those_that_a_look_at_all_points_finds(
            points in lattice(400), places in lattice(40), count in 0usize..30,
        ) {
            let (x, y): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
            let tree = Nearest::new(&x, &y);
            let (px, py): (Vec<f64>, Vec<f64>) = places.iter().copied().unzip();
            for (at, first) in places.iter().zip(tree.first(&px, &py)) {
                prop_assert_eq!(tree.from(*at, count), all(&points, *at, count));
                prop_assert_eq!(first, all(&points, *at, 1).first().map(|near| near.number));
            }
        }
    }

    #[test]
    fn points_without_coordinates_are_never_found() {
        let tree = Nearest::new(&[f64::NAN, 5.0, 0.0], &[0.0, 0.0, f64::INFINITY]);
        assert_eq!(tree.first(&[0.0], &[0.0]), [Some(1)]);
        assert_eq!(tree.from((0.0, 0.0), 3).len(), 1);
        assert_eq!(Nearest::new(&[], &[]).first(&[0.0], &[0.0]), [None]);
    }
}
