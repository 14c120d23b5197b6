//! Tests of the core from outside: laws that hold for every table, golden values, the order
//! of the house.

#![allow(clippy::unwrap_used, reason = "a test may stop where its own set-up is wrong")]

mod admission;
mod architecture;
mod axioms;
mod differences;
mod golden;
mod lattice;
mod laws;
mod markets;
mod ordered;
mod schools;
mod tables;
