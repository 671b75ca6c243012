//! What sendings and answers say of a lot, in whatever order they became known.

use jiff::Timestamp;

use super::Answer;
use crate::book::follow_up::{FollowUp, LotEvent, Stage};

/// What became known of a lot.
#[derive(Clone, Copy, Debug)]
pub(super) enum Change {
    /// A sending at that moment.
    Sent(Timestamp),
    /// An answer.
    Answered(Answer),
    /// An answer is another lot's, or says something else than was understood first.
    Withdrawn(Timestamp),
}

/// Where a lot stands by its sendings and answers alone, each at its own time; a sending comes
/// before an answer of the same moment. Deadlines and what was settled by hand have no part in it.
#[must_use]
pub fn verdict(sendings: &[Timestamp], answers: &[Answer]) -> Option<FollowUp> {
    let mut sendings = sendings.to_vec();
    sendings.sort_unstable();
    let mut answers = answers.to_vec();
    answers.sort_by_key(|answer| (answer.at, answer.id));
    let mut answers = answers.into_iter().peekable();
    let (first, later) = sendings.split_first()?;
    let mut lot = FollowUp::sent(*first);
    let mut answered = |lot: &mut FollowUp, before: Option<Timestamp>| {
        while let Some(answer) =
            answers.next_if(|answer| before.is_none_or(|sending| answer.at < sending))
        {
            lot.answered(answer.class, answer.strength, answer.at);
        }
    };
    for sending in later {
        answered(&mut lot, Some(*sending));
        lot.sent_again(*sending);
    }
    answered(&mut lot, None);
    Some(lot)
}

/// Changes a lot; `sendings` and `answers` are all of them, with the change made.
pub(super) fn revise(
    before: &FollowUp,
    sendings: &[Timestamp],
    answers: &[Answer],
    change: Change,
) -> (FollowUp, Vec<(Timestamp, LotEvent)>) {
    let mut lot = before.clone();
    let latest = sendings
        .iter()
        .copied()
        .chain(answers.iter().map(|answer| answer.at))
        .chain(settled(before.stage()))
        .max();
    let (at, events) = match change {
        // A sending comes before an answer of the same moment.
        Change::Sent(at)
            if latest.is_none_or(|latest| at >= latest)
                && answers.iter().all(|answer| answer.at < at) =>
        {
            (at, lot.sent_again(at))
        }
        Change::Answered(answer) if latest.is_none_or(|latest| answer.at >= latest) => {
            let event = lot.answered(answer.class, answer.strength, answer.at);
            (answer.at, event.into_iter().collect())
        }
        Change::Sent(at) => {
            let event = lot.sent_earlier();
            let mut events = vec![event];
            if !matches!(before.stage(), Stage::Settled { .. }) {
                events.extend(follow(&mut lot, verdict(sendings, answers)));
            }
            (at, events)
        }
        Change::Answered(answer) => {
            // Classes that say nothing about a lot change nothing, whenever they come.
            if FollowUp::sent(answer.at)
                .answered(answer.class, answer.strength, answer.at)
                .is_none()
            {
                return (lot, Vec::new());
            }
            let mut events = Vec::from_iter(follow(&mut lot, verdict(sendings, answers)));
            if events.is_empty() {
                events.push(LotEvent::AnsweredAgain {
                    class: answer.class,
                });
            }
            (answer.at, events)
        }
        Change::Withdrawn(at) => {
            let settled = matches!(before.stage(), Stage::Settled { .. });
            let verdict = verdict(sendings, answers).filter(|_| !settled);
            (at, Vec::from_iter(follow(&mut lot, verdict)))
        }
    };
    (lot, events.into_iter().map(|event| (at, event)).collect())
}

/// Makes the lot what the verdict says. As long as both are open the present stage stays, because
/// only time decides among the open ones.
fn follow(lot: &mut FollowUp, verdict: Option<FollowUp>) -> Option<LotEvent> {
    let verdict = verdict?;
    if lot.is_open() && verdict.is_open() {
        return None;
    }
    let before = std::mem::replace(lot, verdict);
    let kind = |lot: &FollowUp| std::mem::discriminant(lot.stage());
    if kind(&before) == kind(lot) {
        None
    } else if is_answered(before.stage()) {
        Some(LotEvent::Contradicted {
            before: before.stage().clone(),
            after: lot.stage().clone(),
        })
    } else {
        Some(LotEvent::Became {
            stage: lot.stage().clone(),
        })
    }
}

fn is_answered(stage: &Stage) -> bool {
    matches!(
        stage,
        Stage::Acknowledged { .. } | Stage::Refused { .. } | Stage::NotDelivered { .. }
    )
}

fn settled(stage: &Stage) -> Option<Timestamp> {
    match stage {
        Stage::Settled { at, .. } => Some(*at),
        _ => None,
    }
}
