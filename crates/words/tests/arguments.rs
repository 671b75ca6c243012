//! Dates, durations, sizes and foreign words as `catalogue/format.json` shows them; the page tests
//! itself by the same file.

mod common;

use std::fs;

use fluent_bundle::{FluentBundle, FluentResource};
use jiff::tz::TimeZone;
use serde::Deserialize;
use vigie_domain::text::{Text, TextArg};
use vigie_words::{Catalogue, Language};

#[derive(Deserialize)]
struct Example {
    language: String,
    zone: String,
    arg: TextArg,
    said: String,
    date: Option<String>,
    time: Option<String>,
}

#[test]
fn arguments_are_written_as_in_the_examples() {
    let file = fs::read_to_string(common::folder().join("format.json")).unwrap();
    let examples: Vec<Example> = serde_json::from_str(&file).unwrap();
    assert!(examples.len() > 20);
    for example in examples {
        let language = Language::from_tag(&example.language).unwrap();
        let zone = TimeZone::get(&example.zone).unwrap();
        let catalogue = Catalogue::new(language, zone);
        // A sentence that is nothing but its argument.
        let text = Text::new("").with("x", example.arg.clone());
        let say = |suffix: &str| {
            let arguments = catalogue.arguments(&text).unwrap();
            let source = format!("only = {{ $x{suffix} }}\n");
            let mut bundle = FluentBundle::default();
            bundle.set_use_isolating(false);
            bundle
                .add_resource(FluentResource::try_new(source).unwrap())
                .unwrap();
            let pattern = bundle.get_message("only").unwrap().value().unwrap();
            let mut errors = Vec::new();
            let said = bundle
                .format_pattern(pattern, Some(&arguments), &mut errors)
                .into_owned();
            assert!(errors.is_empty());
            said
        };
        assert_eq!(say(""), example.said, "{:?}", example.arg);
        if let Some(date) = example.date {
            assert_eq!(say("-date"), date);
        }
        if let Some(time) = example.time {
            assert_eq!(say("-time"), time);
        }
    }
}
