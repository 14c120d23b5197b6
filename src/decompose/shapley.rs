//! Shapley values.

/// Most attributes that are told apart: sets are 2 to this power.
pub const MOST: usize = 10;

/// What each of `count` players adds to a value on average over all orders in which they can come in,
/// `Σ_S |S|! (n-|S|-1)!/n! (v(S + i) - v(S))`; `values[S]` is the value of a set, bit `i` standing
/// for player `i`. They add up to the value of all less that of none.
///
/// Shapley (1953); for the sources of an index Shorrocks (2013, Journal of Economic Inequality
/// 11:99).
///
/// ```
/// use schoolmix::decompose::shapley;
/// assert_eq!(shapley(2, &[0.0, 1.0, 2.0, 4.0]), [1.5, 2.5]);
/// ```
#[must_use]
pub fn shapley(count: usize, values: &[f64]) -> Vec<f64> {
    let mut weights = vec![1.0 / count.max(1) as f64; count.max(1)];
    for size in 1..count {
        weights[size] = weights[size - 1] * size as f64 / (count - size) as f64;
    }
    let added = |player: usize| {
        let without = (0..values.len()).filter(|set| set >> player & 1 == 0);
        let term =
            |set: usize| weights[set.count_ones() as usize] * (values[set | 1 << player] - values[set]);
        without.map(term).sum()
    };
    (0..count).map(added).collect()
}
