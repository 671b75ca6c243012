//! The enrolment file: who steers an installation, from where, and how its root is known.

use std::{fmt, str::FromStr};

use reqwest::Url;
use serde_json::Value as Json;
use toml::de::{DeTable, DeValue};
use vigie_config::fault::Position;

use crate::{Digest, Fingerprint};

/// The format that this release reads.
const FORMAT: i64 = 1;
/// Octets of the file at most.
pub(crate) const MOST_OCTETS: usize = 64 << 10;
/// Characters of the organisation's name.
const LONGEST_NAME: usize = 100;
/// Characters of the repository's address.
const LONGEST_ADDRESS: usize = 300;

/// Who steers an installation, from where, and how its root is known. A file such as
///
/// ```toml
/// vigie_enrolment = 1
/// organisation = "Logiciel Exemple, assistance"
/// repository = "https://vigie.logiciel.example/"
/// root_sha256 = "ba7816bf…"
/// ```
///
/// or the same fields in JSON. `root_sha256` is the SHA-256 of `metadata/1.root.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    organisation: String,
    repository: Url,
    root: Digest,
}

/// Where an enrolment file can be fetched: an `https` address without user name, question mark and
/// hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolmentAddress(pub(crate) Url);

/// Why a file is no enrolment, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolmentError {
    /// The line and column, where they are known.
    pub at: Option<Position>,
    /// The field that is wrong; `None` for the file as a whole.
    pub field: Option<&'static str>,
    /// What is wrong.
    pub problem: EnrolmentProblem,
}

/// What is wrong with an enrolment file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnrolmentProblem {
    /// It is too long.
    #[error("longer than {MOST_OCTETS} octets")]
    TooLong,
    /// It is no text.
    #[error("not UTF-8")]
    NotUtf8,
    /// It is neither TOML nor JSON; what the reader says of it.
    #[error("neither TOML nor JSON: {0}")]
    Syntax(String),
    /// A field is missing.
    #[error("missing")]
    Missing,
    /// A field holds another kind of value.
    #[error("wants {0}")]
    Wants(&'static str),
    /// The format is a later one.
    #[error("of a later format, {0}; a newer Vigie reads it")]
    Later(i64),
    /// The organisation's name is empty, too long, or has characters that do not show.
    #[error("wants a name of 1 to {LONGEST_NAME} characters that all show")]
    Name,
    /// The repository's address is not one.
    #[error(
        "wants an https address of at most {LONGEST_ADDRESS} characters, without user name, \
         question mark and hash"
    )]
    Address,
    /// The digest is not one.
    #[error("wants the 64 hexadecimal digits of a SHA-256 digest")]
    Digest,
}

impl Enrolment {
    /// An enrolment of these parts.
    pub fn new(organisation: &str, repository: &str, root: Digest) -> Result<Self, EnrolmentError> {
        Fields(vec![
            ("organisation", None, Value::Text(organisation.to_owned())),
            ("repository", None, Value::Text(repository.to_owned())),
            ("root_sha256", None, Value::Text(root.to_string())),
        ])
        .into_enrolment()
    }

    /// Reads an enrolment file, TOML or JSON. Fields that this release does not know are left out
    /// of account.
    pub fn read(octets: &[u8]) -> Result<Self, EnrolmentError> {
        let whole = |problem| EnrolmentError {
            at: None,
            field: None,
            problem,
        };
        if octets.len() > MOST_OCTETS {
            return Err(whole(EnrolmentProblem::TooLong));
        }
        let text = std::str::from_utf8(octets).map_err(|_| whole(EnrolmentProblem::NotUtf8))?;
        // Editors on Windows begin a file with a byte-order mark.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let fields = if text.trim_start().starts_with('{') {
            Fields::of_json(text)?
        } else {
            Fields::of_toml(text)?
        };
        match fields.get("vigie_enrolment")? {
            (_, Value::Number(FORMAT)) => fields.into_enrolment(),
            (at, value) => Err(EnrolmentError {
                at,
                field: Some("vigie_enrolment"),
                problem: match value {
                    Value::Number(later) => EnrolmentProblem::Later(*later),
                    _ => EnrolmentProblem::Wants("a whole number"),
                },
            }),
        }
    }

    /// The file, as [`Enrolment::read`] takes it (TOML).
    #[must_use]
    pub fn write(&self) -> String {
        format!(
            "vigie_enrolment = {FORMAT}\norganisation = {}\nrepository = {}\nroot_sha256 = \"{}\"\n",
            Json::from(self.organisation.as_str()),
            Json::from(self.repository.as_str()),
            self.root
        )
    }

    /// Who steers, as it names itself: 1 to 100 characters that all show.
    #[must_use]
    pub fn organisation(&self) -> &str {
        &self.organisation
    }

    /// Where its configuration lies: `https`, and ends with a slash.
    #[must_use]
    pub fn repository(&self) -> &Url {
        &self.repository
    }

    /// The digest of its first root.
    #[must_use]
    pub fn root(&self) -> Digest {
        self.root
    }

    /// The digest of its first root, for people.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint(self.root)
    }
}

impl FromStr for EnrolmentAddress {
    type Err = EnrolmentError;

    fn from_str(text: &str) -> Result<Self, EnrolmentError> {
        https_address(text.trim()).map(Self).ok_or(EnrolmentError {
            at: None,
            field: None,
            problem: EnrolmentProblem::Address,
        })
    }
}

impl fmt::Display for EnrolmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(at) = self.at {
            write!(f, "line {}, column {}: ", at.line, at.column)?;
        }
        if let Some(field) = self.field {
            write!(f, "{field}: ")?;
        }
        write!(f, "{}", self.problem)
    }
}

impl std::error::Error for EnrolmentError {}

enum Value {
    Text(String),
    Number(i64),
    Other,
}

/// The fields that an enrolment has, as they were found.
struct Fields(Vec<(&'static str, Option<Position>, Value)>);

const KNOWN: [&str; 4] = [
    "vigie_enrolment",
    "organisation",
    "repository",
    "root_sha256",
];

impl Fields {
    fn of_toml(text: &str) -> Result<Self, EnrolmentError> {
        let table = DeTable::parse(text).map_err(|error| EnrolmentError {
            at: error.span().map(|span| position(text, span.start)),
            field: None,
            problem: EnrolmentProblem::Syntax(error.message().to_owned()),
        })?;
        let field = |name: &'static str| {
            let (key, value) = table.get_ref().get_key_value(name)?;
            let value = match value.get_ref() {
                DeValue::String(text) => Value::Text(text.to_string()),
                DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                    .map_or(Value::Other, Value::Number),
                _ => Value::Other,
            };
            Some((name, Some(position(text, key.span().start)), value))
        };
        Ok(Self(KNOWN.into_iter().filter_map(field).collect()))
    }

    fn of_json(text: &str) -> Result<Self, EnrolmentError> {
        let table: serde_json::Map<String, Json> =
            serde_json::from_str(text).map_err(|error| EnrolmentError {
                at: Some(Position {
                    line: error.line(),
                    column: error.column().max(1),
                }),
                field: None,
                problem: EnrolmentProblem::Syntax(error.to_string()),
            })?;
        let field = |name: &'static str| {
            let value = match table.get(name)? {
                Json::String(text) => Value::Text(text.clone()),
                Json::Number(number) => number.as_i64().map_or(Value::Other, Value::Number),
                _ => Value::Other,
            };
            Some((name, None, value))
        };
        Ok(Self(KNOWN.into_iter().filter_map(field).collect()))
    }

    fn get(&self, name: &'static str) -> Result<(Option<Position>, &Value), EnrolmentError> {
        let found = self.0.iter().find(|(field, ..)| *field == name);
        found
            .map(|(_, at, value)| (*at, value))
            .ok_or(EnrolmentError {
                at: None,
                field: Some(name),
                problem: EnrolmentProblem::Missing,
            })
    }

    fn text<T>(
        &self,
        name: &'static str,
        read: impl FnOnce(&str) -> Result<T, EnrolmentProblem>,
    ) -> Result<T, EnrolmentError> {
        let (at, value) = self.get(name)?;
        let read = match value {
            Value::Text(text) => read(text),
            _ => Err(EnrolmentProblem::Wants("a text")),
        };
        read.map_err(|problem| EnrolmentError {
            at,
            field: Some(name),
            problem,
        })
    }

    fn into_enrolment(self) -> Result<Enrolment, EnrolmentError> {
        Ok(Enrolment {
            organisation: self.text("organisation", name)?,
            repository: self.text("repository", address)?,
            root: self.text("root_sha256", |text| {
                text.parse().map_err(|_| EnrolmentProblem::Digest)
            })?,
        })
    }
}

fn name(text: &str) -> Result<String, EnrolmentProblem> {
    let text = text.trim();
    let fits = (1..=LONGEST_NAME).contains(&text.chars().count());
    if fits && vigie_config::shows(text) {
        Ok(text.to_owned())
    } else {
        Err(EnrolmentProblem::Name)
    }
}

fn address(text: &str) -> Result<Url, EnrolmentProblem> {
    https_address(text)
        .ok_or(EnrolmentProblem::Address)
        .map(|mut url| {
            if !url.path().ends_with('/') {
                let path = format!("{}/", url.path());
                url.set_path(&path);
            }
            url
        })
}

/// An address that may be fetched from: `https`, a host, and nothing that is for somebody else.
fn https_address(text: &str) -> Option<Url> {
    // A URL's reader takes white space and backslashes kindly; here they are a mistake.
    let plain = text.len() <= LONGEST_ADDRESS
        && text
            .bytes()
            .all(|octet| octet.is_ascii_graphic() && octet != b'\\')
        && text.starts_with("https://");
    let url = plain.then(|| Url::parse(text).ok()).flatten()?;
    let sound = url.scheme() == "https"
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    sound.then_some(url)
}

/// From an octet's offset to line and column.
fn position(text: &str, offset: usize) -> Position {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    Position {
        line: before.matches('\n').count() + 1,
        column: line.chars().count() + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# Assistance\nvigie_enrolment = 1\norganisation = \"Logiciel \u{ab}\u{a0}Exemple\u{a0}\u{bb}\"\nrepository = \"https://vigie.logiciel.example/configuration\"\nroot_sha256 = \"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"\nlater = [1]\n";

    fn with(field: &str, value: &str) -> EnrolmentError {
        let lines: Vec<String> = FILE
            .lines()
            .map(|line| match line.split_once(" = ") {
                Some((name, _)) if name == field => format!("{field} = {value}"),
                _ => line.to_owned(),
            })
            .collect();
        Enrolment::read(lines.join("\n").as_bytes()).unwrap_err()
    }

    #[test]
    fn an_enrolment_is_read_from_toml_and_json() {
        let enrolment = Enrolment::read(FILE.as_bytes()).unwrap();
        assert_eq!(
            enrolment.organisation(),
            "Logiciel \u{ab}\u{a0}Exemple\u{a0}\u{bb}"
        );
        assert_eq!(
            enrolment.repository().as_str(),
            "https://vigie.logiciel.example/configuration/"
        );
        assert_eq!(enrolment.root(), Digest::of(b"abc"));
        assert_eq!(
            Enrolment::read(enrolment.write().as_bytes()),
            Ok(enrolment.clone())
        );
        let json = format!(
            "\u{feff} {{\"vigie_enrolment\":1,\"organisation\":{:?},\"repository\":\"{}\",\"root_sha256\":\"{}\"}}",
            enrolment.organisation(),
            enrolment.repository(),
            enrolment.fingerprint(),
        );
        assert_eq!(
            Enrolment::read(json.replace("\\u{a0}", "\u{a0}").as_bytes()),
            Ok(enrolment)
        );
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let error = with("repository", "\"http://vigie.logiciel.example\"");
        assert_eq!(error.problem, EnrolmentProblem::Address);
        assert_eq!(error.field, Some("repository"));
        assert_eq!(error.at, Some(Position { line: 4, column: 1 }));
        assert_eq!(
            with("organisation", "3").problem,
            EnrolmentProblem::Wants("a text")
        );
        assert_eq!(
            with("organisation", "\" \"").problem,
            EnrolmentProblem::Name
        );
        assert_eq!(
            with("organisation", "\"a\\u202Eb\"").problem,
            EnrolmentProblem::Name
        );
        assert_eq!(
            with("root_sha256", "\"00\"").problem,
            EnrolmentProblem::Digest
        );
        assert_eq!(
            with("vigie_enrolment", "2").problem,
            EnrolmentProblem::Later(2)
        );
        let error = with("root_sha256", "");
        assert!(
            matches!(error.problem, EnrolmentProblem::Syntax(_)),
            "{error}"
        );
        assert_eq!(error.at.map(|at| at.line), Some(5));
        let error = Enrolment::read(b"{\n\"a\": }").unwrap_err();
        assert_eq!(error.at, Some(Position { line: 2, column: 6 }));
        let error = Enrolment::read(b"vigie_enrolment = 1").unwrap_err();
        assert_eq!(error.field, Some("organisation"));
        assert_eq!(error.problem, EnrolmentProblem::Missing);
    }

    #[test]
    fn an_enrolment_names_an_https_folder_and_nothing_else() {
        for bad in [
            "http://a.example/",
            "HTTPS:\\\\a.example",
            "https://user@a.example/",
            "https://user:pw@a.example/",
            "https://a.example/?x",
            "https://a.example/#x",
            "https://a.example/a b",
            "https://",
            "ftp://a.example/",
            "file:///etc/passwd",
            "https://a\u{e9}.example/",
            &format!("https://a.example/{}", "a".repeat(300)),
        ] {
            let error = Enrolment::new("Exemple", bad, Digest::of(b"")).unwrap_err();
            assert_eq!(error.problem, EnrolmentProblem::Address, "{bad}");
        }
    }

    #[test]
    fn an_enrolment_is_bounded() {
        let long = vec![b'#'; MOST_OCTETS + 1];
        assert_eq!(
            Enrolment::read(&long).unwrap_err().problem,
            EnrolmentProblem::TooLong
        );
        assert_eq!(
            Enrolment::read(&[0xff]).unwrap_err().problem,
            EnrolmentProblem::NotUtf8
        );
        let deep = format!("{{\"a\":{}", "[".repeat(50_000));
        assert!(Enrolment::read(deep.as_bytes()).is_err());
        let deep = format!("a = {}", "[".repeat(50_000));
        assert!(Enrolment::read(deep.as_bytes()).is_err());
    }
}
