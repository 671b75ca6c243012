//! What the documentation says of the sources is so.

use std::{collections::BTreeSet, fs, path::Path};

#[test]
fn every_test_that_the_page_of_threats_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let page = fs::read_to_string(root.join("docs/threats.md")).unwrap();
    let named: BTreeSet<&str> = page
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|name| name.contains('_') || is_known_word(name))
        .collect();
    assert!(named.len() > 50, "{named:?}");
    let mut sources = String::new();
    for folder in ["crates", "tests", "src-tauri"] {
        read_sources(&root.join(folder), &mut sources);
    }
    let targets = root.join("fuzz/fuzz_targets");
    let missing: Vec<&&str> = named
        .iter()
        .filter(|name| {
            !sources.contains(&format!("fn {name}("))
                && !targets.join(format!("{name}.rs")).exists()
        })
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// Names of one word.
fn is_known_word(name: &str) -> bool {
    ["rollback", "freeze"].contains(&name)
}

fn read_sources(folder: &Path, sources: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_sources(&path, sources);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            sources.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}
