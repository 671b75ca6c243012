//! Starting with the session, in each system's own way.

/// Whether the agent starts with the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It does.
    Enabled,
    /// No entry exists.
    Absent,
    /// Our entry exists, but somebody switched it off in the system's own settings.
    SwitchedOff,
    /// An entry of our name starts something else (an older installation, say).
    Foreign {
        /// The command it starts.
        command: String,
    },
}

/// Why the entry cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum AutostartError {
    /// The system names no place for it.
    #[error("no home directory")]
    NoHome,
    /// The program's path or an argument cannot be written there.
    #[error("{0:?} cannot be written as a command")]
    Unwritable(String),
    /// The system refused.
    #[error("the autostart entry: {0}")]
    Io(#[from] std::io::Error),
}
