//! Levels of secondary education in order, and advice.

/// Levels (*niveaus*) from practical training, which stands apart, to pre-university.
pub const LEVELS: [&str; 6] = ["pro", "vmbo_b", "vmbo_k", "vmbo_gt", "havo", "vwo"];
/// Practical training (*praktijkonderwijs*): nobody moves to or from it, and its classes are never mixed.
pub const PRO: u8 = 0;
/// The highest level.
pub const TOP: u8 = LEVELS.len() as u8 - 1;

/// An advice (*schooladvies*): one level, or two levels side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Advice {
    /// Its lower level.
    pub low: u8,
    /// Its higher level; the same where it is single.
    pub high: u8,
}

impl Advice {
    /// An advice by its label, such as `havo` or `vmbo_k_gt`.
    ///
    /// ```
    /// use schoolmix::tracks::Advice;
    /// assert_eq!(Advice::read("vmbo_k_gt"), Some(Advice { low: 2, high: 3 }));
    /// assert_eq!(Advice::read("vso"), None);
    /// ```
    #[must_use]
    pub fn read(label: &str) -> Option<Self> {
        let all = (0..=TOP).flat_map(|low| [Self { low, high: low }, Self { low, high: low + 1 }]);
        all.filter(|advice| advice.exists()).find(|advice| advice.label() == label)
    }

    /// Its label.
    #[must_use]
    pub fn label(self) -> String {
        let [low, high] = [self.low, self.high].map(|level| LEVELS[usize::from(level)]);
        if self.low == self.high {
            return low.to_owned();
        }
        format!("{low}_{}", high.strip_prefix("vmbo_").unwrap_or(high))
    }

    /// Its height in half levels: a double advice lies between its two.
    #[must_use]
    pub fn height(self) -> u8 {
        self.low + self.high
    }

    /// Whether it is given: no double advice has practical training in it.
    fn exists(self) -> bool {
        self.high <= TOP && (self.low == self.high || self.low > PRO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::ADVICES;

    #[test]
    fn every_advice_of_the_synthetic_netherlands_is_read_and_rises() {
        let read: Vec<Advice> = ADVICES.iter().map(|label| Advice::read(label).unwrap()).collect();
        assert!(read.windows(2).all(|pair| pair[0].height() < pair[1].height()), "{read:?}");
        assert!(read.iter().zip(ADVICES).all(|(advice, label)| advice.label() == label));
        assert_eq!((Advice::read("pro_vmbo_b"), Advice::read("")), (None, None));
    }
}
