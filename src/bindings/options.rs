//! Options as Python gives them.

use crate::error::Result;
use crate::measure::{Focus, Measure};
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

/// A measure: its name, the label its rows carry, its parameters.
pub type Named = (String, String, Vec<(String, f64)>);

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
        let measures: Result<Vec<Measure>> =
            measures.iter().map(|(name, label, options)| Measure::new(name, label, options)).collect();
        Ok(Self { measures: measures?, focus })
    }
}
