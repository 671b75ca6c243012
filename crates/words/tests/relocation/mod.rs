//! What is told while a new mailbox is checked.

use jiff::Timestamp;
use vigie_domain::{account::Address, text::Text, verdict::Reason};
use vigie_protocol::RelocationState;
use vigie_words::{relocation, verdict::Candidate};

const CHECKS: [&str; 6] = [
    "candidate",
    "existing",
    "send_probe",
    "send_controls",
    "watch",
    "remove",
];

pub(crate) fn told(address: &Address, at: Timestamp) -> Vec<(String, Text)> {
    let candidate = Candidate {
        address,
        provider: Some("Orange"),
    };
    let existing: Address = "cabinet@ancien.example".parse().unwrap();
    let subject = "Message d’essai";
    let mut told = Vec::new();
    let mut tell = |of: &str, text| told.push((format!("relocation {of}"), text));
    for name in CHECKS {
        tell("checks", relocation::check(name, address));
    }
    for state in [
        RelocationState::Running,
        RelocationState::Waiting { until: at },
        RelocationState::PasswordNeeded,
        RelocationState::Removing,
        RelocationState::Judged,
    ] {
        tell("states", relocation::state(&state));
    }
    tell("evidence", relocation::existing_read());
    tell("evidence", relocation::sent(at));
    for count in [0, 1, 2] {
        tell("evidence", relocation::removed(count));
    }
    tell("advice", relocation::give_password(address));
    for why in ["not_seen", "refused"] {
        tell("left", relocation::left(why, address, subject));
    }
    let cause = None;
    for reason in [
        Reason::NoExisting,
        Reason::ExistingUnreadable { existing, cause },
    ] {
        tell("go on", relocation::go_on(&[reason], &candidate).unwrap());
    }
    tell("toast", relocation::toast_ended(&candidate, 95.0));
    let (title, body) = relocation::toast_left(subject);
    tell("toast", title);
    tell("toast", body);
    for text in relocation::general_guide("Orange") {
        tell("guide", text);
    }
    for text in relocation::after_guide() {
        tell("guide", text);
    }
    tell("guide", relocation::provider_says("Jamais un « alias »."));
    told
}
