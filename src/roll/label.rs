//! The sorted distinct values of a key column.

use std::cmp::Ordering;

/// What the integers of a domain stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Integers as they are.
    Integer,
    /// 0 and 1 for false and true.
    Boolean,
    /// Days since 1970-01-01.
    Date,
}

/// One value of a key column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// An integer, a truth value or a day.
    Integer(i64),
    /// A text.
    Text(String),
}

/// Many texts in one buffer.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    bytes: String,
    ends: Vec<usize>,
}

impl Texts {
    /// How many texts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Text `i`.
    #[must_use]
    pub fn get(&self, i: usize) -> &str {
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        &self.bytes[start..self.ends[i]]
    }

    /// Adds a text at the end.
    pub fn push(&mut self, text: &str) {
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len());
    }
}

impl<'a> FromIterator<&'a str> for Texts {
    fn from_iter<I: IntoIterator<Item = &'a str>>(items: I) -> Self {
        let mut texts = Self::default();
        items.into_iter().for_each(|text| texts.push(text));
        texts
    }
}

/// The values that the codes of a column stand for, in ascending order.
#[derive(Clone, Debug)]
pub enum Domain {
    /// Consecutive integers; some may not occur.
    Range {
        /// What they stand for.
        kind: Kind,
        /// The value of code 0.
        start: i64,
        /// How many there are.
        len: usize,
    },
    /// Any integers.
    Integers {
        /// What they stand for.
        kind: Kind,
        /// The values, ascending.
        values: Vec<i64>,
    },
    /// Texts, in the order of their bytes.
    Texts(Texts),
}

impl Domain {
    /// How many codes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Range { len, .. } => *len,
            Self::Integers { values, .. } => values.len(),
            Self::Texts(texts) => texts.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a code.
    #[must_use]
    pub fn label(&self, code: usize) -> Label {
        match self {
            Self::Range { start, .. } => Label::Integer(start + code as i64),
            Self::Integers { values, .. } => Label::Integer(values[code]),
            Self::Texts(texts) => Label::Text(texts.get(code).to_owned()),
        }
    }

    /// A value in words, as Python would print it.
    #[must_use]
    pub fn words(&self, label: &Label) -> String {
        match (self, label) {
            (_, Label::Text(text)) => text.clone(),
            (Self::Range { kind, .. } | Self::Integers { kind, .. }, Label::Integer(n)) => match kind {
                Kind::Boolean => if *n == 0 { "False" } else { "True" }.to_owned(),
                Kind::Date => date(*n),
                Kind::Integer => n.to_string(),
            },
            (Self::Texts(_), Label::Integer(n)) => n.to_string(),
        }
    }

    /// The code of a value, if it is one of these.
    #[must_use]
    pub fn code(&self, label: &Label) -> Option<usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.label(middle).cmp(label) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => return Some(middle),
            }
        }
        None
    }
}

/// The date of a day since 1970-01-01, in the Gregorian calendar counted from March (Hinnant 2013).
fn date(day: i64) -> String {
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month + 2) / 5 + 1;
    let (month, later) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    format!("{:04}-{month:02}-{of_month:02}", year + era * 400 + later)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_printed_as_dates() {
        let known = [(0, "1970-01-01"), (19_997, "2024-10-01"), (11_016, "2000-02-29"), (-1, "1969-12-31")];
        assert!(known.iter().all(|(day, text)| date(*day) == *text));
    }
}
