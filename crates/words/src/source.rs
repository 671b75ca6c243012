//! Where lots are learnt from, and why it cannot be read.

use vigie_domain::{
    book::source::SourceProblem,
    text::{Text, TextArg},
};

use crate::mailbox::words;

/// Why a source cannot be read, or not in full, and what to do about it.
#[must_use]
pub fn problem(problem: &SourceProblem) -> Text {
    let of = |key: &str, path: &str| Text::new(key).with("path", words(path));
    let number = |count: u32| TextArg::Number(f64::from(count));
    match problem {
        SourceProblem::Missing { path } => of("source-missing", path),
        SourceProblem::Forbidden { path } => of("source-forbidden", path),
        SourceProblem::NotAFolder { path } => of("source-not-a-folder", path),
        SourceProblem::NotAFile { path } => of("source-not-a-file", path),
        SourceProblem::Unreadable { path, what } => {
            of("source-unreadable", path).with("what", words(what))
        }
        SourceProblem::InvalidPath => Text::new("source-invalid-path"),
        SourceProblem::NoFolders { path } => of("source-no-folders", path),
        SourceProblem::PractitionerUnclear { path, count } => {
            of("source-practitioner-unclear", path).with("count", number(*count))
        }
        SourceProblem::PractitionerUnknown { path, practitioner } => {
            of("source-practitioner-unknown", path).with("practitioner", words(practitioner))
        }
        SourceProblem::NoProfile { profile } => {
            Text::new("source-no-profile").with("profile", words(profile))
        }
        SourceProblem::TooLarge { path, files } => {
            of("source-too-large", path).with("files", number(*files))
        }
        SourceProblem::PartlyUnreadable { path, entries } => {
            of("source-partly-unreadable", path).with("entries", number(*entries))
        }
        SourceProblem::ReturnsUnreadable { path } => of("source-returns-unreadable", path),
        SourceProblem::NotAnswering { path } => of("source-not-answering", path),
        SourceProblem::BrokenOff { path } => of("source-broken-off", path),
        SourceProblem::NothingRecognised => Text::new("source-nothing-recognised"),
    }
}
