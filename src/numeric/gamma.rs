//! Logarithms of factorials, for probabilities of counts.

use super::ln;

/// `ln(n!)`: exact products to 20, then the Stirling series, whose first term left
/// out is below 1e-16 there.
///
/// ```
/// use schoolmix::numeric::ln_factorial;
/// assert!((ln_factorial(5) - 120f64.ln()).abs() < 1e-14);
/// ```
#[must_use]
pub fn ln_factorial(n: u64) -> f64 {
    if n <= 20 {
        return ln((1..=n).product::<u64>() as f64);
    }
    let x = n as f64 + 1.0;
    let r = 1.0 / (x * x);
    let series =
        1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r * (1.0 / 1680.0 - r * (1.0 / 1188.0))));
    (x - 0.5) * ln(x) - x + HALF_LN_TWO_PI + series / x
}

const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factorials_grow_by_their_own_logarithm() {
        for n in 1..1024 {
            let step = ln_factorial(n) - ln_factorial(n - 1);
            assert!((step - ln(n as f64)).abs() < 1e-15 * ln_factorial(n).max(1.0) * 2.0, "{n}");
        }
    }
}
