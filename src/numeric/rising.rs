//! Ratios of gamma functions that keep their digits for large arguments.

use super::ln;

/// `ln Γ(a+h) - ln Γ(a)` and its first two derivatives by `a`, for `a > 0` and `a + h > 0`.
///
/// Both arguments are raised to 16 by the recurrence; there the Stirling series, whose first
/// term left out is below 1e-16, is subtracted term by term, so that nothing cancels if
/// `h` is small beside `a`.
///
/// ```
/// use schoolmix::numeric::rising;
/// let [value, slope, bend] = rising(2.0, 3.0); // ln(2·3·4)
/// assert!((value - 24f64.ln()).abs() < 1e-14);
/// assert!((slope - (1.0 / 2.0 + 1.0 / 3.0 + 1.0 / 4.0)).abs() < 1e-14);
/// assert!((bend + (1.0 / 4.0 + 1.0 / 9.0 + 1.0 / 16.0)).abs() < 1e-14);
/// ```
#[must_use]
pub fn rising(a: f64, h: f64) -> [f64; 3] {
    let (mut ratio, mut slope, mut bend) = (1.0, 0.0, 0.0);
    let mut z = a;
    while z < STIRLING || z + h < STIRLING {
        let (low, high) = (1.0 / z, 1.0 / (z + h));
        ratio *= z * high;
        slope += h * low * high;
        bend -= h * low * high * (low + high);
        z += 1.0;
    }
    let [value, first, second] = difference(z, h);
    [value + ln(ratio), first + slope, second + bend]
}

/// Arguments from which the Stirling series is used.
const STIRLING: f64 = 16.0;

fn difference(z: f64, h: f64) -> [f64; 3] {
    let (low, high) = (1.0 / z, 1.0 / (z + h));
    let step = libm::log1p(h * low);
    let ([s0, t0, u0], [s1, t1, u1]) = (series(low), series(high));
    let fall = h * low * high;
    [
        (z - 0.5) * step + h * (ln(z + h) - 1.0) + (s1 - s0),
        step + 0.5 * fall - (t1 - t0),
        -fall - 0.5 * fall * (low + high) + (u1 - u0),
    ]
}

/// What the Stirling series of ln Γ, ψ and ψ' at `1/r` hold beyond their leading terms.
fn series(r: f64) -> [f64; 3] {
    let q = r * r;
    [
        r * (1.0 / 12.0 - q * (1.0 / 360.0 - q * (1.0 / 1260.0 - q * (1.0 / 1680.0 - q / 1188.0)))),
        q * (1.0 / 12.0 - q * (1.0 / 120.0 - q * (1.0 / 252.0 - q * (1.0 / 240.0 - q / 132.0)))),
        q * r * (1.0 / 6.0 - q * (1.0 / 30.0 - q * (1.0 / 42.0 - q * (1.0 / 30.0 - q * 5.0 / 66.0)))),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_and_sums_are_met() {
        for a in [1e-9, 0.3, 1.0, 7.5, 15.9, 40.0, 1e6] {
            for n in [0u32, 1, 2, 17, 400] {
                let terms = || (0..n).map(|i| a + f64::from(i));
                let want = [
                    terms().map(ln).sum::<f64>(),
                    terms().map(|z| 1.0 / z).sum(),
                    -terms().map(|z| 1.0 / z / z).sum::<f64>(),
                ];
                for (found, want) in rising(a, f64::from(n)).into_iter().zip(want) {
                    assert!(
                        (found - want).abs() <= 3e-15 * want.abs().max(1.0) * 10.0,
                        "{a} {n} {found} {want}"
                    );
                }
            }
        }
    }

    #[test]
    fn half_steps_meet_the_gamma_function() {
        for a in [0.01, 0.5, 3.0, 30.0] {
            let want = libm::lgamma(a + 0.5) - libm::lgamma(a);
            assert!((rising(a, 0.5)[0] - want).abs() < 1e-13, "{a}");
        }
        // Γ(a+½)/Γ(a) = √a (1 - 1/(8a) + ...).
        assert!((rising(1e9, 0.5)[0] - (0.5 * ln(1e9) - 1.25e-10)).abs() < 1e-15 * 11.0);
    }
}
