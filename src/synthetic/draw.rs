//! Laws to draw from: normal, gamma, a class by its share.

use crate::numeric::{Draws, ln};

const CENTRE: [[f64; 8]; 2] = [
    [
        3.387_132_872_796_366_5,
        1.331_416_678_917_843_8e2,
        1.971_590_950_306_551_3e3,
        1.373_169_376_550_946e4,
        4.592_195_393_154_987e4,
        6.726_577_092_700_87e4,
        3.343_057_558_358_813e4,
        2.509_080_928_730_122_7e3,
    ],
    [
        1.0,
        4.231_333_070_160_091e1,
        6.871_870_074_920_579e2,
        5.394_196_021_424_751e3,
        2.121_379_430_158_659_7e4,
        3.930_789_580_009_271e4,
        2.872_908_573_572_194_3e4,
        5.226_495_278_852_854e3,
    ],
];
const TAIL: [[f64; 8]; 2] = [
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        2.417_807_251_774_506e-1,
        2.272_384_498_926_918_4e-2,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        6.897_673_349_851e-1,
        1.481_039_764_274_800_8e-1,
        1.519_866_656_361_645_7e-2,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
];

fn ratio(terms: &[[f64; 8]; 2], r: f64) -> f64 {
    let [above, below] = terms.each_ref().map(|t| t.iter().rev().fold(0.0, |sum, c| sum * r + c));
    above / below
}

/// Quantile of the standard normal law at `p`, for `p` between 1e-11 and 1 - 1e-11
/// (Wichura 1988, algorithm AS 241, without its farthest tail).
pub fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        return q * ratio(&CENTRE, 0.180_625 - q * q);
    }
    let r = (-ln(p.min(1.0 - p))).sqrt();
    ratio(&TAIL, r - 1.6).copysign(q)
}

/// A standard normal number.
pub fn normal(draws: &mut Draws) -> f64 {
    normal_quantile(draws.uniform())
}

/// A gamma number of a shape of at least 1 and a mean (Marsaglia & Tsang 2000).
pub fn gamma(draws: &mut Draws, shape: f64, mean: f64) -> f64 {
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(draws);
        let root = 1.0 + c * x;
        let v = root * root * root;
        if root > 0.0 && ln(draws.uniform()) < 0.5 * x * x + d * (1.0 - v + ln(v)) {
            return mean * d * v / shape;
        }
    }
}

/// The class in which `u`, between 0 and 1, falls when the shares, of any total, are
/// laid end to end.
pub fn pick(shares: &[f64], u: f64) -> usize {
    let mut left = u * shares.iter().sum::<f64>();
    for (class, share) in shares.iter().enumerate() {
        left -= share;
        if left < 0.0 {
            return class;
        }
    }
    shares.len() - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::Stream;

    #[test]
    fn normal_quantiles_are_those_of_the_tables() {
        for (p, want) in [(0.5, 0.0), (0.975, 1.959_963_984_540_054), (0.001, -3.090_232_306_167_813_5)] {
            assert!((normal_quantile(p) - want).abs() < 1e-12, "{p} {}", normal_quantile(p));
        }
        assert!((normal_quantile(0.075) - normal_quantile(0.075 + 1e-9)).abs() < 1e-7);
    }

    #[test]
    fn gamma_has_its_mean_and_spread() {
        let mut draws = Stream::new(5, 0).draws(1, 0, 0);
        let drawn: Vec<f64> = (0..20_000).map(|_| gamma(&mut draws, 2.5, 100.0)).collect();
        let mean = drawn.iter().sum::<f64>() / 2e4;
        let variance = drawn.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 2e4;
        assert!((mean - 100.0).abs() < 2.0, "{mean}");
        assert!((variance / 4000.0 - 1.0).abs() < 0.08, "{variance}");
    }

    #[test]
    fn classes_are_picked_by_their_share() {
        assert_eq!([0.1, 0.3, 0.9].map(|u| pick(&[1.0, 1.0, 2.0], u)), [0, 1, 2]);
    }
}
