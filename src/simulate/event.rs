//! What happened to whom.

/// A change in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// The school year.
    pub year: u16,
    /// What it is.
    pub happened: Happened,
    /// Number of the pupil.
    pub pupil: u64,
    /// The school before, if any.
    pub old: Option<u32>,
    /// The school after, if any.
    pub new: Option<u32>,
}

/// What can happen to a pupil.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// It comes to school.
    Entered,
    /// It goes to another school.
    Changed,
    /// Its family moves to another home area.
    Moved,
    /// No school on its list had a place; it goes to the nearest one that has.
    Unplaced,
    /// It leaves school.
    Left,
}

impl Happened {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Entered => "entered",
            Self::Changed => "changed",
            Self::Moved => "moved",
            Self::Unplaced => "unplaced",
            Self::Left => "left",
        }
    }
}
