//! A process that is killed while it changes a file back and forth.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use vigie_billing::{Change, Standing, Undone};

use crate::support::{essai, names, new_settings, now, old};

const FOLDER: &str = "VIGIE_TEST_FOLDER";
const KILLS: u64 = 25;

#[test]
fn killed_at_any_moment_the_file_is_old_or_new() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        let change = fs::read(PathBuf::from(folder).join("change.json")).unwrap();
        let change: Change = serde_json::from_slice(&change).unwrap();
        loop {
            change.write().unwrap();
            change.undo().unwrap();
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mail.ini");
    let old_octets = old(200_000);
    fs::write(&file, &old_octets).unwrap();
    let mut change = Change::plan(&essai(folder.path()), &new_settings()).unwrap();
    change.back_up(&now()).unwrap();
    change.write().unwrap();
    let new_octets = fs::read(&file).unwrap();
    let kept = folder.path().join("change.json");
    fs::write(kept, serde_json::to_vec(&change).unwrap()).unwrap();

    let mut found_new = 0;
    for kill in 0..KILLS {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args([
                "crash::killed_at_any_moment_the_file_is_old_or_new",
                "--exact",
            ])
            .env(FOLDER, folder.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_micros(20_000 + kill * 1_733));
        process.kill().unwrap();
        process.wait().unwrap();
        let octets = fs::read(&file).unwrap();
        assert!(octets == old_octets || octets == new_octets);
        let is_new = octets == new_octets;
        found_new += u64::from(is_new);
        let standing = if is_new { Standing::New } else { Standing::Old };
        assert_eq!(change.standing().unwrap(), standing);
        // What was begun is finished, or undone.
        if kill % 2 == 0 {
            change.write().unwrap();
            change.read_back().unwrap();
            assert_eq!(fs::read(&file).unwrap(), new_octets);
        } else {
            assert_eq!(change.undo().unwrap(), Undone::Whole);
            assert_eq!(fs::read(&file).unwrap(), old_octets);
        }
        assert_eq!(names(folder.path()).len(), 3, "{:?}", names(folder.path()));
    }
    assert!(found_new > 0 && found_new < KILLS, "{found_new} of {KILLS}");
}
