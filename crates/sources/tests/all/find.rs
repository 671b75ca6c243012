//! Finding what stands where it usually stands.

use std::{fs, path::PathBuf};

use vigie_domain::{billing::Base, book::source::SourceKind};
use vigie_sources::{built_in, find_below, parse};

use crate::pyxvital::{install, kind};

#[test]
fn pyxvital_is_found_once_per_practitioner_on_every_drive() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::create_dir(one.path().join("pyxvital")).unwrap();
    install(&one.path().join("pyxvital"), &["1", "2"]);
    fs::create_dir(two.path().join("VZLan")).unwrap();
    install(&two.path().join("VZLan"), &[]);
    fs::create_dir(two.path().join("PyxLan")).unwrap();
    let roots = |base: Base| match base {
        Base::Drive => vec![
            one.path().to_owned(),
            two.path().to_owned(),
            PathBuf::from("/none"),
        ],
        _ => Vec::new(),
    };
    let found = find_below(&built_in(), &roots);
    let kinds: Vec<SourceKind> = found.iter().map(|one| one.kind.clone()).collect();
    assert_eq!(
        kinds,
        [
            kind(&one.path().join("pyxvital"), Some("1")),
            kind(&one.path().join("pyxvital"), Some("2")),
            kind(&two.path().join("VZLan"), None),
        ]
    );
    assert!(
        found
            .iter()
            .all(|one| one.software.as_deref() == Some("Pyxvital"))
    );
}

#[test]
fn places_that_support_names_are_looked_at() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir_all(root.path().join("Essai/Envois")).unwrap();
    fs::write(root.path().join("Essai/essai.log"), "x").unwrap();
    let profiles = parse(
        r#"{"version":1,"profiles":[{"id":"essai","name":"Essai","evidence":"a test",
            "sources":[
                {"kind":"lot_folder","place":{"base":"program_data","path":"Essai/Envois"}},
                {"kind":"return_folder","place":{"base":"program_data","path":"Essai/Retours"}},
                {"kind":"log","place":{"base":"program_data","path":"Essai/essai.log"}},
                {"kind":"log","place":{"base":"home","path":"Essai/essai.log"}}],
            "log":{"encoding":"utf8","pattern":"(?P<number>[0-9]+) (?P<date>[0-9]{8})","date_formats":["%Y%m%d"]}}]}"#,
    )
    .unwrap();
    let roots = |base: Base| match base {
        Base::ProgramData => vec![root.path().to_owned()],
        _ => Vec::new(),
    };
    let found = find_below(&profiles, &roots);
    assert_eq!(found.len(), 2);
    assert!(matches!(&found[0].kind, SourceKind::LotFolder { path } if path.ends_with("Envois")));
    assert!(matches!(&found[1].kind, SourceKind::Log { profile, .. } if profile == "essai"));
}

#[test]
fn looking_on_this_computer_harms_nothing() {
    let _ = vigie_sources::find(&built_in());
}
