//! The settings: their defaults, their ranges, and what the watch makes of them.

use std::ops::RangeInclusive;

use jiff::{SignedDuration, tz::TimeZone};
use vigie_config::limits;
use vigie_domain::{
    book::deadline::{Deadline, Place},
    calendar::Region,
    health::{Policy, QuietHours},
};
use vigie_protocol::{Refusal, Settings};
use vigie_words::Language;

/// Hosts that answer day and night, by TCP, and belong to no mail provider: three public
/// resolvers and a root server of the domain names.
const WITNESSES: [&str; 4] = [
    "1.1.1.1:443",
    "9.9.9.9:443",
    "80.67.169.12:53",
    "193.0.14.129:53",
];

/// Witnesses at most.
const MOST_WITNESSES: usize = 16;

/// Characters of a free text at most.
const LONGEST_TEXT: usize = 100;

/// What holds until the user changes it.
#[must_use]
pub(crate) fn defaults() -> Settings {
    Settings {
        interval_minutes: 10,
        language: None,
        autostart: true,
        quiet_from: 20,
        quiet_until: 7,
        billing_software: None,
        department: None,
        witnesses: WITNESSES.map(str::to_owned).to_vec(),
        session_cap_s: 20,
        deadline: Deadline::default(),
        transition_days: vigie_protocol::usual_transition(),
    }
}

/// Settings within their ranges, texts trimmed and empty ones left out; or which field is not.
pub(crate) fn validated(mut given: Settings) -> Result<Settings, Refusal> {
    let require = |holds: bool, field: &str| {
        if holds {
            Ok(())
        } else {
            Err(Refusal::OutOfRange {
                field: field.to_owned(),
            })
        }
    };
    let within = |value: u16, range: RangeInclusive<i64>, field: &str| {
        require(range.contains(&i64::from(value)), field)
    };
    within(
        given.interval_minutes,
        limits::INTERVAL_MINUTES,
        "interval_minutes",
    )?;
    require(given.quiet_from < 24, "quiet_from")?;
    require(given.quiet_until < 24, "quiet_until")?;
    within(given.session_cap_s, limits::SESSION_CAP_S, "session_cap_s")?;
    within(
        given.transition_days,
        limits::TRANSITION_DAYS,
        "transition_days",
    )?;
    if let Some(language) = &given.language {
        let known = Language::ALL.iter().any(|known| known.tag() == language);
        require(known, "language")?;
    }
    given.billing_software = text(given.billing_software);
    if let Some(name) = &given.billing_software {
        require(is_plain_text(name), "billing_software")?;
    }
    given.department = text(given.department).map(|number| number.to_ascii_uppercase());
    if let Some(number) = &given.department {
        require(is_department(number), "department")?;
    }
    require(given.witnesses.len() <= MOST_WITNESSES, "witnesses")?;
    require(
        given.witnesses.iter().all(|host| is_host_and_port(host)),
        "witnesses",
    )?;
    Ok(given)
}

/// The language of the agent's words.
#[must_use]
pub(crate) fn language(settings: &Settings) -> Language {
    settings
        .language
        .as_deref()
        .and_then(Language::from_tag)
        .unwrap_or_else(Language::of_system)
}

/// The practice's zone: its département's, or else this computer's.
#[must_use]
pub(crate) fn zone(settings: &Settings) -> TimeZone {
    settings
        .department
        .as_deref()
        .and_then(|number| TimeZone::get(Region::of_department(number).zone_name()).ok())
        .unwrap_or_else(TimeZone::system)
}

/// Where the practice is: its calendar and its zone.
#[must_use]
pub(crate) fn place(settings: &Settings) -> Place {
    Place {
        region: region(settings),
        zone: zone(settings),
    }
}

fn region(settings: &Settings) -> Region {
    settings
        .department
        .as_deref()
        .map_or_else(Region::default, Region::of_department)
}

/// The thresholds under these settings.
#[must_use]
pub(crate) fn policy(settings: &Settings, jitter_seed: u64, mailbox_limit: Option<u64>) -> Policy {
    Policy {
        interval: SignedDuration::from_mins(i64::from(settings.interval_minutes)),
        jitter_seed,
        quiet: QuietHours {
            from: settings.quiet_from,
            until: settings.quiet_until,
        },
        zone: zone(settings),
        region: region(settings),
        mailbox_limit,
        ..Policy::default()
    }
}

fn text(given: Option<String>) -> Option<String> {
    given
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

fn is_plain_text(text: &str) -> bool {
    text.chars().count() <= LONGEST_TEXT && !text.chars().any(char::is_control)
}

/// `01` to `95` without `20`, `2A`, `2B`, `971` to `978`.
fn is_department(number: &str) -> bool {
    match number.len() {
        2 => match number {
            "2A" | "2B" => true,
            "20" => false,
            _ => number.parse::<u8>().is_ok_and(|n| (1..=95).contains(&n)),
        },
        3 => number
            .parse::<u16>()
            .is_ok_and(|n| (971..=978).contains(&n)),
        _ => false,
    }
}

fn is_host_and_port(text: &str) -> bool {
    let Some((host, port)) = text.rsplit_once(':') else {
        return false;
    };
    !host.is_empty()
        && text.len() <= 260
        && host
            .bytes()
            .all(|octet| octet.is_ascii_alphanumeric() || b".-:[]".contains(&octet))
        && port.parse::<u16>().is_ok_and(|port| port != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_within_their_ranges() {
        assert_eq!(validated(defaults()).unwrap(), defaults());
    }

    #[test]
    fn each_field_outside_its_range_is_named() {
        type Change = fn(&mut Settings);
        let wrong: [(&str, Change); 12] = [
            ("interval_minutes", |s| s.interval_minutes = 2),
            ("interval_minutes", |s| s.interval_minutes = 61),
            ("quiet_from", |s| s.quiet_from = 24),
            ("quiet_until", |s| s.quiet_until = 99),
            ("session_cap_s", |s| s.session_cap_s = 4),
            ("transition_days", |s| s.transition_days = 0),
            ("transition_days", |s| s.transition_days = 366),
            ("language", |s| s.language = Some("de".to_owned())),
            ("billing_software", |s| {
                s.billing_software = Some("a\nb".to_owned());
            }),
            ("department", |s| s.department = Some("96".to_owned())),
            ("witnesses", |s| s.witnesses = vec!["no port".to_owned()]),
            ("witnesses", |s| s.witnesses = vec!["a:1".to_owned(); 17]),
        ];
        for (field, change) in wrong {
            let mut settings = defaults();
            change(&mut settings);
            assert_eq!(
                validated(settings),
                Err(Refusal::OutOfRange {
                    field: field.to_owned()
                })
            );
        }
    }

    #[test]
    fn texts_are_brought_into_form() {
        let kept = validated(Settings {
            billing_software: Some("  Logiciel  ".to_owned()),
            department: Some(" 2a ".to_owned()),
            language: Some("en".to_owned()),
            witnesses: vec!["[2001:db8::1]:443".to_owned()],
            ..defaults()
        })
        .unwrap();
        assert_eq!(kept.billing_software.as_deref(), Some("Logiciel"));
        assert_eq!(kept.department.as_deref(), Some("2A"));
        for good in ["01", "75", "95", "2B", "974"] {
            assert!(is_department(good), "{good}");
        }
        for bad in ["", "0", "00", "20", "97", "979", "1A", "0075"] {
            assert!(!is_department(bad), "{bad}");
        }
    }
}
