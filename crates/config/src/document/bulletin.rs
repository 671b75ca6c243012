//! A bulletin: an incident, or advice.

use jiff::{SignedDuration, Timestamp};

use super::maybe;
use crate::{
    cursor::{Cursor, Fields},
    fault::{Oddity, Problem},
    limits::LONGEST_BULLETIN_DAYS,
    words::{Paragraphs, Said},
};

/// What a practice is told, in window and tray, from one moment until another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bulletin {
    /// How urgent.
    pub severity: Severity,
    /// Its title.
    pub title: Said,
    /// Its text.
    pub text: Paragraphs,
    /// The one thing to do, if any.
    pub action: Option<Action>,
    /// When it begins to stand.
    pub from: Timestamp,
    /// When it stands no longer; at most 366 days later.
    pub until: Timestamp,
    /// The bulletins that it takes the place of, from its beginning on and for good.
    pub replaces: Vec<String>,
}

/// How urgent a bulletin is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// Something is broken now.
    Incident,
    /// Good to know.
    Advice,
}

/// What a bulletin's button does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Open the assistant for a new mailbox.
    Assistant,
    /// Open this https page, whose host a list of pages allows.
    Page(String),
    /// Call this number: digits, with `+` before them for an international one.
    Call(String),
}

const MOST_REPLACED: usize = 20;
const LONGEST_TITLE: usize = 100;

pub(super) fn read(fields: &mut Fields<'_>) -> Option<Bulletin> {
    let severity = fields.required("severity").and_then(|severity| {
        severity.word(&[
            ("incident", Severity::Incident),
            ("advice", Severity::Advice),
        ])
    });
    let title = fields
        .required("title")
        .and_then(|title| title.said(LONGEST_TITLE));
    let text = fields.required("text").and_then(|text| text.paragraphs());
    let action = maybe(fields, "action", action);
    let from = fields.required("from").and_then(|from| from.moment());
    let until = fields.required("until");
    let end = until.as_ref().and_then(Cursor::moment);
    let replaces = maybe(fields, "replaces", |list| {
        list.each(MOST_REPLACED, Cursor::id)
    });
    let (from, end) = (from?, end?);
    if let Some(until) = until {
        let longest = SignedDuration::from_hours(24 * LONGEST_BULLETIN_DAYS);
        if end <= from {
            return until.refuse(Problem::EndsFirst);
        }
        if end.duration_since(from) > longest {
            return until.refuse(Problem::StandsTooLong(LONGEST_BULLETIN_DAYS));
        }
    }
    Some(Bulletin {
        severity: severity?,
        title: title?,
        text: text?,
        action: action?.flatten(),
        from,
        until: end,
        replaces: replaces?.unwrap_or_default(),
    })
}

/// `Some(None)`: an action that a later release knows.
#[expect(clippy::option_option, reason = "wrong, left out, or read")]
fn action(cursor: &Cursor<'_>) -> Option<Option<Action>> {
    let fields = cursor.fields()?.all();
    let [(name, value)] = fields.as_slice() else {
        return cursor.refuse(Problem::OneAction);
    };
    match *name {
        "assistant" => value.is_true().map(|()| Some(Action::Assistant)),
        "page" => value.page().map(Action::Page).map(Some),
        "call" => phone(value).map(Action::Call).map(Some),
        name => {
            value.unknown(name);
            value.remark(Oddity::UnknownAction);
            Some(None)
        }
    }
}

/// Written with or without blanks and dots; kept without.
fn phone(cursor: &Cursor<'_>) -> Option<String> {
    let number: String = cursor
        .raw_text()?
        .chars()
        .filter(|letter| !matches!(letter, ' ' | '\u{a0}' | '\u{202f}' | '.'))
        .collect();
    let digits = number.strip_prefix('+').unwrap_or(&number);
    if (4..=15).contains(&digits.len()) && digits.bytes().all(|octet| octet.is_ascii_digit()) {
        Some(number)
    } else {
        cursor.refuse(Problem::NotPhone)
    }
}
