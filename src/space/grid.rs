//! Points sorted into the cells of a grid, so that what is near is found without
//! looking at all of them.

use std::ops::RangeInclusive;

/// Points in square cells; takes memory in proportion to the points, however far apart.
#[derive(Clone, Debug)]
pub struct Grid {
    west: f64,
    south: f64,
    /// Side of a cell.
    side: f64,
    columns: usize,
    rows: usize,
    /// Where the points of a cell begin; cells row by row from the south-west.
    first: Vec<usize>,
    /// In order of cell, then of number.
    points: Vec<Point>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Point {
    number: u32,
    x: f64,
    y: f64,
}

/// Distance in a straight line.
///
/// ```
/// use schoolmix::space::distance;
/// assert_eq!(distance((0.0, 0.0), (3.0, 4.0)), 5.0);
/// ```
#[must_use]
#[inline]
pub fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (x, y) = (a.0 - b.0, a.1 - b.1);
    (x * x + y * y).sqrt()
}

impl Grid {
    /// Sorts points with finite coordinates; quickest for searches about as wide as `reach`.
    #[must_use]
    pub fn new(x: &[f64], y: &[f64], reach: f64) -> Self {
        let ((west, width), (south, height)) = (extent(x), extent(y));
        let side = side(width, height, x.len() as f64, reach);
        let (columns, rows) = ((width / side) as usize + 1, (height / side) as usize + 1);
        let grid = Self { west, south, side, columns, rows, first: Vec::new(), points: Vec::new() };
        grid.filled(x, y)
    }

    /// Visits every point at most `radius` from `at`, with its number and distance: cells row by
    /// row from the south-west, in a cell by number.
    ///
    /// ```
    /// use schoolmix::space::Grid;
    /// let mut near = Vec::new();
    /// let grid = Grid::new(&[0.0, 1.0, 2.0, 3.0], &[0.0; 4], 1.0);
    /// grid.visit((1.0, 0.0), 1.0, |number, distance| near.push((number, distance)));
    /// assert_eq!(near, [(0, 1.0), (1, 0.0), (2, 1.0)]);
    /// ```
    #[inline]
    pub fn visit(&self, at: (f64, f64), radius: f64, mut visitor: impl FnMut(usize, f64)) {
        let columns = self.span(at.0, radius, self.west, self.columns);
        for row in self.span(at.1, radius, self.south, self.rows) {
            let start = row * self.columns;
            let run = self.first[start + columns.start()]..self.first[start + columns.end() + 1];
            for point in &self.points[run] {
                let apart = distance(at, (point.x, point.y));
                if apart <= radius {
                    visitor(point.number as usize, apart);
                }
            }
        }
    }

    /// The points put into their cells.
    fn filled(mut self, x: &[f64], y: &[f64]) -> Self {
        let cells: Vec<usize> = x.iter().zip(y).map(|(x, y)| self.cell(*x, *y)).collect();
        self.first = starts(&cells, self.columns * self.rows);
        self.points = vec![Point::default(); cells.len()];
        let mut next = self.first.clone();
        for (i, cell) in cells.iter().enumerate() {
            self.points[next[*cell]] = Point { number: i as u32, x: x[i], y: y[i] };
            next[*cell] += 1;
        }
        self
    }

    fn cell(&self, x: f64, y: f64) -> usize {
        self.place(y, self.south, self.rows) * self.columns + self.place(x, self.west, self.columns)
    }

    /// The column (or row) of a coordinate, the outermost for what lies outside.
    #[inline]
    fn place(&self, at: f64, origin: f64, count: usize) -> usize {
        (((at - origin) / self.side) as usize).min(count - 1)
    }

    /// The columns (or rows) within a radius, a few roundings wider.
    #[inline]
    fn span(&self, at: f64, radius: f64, origin: f64, count: usize) -> RangeInclusive<usize> {
        let reach = radius + 4.0 * f64::EPSILON * (at.abs() + radius);
        self.place(at - reach, origin, count)..=self.place(at + reach, origin, count)
    }
}

/// The least coordinate and how far they stretch.
fn extent(all: &[f64]) -> (f64, f64) {
    let least = all.iter().copied().reduce(f64::min).unwrap_or(0.0);
    let most = all.iter().copied().reduce(f64::max).unwrap_or(0.0);
    (least, most - least)
}

/// The side of a cell: `reach`, but no more than about three cells a point.
fn side(width: f64, height: f64, points: f64, reach: f64) -> f64 {
    let least = (width * height / points).sqrt().max(width.max(height) / points);
    let side = reach.max(least);
    if side > 0.0 { side } else { 1.0 }
}

/// Where each of `count` cells begins, and the end.
fn starts(cells: &[usize], count: usize) -> Vec<usize> {
    let mut first = vec![0; count + 1];
    for cell in cells {
        first[cell + 1] += 1;
    }
    for cell in 0..count {
        first[cell + 1] += first[cell];
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(x: &[f64], y: &[f64], reach: f64, at: (f64, f64), radius: f64) -> Vec<(usize, f64)> {
        let mut found = Vec::new();
        Grid::new(x, y, reach).visit(at, radius, |i, apart| found.push((i, apart)));
        found.sort_by_key(|(i, _)| *i);
        found
    }

    fn all(x: &[f64], y: &[f64], at: (f64, f64), radius: f64) -> Vec<(usize, f64)> {
        let apart = |i: usize| (i, distance(at, (x[i], y[i])));
        (0..x.len()).map(apart).filter(|(_, apart)| *apart <= radius).collect()
    }

    /// Coordinates on a lattice, with many equal distances and points that coincide.
    fn lattice() -> impl Strategy<Value = Vec<(f64, f64)>> {
        let step = (-6i32..7, -6i32..7).prop_map(|(x, y)| (0.1 * f64::from(x), 155.3 + 0.1 * f64::from(y)));
        prop::collection::vec(step, 1..60)
    }

    proptest! {
        #[test]
        fn grid_finds_what_a_look_at_all_points_finds(
            points in lattice(), cells in 0u32..15, tenths in 0u32..15, from in any::<prop::sample::Index>(),
        ) {
            let (x, y): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
            let (reach, radius) = (0.1 * f64::from(cells), 0.1 * f64::from(tenths));
            let at = *from.get(&points);
            prop_assert_eq!(found(&x, &y, reach, at, radius), all(&x, &y, at, radius));
            let outside = (at.0 + 3.0, at.1 - 2.0);
            prop_assert_eq!(found(&x, &y, reach, outside, 4.0), all(&x, &y, outside, 4.0));
        }
    }

    #[test]
    fn distant_points_take_little_memory_and_no_limit_reaches_all() {
        let (x, y) = ([0.0, 1e9, 2e9, 1e-3], [0.0, -1e9, 7.0, 0.0]);
        assert!(Grid::new(&x, &y, 1e-3).first.len() < 16);
        assert_eq!(found(&x, &y, 1e-3, (0.0, 0.0), 1e-3).len(), 2);
        assert_eq!(found(&x, &y, f64::INFINITY, (0.0, 0.0), f64::INFINITY).len(), 4);
        assert!(found(&[], &[], 1.0, (0.0, 0.0), 1.0).is_empty());
    }
}
