//! Starting the agent.

use std::{
    env,
    ffi::OsString,
    io,
    path::Path,
    process::{Command, Stdio},
    thread,
};

/// Starts `vigie-agent` from beside this programme, with these further arguments. It outlives the
/// window.
pub(crate) fn agent(data_dir: &Path, arguments: &[OsString]) -> io::Result<()> {
    let name = format!("vigie-agent{}", env::consts::EXE_SUFFIX);
    let program = env::current_exe()?.with_file_name(name);
    let mut command = Command::new(program);
    command
        .arg("--data-dir")
        .arg(data_dir)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    detach(&mut command);
    let mut agent = command.spawn()?;
    // Waited for, so that one that ends before the window leaves no zombie.
    thread::spawn(move || agent.wait());
    Ok(())
}

/// A signal to the window's group (Ctrl+C in a terminal) is none of the agent's.
#[cfg(unix)]
fn detach(command: &mut Command) {
    use std::os::unix::process::CommandExt;

    command.process_group(0);
}

/// The agent gets a process group and no console of its own.
#[cfg(windows)]
fn detach(command: &mut Command) {
    use std::os::windows::process::CommandExt;

    const CREATE_NEW_PROCESS_GROUP: u32 = 0x0000_0200;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;

    command.creation_flags(CREATE_NEW_PROCESS_GROUP | CREATE_NO_WINDOW);
}
