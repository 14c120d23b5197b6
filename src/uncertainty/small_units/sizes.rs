//! Units by size, for corrections that take shares to be distributed alike in all units.

use super::totals;
use crate::numeric::Sum;

/// Units in classes of neighbouring sizes: as many classes as possible with at least `least` units
/// each and pupils of either group; units of one size stay together. All in one class if
/// that cannot be.
///
/// ```
/// use schoolmix::uncertainty::size_classes;
/// let classes = size_classes(&[(1, 9), (2, 2), (0, 2), (3, 9), (0, 5)], 2);
/// assert_eq!(classes, [vec![(2, 2), (0, 2)], vec![(0, 5), (1, 9), (3, 9)]]);
/// ```
#[must_use]
pub fn size_classes(units: &[(u64, u64)], least: usize) -> Vec<Vec<(u64, u64)>> {
    let mut sorted = units.to_vec();
    sorted.sort_by_key(|unit| unit.1);
    let enough = |class: &[(u64, u64)]| {
        let (x, t) = totals(class);
        class.len() >= least && x > 0 && x < t
    };
    let mut classes: Vec<Vec<(u64, u64)>> = Vec::new();
    for size in sorted.chunk_by(|a, b| a.1 == b.1) {
        match classes.last_mut().filter(|class| !enough(class)) {
            Some(class) => class.extend(size),
            None => classes.push(size.to_vec()),
        }
    }
    if let [.., before, last] = &mut classes[..] {
        if !enough(last) {
            before.append(last);
        }
    }
    classes.retain(|class| !class.is_empty());
    classes
}

/// Means of quantities over classes, each weighted by its pupils.
///
/// What lies between the classes, such as large units with other shares than small ones, is no
/// part of it (Rathelot 2012, Journal of Business & Economic Statistics 30:546).
///
/// # Errors
/// Of the first class that has one.
///
/// ```
/// use schoolmix::indices::Undefined;
/// use schoolmix::uncertainty::{BetaMixture, over_sizes, size_classes};
/// let units = [(0, 4), (3, 4), (1, 4), (4, 4), (2, 9), (9, 9), (0, 9), (1, 9)];
/// let one = |class: &[(u64, u64)]| Ok::<_, Undefined>([BetaMixture::fit(class, 1)?.dissimilarity()]);
/// let [d] = over_sizes(&size_classes(&units, 4), one)?;
/// assert!(d > 0.5 && d < 1.0);
/// # Ok::<(), Undefined>(())
/// ```
pub fn over_sizes<const N: usize, E>(
    classes: &[Vec<(u64, u64)>],
    mut quantities: impl FnMut(&[(u64, u64)]) -> Result<[f64; N], E>,
) -> Result<[f64; N], E> {
    let (mut sums, mut pupils) = ([Sum::default(); N], 0.0);
    for class in classes {
        let weight = totals(class).1 as f64;
        pupils += weight;
        sums.iter_mut().zip(quantities(class)?).for_each(|(sum, x)| *sum += weight * x);
    }
    Ok(sums.map(|sum| sum.value() / pupils))
}
