//! Long work that can be watched and stopped.

use crate::error::{Error, Result};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// How far work has come, and whether someone wants it to stop.
///
/// ```
/// use schoolmix::watch::Watch;
/// let watch = Watch::default();
/// watch.expect(2);
/// watch.step().unwrap();
/// assert_eq!(watch.progress(), (1, 2));
/// watch.stop();
/// assert!(watch.step().is_err());
/// ```
#[derive(Debug, Default)]
pub struct Watch {
    done: AtomicU64,
    expected: AtomicU64,
    stopped: AtomicBool,
}

impl Watch {
    /// Says that this many steps more are to come.
    pub fn expect(&self, steps: u64) {
        self.expected.fetch_add(steps, Relaxed);
    }

    /// A step is done.
    ///
    /// # Errors
    /// `Interrupted` when the work is to stop.
    pub fn step(&self) -> Result<()> {
        self.done.fetch_add(1, Relaxed);
        if self.stopped.load(Relaxed) { Err(Error::interrupted()) } else { Ok(()) }
    }

    /// Says that this many of the steps expected are not needed.
    pub fn skip(&self, steps: u64) {
        self.done.fetch_add(steps, Relaxed);
    }

    /// Asks the work to stop at its next step.
    pub fn stop(&self) {
        self.stopped.store(true, Relaxed);
    }

    /// Steps done, and steps expected so far.
    #[must_use]
    pub fn progress(&self) -> (u64, u64) {
        (self.done.load(Relaxed), self.expected.load(Relaxed))
    }
}
