//! What is told of what support pushes.

use jiff::Timestamp;
use vigie_domain::text::{Explanation, Text};
use vigie_protocol::steering::Bulletin;
use vigie_words::steering::{self, Problem};

pub(crate) fn told(at: Timestamp) -> Vec<(String, Text)> {
    let mut told = Vec::new();
    for problem in problems() {
        told.push(("steering problems".to_owned(), steering::problem(&problem)));
    }
    let bulletin = bulletin(
        at,
        "La Poste a coupé l’accès à vos boîtes",
        "Ne renvoyez rien.",
    );
    let toast = steering::toast(&bulletin);
    let named = |text| ("bulletin".to_owned(), text);
    told.extend([toast.title].into_iter().chain(toast.body).map(named));
    told.push(named(steering::headline(&bulletin)));
    let alarm = Explanation {
        title: steering::pop_closed("La Poste", at),
        meaning: None,
        action: None,
        detail: None,
    };
    let alarm = steering::pop_closed_alarm(alarm, "La Poste", at);
    let texts = [Some(alarm.title), alarm.meaning, alarm.action];
    let closed = |text| ("closed pop".to_owned(), text);
    told.extend(texts.into_iter().flatten().map(closed));
    told
}

pub(crate) fn bulletin(at: Timestamp, title: &str, text: &str) -> Bulletin {
    Bulletin {
        id: "2026-04-27-pop".to_owned(),
        incident: true,
        title: title.to_owned(),
        paragraphs: vec![text.to_owned()],
        action: None,
        from: at,
        until: at,
        organisation: "Éditeur Exemple".to_owned(),
        read: false,
    }
}

/// One of each kind, some with their variants. A new kind makes `is_listed` fail to compile.
fn problems() -> Vec<Problem> {
    fn is_listed(problem: &Problem) {
        match problem {
            Problem::Unreachable
            | Problem::NotOurs
            | Problem::Expired
            | Problem::Signatures
            | Problem::WentBackwards
            | Problem::TooLarge
            | Problem::NotUnderstood
            | Problem::DocumentsRefused { .. }
            | Problem::NotKept => {}
        }
    }
    let refused = |documents| Problem::DocumentsRefused {
        documents,
        first: "orange-pop".to_owned(),
    };
    let all = vec![
        Problem::Unreachable,
        Problem::NotOurs,
        Problem::Expired,
        Problem::Signatures,
        Problem::WentBackwards,
        Problem::TooLarge,
        Problem::NotUnderstood,
        refused(1),
        refused(3),
        Problem::NotKept,
    ];
    all.iter().for_each(is_listed);
    all
}
