//! Natural logarithm and exponential without the system's library, whose last
//! bits differ from platform to platform.

const LN2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// Coefficients of the odd series of `ln((1+s)/(1-s))`, minimax on `|s| < 0.1716`.
const SERIES: [f64; 7] = [
    6.666_666_666_666_735e-1,
    3.999_999_999_940_942e-1,
    2.857_142_874_366_239e-1,
    2.222_219_843_214_978_4e-1,
    1.818_357_216_161_805e-1,
    1.531_383_769_920_937_3e-1,
    1.479_819_860_511_658_6e-1,
];

/// Natural logarithm of a positive finite number, within one unit in the last place.
///
/// `x = 2^k (1+f)` with `1+f` in `[√½, √2)`, `s = f/(2+f)` and
/// `ln(1+f) = f - f²/2 + s (f²/2 + R(s²))` (Tang 1990; the form of `FDLIBM`).
/// Subnormal numbers are scaled first; zero and below have no logarithm and give NaN.
///
/// ```
/// use schoolmix::numeric::ln;
/// assert_eq!(ln(1.0), 0.0);
/// assert!((ln(10.0) - std::f64::consts::LN_10).abs() < 1e-15);
/// ```
#[must_use]
#[inline]
pub fn ln(x: f64) -> f64 {
    if x < f64::MIN_POSITIVE {
        return if x > 0.0 { ln(x * TWO_54) - 54.0 * std::f64::consts::LN_2 } else { f64::NAN };
    }
    let bits = x.to_bits();
    // Moves the point where the exponent changes from 1 to √½.
    let shifted = bits.wrapping_add(0x3ff0_0000_0000_0000 - SQRT_HALF);
    let k = f64::from((shifted >> 52) as i32 - 1023);
    let f = f64::from_bits((shifted & 0x000f_ffff_ffff_ffff) + SQRT_HALF) - 1.0;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even = w * (SERIES[1] + w * (SERIES[3] + w * SERIES[5]));
    let odd = z * (SERIES[0] + w * (SERIES[2] + w * (SERIES[4] + w * SERIES[6])));
    let half = 0.5 * f * f;
    k * LN2_HIGH - ((half - (s * (half + (even + odd)) + k * LN2_LOW)) - f)
}

const TWO_54: f64 = 18_014_398_509_481_984.0;
const SQRT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;

/// Exponential, by the pure-Rust `libm`.
///
/// ```
/// use schoolmix::numeric::exp;
/// assert!((exp(1.0) - std::f64::consts::E).abs() < 1e-15);
/// ```
#[must_use]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithm_is_within_one_unit_in_the_last_place() {
        let mut x = 1e-310;
        while x < 1e300 {
            let want = libm::log(x);
            assert!((ln(x) - want).abs() <= want.abs() * 2.3e-16 + 1e-300, "{x} {} {want}", ln(x));
            x *= 1.000_731;
        }
        for i in 1..20_000u32 {
            let near = 1.0 + f64::from(i) * 1e-7;
            assert!((ln(near) - libm::log(near)).abs() <= 4e-16 * libm::log(near));
        }
        assert!(ln(0.0).is_nan() && ln(-1.0).is_nan());
    }
}
