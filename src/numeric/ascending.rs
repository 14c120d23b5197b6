//! Sorting by a number in parts that fit in a core's cache.

use rayon::prelude::*;

/// Items in a part, more or less: a core keeps them at hand while it sorts.
const PART: usize = 1024;
/// Items for each cell of the histogram by which parts are cut, while cells are few.
const PER_CELL: usize = 16;
/// Most cells of the histogram.
const CELLS: usize = 1 << 16;

/// Sorts items by their key, a number of at least 0, and answers for them part by part, in
/// ascending order; items of equal keys keep their order. Parts depend on the keys alone, so
/// that any number of threads gives the same answers.
///
/// A part holds what lies between two keys, about a thousand items unless keys crowd; what
/// is moved over the whole memory is moved once, which is faster than any sort in place.
///
/// ```
/// use schoolmix::numeric::ascending;
/// let items = [(0.5, 'b'), (0.9, 'd'), (0.0, 'a'), (0.5, 'c')];
/// let words = ascending(items.into_iter(), |part| part.iter().map(|(_, letter)| letter).collect::<String>());
/// assert_eq!(words.concat(), "abcd");
/// ```
pub fn ascending<T: Copy + Default + Send, R: Send>(
    items: impl Iterator<Item = (f64, T)> + Clone,
    answer: impl Fn(&[(f64, T)]) -> R + Sync,
) -> Vec<R> {
    let layout = Layout::new(items.clone().map(|(key, _)| key), PER_CELL, PART);
    let mut placed = layout.place(items);
    layout.cut(&mut placed).into_par_iter().map(|part| answer(&sorted(part))).collect()
}

/// A part in order: about a cell for each item, and what shares a cell compared.
fn sorted<T: Copy + Default>(part: &[(f64, T)]) -> Vec<(f64, T)> {
    let layout = Layout::new(part.iter().map(|(key, _)| *key), 1, 1);
    let mut placed = layout.place(part.iter().copied());
    for bounds in layout.starts.windows(2) {
        placed[bounds[0]..bounds[1]].sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    placed
}

/// Where each part stands and which keys belong to it.
struct Layout {
    least: f64,
    /// Cells for each 1 of a key.
    scale: f64,
    /// The part of each cell.
    parts: Vec<u32>,
    /// Where each part begins, and the end.
    starts: Vec<usize>,
}

impl Layout {
    /// Cells for `per_cell` keys each, and parts of cells that hold at least `size` keys.
    fn new(keys: impl Iterator<Item = f64> + Clone, per_cell: usize, size: usize) -> Self {
        let widen = |(n, least, most), key| (n + 1, f64::min(least, key), f64::max(most, key));
        let (count, least, most) = keys.clone().fold((0, f64::INFINITY, 0.0), widen);
        let cells = (count / per_cell).clamp(1, CELLS);
        let scale = (cells - 1) as f64 / (most - least);
        let mut layout = Self { least, scale, parts: vec![0; cells], starts: vec![0] };
        for key in keys {
            let cell = layout.cell(key);
            layout.parts[cell] += 1;
        }
        layout.gather(size);
        layout
    }

    /// The cell of a key: never below that of a smaller key.
    fn cell(&self, key: f64) -> usize {
        (((key - self.least) * self.scale) as usize).min(self.parts.len() - 1)
    }

    /// Turns the numbers of keys in the cells into the parts of the cells.
    fn gather(&mut self, size: usize) {
        let (mut start, mut end) = (0, 0);
        for cell in &mut self.parts {
            if end - start >= size {
                self.starts.push(end);
                start = end;
            }
            end += *cell as usize;
            *cell = self.starts.len() as u32 - 1;
        }
        self.starts.push(end);
    }

    /// The items, part after part.
    fn place<T: Copy + Default>(&self, items: impl Iterator<Item = (f64, T)>) -> Vec<(f64, T)> {
        let mut next = self.starts.clone();
        let mut placed = vec![<(f64, T)>::default(); self.starts.last().copied().unwrap_or(0)];
        for item in items {
            let at = &mut next[self.parts[self.cell(item.0)] as usize];
            placed[*at] = item;
            *at += 1;
        }
        placed
    }

    fn cut<'a, T>(&self, mut rest: &'a mut [T]) -> Vec<&'a mut [T]> {
        let mut parts = Vec::with_capacity(self.starts.len());
        for bounds in self.starts.windows(2) {
            let (part, others) = rest.split_at_mut(bounds[1] - bounds[0]);
            parts.push(part);
            rest = others;
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Many copies of the keys, so that there are many parts.
    fn many(keys: &[f64]) -> Vec<(f64, usize)> {
        (0..20 * PART).map(|i| (keys[i % keys.len()] * (1 + i / keys.len() % 7) as f64, i)).collect()
    }

    proptest! {
        #[test]
        fn it_is_a_stable_sort(keys in prop::collection::vec(prop_oneof![
            Just(0.0), Just(5e-324), 0.0..1e-9, 0.0..1.0, Just(1e300)
        ], 1..200)) {
            for items in [keys.iter().copied().zip(0..).collect(), many(&keys)] {
                let found = ascending(items.iter().copied(), <[_]>::to_vec).concat();
                let mut sorted = items;
                sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
                prop_assert_eq!(found, sorted);
            }
        }
    }

    #[test]
    fn parts_are_small_where_keys_spread() {
        let items = (0..50_000u32).map(|i| (f64::from(i.wrapping_mul(2_654_435_761)) * 1e-12, ()));
        let sizes = ascending(items, <[_]>::len);
        assert!(sizes.iter().all(|n| *n < 2 * PART) && sizes.len() > 40, "{sizes:?}");
        assert_eq!(ascending(std::iter::empty::<(f64, ())>(), <[_]>::len), [0]);
    }
}
