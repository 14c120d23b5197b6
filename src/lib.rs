//! The core of schoolmix: measures, explains and simulates school segregation.
