//! Pupils who come in families.

use super::source::{Kind, Source};
use crate::error::{Error, Result};
use crate::numeric::Draws;

/// Shares of pupils by size of family, such as half alone, two fifths in pairs, one tenth in threes.
#[derive(Clone, Debug, PartialEq)]
pub struct Clusters {
    /// Size and share, largest first.
    shares: Vec<(u64, f64)>,
}

impl Clusters {
    /// Reads `(size, share of pupils)`; sizes are above 0 and shares add up to 1.
    ///
    /// # Errors
    /// `BadOption`.
    ///
    /// ```
    /// use schoolmix::uncertainty::Clusters;
    /// assert!(Clusters::new(&[(1, 0.5), (2, 0.4), (3, 0.1)]).is_ok());
    /// assert!(Clusters::new(&[(1, 0.5), (2, 0.4)]).is_err());
    /// ```
    pub fn new(shares: &[(u64, f64)]) -> Result<Self> {
        let sum: f64 = shares.iter().map(|(_, share)| share).sum();
        let sound = shares.iter().all(|(size, share)| *size > 0 && *share >= 0.0);
        if !sound || (sum - 1.0).abs() > 1e-9 {
            let message = "families need sizes above 0 and shares of pupils that add up to 1".to_owned();
            return Err(Error::option("clusters", message, "{1: 0.5, 2: 0.4, 3: 0.1}"));
        }
        let mut shares = shares.to_vec();
        shares.sort_unstable_by_key(|(size, _)| std::cmp::Reverse(*size));
        Ok(Self { shares })
    }

    /// Cuts the pupils of group `group` into families. A number of families that is not whole is
    /// rounded at random, up with the probability that keeps the mean; who is left is alone.
    fn cut(&self, group: usize, pupils: u64, draws: &mut Draws, out: &mut Vec<Families>) {
        let mut left = pupils;
        for (size, share) in self.shares.iter().filter(|(size, _)| *size > 1) {
            let families = (share * pupils as f64 / *size as f64 + draws.fine()) as u64;
            let number = families.min(left / size);
            left -= number * size;
            out.push(Families { group, size: *size, number });
        }
        out.push(Families { group, size: 1, number: left });
    }
}

/// Families alike.
struct Families {
    group: usize,
    size: u64,
    number: u64,
}

/// Lays the families of all groups in random order along the seats of unit after unit. Margins are
/// kept; the border of a unit may cut one family, whose other members come first in the next.
pub(super) fn seat(units: &[u64], groups: &[u64], clusters: &Clusters, source: Source, out: &mut [u64]) {
    let mut kinds = Vec::new();
    let mut draws = source.draws(0, 0, Kind::Tabled);
    for (group, pupils) in groups.iter().enumerate() {
        clusters.cut(group, *pupils, &mut draws, &mut kinds);
    }
    let mut waiting = kinds.iter().map(|kind| kind.number).sum();
    let mut cut = (0, 0);
    for (j, (size, unit)) in units.iter().zip(out.chunks_exact_mut(groups.len())).enumerate() {
        let mut draws = source.draws(j, 0, Kind::Single);
        let mut free = *size;
        while free > 0 {
            if cut.1 == 0 {
                cut = next(&mut kinds, &mut waiting, &mut draws);
            }
            let now = cut.1.min(free);
            unit[cut.0] += now;
            free -= now;
            cut.1 -= now;
        }
    }
}

/// Group and size of one of the `waiting` families, all alike probable.
fn next(kinds: &mut [Families], waiting: &mut u64, draws: &mut Draws) -> (usize, u64) {
    let mut place = draws.below(*waiting);
    *waiting -= 1;
    for kind in kinds {
        if place < kind.number {
            kind.number -= 1;
            return (kind.group, kind.size);
        }
        place -= kind.number;
    }
    // Not reached: there are as many families as are waiting.
    (0, 1)
}
