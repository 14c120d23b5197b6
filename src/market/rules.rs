//! For whom the places of a school are meant.

/// How a school chooses among those who apply, beside their priority. Groups are bits of
/// [`super::Market::groups`].
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// The first in priority, as many as there are places.
    Responsive,
    /// First the first of every group up to its floor, then in order those whose groups are below
    /// their ceilings, then, unless ceilings are hard, in order anyone (Ehlers, Hafalir, Yenmez &
    /// Yildirim 2014). A minority reserve is a floor (Hafalir, Yenmez & Yildirim 2013), a majority
    /// quota a hard ceiling (Kojima 2012), a double list (*dubbele wachtlijst*) floors that take up
    /// all places, with or without hard ceilings. A pupil bears at most one of the groups.
    Bounds {
        /// The groups, as numbers of bits.
        groups: Vec<u8>,
        /// Places that each group takes first.
        floors: Vec<u32>,
        /// Places after which a group waits.
        ceilings: Vec<u32>,
        /// Whether those above a ceiling are not admitted even where places stay empty.
        hard: bool,
    },
    /// Places one by one in order of precedence, each with its own order (Kominers & Sönmez 2016).
    /// There are as many as the school has places; what is missing is open to all.
    Slots(Vec<Slot>),
    /// Places in order: one for the group where its share would stay below the target with this place in the count,
    /// else for the first in priority; a place the group does not fill is open to all. With `ahead`, those
    /// in a class below it go before all this (a soft quota, Oosterbeek, Sóvágó & van der Klaauw 2021).
    Share {
        /// The group, as number of a bit.
        group: u8,
        /// The target share is this many,
        target: u32,
        /// of this many.
        of: u32,
        /// Classes below this one go first.
        ahead: u32,
        /// How many have been admitted before, and how many of them of the group.
        before: (u32, u32),
    },
    /// Places reserved for groups that may overlap: as many of them are filled as can be, by those who
    /// go first; the rest of the places is open to all (Sönmez & Yenmez 2022).
    Overlapping {
        /// Group, as number of a bit, and places reserved for it.
        reserves: Vec<(u8, u32)>,
        /// Groups of those who have been admitted before, in order: they fill reserved places first.
        held: Vec<u64>,
    },
}

/// A place at a school.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The group that goes first for it, as number of a bit; none for an open place.
    pub group: Option<u8>,
    /// Whether it stays empty rather than go to someone else.
    pub hard: bool,
}

impl Slot {
    /// A place open to all.
    pub const OPEN: Self = Self { group: None, hard: false };
}
