//! The lists of pupils.

use std::ops::Range;

/// The lists of pupils, best school first, one after another; a place in them all is a *wish*.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lists {
    schools: Vec<u32>,
    ends: Vec<usize>,
}

impl Lists {
    /// How many pupils there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The wishes of a pupil, best first.
    #[must_use]
    pub fn wishes(&self, pupil: usize) -> Range<usize> {
        pupil.checked_sub(1).map_or(0, |before| self.ends[before])..self.ends[pupil]
    }

    /// The schools on the list of a pupil, best first.
    #[must_use]
    pub fn of(&self, pupil: usize) -> &[u32] {
        &self.schools[self.wishes(pupil)]
    }

    /// The school of every wish.
    #[must_use]
    pub fn schools(&self) -> &[u32] {
        &self.schools
    }

    /// The pupil of every wish.
    #[must_use]
    pub fn pupils(&self) -> Vec<u32> {
        let mut pupils = vec![0; self.schools.len()];
        for pupil in 0..self.len() {
            pupils[self.wishes(pupil)].fill(pupil as u32);
        }
        pupils
    }

    /// Adds the list of one pupil more.
    pub fn push(&mut self, schools: impl IntoIterator<Item = u32>) {
        self.schools.extend(schools);
        self.ends.push(self.schools.len());
    }
}

impl<L: AsRef<[u32]>> FromIterator<L> for Lists {
    fn from_iter<I: IntoIterator<Item = L>>(lists: I) -> Self {
        let mut all = Self::default();
        for list in lists {
            all.push(list.as_ref().iter().copied());
        }
        all
    }
}
