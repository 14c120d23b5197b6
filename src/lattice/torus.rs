//! A grid whose right side meets its left, and whose bottom meets its top.

use std::ops::Range;

/// The grid, and how far neighbours are (Moore: by row and by column).
#[derive(Clone, Copy, Debug)]
pub(super) struct Torus {
    pub width: usize,
    pub height: usize,
    pub radius: usize,
}

/// Where in a cell its agent stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    /// In the middle.
    Middle,
    /// On the upper left corner, as in COMPASS: whose corner is on a border is of the block before it.
    Corner,
}

impl Torus {
    pub fn new(width: usize, height: usize, radius: usize) -> Self {
        Self { width, height, radius }
    }

    pub fn cells(&self) -> usize {
        self.width * self.height
    }

    /// Cells in the square around a cell, itself among them.
    pub fn around(&self) -> usize {
        (2 * self.radius + 1) * (2 * self.radius + 1)
    }

    /// Hands over the cells of the square around a cell, row by row, a row in one or two runs.
    #[inline]
    pub fn each_run(&self, cell: usize, mut run: impl FnMut(Range<usize>)) {
        let Self { width, height, radius } = *self;
        let (x, y) = (cell % width, cell / width);
        let span = 2 * radius + 1;
        let left = if x >= radius { x - radius } else { x + width - radius };
        let whole = span.min(width - left);
        let mut row = if y >= radius { y - radius } else { y + height - radius };
        for _ in 0..span {
            let start = row * width;
            run(start + left..start + left + whole);
            if whole < span {
                run(start..start + span - whole);
            }
            row = if row + 1 == height { 0 } else { row + 1 };
        }
    }

    /// The square block of every cell, where `side` blocks stand in a row.
    pub fn blocks(&self, side: usize, spot: Spot) -> Vec<u32> {
        let along = |place: usize, length: usize| match spot {
            Spot::Middle => place * side / length,
            Spot::Corner => (place * side).div_ceil(length).max(1) - 1,
        };
        let block =
            |cell: usize| along(cell / self.width, self.height) * side + along(cell % self.width, self.width);
        (0..self.cells()).map(|cell| block(cell) as u32).collect()
    }

    /// The middles of those blocks, in cells from the upper left corner.
    pub fn middles(&self, side: usize) -> Vec<(f64, f64)> {
        let at = |place: usize, length: usize| (place as f64 + 0.5) / side as f64 * length as f64;
        let point = |block: usize| (at(block % side, self.width), at(block / side, self.height));
        (0..side * side).map(point).collect()
    }

    /// Straight-line distance from a cell to a point, in cells: the shortest way round from its middle, or from
    /// its corner the way that crosses no side.
    pub fn distance(&self, cell: usize, to: (f64, f64), spot: Spot) -> f64 {
        let apart = |from: usize, to: f64, length: usize| match spot {
            Spot::Middle => {
                let straight = (from as f64 + 0.5 - to).abs();
                straight.min(length as f64 - straight)
            }
            Spot::Corner => (from as f64 - to).abs(),
        };
        let dx = apart(cell % self.width, to.0, self.width);
        let dy = apart(cell / self.width, to.1, self.height);
        (dx * dx + dy * dy).sqrt()
    }
}
