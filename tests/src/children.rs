//! Child processes that never outlive the test.
//!
//! Each child leads a process group of its own, which is killed when its [`Child`] is dropped. For
//! a test process that is killed itself, a reaper (a shell waiting on a pipe) kills what is left as
//! soon as the pipe closes, and removes what a test would have removed.

use std::{
    fs::{self, File},
    io::Write,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
    sync::{Mutex, OnceLock},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use crate::wait;

/// A running child process and its group.
pub struct Child {
    process: std::process::Child,
    name: String,
    log: PathBuf,
}

impl Child {
    /// Starts the command in a process group of its own; what it says goes to `log`. Standard
    /// input is empty unless the command has its own.
    pub fn spawn(command: &mut Command, log: &Path) -> Self {
        let name = command.get_program().to_string_lossy().into_owned();
        let out = File::options()
            .create(true)
            .append(true)
            .open(log)
            .unwrap_or_else(|e| panic!("cannot write {}: {e}", log.display()));
        command
            .stdout(out.try_clone().expect("a log can be shared"))
            .stderr(out);
        Self::spawn_as_is(command, &name, log)
    }

    /// The same, with the command's standard input, output and error left as they are set.
    pub fn spawn_as_is(command: &mut Command, name: &str, log: &Path) -> Self {
        let process = command
            .process_group(0)
            .spawn()
            .unwrap_or_else(|e| panic!("cannot start {name}: {e}"));
        reaper("add", &process.id().to_string());
        Self {
            process,
            name: name.to_owned(),
            log: log.to_owned(),
        }
    }

    /// Its process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Its pipes, where it has any.
    pub fn process(&mut self) -> &mut std::process::Child {
        &mut self.process
    }

    /// What it said so far.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read(&self.log)
            .map(|octets| String::from_utf8_lossy(&octets).into_owned())
            .unwrap_or_default()
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(None))
    }

    /// Asks it to end (SIGTERM).
    pub fn terminate(&self) {
        self.signal(Signal::TERM);
    }

    /// Sends a signal to the process alone.
    pub fn signal(&self, signal: Signal) {
        let _already_gone = kill_process(pid(self.id()), signal);
    }

    /// Waits for its end; panics with its log when it does not come.
    pub fn wait(&mut self, within: Duration) -> ExitStatus {
        let what = format!("the end of {}", self.name);
        let process = &mut self.process;
        wait::until(&what, within, || process.try_wait().ok().flatten())
    }

    /// Kills it and its group (SIGKILL) and waits for it.
    pub fn kill(&mut self) {
        let _already_gone = kill_process_group(pid(self.id()), Signal::KILL);
        let _reaped = self.process.wait();
        reaper("del", &self.id().to_string());
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            let log = self.log();
            let tail: Vec<&str> = log.lines().rev().take(40).collect();
            eprintln!("--- last words of {} ---", self.name);
            for line in tail.into_iter().rev() {
                eprintln!("{line}");
            }
        }
    }
}

/// Also watches over a process that left its group (a daemon); it is killed with the test process.
pub fn adopt(id: u32) {
    reaper("add", &id.to_string());
}

/// No longer watches over an adopted process, which has ended by itself.
pub fn forget(id: u32) {
    reaper("del", &id.to_string());
}

/// Kills an adopted process and its group.
pub fn kill_adopted(id: u32) {
    let _already_gone = kill_process_group(pid(id), Signal::KILL);
    let _already_gone = kill_process(pid(id), Signal::KILL);
    reaper("del", &id.to_string());
}

fn pid(id: u32) -> Pid {
    i32::try_from(id)
        .ok()
        .and_then(Pid::from_raw)
        .expect("a child has a process id")
}

/// Has a temporary folder removed at the end of the test process, where nobody dropped it before.
pub fn remove_at_end(dir: &Path) {
    reaper("dir", &dir.display().to_string());
}

/// Has a network namespace removed at the end of the test process, where nobody dropped it before.
pub fn remove_namespace_at_end(name: &str) {
    reaper("net", name);
}

/// Has a file system unmounted at the end of the test process, where nobody did it before.
pub fn unmount_at_end(dir: &Path) {
    reaper("mnt", &dir.display().to_string());
}

/// Tells the reaper of something to be ended; starts it first.
fn reaper(verb: &str, id: &str) {
    const SCRIPT: &str = r#"
        trap "" INT TERM HUP
        while read -r verb id; do
            case $verb in
                add) ids="$ids $id " ;;
                del) ids=$(printf %s "$ids" | sed "s/ $id / /g") ;;
                dir) dirs="$dirs $id" ;;
                net) nets="$nets $id" ;;
                mnt) mounts="$mounts $id" ;;
            esac
        done
        for id in $ids; do kill -KILL -- "-$id" 2>/dev/null; kill -KILL "$id" 2>/dev/null; done
        for net in $nets; do ip netns del "$net" 2>/dev/null; rm -rf "/etc/netns/$net"; done
        for mount in $mounts; do umount -l "$mount" 2>/dev/null; done
        for dir in $dirs; do rm -rf "$dir"; done
    "#;
    static REAPER: OnceLock<Mutex<std::process::Child>> = OnceLock::new();
    let reaper = REAPER.get_or_init(|| {
        Mutex::new(
            Command::new("sh")
                .args(["-c", SCRIPT])
                .stdin(Stdio::piped())
                .process_group(0)
                .spawn()
                .expect("there is a shell"),
        )
    });
    let mut reaper = reaper
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let pipe = reaper.stdin.as_mut().expect("the reaper has a pipe");
    writeln!(pipe, "{verb} {id}").expect("the reaper listens");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_child_is_gone_with_its_group() {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("log");
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 60 & echo $!; wait"]);
        let child = Child::spawn(&mut command, &log);
        let grandchild: i32 =
            wait::until("the grandchild's number", Duration::from_secs(5), || {
                child.log().trim().parse().ok()
            });
        drop(child);
        wait::until_true("the grandchild's end", Duration::from_secs(5), || {
            // A zombie waiting for init still has a directory, but no memory map.
            fs::read_to_string(format!("/proc/{grandchild}/statm"))
                .map_or(true, |statm| statm.starts_with("0 "))
        });
    }
}
