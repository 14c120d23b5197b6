//! Numbers that are the same on every machine: sums in fixed order, elementary
//! functions and random draws of our own.

mod elementary;
mod gamma;
mod philox;
mod sum;

pub use elementary::{exp, ln};
pub use gamma::ln_factorial;
pub use philox::{Draws, Stream, philox, purpose, uniform};
pub use sum::{BLOCK, Sum, sum_blocks};
