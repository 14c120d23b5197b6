//! Why an index has no value.

use crate::roll::{Amount, Table};

/// The reason why an index is null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undefined {
    /// Only one unit has pupils: there is nothing to be uneven over.
    OneUnit,
    /// Only one group has pupils.
    OneGroup,
    /// The group asked for has no pupils.
    EmptyGroup,
    /// The value under random allocation is no sum over cells.
    NoExactForm,
}

impl Undefined {
    /// The reason in words.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::OneUnit => "one unit",
            Self::OneGroup => "one group",
            Self::EmptyGroup => "group has no pupils",
            Self::NoExactForm => "no exact form",
        }
    }
}

/// Whether evenness means something here: two units, two groups.
///
/// # Errors
/// The reason why not.
pub fn defined<A: Amount>(table: &Table<'_, A>) -> Result<(), Undefined> {
    if table.present().len() < 2 {
        return Err(Undefined::OneGroup);
    }
    if table.peopled() < 2 {
        return Err(Undefined::OneUnit);
    }
    Ok(())
}
