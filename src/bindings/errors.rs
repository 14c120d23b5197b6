//! One error of the core becomes one exception of Python.

use crate::error::{Error, Family};
use pyo3::prelude::*;
use pyo3::types::IntoPyDict;
use std::panic::{AssertUnwindSafe, catch_unwind};

fn class(family: Family) -> &'static str {
    match family {
        Family::Input => "InputError",
        Family::Column => "ColumnError",
        Family::Type => "InputTypeError",
        Family::Limit => "LimitError",
        Family::Internal => "InternalError",
    }
}

impl From<Error> for PyErr {
    fn from(error: Error) -> Self {
        Python::attach(|py| raise(py, &error).unwrap_or_else(|fault| fault))
    }
}

fn raise(py: Python<'_>, error: &Error) -> PyResult<PyErr> {
    let class = py.import("schoolmix.errors")?.getattr(class(error.family))?;
    let fields = [
        ("kind", error.kind.into_pyobject(py)?.into_any()),
        ("column", error.column.clone().into_pyobject(py)?.into_any()),
        ("row", error.row.into_pyobject(py)?.into_any()),
        ("count", error.count.into_pyobject(py)?.into_any()),
        ("remedy", error.remedy.clone().into_pyobject(py)?.into_any()),
    ];
    let value = class.call((error.message.clone(),), Some(&fields.into_py_dict(py)?))?;
    Ok(PyErr::from_value(value))
}

/// Runs the core without the interpreter lock; a panic becomes an `InternalError`.
pub fn detached<T: Send>(py: Python<'_>, work: impl FnOnce() -> Result<T, Error> + Send) -> PyResult<T> {
    let outcome = py.detach(|| catch_unwind(AssertUnwindSafe(work)));
    let panicked = |_| {
        Err(Error::new(Family::Internal, "Internal", "the core stopped unexpectedly")
            .remedy("Please report this with the call that caused it."))
    };
    outcome.unwrap_or_else(panicked).map_err(PyErr::from)
}
