//! Instruments of policy, one a file, named as the ministry's memo has them: what each changes in the world, in choice
//! or in admission.

pub mod funding;
