//! Broad denominations: few enough to look for the nearest school of one's own.

/// Broad denominations (*richtingen*): public, Catholic, Protestant, non-denominational private
/// (*algemeen bijzonder*), and all others.
pub const BROAD: [&str; 5] = ["public", "catholic", "protestant", "general", "other"];

/// Denominations as DUO publishes them, 2017 to 2024, with their place in [`BROAD`]; schools of
/// several denominations (*samenwerking*, *interconfessioneel*) are among the others.
const KNOWN: [(&str, usize); 18] = [
    ("openbaar", 0),
    ("rooms-katholiek", 1),
    ("protestants-christelijk", 2),
    ("reformatorisch", 2),
    ("gereformeerd", 2),
    ("evangelisch", 2),
    ("algemeen bijzonder", 3),
    ("antroposofisch", 3),
    ("humanistisch", 3),
    ("bijzonder", 3),
    ("islamitisch", 4),
    ("hindoe", 4),
    ("joods", 4),
    ("interconfessioneel", 4),
    ("samenwerking", 4),
    ("overige", 4),
    ("rest", 4),
    ("boeddhistisch", 4),
];

/// The place in [`BROAD`] of a denomination (*denominatie*); none where it is not known.
///
/// ```
/// use schoolmix::world::{BROAD, broad};
/// assert_eq!(broad("Gereformeerd vrijgemaakt").map(|at| BROAD[at]), Some("protestant"));
/// assert_eq!(broad("onbekend"), None);
/// ```
#[must_use]
pub fn broad(denomination: &str) -> Option<usize> {
    let given = denomination.trim().to_lowercase();
    KNOWN.iter().find(|(known, _)| given.starts_with(known)).map(|(_, broad)| *broad)
}
