//! An enrolment file that whoever installed Vigie laid beside it. It is offered, never accepted by
//! itself.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(windows)]
mod windows;

use std::{env, fs::File, io::Read, path::Path};

#[cfg(target_os = "linux")]
use linux::shared;
#[cfg(target_os = "macos")]
use macos::shared;
#[cfg(windows)]
use windows::shared;

/// The file's names.
const NAMES: [&str; 2] = ["vigie-enrolment.toml", "vigie-enrolment.json"];

/// Octets of such a file at most.
pub(crate) const LONGEST: u64 = 64 * 1024;

/// The first file that is there and can be read as text: beside the programme, then in the folder
/// for what all users of this computer share.
pub(crate) fn find() -> Option<String> {
    let programme = env::current_exe().ok();
    let beside = programme.as_deref().and_then(Path::parent);
    beside
        .map(Path::to_owned)
        .into_iter()
        .chain(shared())
        .find_map(|folder| in_folder(&folder))
}

fn in_folder(folder: &Path) -> Option<String> {
    NAMES.iter().find_map(|name| read(&folder.join(name)))
}

fn read(file: &Path) -> Option<String> {
    let mut content = String::new();
    let opened = File::open(file).ok()?;
    if !opened.metadata().ok()?.is_file() {
        return None;
    }
    opened.take(LONGEST + 1).read_to_string(&mut content).ok()?;
    (content.len() as u64 <= LONGEST).then_some(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_and_one_that_is_none_is_not() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(in_folder(folder.path()), None);
        let json = folder.path().join(NAMES[1]);
        std::fs::write(&json, "{}").unwrap();
        assert_eq!(in_folder(folder.path()).as_deref(), Some("{}"));
        std::fs::create_dir(folder.path().join(NAMES[0])).unwrap();
        assert_eq!(in_folder(folder.path()).as_deref(), Some("{}"));
        let long = usize::try_from(LONGEST).unwrap() + 1;
        std::fs::write(&json, "x".repeat(long)).unwrap();
        assert_eq!(in_folder(folder.path()), None);
        std::fs::write(&json, [0xff, 0xfe]).unwrap();
        assert_eq!(in_folder(folder.path()), None);
    }
}
