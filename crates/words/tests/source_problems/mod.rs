//! Every reason why a source cannot be read.

use vigie_domain::book::source::SourceProblem;

/// One of each, and more where the number matters.
pub(crate) fn all() -> Vec<SourceProblem> {
    fn is_listed(problem: &SourceProblem) {
        match problem {
            SourceProblem::Missing { .. }
            | SourceProblem::Forbidden { .. }
            | SourceProblem::NotAFolder { .. }
            | SourceProblem::NotAFile { .. }
            | SourceProblem::Unreadable { .. }
            | SourceProblem::InvalidPath
            | SourceProblem::NoFolders { .. }
            | SourceProblem::PractitionerUnclear { .. }
            | SourceProblem::PractitionerUnknown { .. }
            | SourceProblem::NoProfile { .. }
            | SourceProblem::TooLarge { .. }
            | SourceProblem::PartlyUnreadable { .. }
            | SourceProblem::ReturnsUnreadable { .. }
            | SourceProblem::NotAnswering { .. }
            | SourceProblem::BrokenOff { .. }
            | SourceProblem::NothingRecognised => {}
        }
    }
    let path = || "C:\\pyxvital\\LOTS\\1".to_owned();
    let ini = || "C:\\pyxvital\\Pyxvital.ini".to_owned();
    let problems = vec![
        SourceProblem::Missing { path: path() },
        SourceProblem::Forbidden { path: path() },
        SourceProblem::NotAFolder { path: path() },
        SourceProblem::NotAFile { path: path() },
        SourceProblem::Unreadable {
            path: path(),
            what: "device not ready".to_owned(),
        },
        SourceProblem::InvalidPath,
        SourceProblem::NoFolders { path: ini() },
        SourceProblem::PractitionerUnclear {
            path: ini(),
            count: 3,
        },
        SourceProblem::PractitionerUnknown {
            path: ini(),
            practitioner: "4".to_owned(),
        },
        SourceProblem::NoProfile {
            profile: "essai".to_owned(),
        },
        SourceProblem::TooLarge {
            path: path(),
            files: 1,
        },
        SourceProblem::TooLarge {
            path: path(),
            files: 12,
        },
        SourceProblem::PartlyUnreadable {
            path: path(),
            entries: 1,
        },
        SourceProblem::PartlyUnreadable {
            path: path(),
            entries: 12,
        },
        SourceProblem::ReturnsUnreadable { path: path() },
        SourceProblem::NotAnswering { path: path() },
        SourceProblem::BrokenOff { path: path() },
        SourceProblem::NothingRecognised,
    ];
    problems.iter().for_each(is_listed);
    problems
}
