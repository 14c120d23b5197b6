//! Trips from origins to destinations when only both margins are known: a doubly constrained
//! gravity model.

use super::proportional;
use crate::numeric::{Sum, exp};

/// Kilometres over which attraction falls by a factor e that are tried out.
const DECAYS: (f64, f64) = (0.05, 500.0);
/// Halvings of their interval.
const STEPS: usize = 48;

/// What leaves every origin and arrives at every destination; both have one sum.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Margins {
    /// By origin.
    pub origins: Vec<u64>,
    /// By destination.
    pub destinations: Vec<u64>,
}

/// Groups that travel over the same ground.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gravity {
    /// Kilometres from every origin (row) to every destination; not finite where not known.
    pub kilometres: Vec<f64>,
    /// The groups.
    pub groups: Vec<Margins>,
}

impl Gravity {
    /// Expected trips of every group, origins by destinations, where attraction falls by a factor e over
    /// the kilometres in `decays`, one a group (Wilson 1971, Environment and Planning 3:1). An unknown
    /// distance counts as none, which the margins make good where an origin or a destination has no place
    /// at all. None where a table is not reached.
    ///
    /// ```
    /// use schoolmix::fit::{Gravity, Margins};
    /// let margins = Margins { origins: vec![2, 2], destinations: vec![2, 2] };
    /// let gravity = Gravity { kilometres: vec![0.0, 1.0, 1.0, 0.0], groups: vec![margins] };
    /// let trips = gravity.trips(&[1.0]).unwrap();
    /// assert!((trips[0][0] / trips[0][1] - 1f64.exp()).abs() < 1e-9);
    /// assert!((gravity.decay(gravity.mean(&trips).unwrap()).unwrap() - 1.0).abs() < 1e-9);
    /// ```
    #[must_use]
    pub fn trips(&self, decays: &[f64]) -> Option<Vec<Vec<f64>>> {
        self.groups.iter().zip(decays).map(|(margins, decay)| self.group(margins, *decay)).collect()
    }

    fn group(&self, margins: &Margins, decay: f64) -> Option<Vec<f64>> {
        let (rows, columns) = (held(&margins.origins), held(&margins.destinations));
        let width = margins.destinations.len();
        let mut trips = vec![0.0; self.kilometres.len()];
        let total = margins.origins.iter().sum::<u64>() as f64;
        if rows.is_empty() {
            return Some(trips);
        }
        let seeds: Vec<f64> = rows
            .iter()
            .flat_map(|row| columns.iter().map(move |column| self.kilometres[row * width + column]))
            .map(|km| if km.is_finite() { exp(-km / decay) } else { 1.0 })
            .collect();
        let shares =
            |of: &[u64], at: &[usize]| at.iter().map(|i| of[*i] as f64 / total).collect::<Vec<f64>>();
        let fitted =
            proportional(&seeds, &shares(&margins.origins, &rows), &shares(&margins.destinations, &columns))?;
        for (i, row) in rows.iter().enumerate() {
            for (k, column) in columns.iter().enumerate() {
                trips[row * width + column] =
                    fitted.rows[i] * seeds[i * columns.len() + k] * fitted.columns[k] * total;
            }
        }
        Some(trips)
    }

    /// Mean kilometres of trips of known distance; none where there are none.
    #[must_use]
    pub fn mean(&self, trips: &[Vec<f64>]) -> Option<f64> {
        let known = |trips: &Vec<f64>, weigh: &dyn Fn(f64) -> f64| -> f64 {
            let pairs = trips.iter().zip(&self.kilometres).filter(|(_, km)| km.is_finite());
            pairs.map(|(trips, km)| trips * weigh(*km)).collect::<Sum>().value()
        };
        let all = |weigh: &dyn Fn(f64) -> f64| trips.iter().map(|group| known(group, weigh)).sum::<f64>();
        let count = all(&|_| 1.0);
        (count > 0.0).then(|| all(&|km| km) / count)
    }

    /// The decay, one for all groups, under which trips have this mean length; none where there is none.
    #[must_use]
    pub fn decay(&self, mean: f64) -> Option<f64> {
        let length = |decay: f64| self.mean(&self.trips(&vec![decay; self.groups.len()])?);
        let (mut low, mut high) = DECAYS;
        // Seeds of the steepest decay may leave no table; they are then too steep.
        if length(high)? < mean || length(low).is_some_and(|least| least > mean) {
            return None;
        }
        for _ in 0..STEPS {
            let middle = (low * high).sqrt();
            if length(middle).is_none_or(|found| found < mean) { low = middle } else { high = middle }
        }
        Some(high)
    }
}

fn held(margin: &[u64]) -> Vec<usize> {
    (0..margin.len()).filter(|i| margin[*i] > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn margins_hold_and_what_is_not_known_does_not_matter() {
        let margins = Margins { origins: vec![5, 0, 7], destinations: vec![4, 8, 0] };
        let known = Gravity {
            kilometres: vec![1.0, 2.0, 9.0, 0.0, 0.0, 0.0, 3.0, 1.0, 9.0],
            groups: vec![margins.clone(), margins],
        };
        let trips = known.trips(&[1.5, f64::INFINITY]).unwrap();
        for table in &trips {
            let row = |i: usize| table[3 * i..3 * i + 3].iter().sum::<f64>();
            assert!((row(0) - 5.0).abs() < 1e-9 && row(1) == 0.0 && (row(2) - 7.0).abs() < 1e-9);
            assert!((table[0] + table[6] - 4.0).abs() < 1e-9 && table[2] + table[8] == 0.0);
        }
        // Without distances, or without decay, both margins are independent.
        let lost = Gravity { kilometres: vec![f64::NAN; 9], ..known.clone() };
        let flat = lost.trips(&[1.5, 1.5]).unwrap();
        assert!(flat[0].iter().zip(&trips[1]).all(|(a, b)| (a - b).abs() < 1e-9));
        assert_eq!((lost.mean(&flat), known.decay(100.0)), (None, None));
    }
}
