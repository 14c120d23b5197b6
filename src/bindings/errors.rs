//! One error of the core becomes one exception of Python.

use crate::error::{Error, Family};
use crate::watch::Watch;
use pyo3::prelude::*;
use pyo3::types::IntoPyDict;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

fn class(family: Family) -> &'static str {
    match family {
        Family::Input => "InputError",
        Family::Column => "ColumnError",
        Family::AreaTrait => "AreaTraitError",
        Family::Type => "InputTypeError",
        Family::Limit => "LimitError",
        Family::Convergence => "ConvergenceError",
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

/// The process that used the core first.
static FIRST: AtomicU32 = AtomicU32::new(0);

/// Refuses a process that was forked from one in which the core was used: threads do not come along, and the child
/// would wait for them for ever.
fn not_forked() -> PyResult<()> {
    let now = std::process::id();
    match FIRST.compare_exchange(0, now, Ordering::Relaxed, Ordering::Relaxed) {
        Err(first) if first != now => Err(Error::input(
            "ForkedPool",
            "this process was forked from one that used schoolmix",
        )
        .remedy("Start processes anew: multiprocessing.get_context('spawn'), or fork before the first use.")
        .into()),
        _ => Ok(()),
    }
}

/// Runs the core without the interpreter lock; a panic becomes an `InternalError`.
pub fn detached<T: Send>(py: Python<'_>, work: impl FnOnce() -> Result<T, Error> + Send) -> PyResult<T> {
    not_forked()?;
    finished(py.detach(|| catch_unwind(AssertUnwindSafe(work))))
}

/// How often a signal such as Ctrl-C is looked for, and progress reported.
const LOOK: Duration = Duration::from_millis(20);

/// Runs long work in a thread of its own, tells `report` how far it has come (steps done, steps
/// expected), and stops it when a signal arrives.
pub fn watched<T: Send>(
    py: Python<'_>,
    report: &Bound<'_, PyAny>,
    work: impl FnOnce(&Watch) -> Result<T, Error> + Send,
) -> PyResult<T> {
    not_forked()?;
    let (watch, over) = (Watch::default(), AtomicBool::new(false));
    let caller = thread::current();
    thread::scope(|scope| {
        let worker = scope.spawn(|| {
            let outcome = catch_unwind(AssertUnwindSafe(|| work(&watch)));
            over.store(true, Ordering::Release);
            caller.unpark();
            outcome
        });
        let mut told = Ok(());
        while told.is_ok() && !over.load(Ordering::Acquire) {
            py.detach(|| thread::park_timeout(LOOK));
            told = py.check_signals().and_then(|()| tell(report, watch.progress()));
        }
        if told.is_err() {
            watch.stop();
        }
        let outcome = py.detach(|| worker.join()).unwrap_or_else(Err);
        told.and_then(|()| finished(outcome))
    })
}

fn tell(report: &Bound<'_, PyAny>, (done, expected): (u64, u64)) -> PyResult<()> {
    if expected > 0 { report.call1((done, expected)).map(|_| ()) } else { Ok(()) }
}

fn finished<T>(outcome: thread::Result<Result<T, Error>>) -> PyResult<T> {
    let panicked = |_| {
        Err(Error::new(Family::Internal, "Internal", "the core stopped unexpectedly")
            .remedy("Please report this with the call that caused it."))
    };
    outcome.unwrap_or_else(panicked).map_err(PyErr::from)
}
