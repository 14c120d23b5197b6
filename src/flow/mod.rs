//! Flows through a network at least cost.

mod lanes;
mod shipping;
#[cfg(test)]
mod tests;
mod transport;

pub use lanes::Lane;
pub use transport::{Shipment, Short, transport};
