//! The shape of the country: a cell of ten by ten kilometres for every municipality.

/// One cell of the tile map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tile {
    /// From 0 in the north.
    pub row: u16,
    /// From 0 in the west.
    pub column: u16,
    /// Number of the province, 0 to 11, from north-west to south-east.
    pub province: u8,
}

/// A compact country of `count` cells, somewhat taller than wide, in twelve provinces
/// (fewer when there are fewer cells): four bands from north to south of three each.
pub fn tiles(count: usize) -> Vec<Tile> {
    let mut cells = blob(count);
    cells.sort_by_key(|tile| (tile.row, tile.column));
    let band_size = count.div_ceil(4).max(1);
    for (band, cells) in cells.chunks_mut(band_size).enumerate() {
        cells.sort_by_key(|tile| (tile.column, tile.row));
        let size = cells.len();
        for (rank, tile) in cells.iter_mut().enumerate() {
            tile.province = (band * 3 + rank * 3 / size) as u8;
        }
    }
    cells
}

/// The cells nearest to the middle, moved to start at 0.
fn blob(count: usize) -> Vec<Tile> {
    let side = 2 * (count as f64).sqrt().ceil() as i32 + 1;
    let away = |row: i32, column: i32| {
        let (y, x) = (2 * row - side, 2 * column - side);
        16 * y * y + 25 * x * x
    };
    let mut cells: Vec<Cell> = (0..side * side)
        .map(|i| Cell { away: away(i / side, i % side), row: i / side, column: i % side })
        .collect();
    cells.sort_unstable();
    cells.truncate(count);
    let top = cells.iter().map(|cell| cell.row).min().unwrap_or(0);
    let left = cells.iter().map(|cell| cell.column).min().unwrap_or(0);
    cells.iter().map(|cell| cell.tile(top, left)).collect()
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Cell {
    away: i32,
    row: i32,
    column: i32,
}

impl Cell {
    fn tile(&self, top: i32, left: i32) -> Tile {
        Tile { row: (self.row - top) as u16, column: (self.column - left) as u16, province: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_unique_and_provinces_of_one_size() {
        for count in [1, 4, 34, 342] {
            let mut cells = tiles(count);
            cells.sort_unstable();
            cells.dedup_by_key(|tile| (tile.row, tile.column));
            assert_eq!(cells.len(), count);
        }
        let sizes: Vec<usize> =
            (0..12).map(|p| tiles(342).iter().filter(|tile| tile.province == p).count()).collect();
        assert!(sizes.iter().all(|n| (25..=32).contains(n)), "{sizes:?}");
    }
}
