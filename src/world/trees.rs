//! The schools that are near.

use crate::space::Nearest;
use rayon::prelude::*;

/// Schools sorted by where they are, a tree a kind.
pub struct Trees<'a> {
    of: Vec<(&'a [u32], Nearest)>,
}

impl<'a> Trees<'a> {
    /// Trees of the schools of every kind; schools by number, so that ties go to the lower site code.
    #[must_use]
    pub fn new(school_at: &[(f64, f64)], kinds: &'a [Vec<u32>]) -> Self {
        let tree = |schools: &'a Vec<u32>| {
            let (x, y): (Vec<f64>, Vec<f64>) =
                schools.iter().map(|school| school_at[*school as usize]).unzip();
            (&schools[..], Nearest::new(&x, &y))
        };
        Self { of: kinds.par_iter().map(tree).collect() }
    }

    /// The `count` nearest schools of a kind with their distance in kilometres, ties by number.
    #[must_use]
    pub fn from(&self, at: (f64, f64), kind: u16, count: usize) -> Vec<(u32, f64)> {
        let (schools, tree) = &self.of[usize::from(kind)];
        let found = tree.from(at, count);
        found.into_iter().map(|near| (schools[near.number as usize], near.square.sqrt())).collect()
    }

    /// The nearest school of a kind with places left, or the nearest where none has any; none where there
    /// is no school of the kind.
    #[must_use]
    pub fn nearest_left(&self, at: (f64, f64), kind: u16, is_left: impl Fn(u32) -> bool) -> Option<u32> {
        let mut count = 1;
        loop {
            count *= 4;
            let near = self.from(at, kind, count);
            match near.iter().find(|(school, _)| is_left(*school)) {
                Some((school, _)) => return Some(*school),
                None if near.len() < count => return near.first().map(|(school, _)| *school),
                None => {}
            }
        }
    }

    /// How many schools there are of a kind.
    #[must_use]
    pub fn count(&self, kind: u16) -> usize {
        self.of[usize::from(kind)].0.len()
    }
}
