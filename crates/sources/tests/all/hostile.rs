//! Folders that are too full, too deep, too large, or killed in the middle.

use std::{
    fs::{self, File},
    path::Path,
    sync::atomic::AtomicBool,
    time::Instant,
};

use vigie_domain::book::source::{SourceKind, SourceProblem};
use vigie_sources::open;

use crate::support::*;

/// A folder of so many files, each of one lot of its own.
fn many(root: &Path, count: u16) {
    for number in 0..count {
        // Numbers begin anew after 999; the content differs all the same.
        let mut file = b2(&[number % 1000]);
        file[60..65].copy_from_slice(format!("{number:05}").as_bytes());
        fs::write(root.join(format!("{number}.b2")), file).unwrap();
    }
}

#[test]
fn each_reading_is_bounded_and_all_is_read_in_the_end() {
    let root = tempfile::tempdir().unwrap();
    many(root.path(), 1800);
    let mut follower = Follower::new(&folder(root.path()), &knowledge());
    let reading = follower.once(after(86_400 * 400)).unwrap();
    assert!(reading.sightings.len() <= 500 && reading.more);
    follower.read(after(86_400 * 400)).unwrap();
    assert_eq!((follower.seen.len(), follower.given), (1800, 1800));
    assert!(follower.calls >= 4);
}

#[test]
fn killed_at_any_reading_nothing_is_lost_or_counted_twice() {
    let root = tempfile::tempdir().unwrap();
    many(root.path(), 1200);
    let late = after(86_400 * 400);
    let mbox: Vec<u8> = (0..700)
        .flat_map(|id| [b"From -\n".to_vec(), lot_message(id)].concat())
        .collect();
    fs::write(root.path().join("Sent"), mbox).unwrap();
    for kept in [true, false] {
        let mut follower = Follower::new(&folder(root.path()), &knowledge());
        for _ in 0..8 {
            let reading = follower.once(late).unwrap();
            let more = reading.more;
            // Killed before or after the reading was recorded.
            if kept || more && follower.given == 0 {
                follower.keep(reading);
            }
            follower.restart(&folder(root.path()), &knowledge());
            if !kept {
                // The same object, given an older cursor, forgets what was not recorded.
                let lost = follower.once(late).unwrap();
                let again = follower.once(late).unwrap();
                assert_eq!(lost.sightings.len(), again.sightings.len());
                follower.keep(again);
            }
        }
        follower.read(late).unwrap();
        assert_eq!(follower.seen.len(), 1900);
    }
}

#[test]
fn a_large_file_is_left_out_with_a_note() {
    let root = tempfile::tempdir().unwrap();
    File::create(root.path().join("video.mp4"))
        .unwrap()
        .set_len(200 << 20)
        .unwrap();
    write(&root.path().join("a.b2"), &b2(&[17]), 3600);
    let mut follower = Follower::new(&folder(root.path()), &knowledge());
    let begin = Instant::now();
    for _ in 0..2 {
        let reading = follower.read(now()).unwrap();
        assert!(matches!(
            reading.problem,
            Some(SourceProblem::TooLarge { files: 1, .. })
        ));
    }
    assert!(begin.elapsed().as_secs() < 2);
    assert_eq!(follower.numbers(), [17]);
    fs::remove_file(root.path().join("video.mp4")).unwrap();
    assert_eq!(follower.read(now()).unwrap().problem, None);
}

#[test]
fn broken_compression_and_records_out_of_step_are_no_lots_and_no_end() {
    let root = tempfile::tempdir().unwrap();
    let at = |name: &str| root.path().join(name);
    write(&at("cut.gz"), b"\x1f\x8b\x08\0\0\0\0\0\0\x03cut", 3600);
    write(
        &at("step.b2"),
        &[&b2(&[17])[..300], b"\r\nx\r\n", &b2(&[18])].concat(),
        3600,
    );
    write(&at("nothing.b2"), &b2(&[]), 3600);
    write(&at("octets"), &[0xff; 5000], 3600);
    let mut follower = Follower::new(&folder(root.path()), &knowledge());
    follower.read(now()).unwrap();
    assert_eq!(follower.numbers(), [17]);
    assert_eq!(follower.unknown, 3);
}

#[test]
fn a_stop_ends_the_reading() {
    let root = tempfile::tempdir().unwrap();
    many(root.path(), 20);
    let mut source = open(&folder(root.path()), &knowledge()).unwrap();
    let reading = source.read(None, now(), &AtomicBool::new(true)).unwrap();
    assert!(reading.more && reading.sightings.is_empty());
    let rest = source.read(
        Some(reading.cursor),
        after(86_400 * 400),
        &AtomicBool::new(false),
    );
    assert_eq!(rest.unwrap().sightings.len(), 20);
}

#[test]
fn a_foreign_cursor_is_none() {
    let root = tempfile::tempdir().unwrap();
    write(&root.path().join("a.b2"), &b2(&[17]), 3600);
    for cursor in [
        serde_json::json!(null),
        serde_json::json!(7),
        serde_json::json!({"folder": "x", "turn": 1, "known": "!!", "within": null}),
        serde_json::json!({"folder": "x", "turn": 1, "known": "AAAA", "within": null}),
    ] {
        let mut source = open(&folder(root.path()), &knowledge()).unwrap();
        let reading = source
            .read(Some(cursor), now(), &AtomicBool::new(false))
            .unwrap();
        assert_eq!(reading.sightings.len(), 1);
    }
}

#[test]
fn an_impossible_path_is_no_source() {
    for path in ["", "  ", "a\0b", &"x".repeat(1001)] {
        let kind = SourceKind::LotFolder {
            path: path.to_owned(),
        };
        assert_eq!(
            open(&kind, &knowledge()).err(),
            Some(SourceProblem::InvalidPath)
        );
    }
}

#[cfg(unix)]
mod unix {
    use std::os::unix::{ffi::OsStrExt as _, fs::symlink};

    use super::*;

    #[test]
    fn links_are_not_followed_and_names_may_be_of_any_code_page() {
        let root = tempfile::tempdir().unwrap();
        let inner = root.path().join("inner");
        fs::create_dir(&inner).unwrap();
        symlink(root.path(), inner.join("loop")).unwrap();
        symlink("/dev/zero", root.path().join("endless")).unwrap();
        symlink("nowhere", root.path().join("dangling")).unwrap();
        let name = std::ffi::OsStr::from_bytes(b"re\xe7u \xe9t\xe9.b2");
        write(&inner.join(name), &b2(&[17]), 3600);
        let mut follower = Follower::new(&folder(root.path()), &knowledge());
        follower.read(now()).unwrap();
        assert_eq!(follower.numbers(), [17]);
        // The chosen folder itself may be a link.
        let link = root.path().join("link");
        symlink(&inner, &link).unwrap();
        let mut follower = Follower::new(&folder(&link), &knowledge());
        follower.read(now()).unwrap();
        assert_eq!(follower.numbers(), [17]);
    }

    #[test]
    fn a_folder_too_deep_is_not_entered() {
        let root = tempfile::tempdir().unwrap();
        let deep = root.path().join("a/b/c/d/e/f");
        fs::create_dir_all(&deep).unwrap();
        write(&deep.join("a.b2"), &b2(&[17]), 3600);
        write(&root.path().join("a/b/c/d/b.b2"), &b2(&[18]), 3600);
        let mut follower = Follower::new(&folder(root.path()), &knowledge());
        follower.read(now()).unwrap();
        assert_eq!(follower.numbers(), [18]);
    }
}
