//! Why settings could not be read or changed. Unless it says otherwise, nothing was changed.

use std::{io, path::PathBuf};

use vigie_domain::{billing::Setting, server::Security};

use crate::document::DocumentFault;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// With a file.
    #[error("{}: {fault}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What it is.
        #[source]
        fault: FileFault,
    },
    /// With what stands in a file.
    #[error("{}: {fault}", path.display())]
    Document {
        /// The file.
        path: PathBuf,
        /// What it is.
        #[source]
        fault: DocumentFault,
    },
    /// With a registry key.
    #[error("{key}: {fault}")]
    Registry {
        /// The hive and the key.
        key: String,
        /// What it is.
        #[source]
        fault: RegistryFault,
    },
    /// The program has no word for this protection: its settings screen may, a profile does not.
    #[error("the program has no word for {0:?}")]
    NoWord(Security),
    /// Without protection nothing is set to another computer.
    #[error("{0} would be used in clear text")]
    ClearText(String),
    /// This password is to be written, and was not given (again).
    #[error("the value of {0:?} was not given")]
    PasswordMissing(Setting),
    /// Nothing is written before its backup stands.
    #[error("{0} is not backed up")]
    NotBackedUp(String),
    /// The backup is not there any more, or not as it was made.
    #[error("the backup {} is not as it was made", .0.display())]
    BackupChanged(PathBuf),
    /// Neither as it was when the change was planned nor as the change leaves it: somebody
    /// changed it meanwhile.
    #[error("{0} was changed meanwhile")]
    ChangedMeanwhile(String),
    /// Values that the change wrote were changed by somebody else since.
    #[error("{at}: {settings:?} were changed since")]
    ChangedSince {
        /// The file or registry key.
        at: String,
        /// Which of the change's settings.
        settings: Vec<Setting>,
    },
    /// It was written, and does not read as it was written.
    #[error("{at}: {setting:?} does not read as it was written")]
    NotReadBack {
        /// The file or registry key.
        at: String,
        /// Which setting.
        setting: Setting,
    },
}

/// What is wrong with a file.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    /// It is not there.
    #[error("it is not there")]
    Missing,
    /// A folder, a link, a device.
    #[error("it is no plain file")]
    NotAFile,
    /// More than 4 MiB.
    #[error("it is too large for settings")]
    TooLarge,
    /// It, or its file system, is marked as read-only.
    #[error("it is read-only")]
    ReadOnly,
    /// No right to it or to its folder, or its owner could not be kept.
    #[error("there is no right to change it")]
    Denied,
    /// Another program holds it.
    #[error("another program holds it")]
    Locked,
    /// No room left.
    #[error("the disk is full")]
    DiskFull,
    /// Something else.
    #[error(transparent)]
    Other(io::Error),
}

/// What is wrong with a registry key or value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegistryFault {
    /// Only Windows has a registry.
    #[error("this system has no registry")]
    NotOnThisSystem,
    /// The key is not there.
    #[error("the key is not there")]
    NoKey,
    /// No right to it.
    #[error("there is no right to it")]
    Denied,
    /// The value is stored in another form than the profile says.
    #[error("the value {0:?} has another form")]
    OtherForm(String),
    /// The new value is no number from 0 to 4,294,967,295, or holds a NUL.
    #[error("the value {0:?} cannot be stored in its form")]
    Unwritable(String),
    /// Something else, with Windows' own number.
    #[error("error {0:#x}")]
    System(u32),
}

impl From<io::Error> for FileFault {
    fn from(error: io::Error) -> Self {
        // Numbers of Windows: sharing violation, lock violation, replaced file cannot be removed.
        let held = cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33 | 1175));
        match error.kind() {
            _ if held => Self::Locked,
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::PermissionDenied => Self::Denied,
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::WouldBlock | io::ErrorKind::ResourceBusy => Self::Locked,
            io::ErrorKind::IsADirectory | io::ErrorKind::NotADirectory => Self::NotAFile,
            _ => Self::Other(error),
        }
    }
}
