use super::*;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn fault(result: Result<(), Fault>) -> FileFault {
    match result.unwrap_err() {
        Fault::File { fault, .. } => fault,
        other => panic!("{other}"),
    }
}

#[test]
fn a_file_is_replaced_and_nothing_else_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mail.ini");
    fs::write(&path, "old").unwrap();
    // What a crash left.
    fs::write(folder.path().join("mail.ini.vigie-tmp"), "half").unwrap();
    replace(&path, b"new").unwrap();
    assert_eq!(read(&path).unwrap(), b"new");
    assert_eq!(names(folder.path()), ["mail.ini"]);
}

#[test]
fn a_copy_never_overwrites_another() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mail.ini");
    fs::write(&path, "one").unwrap();
    let first = copy(&path, b"one", ".vigie-x").unwrap();
    assert_eq!(first.file_name().unwrap(), "mail.ini.vigie-x.bak");
    assert_eq!(copy(&path, b"one", ".vigie-x").unwrap(), first);
    let second = copy(&path, b"two", ".vigie-x").unwrap();
    assert_eq!(second.file_name().unwrap(), "mail.ini.vigie-x-2.bak");
    assert_eq!(read(&first).unwrap(), b"one");
    assert_eq!(read(&second).unwrap(), b"two");
}

#[test]
fn what_may_not_be_replaced_is_told_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mail.ini");
    assert!(matches!(fault(replace(&path, b"new")), FileFault::Missing));
    assert!(matches!(
        fault(replace(folder.path(), b"new")),
        FileFault::NotAFile
    ));
    fs::write(&path, "old").unwrap();

    let holder = File::open(&path).unwrap();
    holder.lock().unwrap();
    assert!(matches!(fault(replace(&path, b"new")), FileFault::Locked));
    assert!(matches!(fault(is_replaceable(&path)), FileFault::Locked));
    drop(holder);

    let mut rights = fs::metadata(&path).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(&path, rights.clone()).unwrap();
    assert!(matches!(fault(replace(&path, b"new")), FileFault::ReadOnly));
    #[expect(clippy::permissions_set_readonly_false, reason = "a file of this test")]
    rights.set_readonly(false);
    fs::set_permissions(&path, rights).unwrap();

    assert_eq!(read(&path).unwrap(), b"old");
    assert_eq!(names(folder.path()), ["mail.ini"]);

    let large = File::options().write(true).open(&path).unwrap();
    large.set_len(MOST_OCTETS + 1).unwrap();
    assert!(matches!(
        fault(read(&path).map(|_| ())),
        FileFault::TooLarge
    ));
}

/// A program that opened the file without letting others share it, as Windows programs do.
#[cfg(windows)]
#[test]
fn a_file_that_is_not_shared_is_locked() {
    use std::os::windows::fs::OpenOptionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mail.ini");
    fs::write(&path, "old").unwrap();
    let holder = File::options()
        .read(true)
        .write(true)
        .share_mode(0)
        .open(&path)
        .unwrap();
    assert!(matches!(fault(replace(&path, b"new")), FileFault::Locked));
    drop(holder);
    assert_eq!(read(&path).unwrap(), b"old");
    assert_eq!(names(folder.path()), ["mail.ini"]);
}

#[cfg(unix)]
#[test]
fn mode_and_owner_stay_and_a_link_is_no_file() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mail.ini");
    fs::write(&path, "old").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    // Only root may give a file away; for others the owner is the same anyway.
    let _ = chown(&path, Some(1234), Some(1234));
    let before = fs::metadata(&path).unwrap();
    let copied = copy(&path, b"old", ".vigie-x").unwrap();
    replace(&path, b"new").unwrap();
    for path in [&path, &copied] {
        let after = fs::metadata(path).unwrap();
        assert_eq!(
            (after.mode(), after.uid(), after.gid()),
            (before.mode(), before.uid(), before.gid())
        );
    }
    let link = folder.path().join("link.ini");
    symlink(&path, &link).unwrap();
    assert!(matches!(fault(replace(&link, b"x")), FileFault::NotAFile));
    assert!(matches!(
        fault(read(&link).map(|_| ())),
        FileFault::NotAFile
    ));
}
