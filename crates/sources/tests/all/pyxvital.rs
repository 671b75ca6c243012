//! Pyxvital installations.

use std::{fs, path::Path, sync::atomic::AtomicBool};

use vigie_domain::book::source::{SourceKind, SourceProblem};
use vigie_sources::{open, preview};

use crate::support::*;

pub(crate) fn install(root: &Path, practitioners: &[&str]) {
    for practitioner in practitioners {
        for folder in ["ARL", "B2", "FSE", "LOTS"] {
            fs::create_dir_all(root.join(folder).join(practitioner)).unwrap();
        }
    }
    let text = b"; essai\r\n[R\xe9pertoires]\r\nARL = \"ARL\\#\"  \r\nfichiers=B2\\#\r\nFse=FSE\\#\r\nLots=LOTS\\#\r\n[SCOR]\r\nActif=0\r\n";
    fs::write(root.join("Pyxvital.ini"), text).unwrap();
}

pub(crate) fn kind(root: &Path, practitioner: Option<&str>) -> SourceKind {
    SourceKind::Pyxvital {
        ini: root.join("Pyxvital.ini").to_str().unwrap().to_owned(),
        practitioner: practitioner.map(str::to_owned),
    }
}

#[test]
fn a_practitioners_folders_are_read_and_no_others() {
    let root = tempfile::tempdir().unwrap();
    install(root.path(), &["1", "2"]);
    let at = |name: &str| root.path().join(name);
    write(&at("LOTS/2/a.b2"), &b2(&[17]), 3600);
    write(&at("B2/2/a.b2"), &b2(&[17]), 3600);
    write(&at("ARL/2/a.arl"), &b2(&[17]), 3600);
    write(&at("LOTS/1/b.b2"), &b2(&[18]), 3600);
    write(&at("FSE/2/c.b2"), &b2(&[19]), 3600);
    let chosen = kind(root.path(), Some("2"));
    let mut follower = Follower::new(&chosen, &knowledge());
    let reading = follower.read(now()).unwrap();
    assert_eq!(reading.problem, None);
    assert_eq!(
        (follower.numbers(), follower.returns().len()),
        (vec![17], 1)
    );
    let watched = follower.watched();
    for path in ["Pyxvital.ini", "LOTS/2", "B2/2", "ARL/2"] {
        assert!(watched.contains(&at(path)), "{path}");
    }
    follower.restart(&chosen, &knowledge());
    let given = follower.given;
    write(&at("LOTS/2/d.b2"), &b2(&[20]), 3600);
    follower.read(now()).unwrap();
    assert_eq!(
        (follower.numbers(), follower.given),
        (vec![17, 20], given + 1)
    );
}

#[test]
fn it_follows_folders_that_move() {
    let root = tempfile::tempdir().unwrap();
    install(root.path(), &["1"]);
    write(&root.path().join("LOTS/1/a.b2"), &b2(&[17]), 3600);
    let mut follower = Follower::new(&kind(root.path(), None), &knowledge());
    follower.read(now()).unwrap();
    fs::create_dir_all(root.path().join("ENVOIS/1")).unwrap();
    write(&root.path().join("ENVOIS/1/b.b2"), &b2(&[18]), 3600);
    fs::write(
        root.path().join("Pyxvital.ini"),
        "[Repertoires]\nLots=ENVOIS\\#\n",
    )
    .unwrap();
    follower.read(now()).unwrap();
    assert_eq!(follower.numbers(), [17, 18]);
}

#[test]
fn what_is_unclear_is_said() {
    let root = tempfile::tempdir().unwrap();
    let problem = |practitioner: Option<&str>| {
        let mut source = open(&kind(root.path(), practitioner), &knowledge()).unwrap();
        source.read(None, now(), &AtomicBool::new(false)).err()
    };
    assert!(matches!(problem(None), Some(SourceProblem::Missing { .. })));
    fs::create_dir(root.path().join("Pyxvital.ini")).unwrap();
    assert!(matches!(
        problem(None),
        Some(SourceProblem::NotAFile { .. })
    ));
    fs::remove_dir(root.path().join("Pyxvital.ini")).unwrap();
    fs::write(root.path().join("Pyxvital.ini"), "[SCOR]\nLots=x\n").unwrap();
    assert!(matches!(
        problem(None),
        Some(SourceProblem::NoFolders { .. })
    ));
    install(root.path(), &["1", "2", "DUPONT INVENTE"]);
    assert!(matches!(
        problem(None),
        Some(SourceProblem::PractitionerUnclear { count: 3, .. })
    ));
    assert_eq!(problem(Some("DUPONT INVENTE")), None);
    for unknown in ["7", "..", "../x", "", "/"] {
        assert!(
            matches!(
                problem(Some(unknown)),
                Some(SourceProblem::PractitionerUnknown { .. })
            ),
            "{unknown}"
        );
    }
}

#[test]
fn a_folder_that_is_missing_is_told_of_where_no_lots_are_seen() {
    let root = tempfile::tempdir().unwrap();
    install(root.path(), &["1"]);
    fs::remove_dir_all(root.path().join("B2")).unwrap();
    let mut follower = Follower::new(&kind(root.path(), Some("1")), &knowledge());
    assert_eq!(follower.read(now()).unwrap().problem, None);
    fs::remove_dir_all(root.path().join("LOTS")).unwrap();
    let reading = follower.read(now()).unwrap();
    assert!(matches!(
        reading.problem,
        Some(SourceProblem::Missing { .. })
    ));
}

#[test]
fn returns_that_cannot_be_read_are_told_of_while_lots_are_seen() {
    let root = tempfile::tempdir().unwrap();
    install(root.path(), &["1"]);
    let at = |name: &str| root.path().join(name);
    write(&at("LOTS/1/a.b2"), &b2(&[17]), 3600);
    write(&at("ARL/1/a.arl"), &b2(&[17]), 3600);
    let kind = kind(root.path(), Some("1"));
    let mut follower = Follower::new(&kind, &knowledge());
    let reading = follower.read(now()).unwrap();
    assert_eq!((reading.problem, reading.returns_hidden), (None, false));
    let unreadable = Some(SourceProblem::ReturnsUnreadable {
        path: at("ARL/1").display().to_string(),
    });
    fs::rename(at("ARL/1"), at("away")).unwrap();
    // Something else there is no folder of returns either.
    for _ in 0..2 {
        let reading = follower.read(now()).unwrap();
        assert_eq!(
            (reading.problem, reading.returns_hidden),
            (unreadable.clone(), true)
        );
        let shown = preview(&kind, &knowledge(), now(), &AtomicBool::new(false));
        assert_eq!((shown.lots, shown.problem), (1, unreadable.clone()));
        fs::write(at("ARL/1"), "x").unwrap();
    }
    fs::remove_file(at("ARL/1")).unwrap();
    fs::rename(at("away"), at("ARL/1")).unwrap();
    write(&at("ARL/1/b.arl"), &b2(&[18]), 3600);
    let reading = follower.read(now()).unwrap();
    assert_eq!((reading.problem, reading.returns_hidden), (None, false));
    assert_eq!(follower.returns().len(), 2);
}

#[cfg(unix)]
#[test]
fn returns_that_may_not_be_read_are_told_of() {
    use std::os::unix::fs::PermissionsExt as _;
    let root = tempfile::tempdir().unwrap();
    install(root.path(), &["1"]);
    let arl = root.path().join("ARL/1");
    write(&root.path().join("LOTS/1/a.b2"), &b2(&[17]), 3600);
    let allow = |mode| fs::set_permissions(&arl, fs::Permissions::from_mode(mode)).unwrap();
    allow(0o000);
    // Whom the system forbids nothing, it cannot show this.
    if fs::read_dir(&arl).is_err() {
        let mut follower = Follower::new(&kind(root.path(), Some("1")), &knowledge());
        let reading = follower.read(now()).unwrap();
        assert!(reading.returns_hidden);
        assert!(matches!(
            reading.problem,
            Some(SourceProblem::ReturnsUnreadable { .. })
        ));
    }
    allow(0o755);
}

#[test]
fn folders_of_many_files_are_read_in_pieces() {
    let root = tempfile::tempdir().unwrap();
    install(root.path(), &["1"]);
    for (folder, first) in [("LOTS", 0), ("B2", 600), ("ARL", 0)] {
        for number in first..first + 600_u16 {
            let mut file = b2(&[number % 1000]);
            file[60..65].copy_from_slice(format!("{number:05}").as_bytes());
            fs::write(root.path().join(folder).join(format!("1/{number}")), file).unwrap();
        }
    }
    let late = after(86_400 * 400);
    let mut follower = Follower::new(&kind(root.path(), Some("1")), &knowledge());
    loop {
        let reading = follower.once(late).unwrap();
        let more = reading.more;
        follower.keep(reading);
        follower.restart(&kind(root.path(), Some("1")), &knowledge());
        if !more {
            break;
        }
    }
    assert_eq!(
        (follower.lots().len(), follower.returns().len()),
        (1200, 600)
    );
    assert_eq!(follower.given, 1800);
}
