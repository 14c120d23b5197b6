//! Classes by national rank: thresholds from whole counts, so that any order of the
//! pupils gives the same.

/// Steps of the grid that hidden values are put on.
const STEPS: usize = 4096;

/// The step of a value that is around 0 with a spread around 1.
pub fn step(value: f64) -> u16 {
    ((value + 6.0) * (STEPS as f64 / 12.0)).clamp(0.0, STEPS as f64 - 1.0) as u16
}

/// How often each step occurs.
#[derive(Clone)]
pub struct Counts(Vec<u64>);

impl Counts {
    /// None yet.
    pub fn new() -> Self {
        Self(vec![0; STEPS])
    }

    /// Counts one value.
    pub fn add(&mut self, step: u16) {
        self.0[usize::from(step)] += 1;
    }

    /// Adds all counts of another.
    pub fn merge(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine += theirs);
    }

    /// The class of every step when the lowest `shares[0]` of all are class 0, and so on.
    pub fn classes(&self, shares: &[f64]) -> Classes {
        let all: u64 = self.0.iter().sum();
        let mut below = 0;
        let class = |count: &u64| {
            let middle = (below as f64 + 0.5 * *count as f64) / all.max(1) as f64;
            below += count;
            super::draw::pick(shares, middle.min(1.0)) as u8
        };
        Classes(self.0.iter().map(class).collect())
    }
}

/// The class of every step.
pub struct Classes(Vec<u8>);

impl Classes {
    /// The class of a step.
    pub fn of(&self, step: u16) -> u8 {
        self.0[usize::from(step)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_have_their_shares() {
        let mut counts = Counts::new();
        let steps: Vec<u16> = (0..10_000).map(|i| step(f64::from(i) / 2000.0 - 2.5)).collect();
        for step in &steps {
            counts.add(*step);
        }
        let classes = counts.classes(&[0.2, 0.3, 0.5]);
        let size = |c| steps.iter().filter(|s| classes.of(**s) == c).count() as f64;
        assert!((size(0) - 2000.0).abs() < 10.0 && (size(1) - 3000.0).abs() < 10.0);
    }
}
