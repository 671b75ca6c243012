//! The drives and known folders of Windows.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use vigie_domain::billing::Base;
use windows_registry::LOCAL_MACHINE;

/// Lists the volumes that are of this computer; network drives are not among them.
const MOUNTED: &str = r"SYSTEM\MountedDevices";
const DRIVE_LETTER: &str = r"\DosDevices\";
/// With this, in UTF-16, the entries of removable media begin: card readers, disc drives.
const REMOVABLE: [&[u8]; 2] = [b"_\0?\0?\0_\0", b"\\\0?\0?\0\\\0"];

pub(super) fn roots(base: Base) -> Vec<PathBuf> {
    let names: &[&str] = match base {
        Base::Drive => return fixed_drives(),
        Base::ProgramData => &["ProgramData"],
        Base::Programs => &["ProgramFiles", "ProgramFiles(x86)"],
        Base::RoamingData => &["APPDATA"],
        Base::LocalData => &["LOCALAPPDATA"],
        Base::Home => &["USERPROFILE"],
    };
    let found: BTreeSet<PathBuf> = names
        .iter()
        .filter_map(std::env::var_os)
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .collect();
    found.into_iter().collect()
}

fn fixed_drives() -> Vec<PathBuf> {
    let system = std::env::var("SystemDrive").unwrap_or_else(|_| "C:".to_owned());
    let mut letters: BTreeSet<char> = system.chars().take(1).collect();
    if let Ok(key) = LOCAL_MACHINE.open(MOUNTED)
        && let Ok(values) = key.values()
    {
        for (name, value) in values {
            let is_fixed = !REMOVABLE.iter().any(|mark| value.starts_with(mark));
            let letter = name
                .strip_prefix(DRIVE_LETTER)
                .and_then(|rest| rest.chars().next());
            letters.extend(letter.filter(|letter| is_fixed && letter.is_ascii_alphabetic()));
        }
    }
    letters
        .into_iter()
        .map(|letter| PathBuf::from(format!("{letter}:\\")))
        .collect()
}

/// Where Windows leads a program that may not write to `path`: old programs without a manifest
/// read and write a copy in the user's own folder instead, which shadows the file.
pub(super) fn shadow(path: &Path) -> Option<PathBuf> {
    let guarded = ["ProgramFiles", "ProgramFiles(x86)", "ProgramData"]
        .iter()
        .filter_map(std::env::var_os)
        .any(|folder| path.starts_with(folder));
    if !guarded {
        return None;
    }
    let mut shadow = PathBuf::from(std::env::var_os("LOCALAPPDATA")?);
    shadow.push("VirtualStore");
    // The prefix and root, `C:` and `\`, are left out there.
    shadow.extend(path.components().skip(2));
    Some(shadow)
}
