//! What a source would show.

use std::{fs, sync::atomic::AtomicBool};

use vigie_domain::book::source::SourceProblem;
use vigie_sources::{Preview, preview};

use crate::support::*;

fn look(kind: &vigie_domain::book::source::SourceKind) -> Preview {
    preview(kind, &knowledge(), now(), &AtomicBool::new(false))
}

#[test]
fn a_preview_counts_and_shows_the_latest_lots() {
    let root = tempfile::tempdir().unwrap();
    for number in 0..30 {
        let path = root.path().join(format!("{number}.b2"));
        write(&path, &b2(&[number]), 10_000 - i64::from(number));
    }
    write(&root.path().join("r.noe"), &noemie(3), 3600);
    write(&root.path().join("x.txt"), b"nothing", 3600);
    let shown = look(&folder(root.path()));
    assert_eq!((shown.lots, shown.returns, shown.unknown), (30, 1, 1));
    assert_eq!((shown.problem, shown.more), (None, false));
    assert_eq!(shown.sample.len(), 20);
    assert_eq!(shown.sample[0].number.as_deref(), Some("029"));
    assert!(shown.sample.is_sorted_by(|one, next| one.sent >= next.sent));
}

#[test]
fn what_shows_nothing_is_said() {
    let root = tempfile::tempdir().unwrap();
    assert_eq!(
        look(&folder(root.path())).problem,
        Some(SourceProblem::NothingRecognised)
    );
    fs::write(root.path().join("x.txt"), b"nothing").unwrap();
    let missing = look(&folder(&root.path().join("x")));
    assert!(matches!(
        missing.problem,
        Some(SourceProblem::Missing { .. })
    ));
    let kind = vigie_domain::book::source::SourceKind::LotFolder {
        path: String::new(),
    };
    assert_eq!(look(&kind).problem, Some(SourceProblem::InvalidPath));
}
