//! What instruments of policy change in how schools are seen.

use super::behaviour::Join;
use super::sets::Considered;

/// How a block gets its school.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Assigned {
    /// It chooses.
    #[default]
    Free,
    /// One drawn among so many of the nearest, then by distance.
    Near(u32),
    /// A school, then by distance.
    To(u32),
}

/// Who is told of schools.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Informed {
    /// Share of the families, 0 to 1.
    pub share: f64,
    /// Added to their chance to know a school.
    pub points: f64,
}

/// What is changed in how blocks see schools; what is empty changes nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shifts {
    /// Utility added, a number a group and school, those of a group together.
    pub worth: Vec<f64>,
    /// What a kilometre counts for, by home area.
    pub stretch: Vec<f64>,
    /// Who is told of schools, by block.
    pub informed: Vec<Informed>,
    /// How blocks get their school.
    pub assigned: Vec<Assigned>,
}

impl Shifts {
    /// Adds what is added to the worth of some schools for a group.
    pub(super) fn add(
        &self,
        base: &mut [f64],
        set: &[Considered],
        (group, groups): (usize, usize),
        join: Join,
    ) {
        if self.worth.is_empty() || join != Join::Sum {
            return;
        }
        let schools = self.worth.len() / groups;
        for (base, seen) in base.iter_mut().zip(set) {
            *base += self.worth[group * schools + seen.school as usize];
        }
    }

    /// How a block gets its school.
    pub(super) fn assigned(&self, block: u32) -> Assigned {
        self.assigned.get(block as usize).copied().unwrap_or_default()
    }

    /// Who is told in a block.
    pub(super) fn informed(&self, block: u32) -> Informed {
        self.informed.get(block as usize).copied().unwrap_or_default()
    }
}
