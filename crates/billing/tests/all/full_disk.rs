//! On a small file system of the test's own, which is full or read-only.

use std::{fs, path::Path, process::Command};

use vigie_billing::{Change, Fault, FileFault};

use crate::support::{essai, names, new_settings, now, old};

const INSIDE: &str = "VIGIE_TEST_FILE_SYSTEM";
const SIZE: usize = 256 * 1024;

#[test]
fn on_a_full_disk_nothing_is_changed_and_nothing_is_left() {
    if std::env::var_os(INSIDE).is_none() {
        let status = Command::new("unshare")
            .args(["--map-root-user", "--mount"])
            .arg(std::env::current_exe().unwrap())
            .args(["full_disk::on_a_full_disk_nothing_is_changed_and_nothing_is_left"])
            .args(["--exact", "--nocapture"])
            .env(INSIDE, "yes")
            .status()
            .unwrap();
        assert!(status.success(), "{status}");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mount = |options: &str| {
        let status = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "vigie-essai"])
            .arg(folder.path())
            .status()
            .unwrap();
        assert!(status.success(), "mount {options}");
    };
    mount(&format!("size={SIZE}"));
    let file = folder.path().join("mail.ini");

    // No room for the copy.
    let old_octets = old(SIZE / 2 + 8 * 1024);
    fs::write(&file, &old_octets).unwrap();
    let mut change = Change::plan(&essai(folder.path()), &new_settings()).unwrap();
    assert_is_full(change.back_up(&now()));
    assert_eq!(fs::read(&file).unwrap(), old_octets);
    assert_eq!(names(folder.path()), ["mail.ini"]);

    // Room for the copy, none for the new file.
    let old_octets = old(SIZE / 3 + 8 * 1024);
    fs::write(&file, &old_octets).unwrap();
    let mut change = Change::plan(&essai(folder.path()), &new_settings()).unwrap();
    change.back_up(&now()).unwrap();
    assert_is_full(change.write());
    assert_eq!(fs::read(&file).unwrap(), old_octets);
    assert_eq!(names(folder.path()).len(), 2, "{:?}", names(folder.path()));

    // Full only when it is to be undone.
    let old_octets = old(1024);
    for name in names(folder.path()) {
        fs::remove_file(folder.path().join(name)).unwrap();
    }
    fs::write(&file, &old_octets).unwrap();
    let mut change = Change::plan(&essai(folder.path()), &new_settings()).unwrap();
    change.back_up(&now()).unwrap();
    change.write().unwrap();
    let new_octets = fs::read(&file).unwrap();
    let filler = folder.path().join("filler");
    fs::write(&filler, vec![0; SIZE]).unwrap_err();
    assert_is_full(change.undo());
    assert_eq!(fs::read(&file).unwrap(), new_octets);

    // There is room again, but nothing may be written.
    fs::remove_file(&filler).unwrap();
    mount("remount,ro");
    match change.undo() {
        Err(Fault::File {
            fault: FileFault::ReadOnly,
            path,
        }) => assert_eq!(path, file),
        other => panic!("{other:?}"),
    }
    mount("remount,rw");
    change.undo().unwrap();
    assert_eq!(fs::read(&file).unwrap(), old_octets);
    unmount(folder.path());
}

fn assert_is_full<T: std::fmt::Debug>(result: Result<T, Fault>) {
    match result {
        Err(Fault::File {
            fault: FileFault::DiskFull,
            ..
        }) => {}
        other => panic!("{other:?}"),
    }
}

fn unmount(folder: &Path) {
    let status = Command::new("umount").arg(folder).status().unwrap();
    assert!(status.success());
}
