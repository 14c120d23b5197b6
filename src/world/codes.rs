//! Columns of small codes: texts from a short list, or small whole numbers.

/// The code of a value that is not there.
pub const MISSING: u16 = u16::MAX;

/// A column of codes, each a position in the labels or, without labels, a whole number
/// itself; [`MISSING`] where there is no value. Empty for a column that is not there.
///
/// ```
/// use schoolmix::world::{Codes, MISSING};
/// let kinds = Codes::labelled(&["town", "village"], vec![1, MISSING]);
/// assert_eq!((kinds.label(0), kinds.code(1)), (Some("village"), None));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Codes {
    /// The texts; none where a code is a number.
    pub labels: Option<Vec<String>>,
    /// A code a row.
    pub codes: Vec<u16>,
}

impl Codes {
    /// Positions in labels.
    #[must_use]
    pub fn labelled(labels: &[&str], codes: Vec<u16>) -> Self {
        Self { labels: Some(labels.iter().map(|&label| label.to_owned()).collect()), codes }
    }

    /// Whole numbers.
    #[must_use]
    pub fn numbers(codes: Vec<u16>) -> Self {
        Self { labels: None, codes }
    }

    /// Whether there are no rows, as in a column that is not there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// The code of a row; none where the value or the column is missing.
    #[must_use]
    pub fn code(&self, row: usize) -> Option<u16> {
        self.codes.get(row).copied().filter(|&code| code != MISSING)
    }

    /// The label of a row; none where it is missing, and for numbers.
    #[must_use]
    pub fn label(&self, row: usize) -> Option<&str> {
        let place = usize::from(self.code(row)?);
        self.labels.as_ref()?.get(place).map(String::as_str)
    }
}
