//! Billing-software profiles: what is known of one program on this computer, as data.
//!
//! A profile says how a program is recognised, where it keeps its lots, returns and logs, how a
//! log's lines name the lots that were sent, and where its mail settings stand. Little of that is
//! public, so support can push profiles; a document is validated whole before it is used, and
//! nothing in it can name a path outside the folders that [`Base`] lists.

mod log;
mod place;
mod settings;

use serde::Deserialize;

use self::{log::LogSource, settings::SettingsSource};
pub use self::{
    log::{Encoding, LineFault, LogFault, LogFormat, LogLot},
    place::{Base, InvalidPlace, Place},
    settings::{
        Hive, IniKey, MailSettings, RegistryForm, RegistryValue, Setting, SettingsFault, Store,
        XmlNode,
    },
};

/// The version of the document's format that this release reads.
pub const FORMAT_VERSION: u32 = 1;

const MOST_PROFILES: usize = 500;
const MOST_PLACES: usize = 50;
const MOST_NAME: usize = 80;

/// Profiles with unique ids.
#[derive(Clone, Debug, Default)]
pub struct Profiles(Vec<Profile>);

/// What is known of one billing program.
#[derive(Clone, Debug)]
pub struct Profile {
    id: String,
    name: String,
    evidence: String,
    signs: Vec<Place>,
    running: Running,
    sources: Vec<UsualSource>,
    log: Option<LogFormat>,
    settings: Option<MailSettings>,
}

/// How to tell that the program runs. Both lists empty: it cannot be told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Running {
    /// File names of its processes, for example `facture.exe`; compared without letter case.
    pub processes: Vec<String>,
    /// Files that are there while it runs.
    pub lock_files: Vec<Place>,
}

/// Where a program usually keeps something to learn lots from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UsualSource {
    /// What it is.
    pub kind: UsualKind,
    /// Where it stands.
    pub place: Place,
}

/// What may be learnt from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UsualKind {
    /// A folder of sent messages or lot files.
    LotFolder,
    /// A folder of returns that were collected.
    ReturnFolder,
    /// A `Pyxvital.ini`.
    Pyxvital,
    /// A log, or a folder of them, that this profile's `log` part reads.
    Log,
}

/// A document of profiles, of the right shape but not yet validated.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfilesDocument {
    version: u32,
    profiles: Vec<ProfileSource>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileSource {
    id: String,
    name: String,
    evidence: String,
    #[serde(default)]
    signs: Vec<Place>,
    #[serde(default)]
    running: Running,
    #[serde(default)]
    sources: Vec<UsualSource>,
    log: Option<LogSource>,
    settings: Option<SettingsSource>,
}

/// Why a document holds no profiles.
#[derive(Debug, thiserror::Error)]
pub enum InvalidProfiles {
    /// Another format version.
    #[error("profiles of format {0}, this release reads format {FORMAT_VERSION}")]
    Version(u32),
    /// More than 500.
    #[error("{0} profiles, at most {MOST_PROFILES} are taken")]
    Count(usize),
    /// One profile is wrong.
    #[error("profile {id}: {fault}")]
    Profile {
        /// Its id.
        id: String,
        /// What is wrong with it.
        fault: ProfileFault,
    },
}

/// What is wrong with one profile.
#[derive(Debug, thiserror::Error)]
pub enum ProfileFault {
    /// Not 1 to 64 of `a-z`, `0-9`, `-`.
    #[error("its id must be 1 to 64 of a-z, 0-9 and -")]
    Id,
    /// Two profiles of one id.
    #[error("its id stands twice")]
    Twice,
    /// Not 1 to 80 visible characters.
    #[error("its name must have 1 to {MOST_NAME} visible characters")]
    Name,
    /// No evidence given.
    #[error("its evidence is missing")]
    NoEvidence,
    /// More than 50 places, processes or sources.
    #[error("more than {MOST_PLACES} places, processes or sources")]
    TooMany,
    /// A process that is no plain file name.
    #[error("{0:?} is no name of a process")]
    Process(String),
    /// It names a log, but not how to read it.
    #[error("it names a log and does not say how to read it")]
    NoLog,
    /// Its log part is wrong.
    #[error("log: {0}")]
    Log(#[from] LogFault),
    /// Its settings part is wrong.
    #[error("settings: {0}")]
    Settings(#[from] SettingsFault),
}

impl Profiles {
    /// Validates a document whole.
    pub fn check(document: ProfilesDocument) -> Result<Self, InvalidProfiles> {
        if document.version != FORMAT_VERSION {
            return Err(InvalidProfiles::Version(document.version));
        }
        if document.profiles.len() > MOST_PROFILES {
            return Err(InvalidProfiles::Count(document.profiles.len()));
        }
        let mut profiles: Vec<Profile> = Vec::with_capacity(document.profiles.len());
        for source in document.profiles {
            let id = source.id.clone();
            let checked = if profiles.iter().any(|known| known.id == id) {
                Err(ProfileFault::Twice)
            } else {
                Profile::check(source)
            };
            profiles.push(checked.map_err(|fault| InvalidProfiles::Profile { id, fault })?);
        }
        Ok(Self(profiles))
    }

    /// The profile of this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Profile> {
        self.0.iter().find(|profile| profile.id == id)
    }

    /// All of them, in the document's order.
    pub fn iter(&self) -> impl Iterator<Item = &Profile> {
        self.0.iter()
    }
}

impl Profile {
    /// Its id, stable across releases.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The program's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the profile rests on.
    #[must_use]
    pub fn evidence(&self) -> &str {
        &self.evidence
    }

    /// Files and folders of which one is there where the program is installed.
    #[must_use]
    pub fn signs(&self) -> &[Place] {
        &self.signs
    }

    /// How to tell that it runs.
    #[must_use]
    pub const fn running(&self) -> &Running {
        &self.running
    }

    /// Where there usually is something to learn lots from.
    #[must_use]
    pub fn sources(&self) -> &[UsualSource] {
        &self.sources
    }

    /// How a log or export is read, where that is known.
    #[must_use]
    pub const fn log(&self) -> Option<&LogFormat> {
        self.log.as_ref()
    }

    /// Where its mail settings stand, where that is known.
    #[must_use]
    pub const fn settings(&self) -> Option<&MailSettings> {
        self.settings.as_ref()
    }

    fn check(source: ProfileSource) -> Result<Self, ProfileFault> {
        let valid_id = (1..=64).contains(&source.id.len())
            && source
                .id
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if !valid_id {
            return Err(ProfileFault::Id);
        }
        if !is_visible(&source.name, MOST_NAME) {
            return Err(ProfileFault::Name);
        }
        if source.evidence.trim().is_empty() {
            return Err(ProfileFault::NoEvidence);
        }
        let running = &source.running;
        let longest = [
            source.signs.len(),
            source.sources.len(),
            running.processes.len(),
            running.lock_files.len(),
        ];
        if longest.into_iter().any(|length| length > MOST_PLACES) {
            return Err(ProfileFault::TooMany);
        }
        if let Some(name) = running
            .processes
            .iter()
            .find(|name| !is_visible(name, MOST_NAME) || name.contains(['/', '\\']))
        {
            return Err(ProfileFault::Process(name.clone()));
        }
        let names_log = |source: &UsualSource| source.kind == UsualKind::Log;
        if source.log.is_none() && source.sources.iter().any(names_log) {
            return Err(ProfileFault::NoLog);
        }
        Ok(Self {
            id: source.id,
            name: source.name,
            evidence: source.evidence,
            signs: source.signs,
            running: source.running,
            sources: source.sources,
            log: source.log.map(LogFormat::check).transpose()?,
            settings: source.settings.map(MailSettings::check).transpose()?,
        })
    }
}

/// Whether it has from one to `most` characters, none of them a control character, and does not
/// begin or end with white space.
fn is_visible(text: &str, most: usize) -> bool {
    !text.is_empty()
        && text.trim() == text
        && text.chars().count() <= most
        && !text.chars().any(char::is_control)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn parse(profiles: &str) -> Result<Profiles, String> {
        let document = format!(r#"{{"version":1,"profiles":[{profiles}]}}"#);
        let document = serde_json::from_str(&document).map_err(|error| error.to_string())?;
        Profiles::check(document).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_wrong_is_named() {
        let base = r#""name":"Essai","evidence":"x""#;
        for (profile, fault) in [
            (format!(r#"{{"id":"A B",{base}}}"#), "its id must"),
            (r#"{"id":"a","name":"","evidence":"x"}"#.into(), "its name"),
            (
                r#"{"id":"a","name":"A","evidence":" "}"#.into(),
                "evidence is missing",
            ),
            (
                format!(r#"{{"id":"a",{base},"running":{{"processes":["c:\\x.exe"]}}}}"#),
                "no name of a process",
            ),
            (
                format!(
                    r#"{{"id":"a",{base},"sources":[{{"kind":"log","place":{{"base":"drive","path":"x"}}}}]}}"#
                ),
                "how to read it",
            ),
            (
                format!(r#"{{"id":"a",{base},"signs":[{{"base":"drive","path":"../x"}}]}}"#),
                "path",
            ),
            (format!(r#"{{"id":"a",{base},"colour":1}}"#), "colour"),
        ] {
            let error = parse(&profile).unwrap_err();
            assert!(error.contains(fault), "{error} should say {fault}");
        }
        let one = format!(r#"{{"id":"a",{base}}}"#);
        assert!(
            parse(&format!("{one},{one}"))
                .unwrap_err()
                .contains("twice")
        );
        let profiles = parse(&one).unwrap();
        assert_eq!(profiles.get("a").unwrap().name(), "Essai");
        assert!(profiles.get("b").is_none());
    }

    #[test]
    fn another_version_is_refused() {
        let document = serde_json::from_str(r#"{"version":2,"profiles":[]}"#).unwrap();
        assert!(matches!(
            Profiles::check(document),
            Err(InvalidProfiles::Version(2))
        ));
    }
}
