//! The one error of the core: what is wrong, where, how often, and the remedy.

/// A result of the core.
pub type Result<T> = std::result::Result<T, Error>;

/// The family of an error; Python has a class for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Family {
    /// A value, option or table that cannot be used as it is.
    Input,
    /// A column that is missing, named twice or used twice.
    Column,
    /// A question about pupils asked of a trait that only the home area has.
    AreaTrait,
    /// A type that has no meaning here.
    Type,
    /// More work or memory than the limits allow.
    Limit,
    /// An iteration that did not reach its tolerance.
    Convergence,
    /// A defect of our own.
    Internal,
}

/// What is wrong. The message never shows an id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} [{kind}] {remedy}")]
pub struct Error {
    /// Its family.
    pub family: Family,
    /// Stable machine-readable name, such as `NegativeCount`.
    pub kind: &'static str,
    /// What is wrong and where, for a reader.
    pub message: String,
    /// The column or argument concerned.
    pub column: Option<String>,
    /// Position of the first offending row, from 0.
    pub row: Option<u64>,
    /// How many rows or values offend.
    pub count: Option<u64>,
    /// What the caller can do.
    pub remedy: String,
}

impl Error {
    /// An error of a family and kind, with its message.
    pub fn new(family: Family, kind: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { family, kind, message, column: None, row: None, count: None, remedy: String::new() }
    }

    /// An input error of a kind.
    pub fn input(kind: &'static str, message: impl Into<String>) -> Self {
        Self::new(Family::Input, kind, message)
    }

    /// An option whose value is not one of those allowed.
    #[must_use]
    pub fn option(option: &str, message: impl Into<String>, allowed: &str) -> Self {
        Self::input("BadOption", message).on(option).remedy(format!("Allowed: {allowed}."))
    }

    /// Work that someone has asked to stop.
    #[must_use]
    pub fn interrupted() -> Self {
        Self::new(Family::Internal, "Interrupted", "the work was stopped")
    }

    /// Names the column.
    #[must_use]
    pub fn on(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }

    /// Names the first offending row and how many there are.
    #[must_use]
    pub fn at(mut self, row: u64, count: u64) -> Self {
        self.row = Some(row);
        self.count = Some(count);
        self
    }

    /// Says how many there are, where no row is to blame.
    #[must_use]
    pub fn many(mut self, count: u64) -> Self {
        self.count = Some(count);
        self
    }

    /// Says what the caller can do.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = remedy.into();
        self
    }
}
