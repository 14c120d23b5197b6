//! A market of school places: who wishes what, who goes first where, how many places there are and
//! for whom they are meant. It says nothing of how places are given out.

mod compact;
mod entering;
mod lists;
mod lottery;
mod order;
mod part;
mod regions;
mod rules;
#[cfg(test)]
mod tests;

pub use compact::Compact;
pub use entering::{Entered, Wish};
pub use lists::Lists;
pub use lottery::{Lottery, Ties};
pub use order::{Lots, Order, Pairs, Single};
pub use part::Part;
pub use regions::{Region, regions};
pub use rules::{Rule, Slot};

/// The class of wishes that were not handed in but added for a placement guarantee: they get what others leave.
pub const GUARANTEED: u32 = u32::MAX - 1;

/// The wish on which a pupil is placed, by pupil; none for who is unplaced.
pub type Placed = Vec<Option<u32>>;

/// Pupils, schools and all that decides who goes first. Pupils are in the order of their ids,
/// schools in that of their names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Market {
    /// The number of every pupil that names its draws.
    pub ids: Vec<u64>,
    /// The admissible schools on every list.
    pub lists: Lists,
    /// Rank of every wish on the list as it was handed in, from 1; ascending within a list.
    pub ranks: Vec<u32>,
    /// Priority class of every wish, lower first; all in one class where empty.
    pub classes: Vec<u32>,
    /// Places of every school.
    pub places: Vec<u32>,
    /// The number of every school that names the draws of pairs.
    pub numbers: Vec<u32>,
    /// Groups of every pupil, a bit each; in none where empty.
    pub groups: Vec<u64>,
    /// How every school chooses; all by priority alone where empty.
    pub rules: Vec<Rule>,
}

impl Market {
    /// A market in which the classes of wishes decide, with ids and numbers as they come.
    ///
    /// ```
    /// use schoolmix::market::{Lists, Market};
    /// let lists: Lists = [[0u32, 1], [1, 0]].iter().collect();
    /// let market = Market::plain(lists, vec![], vec![1, 1]);
    /// assert_eq!((market.ranks, market.ids), (vec![1, 2, 1, 2], vec![0, 1]));
    /// ```
    #[must_use]
    pub fn plain(lists: Lists, classes: Vec<u32>, places: Vec<u32>) -> Self {
        let ranks = (0..lists.len()).flat_map(|pupil| 1..=lists.of(pupil).len() as u32).collect();
        Self {
            ids: (0..lists.len() as u64).collect(),
            ranks,
            classes,
            numbers: (0..places.len() as u32).collect(),
            places,
            groups: Vec::new(),
            rules: Vec::new(),
            lists,
        }
    }

    /// How many pupils there are.
    #[must_use]
    pub fn pupils(&self) -> usize {
        self.lists.len()
    }

    /// How many schools there are.
    #[must_use]
    pub fn schools(&self) -> usize {
        self.places.len()
    }

    /// The school of a wish.
    #[must_use]
    pub fn school(&self, wish: usize) -> u32 {
        self.lists.schools()[wish]
    }

    /// The class of a wish.
    #[must_use]
    pub fn class(&self, wish: usize) -> u32 {
        self.classes.get(wish).copied().unwrap_or_default()
    }

    /// The groups of a pupil.
    #[must_use]
    pub fn groups_of(&self, pupil: u32) -> u64 {
        self.groups.get(pupil as usize).copied().unwrap_or_default()
    }

    /// How a school chooses.
    #[must_use]
    pub fn rule(&self, school: usize) -> &Rule {
        self.rules.get(school).unwrap_or(&Rule::Responsive)
    }

    /// Whether every school chooses by priority alone.
    #[must_use]
    pub fn is_responsive(&self) -> bool {
        self.rules.iter().all(|rule| *rule == Rule::Responsive)
    }

    /// Pupils placed, by school.
    #[must_use]
    pub fn filled(&self, placed: &Placed) -> Vec<u32> {
        let mut filled = vec![0; self.schools()];
        for wish in placed.iter().flatten() {
            filled[self.school(*wish as usize) as usize] += 1;
        }
        filled
    }
}
