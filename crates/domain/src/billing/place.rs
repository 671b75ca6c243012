//! A place on a practice's computer that a profile may name.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// From where a place is counted. A profile comes from afar: it names places below these and
/// nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// The root of every fixed drive.
    Drive,
    /// `%ProgramData%`
    ProgramData,
    /// `%ProgramFiles%` and `%ProgramFiles(x86)%`
    Programs,
    /// `%APPDATA%`
    RoamingData,
    /// `%LOCALAPPDATA%`
    LocalData,
    /// The user's own folder.
    Home,
}

/// A file or folder below a [`Base`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "PlaceSource")]
pub struct Place {
    base: Base,
    path: String,
}

/// Not a path of 1 to 200 characters, its parts divided by `/`, none of them `.`, `..` or holding
/// what Windows forbids in names.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path:?} is no path below a folder")]
pub struct InvalidPlace {
    path: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaceSource {
    base: Base,
    path: String,
}

const LONGEST: usize = 200;

impl Place {
    /// A place; `path`'s parts are divided by `/`.
    pub fn new(base: Base, path: &str) -> Result<Self, InvalidPlace> {
        let forbidden = |letter: char| letter.is_control() || r#"<>:"\|?*"#.contains(letter);
        let valid = path.chars().count() <= LONGEST
            && path.split('/').all(|part| {
                // Windows takes the dots and spaces off a name's end: `.. ` would be `..` there.
                !part.is_empty() && !part.ends_with(['.', ' ']) && !part.contains(forbidden)
            });
        if valid {
            Ok(Self {
                base,
                path: path.to_owned(),
            })
        } else {
            Err(InvalidPlace {
                path: path.to_owned(),
            })
        }
    }

    /// From where it is counted.
    #[must_use]
    pub const fn base(&self) -> Base {
        self.base
    }

    /// Whether this is the same place on Windows, where letter case does not count.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.base == other.base && self.path.to_lowercase() == other.path.to_lowercase()
    }

    /// Where it stands when its base is here.
    #[must_use]
    pub fn below(&self, base: &Path) -> PathBuf {
        let mut path = base.to_owned();
        path.extend(self.path.split('/'));
        path
    }
}

impl TryFrom<PlaceSource> for Place {
    type Error = InvalidPlace;

    fn try_from(source: PlaceSource) -> Result<Self, Self::Error> {
        Self::new(source.base, &source.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_never_leaves_its_base() {
        for bad in [
            "", "/", "/etc", "a//b", "..", "a/../b", "a/.. /b", "a/.", "C:/x", "a\\..\\b", "a:b",
            "a\0",
        ] {
            assert!(Place::new(Base::Drive, bad).is_err(), "{bad:?}");
        }
        assert!(Place::new(Base::Drive, &"a/".repeat(150)).is_err());
        let place = Place::new(Base::Drive, "pyxvital/Pyxvital.ini").unwrap();
        let below = place.below(Path::new("root"));
        assert_eq!(
            below,
            Path::new("root").join("pyxvital").join("Pyxvital.ini")
        );
    }
}
