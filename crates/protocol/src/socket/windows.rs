//! A named pipe that only its owner may open.
//!
//! The pipe's name is drawn anew at each start and written into the data folder, which only the
//! user can read: nobody else can put a pipe of that name in its place beforehand.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use interprocess::{
    ConnectWaitMode,
    os::windows::{
        named_pipe::{
            PipeListenerOptions, pipe_mode,
            tokio::{DuplexPipeStream, PipeListener},
        },
        security_descriptor::SecurityDescriptor,
    },
};
use widestring::u16cstr;

use super::{SocketError, claim};

/// A connection.
pub type Stream = DuplexPipeStream<pipe_mode::Bytes>;

/// The file in the data folder that holds the pipe's name.
const NAME_FILE: &str = "agent.pipe";

/// `ERROR_PIPE_BUSY`.
const PIPE_BUSY: i32 = 231;

/// The path of the pipe on which the agent of this data folder listens.
pub fn endpoint(data_dir: &Path) -> io::Result<PathBuf> {
    let text = fs::read_to_string(data_dir.join(NAME_FILE))?;
    let name = text.trim();
    if name.len() == 32 && name.bytes().all(|octet| octet.is_ascii_hexdigit()) {
        Ok(PathBuf::from(format!(r"\\.\pipe\vigie-{name}")))
    } else {
        Err(io::Error::new(
            io::ErrorKind::NotFound,
            "the file names no pipe",
        ))
    }
}

/// The agent's end of the pipe; its name is forgotten when it is dropped.
#[derive(Debug)]
pub struct Listener {
    pipe: PipeListener<pipe_mode::Bytes, pipe_mode::Bytes>,
    name_file: PathBuf,
    /// Let go only after the name was removed.
    _claim: Option<File>,
}

/// Listens as the agent of this data folder, which is made if it is not there.
pub async fn listen(data_dir: &Path) -> Result<Listener, SocketError> {
    fs::create_dir_all(data_dir)?;
    let claim = claim(data_dir)?;
    match connect(data_dir).await {
        Ok(_) => return Err(SocketError::InUse),
        Err(SocketError::NotRunning) => {}
        Err(error) => return Err(error),
    }
    let mut token = [0_u8; 16];
    getrandom::fill(&mut token).map_err(|error| io::Error::other(error.to_string()))?;
    let name_file = data_dir.join(NAME_FILE);
    fs::write(&name_file, hex::encode(token))?;
    let path = endpoint(data_dir)?;
    // A protected list with one entry: everything for the object's owner, nothing for anybody else.
    let owner_only = SecurityDescriptor::deserialize(u16cstr!("D:P(A;;GA;;;OW)"))?;
    let pipe = PipeListenerOptions::new()
        .path(path.as_path())
        .accept_remote(false)
        .security_descriptor(Some(owner_only))
        .create_tokio()?;
    Ok(Listener {
        pipe,
        name_file,
        _claim: claim,
    })
}

impl Listener {
    /// The next face.
    pub async fn accept(&self) -> io::Result<Stream> {
        self.pipe.accept().await
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.name_file) {
            tracing::debug!(%error, "the pipe's name is gone already");
        }
    }
}

/// Connects to the agent of this data folder.
pub async fn connect(data_dir: &Path) -> Result<Stream, SocketError> {
    let not_running = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => SocketError::NotRunning,
        io::ErrorKind::PermissionDenied => SocketError::NotOurs,
        _ => SocketError::Io(error),
    };
    let path = endpoint(data_dir).map_err(not_running)?;
    for _ in 0..20 {
        let attempt = Stream::connect_by_path_with_wait_mode(
            path.as_path(),
            ConnectWaitMode::Timeout(std::time::Duration::ZERO),
        )
        .await;
        match attempt {
            // Every instance is taken for a moment, until the agent has made the next one.
            Err(error)
                if error.raw_os_error() == Some(PIPE_BUSY)
                    || error.kind() == io::ErrorKind::TimedOut =>
            {
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
            result => return result.map_err(not_running),
        }
    }
    Err(SocketError::Io(io::ErrorKind::TimedOut.into()))
}
