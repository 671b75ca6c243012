//! Desktops of freedesktop.org: an entry in `$XDG_CONFIG_HOME/autostart`, or one that a package put
//! into `$XDG_CONFIG_DIRS/autostart` for everybody. The user's own of the same name stands above it.
//!
//! Desktop Application Autostart Specification 0.5 and Desktop Entry Specification 1.5.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use super::{AutostartError, State};

/// Starts the program with the session.
pub(super) fn enable(name: &str, program: &Path, arguments: &[&str]) -> Result<(), AutostartError> {
    enable_in(&folder()?, name, program, arguments)
}

/// Does not start it any more.
pub(super) fn disable(name: &str) -> Result<(), AutostartError> {
    disable_in(&folder()?, &everybodys(), name)
}

/// Whether it starts, and by whose will it does not.
pub(super) fn state(name: &str, program: &Path) -> Result<State, AutostartError> {
    state_in(&folder()?, &everybodys(), name, program)
}

/// The folders of entries for every user, the most important first.
fn everybodys() -> Vec<PathBuf> {
    let listed = env::var_os("XDG_CONFIG_DIRS").filter(|listed| !listed.is_empty());
    let listed = listed.unwrap_or_else(|| "/etc/xdg".into());
    env::split_paths(&listed)
        .filter(|path| path.is_absolute())
        .map(|path| path.join("autostart"))
        .collect()
}

fn folder() -> Result<PathBuf, AutostartError> {
    let absolute = |path: &PathBuf| path.is_absolute();
    let config = env::var_os("XDG_CONFIG_HOME")
        .map(PathBuf::from)
        .filter(absolute);
    let config = match config {
        Some(config) => config,
        None => env::home_dir()
            .filter(absolute)
            .ok_or(AutostartError::NoHome)?
            .join(".config"),
    };
    Ok(config.join("autostart"))
}

fn enable_in(
    folder: &Path,
    name: &str,
    program: &Path,
    arguments: &[&str],
) -> Result<(), AutostartError> {
    let unwritable = || AutostartError::Unwritable(program.display().to_string());
    let mut exec = quote(program.to_str().ok_or_else(unwritable)?)?;
    for argument in arguments {
        exec.push(' ');
        exec.push_str(&quote(argument)?);
    }
    let entry = format!(
        "[Desktop Entry]\n\
         Type=Application\n\
         Version=1.5\n\
         Name=Vigie\n\
         Icon={name}\n\
         Exec={exec}\n\
         Terminal=false\n\
         NoDisplay=true\n\
         X-GNOME-Autostart-enabled=true\n"
    );
    put(folder, name, &entry)
}

fn put(folder: &Path, name: &str, entry: &str) -> Result<(), AutostartError> {
    fs::create_dir_all(folder)?;
    let path = path(folder, name);
    let beside = path.with_extension("desktop.new");
    fs::write(&beside, entry)?;
    Ok(fs::rename(&beside, &path)?)
}

fn disable_in(folder: &Path, everybodys: &[PathBuf], name: &str) -> Result<(), AutostartError> {
    if everybodys.iter().any(|folder| path(folder, name).exists()) {
        // Without an entry of the user's own, the one for everybody would start it.
        return put(
            folder,
            name,
            "[Desktop Entry]\nType=Application\nName=Vigie\nHidden=true\n",
        );
    }
    match fs::remove_file(path(folder, name)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn state_in(
    folder: &Path,
    everybodys: &[PathBuf],
    name: &str,
    program: &Path,
) -> Result<State, AutostartError> {
    let folders = std::iter::once(folder).chain(everybodys.iter().map(PathBuf::as_path));
    let mut found = None;
    for folder in folders {
        match fs::read(path(folder, name)) {
            Ok(entry) => {
                found = Some(entry);
                break;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    let Some(entry) = found else {
        return Ok(State::Absent);
    };
    let entry = String::from_utf8_lossy(&entry);
    let value = |key| value(&entry, key);
    if value("Hidden") == Some("true") || value("X-GNOME-Autostart-enabled") == Some("false") {
        return Ok(State::SwitchedOff);
    }
    let exec = value("Exec").unwrap_or_default();
    let ours = program.to_str().and_then(|program| quote(program).ok());
    let is_ours = ours.is_some_and(|ours| {
        exec.strip_prefix(&ours)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    });
    Ok(if is_ours {
        State::Enabled
    } else {
        State::Foreign {
            command: exec.to_owned(),
        }
    })
}

fn path(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.desktop"))
}

/// The last value of that key in the entry's main group.
fn value<'a>(entry: &'a str, key: &str) -> Option<&'a str> {
    entry
        .lines()
        .map(str::trim)
        .skip_while(|line| *line != "[Desktop Entry]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once('='))
        .filter(|(each, _)| each.trim_end() == key)
        .map(|(_, value)| value.trim_start())
        .last()
}

/// One argument of an `Exec` key: in double quotes, in which four characters want a backslash;
/// `%` doubled, for it begins a field code; then every backslash doubled once more, for the
/// value is a string of the entry.
fn quote(argument: &str) -> Result<String, AutostartError> {
    if argument.chars().any(char::is_control) {
        return Err(AutostartError::Unwritable(argument.to_owned()));
    }
    let mut quoted = String::from("\"");
    for character in argument.chars() {
        match character {
            '"' | '`' | '$' => quoted.push_str(r"\\"),
            '\\' => quoted.push_str(r"\\\"),
            '%' => quoted.push('%'),
            _ => {}
        }
        quoted.push(character);
    }
    quoted.push('"');
    Ok(quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_as_the_specification_says() {
        let quoted = |argument| quote(argument).unwrap();
        assert_eq!(quoted("/usr/bin/vigie-agent"), r#""/usr/bin/vigie-agent""#);
        assert_eq!(quoted("a b"), r#""a b""#);
        assert_eq!(quoted("50%"), r#""50%%""#);
        assert_eq!(quoted(r#"a"b"#), r#""a\\"b""#);
        assert_eq!(quoted("$x`"), r#""\\$x\\`""#);
        assert_eq!(quoted(r"a\b"), r#""a\\\\b""#);
        assert!(matches!(
            quote("a\nExec=evil"),
            Err(AutostartError::Unwritable(_))
        ));
    }

    #[test]
    fn follows_what_happens_to_the_entry() {
        let folder = tempfile::tempdir().unwrap();
        let folder = &folder.path().join("autostart");
        let program = Path::new("/opt/cabinet médical/vigie-agent");
        let state = || state_in(folder, &[], "vigie", program).unwrap();
        assert_eq!(state(), State::Absent);
        disable_in(folder, &[], "vigie").unwrap();
        enable_in(folder, "vigie", program, &["--data-dir", "/d"]).unwrap();
        assert_eq!(state(), State::Enabled);

        let path = path(folder, "vigie");
        let entry = fs::read_to_string(&path).unwrap();
        assert!(
            entry.contains("Exec=\"/opt/cabinet médical/vigie-agent\" \"--data-dir\" \"/d\"\n")
        );
        fs::write(&path, format!("{entry}Hidden=true\n")).unwrap();
        assert_eq!(state(), State::SwitchedOff);
        fs::write(&path, entry.replace("enabled=true", "enabled=false")).unwrap();
        assert_eq!(state(), State::SwitchedOff);
        fs::write(&path, entry.replace("médical", "ancien")).unwrap();
        assert!(matches!(state(), State::Foreign { command } if command.contains("ancien")));
        fs::write(&path, b"\xff\xfe nonsense").unwrap();
        assert_eq!(
            state(),
            State::Foreign {
                command: String::new()
            }
        );

        enable_in(folder, "vigie", program, &[]).unwrap();
        assert_eq!(state(), State::Enabled);
        disable_in(folder, &[], "vigie").unwrap();
        assert_eq!(state(), State::Absent);
    }

    #[test]
    fn an_entry_for_everybody_starts_it_until_the_user_says_no() {
        let folder = tempfile::tempdir().unwrap();
        let (own, shared) = (folder.path().join("own"), folder.path().join("shared"));
        let program = Path::new("/usr/bin/vigie-agent");
        enable_in(&shared, "vigie", program, &[]).unwrap();
        let everybodys = [shared];
        let state = || state_in(&own, &everybodys, "vigie", program).unwrap();
        assert_eq!(state(), State::Enabled);
        disable_in(&own, &everybodys, "vigie").unwrap();
        assert_eq!(state(), State::SwitchedOff);
        enable_in(&own, "vigie", program, &[]).unwrap();
        assert_eq!(state(), State::Enabled);
    }
}
