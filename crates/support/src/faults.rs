//! Faults and remarks in words.

use std::io;

use vigie_config::{
    Fault, Remark,
    fault::{Oddity, Problem, Wanted},
};
use vigie_domain::text::{Text, TextArg};

use crate::{files::Unreadable, terminal::Terminal};

/// Every fault on a line of its own, the place first.
pub(crate) fn faults(faults: &[Fault], terminal: &mut Terminal) {
    for fault in faults {
        let what = terminal.words(&problem(&fault.problem));
        terminal.complain_line(&format!("{}: {what}", fault.location));
    }
    let count = number(faults.len());
    terminal.complain(&Text::new("support-refused").with("count", count));
}

/// Every remark on a line of its own.
pub(crate) fn remarks(remarks: &[Remark], terminal: &mut Terminal) -> io::Result<()> {
    for remark in remarks {
        let what = terminal.words(&oddity(&remark.oddity));
        let label = terminal.words(&Text::new("support-remark"));
        terminal.line(&format!("{label} {}: {what}", remark.location))?;
    }
    Ok(())
}

/// A file that cannot be read.
pub(crate) fn unreadable(unreadable: &Unreadable, terminal: &mut Terminal) {
    let path = TextArg::Words(unreadable.path.display().to_string());
    let error = TextArg::Words(unreadable.error.to_string());
    let text = Text::new("support-unreadable");
    terminal.complain(&text.with("path", path).with("error", error));
}

/// Whether a list of pages is all that is missing.
pub(crate) fn needs_pages(fault: &Fault) -> bool {
    matches!(fault.problem, Problem::HostNotListed(_))
}

fn problem(problem: &Problem) -> Text {
    let most = |key: &str, most: usize| Text::new(key).with("most", number(most));
    let words =
        |key: &str, what: &str| Text::new(key).with("what", TextArg::Words(what.to_owned()));
    match problem {
        Problem::TooLong(octets) => most("support-problem-too-long", *octets),
        Problem::NotUtf8 => Text::new("support-problem-not-utf8"),
        Problem::NotNamed => Text::new("support-problem-not-named"),
        Problem::Syntax(what) => words("support-problem-syntax", what),
        Problem::TooDeep(depth) => most("support-problem-too-deep", *depth),
        Problem::TooManyValues(values) => most("support-problem-too-many-values", *values),
        Problem::SetTooLarge(size) => most("support-problem-set-too-large", *size),
        Problem::NoValue => Text::new("support-problem-no-value"),
        Problem::Missing => Text::new("support-problem-missing"),
        Problem::WrongKind(Wanted::Text) => Text::new("support-problem-wanted-text"),
        Problem::WrongKind(Wanted::Number) => Text::new("support-problem-wanted-number"),
        Problem::WrongKind(Wanted::Truth) => Text::new("support-problem-wanted-truth"),
        Problem::WrongKind(Wanted::List) => Text::new("support-problem-wanted-list"),
        Problem::WrongKind(Wanted::Table) => Text::new("support-problem-wanted-table"),
        Problem::UnknownWord(known) => words("support-problem-unknown-word", known),
        Problem::Empty => Text::new("support-problem-empty"),
        Problem::LongText(letters) => most("support-problem-long-text", *letters),
        Problem::TooMany(items) => most("support-problem-too-many", *items),
        Problem::ControlCharacter => Text::new("support-problem-control-character"),
        Problem::HiddenCharacter => Text::new("support-problem-hidden-character"),
        Problem::OutOfRange { least, most } => Text::new("support-problem-out-of-range")
            .with("least", TextArg::Words(least.to_string()))
            .with("most", TextArg::Words(most.to_string())),
        Problem::Secret => Text::new("support-problem-secret"),
        Problem::NotId => Text::new("support-problem-not-id"),
        Problem::IdTwice(file) => words("support-problem-id-twice", file),
        Problem::NotHost => Text::new("support-problem-not-host"),
        Problem::NotHttps => Text::new("support-problem-not-https"),
        Problem::HostNotListed(host) => words("support-problem-host-not-listed", host),
        Problem::NotPhone => Text::new("support-problem-not-phone"),
        Problem::NotSha256 => Text::new("support-problem-not-sha256"),
        Problem::NotVersion => Text::new("support-problem-not-version"),
        Problem::NotMoment => Text::new("support-problem-not-moment"),
        Problem::NotDate => Text::new("support-problem-not-date"),
        Problem::EndsFirst => Text::new("support-problem-ends-first"),
        Problem::StandsTooLong(days) => days_or_hours("support-problem-stands-too-long", *days),
        Problem::NotDepartment => Text::new("support-problem-not-department"),
        Problem::NotPracticeNumber => Text::new("support-problem-not-practice-number"),
        Problem::OneAction => Text::new("support-problem-one-action"),
        Problem::OneCriterion => Text::new("support-problem-one-criterion"),
        Problem::ClearText => Text::new("support-problem-clear-text"),
        Problem::TriedAgain => Text::new("support-problem-tried-again"),
        Problem::QuietTooLong(hours) => days_or_hours("support-problem-quiet-too-long", *hours),
        Problem::ReplacesItself => Text::new("support-problem-replaces-itself"),
        Problem::PasswordElsewhere => Text::new("support-problem-password-elsewhere"),
        Problem::Entry(what) => words("support-problem-entry", what),
    }
}

fn oddity(oddity: &Oddity) -> Text {
    let words =
        |key: &str, what: &str| Text::new(key).with("what", TextArg::Words(what.to_owned()));
    match oddity {
        Oddity::UnknownField => Text::new("support-oddity-unknown-field"),
        Oddity::UnknownKind => Text::new("support-oddity-unknown-kind"),
        Oddity::LaterFormat => Text::new("support-oddity-later-format"),
        Oddity::UnknownCriterion => Text::new("support-oddity-unknown-criterion"),
        Oddity::UnknownAction => Text::new("support-oddity-unknown-action"),
        Oddity::OtherRelease => Text::new("support-oddity-other-release"),
        Oddity::NoSuchDocument(id) => words("support-oddity-no-such-document", id),
        Oddity::Conflict(what) => words("support-oddity-conflict", what),
        Oddity::HostAsked(host) => words("support-oddity-host-asked", host),
        Oddity::More => Text::new("support-oddity-more"),
    }
}

pub(crate) fn number(number: usize) -> TextArg {
    TextArg::Number(f64::from(u32::try_from(number).unwrap_or(u32::MAX)))
}

fn days_or_hours(key: &str, count: i64) -> Text {
    Text::new(key).with("most", TextArg::Words(count.to_string()))
}
