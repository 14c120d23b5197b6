//! The roll: who sits where. Pupils per unit and group, checked once at the door;
//! what stands behind the door trusts it.

mod amount;
mod beside;
mod build;
mod cells;
mod codes;
mod intern;
mod key;
mod label;
mod located;
mod masks;
mod nests;
pub mod packed;
mod places;
mod reading;
mod table;
mod tally;
mod view;

pub use amount::{Amount, Amounts, EXACT};
pub use build::{Counting, Door, Part, Roll};
pub use cells::rows_of;
pub use codes::Codes;
pub use intern::Interner;
pub use key::{Column, Key};
pub use label::{Domain, Kind, Label, Texts};
pub use located::{Coordinates, Network};
pub use masks::{Hidden, HiddenRow, Totals};
pub use nests::Nests;
pub use packed::Packed;
pub use places::{Links, Places};
pub use reading::{Fault, Faults, MaskTexts, Reading, read_float, read_integer, read_text};
pub use table::{Pair, Table, Visitor};
pub use tally::Tally;
