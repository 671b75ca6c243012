//! Whom a document reaches.

use sha2::{Digest, Sha256};

use crate::{
    cursor::Cursor,
    fault::{Oddity, Problem},
    practice::{Practice, PracticeNumber, Version, is_department},
};

/// Whom a document reaches. There is no "not": a criterion that a release does not know reaches
/// nobody there, and so can never make a document reach more practices than its author meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Every practice.
    Everyone,
    /// With a mailbox in one of these domains.
    Domains(Vec<String>),
    /// With a mailbox at one of these providers.
    Providers(Vec<String>),
    /// With one of these billing programs, by name or profile id; letter case does not count.
    Software(Vec<String>),
    /// In one of these départements.
    Departments(Vec<String>),
    /// One of these practices.
    Practices(Vec<PracticeNumber>),
    /// A part of all practices.
    Share(Share),
    /// With a release from the first on and before the second.
    Versions {
        /// The first that is reached.
        from: Option<Version>,
        /// The first that no longer is.
        before: Option<Version>,
    },
    /// Where each of these reaches.
    AllOf(Vec<Audience>),
    /// Where one of these reaches.
    AnyOf(Vec<Audience>),
    /// A criterion of a later release.
    Unknown,
}

/// A part of all practices, chosen by a digest of the salt and the practice's number. One salt
/// orders the practices once: whoever is among the first 10 per cent is among the first 50.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// 1 to 64 characters; another salt is another order.
    pub salt: String,
    /// 0 to 100; 0 halts.
    pub percent: u8,
}

/// The deepest nesting of "all of" and "any of".
const MAX_DEPTH: usize = 4;
/// Values of one criterion, and parts of one combination.
const MOST_VALUES: usize = 1_000;
const MOST_PARTS: usize = 20;
const LONGEST_NAME: usize = 100;

impl Audience {
    /// Whether it reaches this practice.
    #[must_use]
    pub fn reaches(&self, practice: &Practice) -> bool {
        match self {
            Self::Everyone => true,
            Self::Domains(domains) => practice.domains.iter().any(|own| {
                domains
                    .iter()
                    .any(|domain| own.eq_ignore_ascii_case(domain))
            }),
            Self::Providers(ids) => practice.providers.iter().any(|own| ids.contains(own)),
            Self::Software(names) => practice
                .software
                .iter()
                .any(|own| names.iter().any(|name| folded(own) == folded(name))),
            Self::Departments(numbers) => practice
                .department
                .as_ref()
                .is_some_and(|own| numbers.contains(own)),
            Self::Practices(numbers) => numbers.contains(&practice.number),
            Self::Share(share) => share.reaches(&practice.number),
            Self::Versions { from, before } => {
                from.is_none_or(|from| practice.version >= from)
                    && before.is_none_or(|before| practice.version < before)
            }
            Self::AllOf(parts) => parts.iter().all(|part| part.reaches(practice)),
            Self::AnyOf(parts) => parts.iter().any(|part| part.reaches(practice)),
            Self::Unknown => false,
        }
    }

    /// Whether it may reach anybody with this release.
    pub(crate) fn may_reach(&self, version: Version) -> bool {
        match self {
            Self::Everyone
            | Self::Domains(_)
            | Self::Providers(_)
            | Self::Software(_)
            | Self::Departments(_)
            | Self::Practices(_)
            | Self::Share(_) => true,
            Self::Versions { from, before } => {
                from.is_none_or(|from| version >= from)
                    && before.is_none_or(|before| version < before)
            }
            Self::AllOf(parts) => parts.iter().all(|part| part.may_reach(version)),
            Self::AnyOf(parts) => parts.iter().any(|part| part.may_reach(version)),
            Self::Unknown => false,
        }
    }

    pub(crate) fn read(cursor: &Cursor<'_>) -> Option<Self> {
        Self::read_at(cursor, 1)
    }

    fn read_at(cursor: &Cursor<'_>, depth: usize) -> Option<Self> {
        if depth > MAX_DEPTH {
            return cursor.refuse(Problem::TooDeep(MAX_DEPTH));
        }
        let fields = cursor.fields()?.all();
        let [(name, value)] = fields.as_slice() else {
            return cursor.refuse(Problem::OneCriterion);
        };
        let parts = || value.some(MOST_PARTS, |part| Self::read_at(part, depth + 1));
        match *name {
            "everyone" => value.is_true().map(|()| Self::Everyone),
            "domain" => one_or_more(value, Cursor::host).map(Self::Domains),
            "provider" => one_or_more(value, Cursor::id).map(Self::Providers),
            "software" => one_or_more(value, |name| name.text(LONGEST_NAME)).map(Self::Software),
            "department" => one_or_more(value, department).map(Self::Departments),
            "practice" => one_or_more(value, practice_number).map(Self::Practices),
            "share" => share(value).map(Self::Share),
            "version" => versions(value),
            "all_of" => parts().map(Self::AllOf),
            "any_of" => parts().map(Self::AnyOf),
            name => {
                value.unknown(name);
                value.remark(Oddity::UnknownCriterion);
                Some(Self::Unknown)
            }
        }
    }
}

impl Share {
    /// Whether this practice is in it.
    #[must_use]
    pub fn reaches(&self, number: &PracticeNumber) -> bool {
        let digest = Sha256::new()
            .chain_update(self.salt.as_bytes())
            .chain_update([0])
            .chain_update(number.plain().as_bytes())
            .finalize();
        let rank = digest
            .iter()
            .take(8)
            .fold(0_u64, |rank, octet| rank << 8 | u64::from(*octet));
        u128::from(rank) * 100 < u128::from(self.percent) << 64
    }
}

/// The number of a practice.
pub(crate) fn practice_number(cursor: &Cursor<'_>) -> Option<PracticeNumber> {
    let number = cursor.raw_text()?.parse();
    number.map_or_else(|_| cursor.refuse(Problem::NotPracticeNumber), Some)
}

/// A release's number.
pub(crate) fn version(cursor: &Cursor<'_>) -> Option<Version> {
    let version = cursor.raw_text()?.parse();
    version.map_or_else(|_| cursor.refuse(Problem::NotVersion), Some)
}

fn department(cursor: &Cursor<'_>) -> Option<String> {
    let number = cursor.raw_text()?;
    if is_department(number) {
        Some(number.to_owned())
    } else {
        cursor.refuse(Problem::NotDepartment)
    }
}

fn share(cursor: &Cursor<'_>) -> Option<Share> {
    let mut fields = cursor.fields()?;
    let salt = fields.required("salt").and_then(|salt| salt.text(64));
    let percent = fields
        .required("percent")
        .and_then(|percent| percent.number(0, 100));
    fields.finish();
    Some(Share {
        salt: salt?,
        percent: percent?,
    })
}

fn versions(cursor: &Cursor<'_>) -> Option<Audience> {
    let mut fields = cursor.fields()?;
    let from = fields.optional("from").map(|from| version(&from));
    let before = fields.optional("before").map(|before| version(&before));
    fields.finish();
    if from.is_none() && before.is_none() {
        return cursor.refuse(Problem::Empty);
    }
    let known = |bound: Option<Option<Version>>| match bound {
        Some(None) => None,
        Some(version) => Some(version),
        None => Some(None),
    };
    let (from, before) = (known(from)?, known(before)?);
    if let (Some(from), Some(before)) = (from, before)
        && before <= from
    {
        return cursor.refuse(Problem::EndsFirst);
    }
    Some(Audience::Versions { from, before })
}

fn one_or_more<'a, T>(
    cursor: &Cursor<'a>,
    read: impl Fn(&Cursor<'a>) -> Option<T>,
) -> Option<Vec<T>> {
    if cursor.is_list() {
        cursor.some(MOST_VALUES, read)
    } else {
        Some(vec![read(cursor)?])
    }
}

/// Without letter case and with single blanks.
fn folded(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").to_lowercase()
}
