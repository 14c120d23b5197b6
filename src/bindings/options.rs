//! Options as Python gives them.

use crate::error::Result;
use crate::measure::{Focus, Given, Measure, Together};
use crate::roll::{self, Label};
use pyo3::prelude::*;

/// A value of a key column: a text or an integer.
#[derive(FromPyObject)]
pub enum Value {
    /// An integer, or a day since 1970-01-01.
    Integer(i64),
    /// A text.
    Text(String),
}

impl From<Value> for Label {
    fn from(value: Value) -> Self {
        match value {
            Value::Integer(n) => Self::Integer(n),
            Value::Text(text) => Self::Text(text),
        }
    }
}

/// A parameter of a measure.
#[derive(FromPyObject)]
pub enum Setting {
    /// A number.
    Number(f64),
    /// A word.
    Word(String),
}

/// A measure: its name, the label its rows carry, its parameters.
pub type Named = (String, String, Vec<(String, Setting)>);

/// Who moves together: the word "units", or shares of pupils by size of family.
#[derive(FromPyObject)]
pub enum Clusters {
    /// Whole units.
    Units(String),
    /// Families.
    Families(Vec<(u64, f64)>),
}

impl From<Clusters> for Together {
    fn from(clusters: Clusters) -> Self {
        match clusters {
            Clusters::Units(_) => Self::Units,
            Clusters::Families(shares) => Self::Families(shares),
        }
    }
}

/// What is asked of a roll.
pub struct Question {
    /// The measures.
    pub measures: Vec<Measure>,
    /// The groups.
    pub focus: Focus,
}

impl Question {
    /// Checks the measures and the groups.
    pub fn read(
        roll: &roll::Roll,
        measures: &[Named],
        focal: Option<Vec<Value>>,
        versus: Option<Vec<Value>>,
    ) -> Result<Self> {
        let labels = |values: Option<Vec<Value>>| -> Option<Vec<Label>> {
            values.map(|v| v.into_iter().map(Label::from).collect())
        };
        let (focal, versus) = (labels(focal), labels(versus));
        let focus = Focus::read(roll, focal.as_deref(), versus.as_deref())?;
        let setting = |(name, setting): &(String, Setting)| match setting {
            Setting::Number(number) => (name.clone(), Ok(*number)),
            Setting::Word(word) => (name.clone(), Err(word.clone())),
        };
        let measure = |(name, label, settings): &Named| {
            let given: Vec<Given> = settings.iter().map(setting).collect();
            Measure::new(name, label, &given)
        };
        let measures: Result<Vec<Measure>> = measures.iter().map(measure).collect();
        Ok(Self { measures: measures?, focus })
    }
}
