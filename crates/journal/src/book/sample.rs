//! Synthetic book (being written).
