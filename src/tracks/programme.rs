//! Programmes: which levels sit together in the classes of a site.

use super::level::{LEVELS, PRO, TOP};

/// Levels that sit together: bit `k` for level `k`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Programme(pub u8);

impl Programme {
    /// One level by itself.
    #[must_use]
    pub fn of(level: u8) -> Self {
        Self(1 << level)
    }

    /// The levels of a mask.
    pub fn levels(self) -> impl Iterator<Item = u8> {
        (0..=TOP).filter(move |level| self.has(*level))
    }

    /// Whether a level is in it.
    #[must_use]
    pub fn has(self, level: u8) -> bool {
        self.0 >> level & 1 == 1
    }

    /// How many levels it has.
    #[must_use]
    pub fn width(self) -> u8 {
        self.0.count_ones() as u8
    }

    /// The names of its levels, joined by `+`.
    #[must_use]
    pub fn name(self) -> String {
        self.levels().map(|level| LEVELS[usize::from(level)]).collect::<Vec<_>>().join("+")
    }

    /// The programme of a level at a site that offers these levels in classes of at most `width` of them.
    ///
    /// Levels are taken together from below, as they mostly are: of five levels two by two are
    /// `vmbo_b+vmbo_k`, `vmbo_gt+havo` and `vwo`. Practical training and a level that the site does
    /// not offer are by themselves.
    ///
    /// ```
    /// use schoolmix::tracks::Programme;
    /// let offered = Programme(0b11_1110);
    /// assert_eq!(offered.around(3, 2).name(), "vmbo_gt+havo");
    /// assert_eq!(offered.around(5, 2).name(), "vwo");
    /// assert_eq!(offered.around(3, 5), offered);
    /// ```
    #[must_use]
    pub fn around(self, level: u8, width: u8) -> Self {
        let offered: Vec<u8> = self.mixed().levels().collect();
        let mut blocks = offered.chunks(usize::from(width.max(1)));
        let found = blocks.find(|block| block.contains(&level));
        found.map_or_else(
            || Self::of(level),
            |block| Self(block.iter().fold(0, |mask, level| mask | 1 << level)),
        )
    }

    /// Those of its levels that can be taken together: all but practical training.
    #[must_use]
    pub fn mixed(self) -> Self {
        Self(self.0 & !(1 << PRO))
    }

    /// The level of these nearest to one; of two the lower.
    #[must_use]
    pub fn nearest(self, level: u8) -> Option<u8> {
        self.levels().min_by_key(|other| (other.abs_diff(level), *other))
    }
}
