//! Opening the window: a programme of its own, beside the agent's.

use std::{
    env,
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    process::Stdio,
};

use tokio::process::{Child, Command};

/// Why no window can be opened.
#[derive(Debug, thiserror::Error)]
pub enum WindowError {
    /// There is no desktop to show it on.
    #[error("there is no desktop")]
    NoDesktop,
    /// The programme is not there, or does not start.
    #[error("the window does not start: {0}")]
    Io(#[from] io::Error),
}

/// The window's programme and whether one was started and still runs.
#[derive(Debug)]
pub struct Window {
    data_dir: PathBuf,
    possible: bool,
    agent_arguments: Vec<OsString>,
    child: Option<Child>,
}

impl Window {
    /// Windows of this data folder; `possible` is whether this agent may show anything at all.
    #[must_use]
    pub fn new(data_dir: &Path, possible: bool) -> Self {
        Self {
            data_dir: data_dir.to_owned(),
            possible,
            agent_arguments: Vec::new(),
            child: None,
        }
    }

    /// The same, which starts this agent with these arguments if it finds it stopped.
    #[must_use]
    pub fn starting_with(mut self, agent_arguments: Vec<OsString>) -> Self {
        self.agent_arguments = agent_arguments;
        self
    }

    /// Starts the window, unless one was started and has not yet connected or ended.
    pub fn open(&mut self) -> Result<(), WindowError> {
        if !self.possible || !has_desktop() {
            return Err(WindowError::NoDesktop);
        }
        if let Some(child) = &mut self.child
            && child.try_wait()?.is_none()
        {
            return Ok(());
        }
        let child = Command::new(program()?)
            .arg("--data-dir")
            .arg(&self.data_dir)
            .arg("--")
            .args(&self.agent_arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        self.child = Some(child);
        Ok(())
    }

    /// Waits until the window that was started has ended, so that it leaves no zombie; never ends
    /// where none was. Cancel-safe.
    pub async fn ended(&mut self) {
        match &mut self.child {
            None => std::future::pending().await,
            Some(child) => {
                match child.wait().await {
                    Ok(status) => tracing::info!(%status, "the window ended"),
                    Err(error) => tracing::warn!(%error, "the window cannot be waited for"),
                }
                self.child = None;
            }
        }
    }
}

/// `vigie-window` beside the agent's own programme.
fn program() -> io::Result<PathBuf> {
    let name = format!("vigie-window{}", env::consts::EXE_SUFFIX);
    let path = env::current_exe()?.with_file_name(name);
    if path.is_file() {
        Ok(path)
    } else {
        Err(io::Error::new(
            io::ErrorKind::NotFound,
            "vigie-window is not beside vigie-agent",
        ))
    }
}

fn has_desktop() -> bool {
    if cfg!(all(unix, not(target_os = "macos"))) {
        ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
    } else {
        true
    }
}
