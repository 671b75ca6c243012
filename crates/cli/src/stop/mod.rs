//! When a person or the system wants the command to end.

#[cfg(not(unix))]
mod other;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub(crate) use other::asked;
#[cfg(unix)]
pub(crate) use unix::asked;
