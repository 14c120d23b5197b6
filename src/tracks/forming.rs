//! Who sits in which class of a programme.

use crate::error::{Error, Result};

/// How classes are formed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Forming {
    /// At random.
    Random,
    /// By advice, from low to high.
    Advice,
    /// At random, but this share of families asks to be with others of their group, and is.
    Request(f64),
}

/// A pupil who is to sit in a class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seat {
    /// What orders pupils at random: drawn for the pupil, never for a place in a list.
    pub key: u64,
    /// A number strictly between 0 and 1: who asks for company, below the share that does.
    pub asks: f64,
    /// Height of the advice.
    pub height: u8,
    /// Group.
    pub group: u16,
}

impl Forming {
    /// A way of forming classes by its name.
    ///
    /// # Errors
    /// `BadOption` for an unknown name, or a strength without meaning.
    pub fn read(name: &str, strength: Option<f64>) -> Result<Self> {
        match (name, strength) {
            ("random", None) => Ok(Self::Random),
            ("advice", None) => Ok(Self::Advice),
            ("request", Some(share)) if (0.0..=1.0).contains(&share) => Ok(Self::Request(share)),
            ("request", _) => {
                let message = "forming by request needs the share of families that ask";
                Err(Error::option("strength", message, "a number from 0 to 1"))
            }
            ("random" | "advice", Some(_)) => {
                let message = format!("forming '{name}' has no strength");
                Err(Error::option("strength", message, "a strength with forming='request'"))
            }
            _ => {
                let message = format!("classes are not formed by '{name}'");
                Err(Error::option("forming", message, "'random', 'advice', 'request'"))
            }
        }
    }

    /// Pupils in the order in which classes are filled.
    ///
    /// By request it is the random order, in which those who ask change places among themselves so that
    /// they stand by group.
    #[must_use]
    pub fn order(self, seats: &[Seat]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..seats.len()).collect();
        order.sort_by_key(|i| (seats[*i].key, *i));
        match self {
            Self::Random => {}
            Self::Advice => order.sort_by_key(|i| seats[*i].height),
            Self::Request(share) => {
                let asking: Vec<usize> =
                    (0..order.len()).filter(|at| seats[order[*at]].asks < share).collect();
                let mut who: Vec<usize> = asking.iter().map(|at| order[*at]).collect();
                who.sort_by_key(|i| seats[*i].group);
                for (at, i) in asking.into_iter().zip(who) {
                    order[at] = i;
                }
            }
        }
        order
    }
}

/// Sizes of the fewest classes of at most `size` pupils; they differ by one at most, larger ones first.
///
/// ```
/// use schoolmix::tracks::class_sizes;
/// assert_eq!(class_sizes(52, 25), [18, 17, 17]);
/// ```
#[must_use]
pub fn class_sizes(pupils: usize, size: usize) -> Vec<usize> {
    let classes = pupils.div_ceil(size);
    (0..classes).map(|class| pupils / classes + usize::from(class < pupils % classes)).collect()
}

/// The class, from 0, of every pupil of a programme.
#[must_use]
pub fn classes(seats: &[Seat], forming: Forming, size: usize) -> Vec<u32> {
    let order = forming.order(seats);
    let mut classes = vec![0; seats.len()];
    let mut next = order.into_iter();
    for (class, size) in (0u32..).zip(class_sizes(seats.len(), size)) {
        for i in next.by_ref().take(size) {
            classes[i] = class;
        }
    }
    classes
}
