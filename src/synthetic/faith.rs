//! Denominations of schools, and the attachment of pupils to them.

use super::draw::pick;
use super::town::Town;
use crate::world::Sector;

/// Position of the denominations that only some families consider.
pub const REFORMED: usize = 4;
/// Position of Steiner schools (*antroposofisch*).
pub const STEINER: usize = 5;
/// Position of Islamic schools.
pub const ISLAMIC: usize = 6;
/// Position of the liberated Reformed (*gereformeerd vrijgemaakt*).
pub const LIBERATED: usize = 7;

/// Shares of primary pupils by denomination, 2021.
const PO: [f64; 9] = [0.323, 0.298, 0.234, 0.06, 0.027, 0.013, 0.012, 0.012, 0.021];
/// Shares of secondary sites by denomination, 2019; cooperating schools are under `Overige`.
const VO: [f64; 9] = [0.19, 0.284, 0.17, 0.147, 0.019, 0.0125, 0.0015, 0.012, 0.164];

/// How much more often than nationally, by band of provinces from north to south.
const BY_BAND: [[f64; 4]; 4] =
    [[0.4, 0.85, 0.8, 2.3], [1.3, 1.0, 1.0, 0.75], [1.3, 1.2, 1.2, 0.3], [0.7, 1.0, 1.2, 1.0]];
/// How much more often than nationally, by kind of municipality: Steiner and Islamic.
const BY_KIND: [[f64; 4]; 2] = [[1.5, 1.4, 1.0, 0.4], [4.0, 2.0, 0.3, 0.01]];

/// Shares by denomination in every municipality, weighed with its pupils they give the
/// national shares.
pub fn shares(sector: Sector, towns: &[Town]) -> Vec<[f64; 9]> {
    let national = match sector {
        Sector::Po => PO,
        Sector::Vo => VO,
    };
    let mut shares: Vec<[f64; 9]> = towns.iter().map(|town| lean(town, &national)).collect();
    let all: f64 = towns.iter().map(|town| town.pupils).sum();
    for _ in 0..40 {
        let mut have = [0.0; 9];
        for (town, row) in towns.iter().zip(&shares) {
            for (have, share) in have.iter_mut().zip(row) {
                *have += share * town.pupils / all;
            }
        }
        for row in &mut shares {
            rescale(row, &national, &have);
        }
    }
    shares
}

fn rescale(row: &mut [f64; 9], want: &[f64; 9], have: &[f64; 9]) {
    for d in 0..9 {
        row[d] *= want[d] / have[d].max(1e-12);
    }
    let sum: f64 = row.iter().sum();
    for share in row {
        *share /= sum;
    }
}

fn lean(town: &Town, national: &[f64; 9]) -> [f64; 9] {
    let band = usize::from(town.tile.province / 3);
    let mut shares = *national;
    for (share, bands) in shares.iter_mut().zip(&BY_BAND) {
        *share *= bands[band];
    }
    shares[STEINER] *= BY_KIND[0][town.kind];
    shares[ISLAMIC] *= BY_KIND[1][town.kind];
    let strict = if town.orthodox { [10.0, 4.0] } else { [0.2, 0.6] };
    shares[REFORMED] *= strict[0];
    shares[LIBERATED] *= strict[1];
    shares
}

/// What a family is attached to: nothing, Catholic, Protestant, orthodox Protestant, Islam.
pub const AFFINITIES: usize = 5;

/// The attachment of a pupil of an origin in a municipality.
pub fn affinity(town: &Town, origin: usize, u: f64) -> usize {
    let band = usize::from(town.tile.province / 3);
    let catholic = [0.12, 0.3, 0.28, 0.6][band];
    let strict = if town.orthodox { 0.33 } else { 0.014 };
    let shares = match origin {
        0 => [0.5, catholic, [0.3, 0.22, 0.22, 0.08][band], strict, 0.0],
        1 => [0.6, 0.3, 0.08, 0.01, 0.01],
        _ => [0.45, 0.08, 0.07, 0.0, 0.4],
    };
    pick(&shares, u)
}

/// Utility of a denomination (columns) to an attachment (rows). Our own choice: strict
/// schools and Islamic schools are considered by their own families only.
const TASTES: [[f64; 9]; AFFINITIES] = [
    [0.0, 0.2, -0.1, 0.1, -4.0, 0.0, -5.0, -2.5, 0.0],
    [0.6, 0.0, -0.3, 0.0, -4.0, 0.0, -5.0, -2.5, 0.0],
    [-0.3, -0.1, 0.7, 0.0, -2.0, -0.3, -5.0, -0.3, 0.0],
    [-1.5, -1.5, 0.0, -1.0, 3.0, -1.0, -5.0, 1.5, -0.5],
    [0.0, 0.2, -0.1, 0.0, -4.0, -1.0, 1.8, -3.0, 0.0],
];

/// Utility of a denomination to a pupil.
pub fn taste(origin: usize, education: usize, affinity: usize, denomination: usize) -> f64 {
    let steiner = [-1.0, -0.3, 0.6][education] - if origin == 2 { 0.8 } else { 0.0 };
    TASTES[affinity][denomination] + if denomination == STEINER { steiner } else { 0.0 }
}
