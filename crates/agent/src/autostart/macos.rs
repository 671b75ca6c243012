//! macOS: a property list in `~/Library/LaunchAgents`.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use super::{AutostartError, State};

/// Starts the program with the session.
pub(super) fn enable(name: &str, program: &Path, arguments: &[&str]) -> Result<(), AutostartError> {
    let path = path(name)?;
    let list = property_list(name, program, arguments)?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let beside = path.with_extension("plist.new");
    fs::write(&beside, list)?;
    Ok(fs::rename(&beside, &path)?)
}

/// Does not start it any more.
pub(super) fn disable(name: &str) -> Result<(), AutostartError> {
    match fs::remove_file(path(name)?) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Whether it starts, and by whose will it does not. What `launchctl disable` keeps in the
/// system's own database is not seen.
pub(super) fn state(name: &str, program: &Path) -> Result<State, AutostartError> {
    let list = match fs::read_to_string(path(name)?) {
        Ok(list) => list,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(State::Absent),
        Err(error) => return Err(error.into()),
    };
    let dense: String = list.split_whitespace().collect();
    if dense.contains("<key>Disabled</key><true/>") {
        return Ok(State::SwitchedOff);
    }
    let first = list
        .split_once("<key>ProgramArguments</key>")
        .and_then(|(_, rest)| rest.split_once("<string>"))
        .and_then(|(_, rest)| rest.split_once("</string>"))
        .map_or("", |(first, _)| first);
    let ours = program.to_str().map(escape);
    Ok(if ours.as_deref() == Some(first) {
        State::Enabled
    } else {
        State::Foreign {
            command: first.to_owned(),
        }
    })
}

fn path(name: &str) -> Result<PathBuf, AutostartError> {
    let home = env::home_dir().ok_or(AutostartError::NoHome)?;
    Ok(home
        .join("Library/LaunchAgents")
        .join(format!("{}.plist", label(name))))
}

fn label(name: &str) -> String {
    format!("org.{name}.agent")
}

fn property_list(name: &str, program: &Path, arguments: &[&str]) -> Result<String, AutostartError> {
    let unwritable = || AutostartError::Unwritable(program.display().to_string());
    let mut strings = String::new();
    for text in
        std::iter::once(program.to_str().ok_or_else(unwritable)?).chain(arguments.iter().copied())
    {
        if text.chars().any(char::is_control) {
            return Err(AutostartError::Unwritable(text.to_owned()));
        }
        strings.push_str("    <string>");
        strings.push_str(&escape(text));
        strings.push_str("</string>\n");
    }
    Ok(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \
         \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <plist version=\"1.0\">\n<dict>\n  <key>Label</key>\n  <string>{}</string>\n  \
         <key>ProgramArguments</key>\n  <array>\n{strings}  </array>\n  \
         <key>RunAtLoad</key>\n  <true/>\n  <key>ProcessType</key>\n  \
         <string>Interactive</string>\n</dict>\n</plist>\n",
        label(name)
    ))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_a_property_list() {
        let list = property_list("vigie", Path::new("/A & B/agent"), &["--x"]).unwrap();
        assert!(list.contains("<string>/A &amp; B/agent</string>\n    <string>--x</string>"));
        let broken = property_list("vigie", Path::new("/a"), &["\n"]);
        assert!(matches!(broken, Err(AutostartError::Unwritable(_))));
    }
}
