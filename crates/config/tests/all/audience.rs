//! Whom a document reaches.

use proptest::prelude::*;
use vigie_config::{
    Audience, Practice, PracticeNumber,
    audience::Share,
    fault::{Oddity, Problem},
};

use crate::support::{oddities, practice, problems, read, version};

fn with(audience: &str) -> String {
    format!(
        "format = 1\nkind = \"withdrawal\"\nid = \"essai\"\nwithdraws = [\"a\"]\naudience = {audience}\n"
    )
}

fn reaches(audience: &str) -> bool {
    read(&with(audience)).audience.reaches(&practice())
}

#[test]
fn each_criterion_reaches_whom_it_names() {
    for (audience, expected) in [
        ("{ everyone = true }", true),
        ("{ domain = \"exemple.example\" }", true),
        ("{ domain = \"autre.example\" }", false),
        (
            "{ domain = [\"autre.example\", \"exemple.example\"] }",
            true,
        ),
        ("{ domain = \"sub.exemple.example\" }", false),
        ("{ provider = \"exemple\" }", true),
        ("{ software = \"  logiciel   EXEMPLE\" }", true),
        ("{ software = \"Logiciel\" }", false),
        ("{ department = [\"57\", \"67\"] }", true),
        ("{ department = \"2A\" }", false),
        ("{ practice = \"7kqm 2xrd 9vta\" }", true),
        ("{ practice = \"7KQM-2XRD-9VTB\" }", false),
        (
            "{ version = { from = \"0.1.0\", before = \"0.2.0\" } }",
            true,
        ),
        ("{ version = { before = \"0.1.0\" } }", false),
        ("{ version = { from = \"0.1.1\" } }", false),
        ("{ share = { salt = \"a\", percent = 100 } }", true),
        ("{ share = { salt = \"a\", percent = 0 } }", false),
        (
            "{ all_of = [{ domain = \"exemple.example\" }, { department = \"57\" }] }",
            true,
        ),
        (
            "{ all_of = [{ domain = \"exemple.example\" }, { department = \"75\" }] }",
            false,
        ),
        (
            "{ any_of = [{ department = \"75\" }, { all_of = [{ everyone = true }] }] }",
            true,
        ),
    ] {
        assert_eq!(reaches(audience), expected, "{audience}");
    }
}

#[test]
fn an_unknown_criterion_reaches_nobody_and_never_widens() {
    for audience in [
        "{ moon = \"full\" }",
        "{ all_of = [{ everyone = true }, { moon = \"full\" }] }",
        "{ any_of = [{ moon = \"full\" }] }",
    ] {
        assert!(!reaches(audience), "{audience}");
        let oddities = oddities(&with(audience));
        assert!(oddities.iter().any(|(_, o)| *o == Oddity::UnknownCriterion));
    }
}

#[test]
fn a_wrong_audience_is_refused_with_its_place() {
    let mut deep = "{ everyone = true }".to_owned();
    for _ in 0..5 {
        deep = format!("{{ all_of = [{deep}] }}");
    }
    for (audience, path, problem) in [
        ("{ }", "audience", Problem::OneCriterion),
        (
            "{ everyone = true, domain = \"a.example\" }",
            "audience",
            Problem::OneCriterion,
        ),
        ("{ domain = [] }", "audience.domain", Problem::Empty),
        (
            "{ domain = \"Exemple\" }",
            "audience.domain",
            Problem::NotHost,
        ),
        (
            "{ department = \"20\" }",
            "audience.department",
            Problem::NotDepartment,
        ),
        (
            "{ practice = \"7KQM\" }",
            "audience.practice",
            Problem::NotPracticeNumber,
        ),
        (
            "{ share = { salt = \"a\", percent = 101 } }",
            "audience.share.percent",
            Problem::OutOfRange {
                least: 0,
                most: 100,
            },
        ),
        (
            "{ version = { from = \"1.0.0\", before = \"1.0.0\" } }",
            "audience.version",
            Problem::EndsFirst,
        ),
        (
            deep.as_str(),
            "audience.all_of[0].all_of[0].all_of[0].all_of[0]",
            Problem::TooDeep(4),
        ),
    ] {
        assert_eq!(
            problems(&with(audience)),
            [(path.to_owned(), problem)],
            "{audience}"
        );
    }
}

#[test]
fn a_share_reaches_about_its_percentage() {
    let share = |percent| Share {
        salt: "essai".to_owned(),
        percent,
    };
    for percent in [10, 50, 90] {
        let reached = (0..20_000)
            .map(|i| PracticeNumber::of_installation(&i.to_string()))
            .filter(|number| share(percent).reaches(number))
            .count();
        let expected = usize::from(percent) * 200;
        assert!(reached.abs_diff(expected) < 350, "{percent}: {reached}");
    }
}

#[test]
fn the_draw_never_changes_between_releases() {
    let reached: String = (0..32)
        .map(|i| {
            let number = PracticeNumber::of_installation(&i.to_string());
            let share = Share {
                salt: "essai".to_owned(),
                percent: 50,
            };
            if share.reaches(&number) { '1' } else { '0' }
        })
        .collect();
    assert_eq!(reached, DRAW);
}

const DRAW: &str = "10111111001101100011011010111011";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn widening_never_drops_one_that_was_in(seed in any::<u64>(), salt in "[a-z0-9]{1,12}", a in 0_u8..=100, b in 0_u8..=100) {
        let number = PracticeNumber::of_installation(&seed.to_string());
        let reaches = |percent| Share { salt: salt.clone(), percent }.reaches(&number);
        let (least, most) = (a.min(b), a.max(b));
        prop_assert!(!reaches(least) || reaches(most));
        prop_assert!(!reaches(10) || reaches(50));
        prop_assert!(!reaches(50) || reaches(100));
        prop_assert!(reaches(100) && !reaches(0));
        prop_assert_eq!(reaches(a), reaches(a));
    }

    #[test]
    fn a_share_asks_for_nothing_but_the_number(domain in "[a-z]{1,8}\\.example", department in "[0-9]{2}", minor in 0_u16..9) {
        let audience = Audience::Share(Share { salt: "essai".to_owned(), percent: 50 });
        let other = Practice {
            domains: vec![domain],
            department: Some(department),
            version: version(&format!("0.{minor}.0")),
            ..practice()
        };
        prop_assert_eq!(audience.reaches(&practice()), audience.reaches(&other));
    }
}
