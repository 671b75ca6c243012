//! Whether a billing program runs just now.

use std::path::PathBuf;

use sysinfo::{Process, ProcessRefreshKind, ProcessesToUpdate, System, UpdateKind};

use crate::Installed;

/// What shows that a program runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunningSign {
    /// One of its processes, by its name in the profile.
    Process(String),
    /// A file that is there while it runs; or was left behind by a crash.
    LockFile(PathBuf),
}

/// It cannot be told whether the program runs: a person has to say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotTell {
    /// The profile names no sign.
    #[error("the profile does not say how to tell whether the program runs")]
    NoSign,
    /// The system does not list its processes.
    #[error("the system does not list its processes")]
    NoList,
}

/// Linux cuts a process's name after so many octets.
const LONGEST_NAME_ON_LINUX: usize = 15;

impl Installed {
    /// A sign that the program runs on this computer; `None`: it does not. On other computers that
    /// share its files, it may. A process is the surer sign and is looked for first.
    pub fn is_running(&self) -> Result<Option<RunningSign>, CannotTell> {
        if self.running.processes.is_empty() && self.running.lock_files.is_empty() {
            return Err(CannotTell::NoSign);
        }
        let process = self.running_process();
        if let Ok(Some(name)) = process {
            return Ok(Some(RunningSign::Process(name)));
        }
        let lock_file = self.lock_files.iter().find(|path| path.exists());
        if let Some(path) = lock_file {
            return Ok(Some(RunningSign::LockFile(path.clone())));
        }
        process.map(|_| None)
    }

    /// The first of its processes that runs, by its name in the profile.
    fn running_process(&self) -> Result<Option<String>, CannotTell> {
        if self.running.processes.is_empty() {
            return Ok(None);
        }
        let mut system = System::new().map_err(|_| CannotTell::NoList)?;
        let kind = ProcessRefreshKind::nothing()
            .with_exe(UpdateKind::Always)
            .without_tasks();
        if system.refresh_processes_specifics(ProcessesToUpdate::All, true, kind) == 0 {
            return Err(CannotTell::NoList);
        }
        let mut names = self.running.processes.iter();
        let found = names.find(|name| {
            let mut processes = system.processes().values();
            processes.any(|process| is_of(process, name))
        });
        Ok(found.cloned())
    }
}

fn is_of(process: &Process, name: &str) -> bool {
    let name = name.to_lowercase();
    let own = process.name().to_string_lossy().to_lowercase();
    let program = process.exe().and_then(|path| path.file_name());
    let is_program = program.is_some_and(|file| file.to_string_lossy().to_lowercase() == name);
    let is_cut =
        cfg!(target_os = "linux") && own.len() == LONGEST_NAME_ON_LINUX && name.starts_with(&own);
    own == name || is_program || is_cut
}
