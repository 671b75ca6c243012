//! Windows: a value of the `Run` key of the user's registry. The Task Manager's « Démarrage »
//! page switches it off in a key of its own.

use std::{io, path::Path};

use windows_registry::CURRENT_USER;

use super::{AutostartError, State};

const RUN: &str = r"Software\Microsoft\Windows\CurrentVersion\Run";
const APPROVED: &str = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run";
/// `ERROR_FILE_NOT_FOUND` as an `HRESULT`.
const NOT_FOUND: i32 = 0x8007_0002_u32.cast_signed();

/// Starts the program with the session.
pub(super) fn enable(name: &str, program: &Path, arguments: &[&str]) -> Result<(), AutostartError> {
    let mut command = quote(&program_text(program)?)?;
    for argument in arguments {
        command.push(' ');
        command.push_str(&quote(argument)?);
    }
    let run = CURRENT_USER.create(RUN).map_err(failure)?;
    run.set_string(name, command).map_err(failure)?;
    // Switched on by the user's will just now, whatever the Task Manager held before.
    remove(APPROVED, name)
}

/// Does not start it any more.
pub(super) fn disable(name: &str) -> Result<(), AutostartError> {
    remove(RUN, name)?;
    remove(APPROVED, name)
}

/// Whether it starts, and by whose will it does not.
pub(super) fn state(name: &str, program: &Path) -> Result<State, AutostartError> {
    let command = CURRENT_USER.open(RUN).and_then(|run| run.get_string(name));
    let Some(command) = found(command)? else {
        return Ok(State::Absent);
    };
    let approved = CURRENT_USER
        .open(APPROVED)
        .and_then(|approved| approved.get_value(name));
    if let Some(approved) = found(approved)? {
        // An odd first octet means off.
        if approved.first().is_some_and(|octet| octet % 2 == 1) {
            return Ok(State::SwitchedOff);
        }
    }
    let ours = quote(&program_text(program)?)?;
    let is_ours = command
        .strip_prefix(&ours)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    Ok(if is_ours {
        State::Enabled
    } else {
        State::Foreign { command }
    })
}

fn remove(key: &str, name: &str) -> Result<(), AutostartError> {
    let removed = CURRENT_USER
        .options()
        .read()
        .write()
        .open(key)
        .and_then(|key| key.remove_value(name));
    found(removed).map(drop)
}

fn found<T>(result: windows_registry::Result<T>) -> Result<Option<T>, AutostartError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.code().0 == NOT_FOUND => Ok(None),
        Err(error) => Err(failure(error)),
    }
}

fn failure(error: impl Into<io::Error>) -> AutostartError {
    AutostartError::Io(error.into())
}

fn program_text(program: &Path) -> Result<String, AutostartError> {
    let text = program.to_str().map(str::to_owned);
    text.ok_or_else(|| AutostartError::Unwritable(program.display().to_string()))
}

/// As the C runtime splits a command line: in quotes; backslashes before a quote are doubled,
/// and a quote gets one of its own.
fn quote(argument: &str) -> Result<String, AutostartError> {
    if argument.chars().any(char::is_control) {
        return Err(AutostartError::Unwritable(argument.to_owned()));
    }
    let mut quoted = String::from("\"");
    let mut backslashes = 0;
    for character in argument.chars() {
        if character == '"' {
            quoted.push_str(&r"\".repeat(backslashes + 1));
        }
        backslashes = if character == '\\' {
            backslashes + 1
        } else {
            0
        };
        quoted.push(character);
    }
    quoted.push_str(&r"\".repeat(backslashes));
    quoted.push('"');
    Ok(quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_as_the_c_runtime_reads() {
        assert_eq!(
            quote(r"C:\Program Files\v.exe").unwrap(),
            r#""C:\Program Files\v.exe""#
        );
        assert_eq!(quote(r#"a"b"#).unwrap(), r#""a\"b""#);
        assert_eq!(quote(r#"a\"b"#).unwrap(), r#""a\\\"b""#);
        assert_eq!(quote(r"D:\").unwrap(), r#""D:\\""#);
        assert!(matches!(quote("a\n"), Err(AutostartError::Unwritable(_))));
    }

    #[test]
    fn follows_what_happens_to_the_entry() {
        let name = format!("vigie-test-{}", std::process::id());
        let program = Path::new(r"C:\Program Files\Vigie\vigie-agent.exe");
        let state = || state(&name, program).unwrap();
        assert_eq!(state(), State::Absent);
        enable(&name, program, &["--data-dir", r"D:\"]).unwrap();
        assert_eq!(state(), State::Enabled);
        let approved = CURRENT_USER.create(APPROVED).unwrap();
        approved
            .set_bytes(&name, windows_registry::Type::Bytes, &[3, 0, 0, 0])
            .unwrap();
        assert_eq!(state(), State::SwitchedOff);
        enable(&name, program, &[]).unwrap();
        assert_eq!(state(), State::Enabled);
        CURRENT_USER
            .create(RUN)
            .unwrap()
            .set_string(&name, "other.exe")
            .unwrap();
        assert_eq!(
            state(),
            State::Foreign {
                command: "other.exe".into()
            }
        );
        disable(&name).unwrap();
        assert_eq!(state(), State::Absent);
    }
}
