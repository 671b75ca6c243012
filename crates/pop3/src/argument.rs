//! What may stand in an argument of a command.

use thiserror::Error;

/// The longest command line that a client sends, its CRLF included (RFC 2449 §4).
pub const COMMAND_OCTETS: usize = 255;

/// An argument that cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ArgumentError {
    /// A line end inside an argument would start a command of its own.
    #[error("an argument holds CR, LF or NUL")]
    ForbiddenOctet,
    /// The command would have no argument.
    #[error("an argument is empty")]
    Empty,
    /// Only the last argument of a command may hold spaces.
    #[error("an argument holds a space where none can stand")]
    Space,
    /// RFC 2449 §4.
    #[error("the command is longer than 255 octets")]
    TooLong,
}

/// Accepts the last argument of a command, in which spaces may stand.
pub(crate) fn check(argument: &str) -> Result<(), ArgumentError> {
    if argument.is_empty() {
        return Err(ArgumentError::Empty);
    }
    if argument.len() > COMMAND_OCTETS {
        return Err(ArgumentError::TooLong);
    }
    if argument
        .bytes()
        .any(|octet| matches!(octet, b'\r' | b'\n' | 0))
    {
        return Err(ArgumentError::ForbiddenOctet);
    }
    Ok(())
}

/// Accepts an argument that is one word.
pub(crate) fn check_word(argument: &str) -> Result<(), ArgumentError> {
    check(argument)?;
    if argument.contains([' ', '\t']) {
        return Err(ArgumentError::Space);
    }
    Ok(())
}
