//! Who is at school: the company that families see.

/// How families see a school at which there is nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Empty {
    /// As one without anyone alike.
    Zero,
    /// As one with the groups of all pupils.
    Average,
    /// As one with their own child alone.
    Itself,
}

/// Pupils by school and group, as whole numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    groups: usize,
    counts: Vec<u32>,
    sizes: Vec<u32>,
    /// Pupils of each group, and of all.
    whole: (Vec<u64>, u64),
}

impl Company {
    /// Schools without anyone.
    #[must_use]
    pub fn empty(schools: usize, groups: usize) -> Self {
        let whole = (vec![0; groups], 0);
        Self { groups, counts: vec![0; schools * groups], sizes: vec![0; schools], whole }
    }

    /// A pupil of a group (its place) comes.
    pub fn add(&mut self, school: u32, group: u16) {
        self.counts[school as usize * self.groups + usize::from(group)] += 1;
        self.sizes[school as usize] += 1;
        self.whole.0[usize::from(group)] += 1;
        self.whole.1 += 1;
    }

    /// A pupil of a group who is there goes.
    pub fn remove(&mut self, school: u32, group: u16) {
        self.counts[school as usize * self.groups + usize::from(group)] -= 1;
        self.sizes[school as usize] -= 1;
        self.whole.0[usize::from(group)] -= 1;
        self.whole.1 -= 1;
    }

    /// All pupils at a school.
    #[must_use]
    pub fn size(&self, school: u32) -> u32 {
        self.sizes[school as usize]
    }

    /// Pupils of a group at a school.
    #[must_use]
    pub fn count(&self, school: u32, group: u16) -> u32 {
        self.counts[school as usize * self.groups + usize::from(group)]
    }

    /// The share of a group at a school, 0 to 1; with `itself` as it will be when one more of the group has come.
    ///
    /// ```
    /// use schoolmix::choice::{Company, Empty};
    /// let mut company = Company::empty(2, 2);
    /// for group in [0, 0, 1] {
    ///     company.add(0, group);
    /// }
    /// assert_eq!(company.share(0, 0, false, Empty::Zero), 2.0 / 3.0);
    /// assert_eq!(company.share(0, 1, true, Empty::Zero), 0.5);
    /// assert_eq!(company.share(1, 1, false, Empty::Average), 1.0 / 3.0);
    /// ```
    #[must_use]
    pub fn share(&self, school: u32, group: u16, itself: bool, empty: Empty) -> f64 {
        let (count, size) = (self.count(school, group), self.size(school));
        if size > 0 {
            let one = u32::from(itself);
            return f64::from(count + one) / f64::from(size + one);
        }
        match empty {
            Empty::Zero => 0.0,
            Empty::Itself => 1.0,
            Empty::Average if self.whole.1 == 0 => 0.0,
            Empty::Average => self.whole.0[usize::from(group)] as f64 / self.whole.1 as f64,
        }
    }
}
