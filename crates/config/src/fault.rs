//! What is wrong with a document or remarkable about it, and where.

use std::fmt;

/// A place in an author's file, both counted from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// Where something stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The document's file.
    pub file: String,
    /// The place in it; `None` in the published form, which is one line.
    pub position: Option<Position>,
    /// The path to the field, `providers[3].pop_servers[0].host`; empty for the whole document.
    pub path: String,
}

/// Why a document is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{location}: {problem}")]
pub struct Fault {
    /// Where.
    pub location: Location,
    /// What is wrong there.
    pub problem: Problem,
}

/// What was left out of account without harm, or is worth a second look.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{location}: {oddity}")]
pub struct Remark {
    /// Where.
    pub location: Location,
    /// What is remarkable there.
    pub oddity: Oddity,
}

/// Kinds of value, as an error names what it wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A text.
    Text,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Truth,
    /// A list.
    List,
    /// A table.
    Table,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// More octets than are read.
    #[error("is longer than {0} octets")]
    TooLong(usize),
    /// Not UTF-8.
    #[error("is not UTF-8")]
    NotUtf8,
    /// Neither TOML nor JSON, by its name.
    #[error("its name ends neither in .toml nor in .json")]
    NotNamed,
    /// No TOML, or no JSON. A key that stands twice is one case.
    #[error("{0}")]
    Syntax(String),
    /// Nested deeper than is read.
    #[error("is nested deeper than {0}")]
    TooDeep(usize),
    /// More values than are read.
    #[error("holds more than {0} values")]
    TooManyValues(usize),
    /// More documents, or more octets in all, than a set may have.
    #[error("the set is larger than {0}")]
    SetTooLarge(usize),
    /// A number that is not whole, or none of 64 bits, or `null`.
    #[error("is no value that documents have")]
    NoValue,
    /// A field that must be there.
    #[error("is missing")]
    Missing,
    /// A value of another kind.
    #[error("is not of the kind {0:?}")]
    WrongKind(Wanted),
    /// None of the words that are known here.
    #[error("is none of {0}")]
    UnknownWord(String),
    /// Nothing, or only white space.
    #[error("is empty")]
    Empty,
    /// A text with more characters.
    #[error("is longer than {0} characters")]
    LongText(usize),
    /// A list with more items.
    #[error("has more than {0} items")]
    TooMany(usize),
    /// A control character, a line break among them.
    #[error("holds a control character")]
    ControlCharacter,
    /// A character that is not seen or turns the direction of the text.
    #[error("holds an invisible character or one that turns the text's direction")]
    HiddenCharacter,
    /// A number outside its range.
    #[error("is not between {least} and {most}")]
    OutOfRange {
        /// The least that is allowed.
        least: i64,
        /// The most.
        most: i64,
    },
    /// A field that is named like a password.
    #[error("no password or secret may stand in a document")]
    Secret,
    /// No id.
    #[error("is not 1 to 64 of a-z, 0-9 and -")]
    NotId,
    /// An id that another document of the set has.
    #[error("the document {0} has the same id")]
    IdTwice(String),
    /// No DNS name in ASCII and lower case.
    #[error("is no DNS name in ASCII and lower case")]
    NotHost,
    /// No plain https address.
    #[error("is no https address without user and port")]
    NotHttps,
    /// A page whose host no document of the kind `pages` lists.
    #[error("the host {0} is in no list of pages")]
    HostNotListed(String),
    /// No telephone number.
    #[error("is no telephone number")]
    NotPhone,
    /// Not 64 hexadecimal digits.
    #[error("is no SHA-256 of 64 hexadecimal digits")]
    NotSha256,
    /// No version of three numbers.
    #[error("is no version such as 1.4.0")]
    NotVersion,
    /// No moment with its offset.
    #[error("is no moment such as 2027-03-01T08:00:00+01:00")]
    NotMoment,
    /// No date.
    #[error("is no date such as 2027-03-01")]
    NotDate,
    /// The end is not after the beginning.
    #[error("is not after the beginning")]
    EndsFirst,
    /// More days than a bulletin may stand.
    #[error("is more than {0} days after the beginning")]
    StandsTooLong(i64),
    /// No département.
    #[error("is no département")]
    NotDepartment,
    /// No practice number.
    #[error("is no practice number of 12 characters")]
    NotPracticeNumber,
    /// Not exactly one action.
    #[error("needs exactly one of assistant, page and call")]
    OneAction,
    /// Not exactly one criterion.
    #[error("needs exactly one criterion")]
    OneCriterion,
    /// A server in clear text.
    #[error("a pushed server is always protected by TLS")]
    ClearText,
    /// A refused login that would count as something after which it is tried again.
    #[error("at login a reply may mean password_refused, web_login_required or pop_disabled only")]
    TriedAgain,
    /// Quiet hours that would silence most of the day.
    #[error("quiet hours may last {0} hours at most")]
    QuietTooLong(i64),
    /// A bulletin that replaces itself, by others or directly.
    #[error("replaces itself")]
    ReplacesItself,
    /// A password written elsewhere than its server's name.
    #[error("a password may be written only into the file that holds its server's name")]
    PasswordElsewhere,
    /// Refused by the format of the entries themselves; in English, for whoever writes them.
    #[error("{0}")]
    Entry(String),
}

/// What is remarkable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Oddity {
    /// A field that this release does not know; ignored.
    #[error("the field is not known and ignored")]
    UnknownField,
    /// A kind of document that this release does not know; the document is ignored.
    #[error("the kind is not known and the document ignored")]
    UnknownKind,
    /// A format that is later than this release's; the document is ignored.
    #[error("the format is a later one and the document ignored")]
    LaterFormat,
    /// An audience criterion that this release does not know; it reaches nobody.
    #[error("the criterion is not known and reaches nobody")]
    UnknownCriterion,
    /// An action that this release does not know; the bulletin has none.
    #[error("the action is not known and left out")]
    UnknownAction,
    /// It is for other releases only; what it says was not read.
    #[error("the document is for other releases and ignored")]
    OtherRelease,
    /// It names a document that is not in the set.
    #[error("no document of the set has the id {0}")]
    NoSuchDocument(String),
    /// An entry that does not go with the others that reach the practice; left out.
    #[error("does not go with the other documents and is left out: {0}")]
    Conflict(String),
    /// A pushed host that no built-in entry vouches for: the user agrees to it by name.
    #[error("the user will be asked about the host {0} by name")]
    HostAsked(String),
    /// More remarks than are kept.
    #[error("there are more remarks")]
    More,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(Position { line, column }) = self.position {
            write!(f, ":{line}:{column}")?;
        }
        if !self.path.is_empty() {
            write!(f, ": {}", self.path)?;
        }
        Ok(())
    }
}
