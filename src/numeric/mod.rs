//! Numbers that are the same on every machine: sums in fixed order, elementary
//! functions and random draws of our own.

mod alias;
mod ascending;
mod beta;
mod elementary;
mod gamma;
mod hypergeometric;
mod normal;
mod philox;
mod poisson;
mod rising;
mod student;
mod sum;
mod urn;

pub use alias::{Column, alias_table};
pub use ascending::ascending;
pub use beta::Beta;
pub use elementary::{exp, ln};
pub use gamma::ln_factorial;
pub use hypergeometric::{Urn, hypergeometric};
pub use normal::{normal_cdf, normal_quantile};
pub use philox::{Draws, Stream, philox, purpose, uniform};
pub use poisson::{poisson, poisson_law};
pub use rising::rising;
pub use student::{student_cdf, student_quantile};
pub use sum::{BLOCK, Sum, sum_blocks};
pub use urn::UrnLaw;
