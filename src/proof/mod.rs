//! Whether a placement is right, by code that shares nothing with the mechanisms.
