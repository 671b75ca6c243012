//! When the system, or whoever started the agent, wants it to end.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(crate) use unix::asked;
#[cfg(windows)]
pub(crate) use windows::asked;
