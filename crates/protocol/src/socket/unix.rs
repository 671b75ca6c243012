//! A Unix socket in the data folder.

use std::{
    env,
    fs::{self, File},
    io,
    os::unix::{
        ffi::OsStrExt,
        fs::{DirBuilderExt, FileTypeExt, MetadataExt, PermissionsExt},
    },
    path::{Path, PathBuf},
};

use tokio::net::UnixListener;
pub use tokio::net::UnixStream as Stream;

use super::{SocketError, claim};

/// The socket's name in the data folder.
const NAME: &str = "agent.sock";

/// The longest path used as it is, in octets: macOS allows 103, Linux 107.
const LONGEST: usize = 100;

/// Where the agent of this data folder listens: `agent.sock` within it, or, where that path is
/// too long for a socket, a name made from it in `$XDG_RUNTIME_DIR` (or else in a folder of our
/// own under the folder for temporary files).
pub fn endpoint(data_dir: &Path) -> io::Result<PathBuf> {
    let data_dir = std::path::absolute(data_dir)?;
    let direct = data_dir.join(NAME);
    if direct.as_os_str().len() <= LONGEST {
        return Ok(direct);
    }
    let folder = match env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from) {
        Some(runtime) if runtime.is_absolute() => runtime.join("vigie"),
        _ => env::temp_dir().join(format!("vigie-{}", own_uid()?)),
    };
    Ok(folder.join(format!(
        "{:016x}.sock",
        fnv1a(data_dir.as_os_str().as_bytes())
    )))
}

/// The agent's end of the socket; the socket is removed when it is dropped.
#[derive(Debug)]
pub struct Listener {
    bound: UnixListener,
    path: PathBuf,
    uid: u32,
    /// Let go only after the socket was removed.
    _claim: Option<File>,
}

/// Listens as the agent of this data folder, which is made if it is not there, and is closed to
/// others (mode 0700). A socket that is left over is replaced only if nobody listens on it.
pub async fn listen(data_dir: &Path) -> Result<Listener, SocketError> {
    let path = endpoint(data_dir)?;
    let uid = own_uid()?;
    make_private_folder(data_dir, uid)?;
    if let Some(folder) = path.parent() {
        make_private_folder(folder, uid)?;
    }
    let claim = claim(data_dir)?;
    match connect(data_dir).await {
        Ok(_) => return Err(SocketError::InUse),
        Err(SocketError::NotRunning) => {}
        Err(error) => return Err(error),
    }
    match fs::symlink_metadata(&path) {
        Ok(found) if found.file_type().is_socket() && found.uid() == uid => {
            fs::remove_file(&path)?;
        }
        Ok(_) => return Err(SocketError::NotOurs),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    // Between bind and chmod the folder's mode alone keeps others out.
    let bound = UnixListener::bind(&path)?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
    Ok(Listener {
        bound,
        path,
        uid,
        _claim: claim,
    })
}

impl Listener {
    /// The next face of the same user; others are turned away without a word.
    pub async fn accept(&self) -> io::Result<Stream> {
        loop {
            let (stream, _) = self.bound.accept().await?;
            match stream.peer_cred() {
                Ok(peer) if peer.uid() == self.uid => return Ok(stream),
                Ok(peer) => tracing::warn!(uid = peer.uid(), "another user's face turned away"),
                Err(error) => tracing::warn!(%error, "a face without credentials turned away"),
            }
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.path) {
            tracing::debug!(%error, "the socket is gone already");
        }
    }
}

/// Connects to the agent of this data folder, which must run as the same user.
pub async fn connect(data_dir: &Path) -> Result<Stream, SocketError> {
    let path = endpoint(data_dir)?;
    let stream = Stream::connect(&path)
        .await
        .map_err(|error| match error.kind() {
            io::ErrorKind::NotFound
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::NotADirectory => SocketError::NotRunning,
            io::ErrorKind::PermissionDenied => SocketError::NotOurs,
            _ => SocketError::Io(error),
        })?;
    if stream.peer_cred()?.uid() == own_uid()? {
        Ok(stream)
    } else {
        Err(SocketError::NotOurs)
    }
}

fn make_private_folder(folder: &Path, uid: u32) -> Result<(), SocketError> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    let found = fs::metadata(folder)?;
    // A folder into which others may write (one for everybody's temporary files, say) is none to
    // keep a record in, and none to be closed to them.
    if !found.is_dir() || found.uid() != uid || found.mode() & 0o022 != 0 {
        return Err(SocketError::NotOurs);
    }
    if found.mode() & 0o077 != 0 {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// The effective user, as the kernel tells it of the two ends of a pair of our own.
fn own_uid() -> io::Result<u32> {
    Ok(Stream::pair()?.0.peer_cred()?.uid())
}

/// FNV-1a, 64 bits: the same name in every release, which the standard library's hasher does not
/// promise.
fn fnv1a(octets: &[u8]) -> u64 {
    octets.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &octet| {
        (hash ^ u64::from(octet)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
    }

    #[test]
    fn only_a_socket_that_nobody_listens_on_is_replaced() {
        runtime().block_on(async {
            let dir = tempfile::tempdir().unwrap();
            assert!(matches!(
                connect(dir.path()).await,
                Err(SocketError::NotRunning)
            ));
            let listener = listen(dir.path()).await.unwrap();
            let mode = fs::metadata(&listener.path).unwrap().mode();
            assert_eq!(mode & 0o777, 0o600);
            assert_eq!(fs::metadata(dir.path()).unwrap().mode() & 0o777, 0o700);
            assert!(matches!(listen(dir.path()).await, Err(SocketError::InUse)));
            let (theirs, ours) = tokio::join!(connect(dir.path()), listener.accept());
            theirs.unwrap();
            ours.unwrap();

            // As after kill -9: the file stays, nobody listens.
            let path = listener.path.clone();
            drop(listener);
            drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
            assert!(path.exists());
            listen(dir.path()).await.unwrap();

            fs::write(&path, b"no socket").unwrap();
            assert!(matches!(
                listen(dir.path()).await,
                Err(SocketError::NotOurs | SocketError::Io(_))
            ));
        });
    }

    #[test]
    fn a_folder_for_everybody_is_refused_and_left_as_it_is() {
        runtime().block_on(async {
            let dir = tempfile::tempdir().unwrap();
            fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o1777)).unwrap();
            assert!(matches!(
                listen(dir.path()).await,
                Err(SocketError::NotOurs)
            ));
            assert_eq!(fs::metadata(dir.path()).unwrap().mode() & 0o7777, 0o1777);
        });
    }

    #[test]
    fn a_path_too_long_for_a_socket_gets_a_short_name() {
        runtime().block_on(async {
            let dir = tempfile::tempdir().unwrap();
            let deep = dir.path().join("a".repeat(60)).join("b".repeat(60));
            fs::create_dir_all(&deep).unwrap();
            let path = endpoint(&deep).unwrap();
            assert!(path.as_os_str().len() <= LONGEST, "{}", path.display());
            let listener = listen(&deep).await.unwrap();
            connect(&deep).await.unwrap();
            drop(listener);
            assert!(!path.exists());
        });
    }

    #[test]
    fn the_short_name_is_the_published_function() {
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"a"), 0xaf63_dc4c_8601_ec8c);
    }
}
