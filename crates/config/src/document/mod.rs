//! The documents that support can push, each a file of its own.

mod bulletin;
mod deadlines;
mod entries;
mod practice;
mod profiles;
mod providers;
mod release;
mod rules;
mod settings;

use std::fmt;

pub(crate) use self::providers::is_vouched_for;
pub use self::{
    bulletin::{Action, Bulletin, Severity},
    deadlines::{Deadlines, Thresholds},
    practice::{ForPractice, RecommendedMailbox, RecommendedServer},
    profiles::PushedProfiles,
    providers::{PopClosure, PushedProviders},
    release::{Installer, Platform, Release},
    rules::PushedRules,
    settings::{PushedSettings, QuietSpan, Steered},
};
use crate::{
    audience::Audience,
    cursor::{Cursor, Fields, Report},
    fault::{Fault, Location, Oddity, Problem, Remark},
    practice::Version,
    tree::{self, Form, Node},
};

/// The format of the documents that this release reads.
pub const FORMAT: i64 = 1;

/// A document that is right in itself.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its id, unique in its set.
    pub id: String,
    /// Its file.
    pub file: String,
    /// Whom it reaches.
    pub audience: Audience,
    /// 0 to 100: of two documents that say different things to one practice, the one of the
    /// greater rank counts; of equal ranks, the one whose id comes first.
    pub rank: u8,
    /// What it says.
    pub body: Body,
}

/// What a document says.
#[derive(Clone, Debug)]
pub enum Body {
    /// The hosts whose pages bulletins, releases and guides may open.
    Pages(Vec<String>),
    /// An incident or a piece of advice.
    Bulletin(Box<Bulletin>),
    /// Bulletins that no longer stand.
    Withdrawal(Vec<String>),
    /// Entries of the provider table.
    Providers(Box<PushedProviders>),
    /// Rules that recognise messages.
    Rules(Box<PushedRules>),
    /// Billing-software profiles.
    Profiles(Box<PushedProfiles>),
    /// The acknowledgement's deadline and the watch's thresholds.
    Deadlines(Box<Deadlines>),
    /// Settings.
    Settings(Box<PushedSettings>),
    /// A newer Vigie.
    Release(Box<Release>),
    /// What one practice is told alone.
    Practice(Box<ForPractice>),
}

/// The kinds of document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// [`Body::Pages`]
    Pages,
    /// [`Body::Bulletin`]
    Bulletin,
    /// [`Body::Withdrawal`]
    Withdrawal,
    /// [`Body::Providers`]
    Providers,
    /// [`Body::Rules`]
    Rules,
    /// [`Body::Profiles`]
    Profiles,
    /// [`Body::Deadlines`]
    Deadlines,
    /// [`Body::Settings`]
    Settings,
    /// [`Body::Release`]
    Release,
    /// [`Body::Practice`]
    Practice,
}

/// A document that was read, and what is remarkable about it.
#[derive(Clone, Debug)]
pub struct Read {
    /// The document; `None` where its kind or format is a later one, or it is for other releases.
    pub document: Option<Document>,
    /// What was ignored, or is worth a second look.
    pub remarks: Vec<Remark>,
    /// The same document as it is published: JSON without white space, keys sorted.
    pub published: String,
    pub(crate) tree: Node,
}

/// Hosts of one list of pages.
const MOST_HOSTS: usize = 200;
/// Bulletins of one withdrawal.
const MOST_WITHDRAWN: usize = 100;

/// Reads and validates one document, an author's (`.toml`) or a published one (`.json`).
pub fn read(file: &str, octets: &[u8]) -> Result<Read, Vec<Fault>> {
    read_for(file, octets, None)
}

/// As [`read`]; with a release, what a document for others says is not looked at: it may say what
/// this release could only refuse.
pub(crate) fn read_for(
    file: &str,
    octets: &[u8],
    release: Option<Version>,
) -> Result<Read, Vec<Fault>> {
    let alone = |position, problem| {
        let location = Location {
            file: file.to_owned(),
            position,
            path: String::new(),
        };
        vec![Fault { location, problem }]
    };
    let form = Form::of(file).ok_or_else(|| alone(None, Problem::NotNamed))?;
    let tree = tree::read(octets, form).map_err(|no| alone(no.at, no.problem))?;
    let report = Report::of(file);
    let document = read_document(&Cursor::root(&tree, &report), file, release);
    let (faults, remarks) = report.into_parts();
    if faults.is_empty() {
        Ok(Read {
            document,
            remarks,
            published: tree::canonical(&tree),
            tree,
        })
    } else {
        Err(faults)
    }
}

fn read_document(root: &Cursor<'_>, file: &str, release: Option<Version>) -> Option<Document> {
    let mut fields = root.fields()?;
    let format = fields.required("format")?;
    let number: i64 = format.number(1, i64::MAX)?;
    if number > FORMAT {
        format.remark(Oddity::LaterFormat);
        return None;
    }
    let kind = fields.required("kind")?;
    let Some(known) = Kind::of(kind.raw_text()?) else {
        kind.remark(Oddity::UnknownKind);
        return None;
    };
    let id = fields.required("id").and_then(|id| id.id());
    let rank = fields
        .optional("rank")
        .map_or(Some(0), |rank| rank.number(0, 100));
    let audience = match known {
        // A list of pages counts for the set, a document for one practice names it.
        Kind::Pages | Kind::Practice => Some(Audience::Everyone),
        _ => fields
            .required("audience")
            .and_then(|audience| Audience::read(&audience)),
    };
    if let (Some(release), Some(audience)) = (release, &audience)
        && !audience.may_reach(release)
    {
        root.remark(Oddity::OtherRelease);
        return None;
    }
    let body = read_body(known, &mut fields);
    fields.finish();
    let body = body?;
    let audience = match &body {
        Body::Practice(practice) => Audience::Practices(vec![practice.practice.clone()]),
        _ => audience?,
    };
    Some(Document {
        id: id?,
        file: file.to_owned(),
        audience,
        rank: rank?,
        body,
    })
}

fn read_body(kind: Kind, fields: &mut Fields<'_>) -> Option<Body> {
    match kind {
        Kind::Pages => {
            let hosts = fields.required("hosts")?;
            hosts.some(MOST_HOSTS, Cursor::host).map(Body::Pages)
        }
        Kind::Bulletin => bulletin::read(fields).map(Box::new).map(Body::Bulletin),
        Kind::Withdrawal => {
            let withdraws = fields.required("withdraws")?;
            withdraws
                .some(MOST_WITHDRAWN, Cursor::id)
                .map(Body::Withdrawal)
        }
        Kind::Providers => providers::read(fields).map(Box::new).map(Body::Providers),
        Kind::Rules => rules::read(fields).map(Box::new).map(Body::Rules),
        Kind::Profiles => profiles::read(fields).map(Box::new).map(Body::Profiles),
        Kind::Deadlines => deadlines::read(fields).map(Box::new).map(Body::Deadlines),
        Kind::Settings => settings::read(fields).map(Box::new).map(Body::Settings),
        Kind::Release => release::read(fields).map(Box::new).map(Body::Release),
        Kind::Practice => practice::read(fields).map(Box::new).map(Body::Practice),
    }
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Pages,
        Self::Bulletin,
        Self::Withdrawal,
        Self::Providers,
        Self::Rules,
        Self::Profiles,
        Self::Deadlines,
        Self::Settings,
        Self::Release,
        Self::Practice,
    ];

    /// Its name in documents.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pages => "pages",
            Self::Bulletin => "bulletin",
            Self::Withdrawal => "withdrawal",
            Self::Providers => "providers",
            Self::Rules => "rules",
            Self::Profiles => "profiles",
            Self::Deadlines => "deadlines",
            Self::Settings => "settings",
            Self::Release => "release",
            Self::Practice => "practice",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Document {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self.body {
            Body::Pages(_) => Kind::Pages,
            Body::Bulletin(_) => Kind::Bulletin,
            Body::Withdrawal(_) => Kind::Withdrawal,
            Body::Providers(_) => Kind::Providers,
            Body::Rules(_) => Kind::Rules,
            Body::Profiles(_) => Kind::Profiles,
            Body::Deadlines(_) => Kind::Deadlines,
            Body::Settings(_) => Kind::Settings,
            Body::Release(_) => Kind::Release,
            Body::Practice(_) => Kind::Practice,
        }
    }

    /// The https pages that it can open, each with its field.
    pub(crate) fn pages(&self) -> Vec<(String, &str)> {
        match &self.body {
            Body::Bulletin(bulletin) => match &bulletin.action {
                Some(Action::Page(page)) => vec![("action.page".to_owned(), page)],
                _ => Vec::new(),
            },
            Body::Release(release) => vec![("page".to_owned(), &release.page)],
            Body::Providers(providers) => {
                let entries = providers.table.providers().iter().enumerate();
                let page = entries.filter_map(|(i, provider)| {
                    let page = provider.guide.as_ref()?.page.as_deref()?;
                    Some((format!("providers[{i}].guide.page"), page))
                });
                page.collect()
            }
            _ => Vec::new(),
        }
    }
}

/// Reads an optional field: `Some(None)` where it is not there, `None` where it is wrong.
#[expect(clippy::option_option, reason = "wrong, absent, or read")]
fn maybe<'a, T>(
    fields: &mut Fields<'a>,
    name: &'static str,
    read: impl Fn(&Cursor<'a>) -> Option<T>,
) -> Option<Option<T>> {
    match fields.optional(name) {
        None => Some(None),
        Some(field) => read(&field).map(Some),
    }
}
