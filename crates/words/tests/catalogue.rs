//! Both languages hold the same keys, attributes and variables, in files named after their keys.

mod common;

use common::{LANGUAGES, files, sentences};

#[test]
fn both_languages_have_the_same_files() {
    let [fr, en] = LANGUAGES.map(|language| files(language).into_keys().collect::<Vec<_>>());
    assert_eq!(fr, en);
}

#[test]
fn both_languages_have_the_same_sentences_with_the_same_variables() {
    let english = files("en");
    let mut wrong = Vec::new();
    for (area, path) in files("fr") {
        let fr = sentences(&path);
        let en = sentences(&english[&area]);
        for key in fr.keys().chain(en.keys()) {
            match (fr.get(key), en.get(key)) {
                (Some(fr), Some(en)) if fr.variables == en.variables => {}
                (Some(fr), Some(en)) => wrong.push(format!(
                    "{key}: variables {:?} in French, {:?} in English",
                    fr.variables, en.variables
                )),
                (Some(_), None) => wrong.push(format!("{key} is missing in English")),
                (None, _) => wrong.push(format!("{key} is missing in French")),
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn keys_begin_with_their_files_name_and_sentences_stand_alone() {
    for language in LANGUAGES {
        for (area, path) in files(language) {
            assert!(
                area.chars().all(|c| c.is_ascii_lowercase()),
                "{area}: a file is named by one word, the first of its keys"
            );
            for (key, sentence) in sentences(&path) {
                assert!(
                    key.starts_with(&format!("{area}-")),
                    "{}: {key} belongs elsewhere",
                    path.display()
                );
                assert!(
                    sentence.references.is_empty(),
                    "{key} refers to {:?}",
                    sentence.references
                );
            }
        }
    }
}
