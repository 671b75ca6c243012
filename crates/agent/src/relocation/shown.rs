//! A check as faces see it.

use jiff::Timestamp;
use vigie_domain::{
    account::Address,
    text::Text,
    verdict::{
        Access, Conclusion, Dispatch, Evidence, Patience, Question, Reading, Reason, Step, Verdict,
        Weight, judge,
    },
};
use vigie_mailbox::providers::ProviderTable;
use vigie_protocol::{
    CheckState, FoundMessage, MaySwitch, ProbesLeft, QuestionAnswered, Relocation, RelocationCheck,
    RelocationState,
};
use vigie_relocation::{Left, Task};
use vigie_words::{
    relocation as words,
    verdict::{self, Candidate},
};

use super::{
    kept::{Kept, KeptTask, Phase},
    parts,
};

/// Messages shown that lay in the new mailbox.
const FOUND: usize = 50;

/// What is shown.
pub(crate) struct View<'a> {
    /// The check.
    pub(crate) kept: &'a Kept,
    /// When it began.
    pub(crate) began: Timestamp,
    /// Until when nothing is done.
    pub(crate) waiting: Option<Timestamp>,
    /// Mailboxes whose passwords are needed before it goes on.
    pub(crate) missing: &'a [Address],
    /// The subject of its messages.
    pub(crate) subject: &'a str,
    /// The provider table in force.
    pub(crate) providers: &'a ProviderTable,
    /// The time.
    pub(crate) now: Timestamp,
}

/// The check for a face.
pub(crate) fn shown(view: &View<'_>) -> Option<Relocation> {
    let kept = view.kept;
    let first = kept.mailboxes.first()?;
    let candidate = candidate_of(kept, view.providers)?;
    let evidence = &kept.state.evidence;
    let verdict = judge(evidence, &Patience::default());
    let ended = kept.ended.unwrap_or(view.now);
    Some(Relocation {
        address: first.address.clone(),
        provider_name: candidate.provider.map(str::to_owned),
        replaces: kept.replaces,
        began: view.began,
        state: state(view, &verdict),
        checks: checks(view, &verdict, &candidate),
        questions: Question::ALL
            .map(|question| answered(question, &verdict))
            .to_vec(),
        explanation: verdict::explain(verdict.conclusion, &candidate),
        strength: verdict::strength(verdict.strength),
        reasons: verdict
            .reasons
            .iter()
            .map(|reason| verdict::reason(reason, &candidate))
            .collect(),
        warnings: verdict
            .warnings
            .iter()
            .map(|warning| verdict::warning(warning, &candidate))
            .collect(),
        steps: verdict
            .stronger
            .iter()
            .map(|step| verdict::step(step, &candidate))
            .collect(),
        found: found(evidence),
        probes: ProbesLeft {
            removed: removed(kept),
            left: left(kept, view.subject).collect(),
        },
        may_switch: may_switch(kept, &verdict, view.providers),
        seconds: ended.duration_since(view.began).as_secs_f64().max(0.0),
        verdict,
    })
}

/// The new mailbox, as the sentences name it.
pub(crate) fn candidate_of<'a>(
    kept: &'a Kept,
    providers: &'a ProviderTable,
) -> Option<Candidate<'a>> {
    let first = kept.mailboxes.first()?;
    let provider = first.provider.as_deref();
    Some(Candidate {
        address: &first.address,
        provider: provider
            .and_then(|id| providers.by_id(id))
            .map(|provider| provider.name.as_str()),
    })
}

/// Whether a switch may follow: never before the end, and never with a password that was not tried.
pub(crate) fn may_switch(kept: &Kept, verdict: &Verdict, providers: &ProviderTable) -> MaySwitch {
    if kept.phase != Phase::Judged || kept.password_changed || kept.broken {
        return MaySwitch::No;
    }
    match verdict.conclusion {
        Conclusion::Good => MaySwitch::Yes,
        Conclusion::Probable => candidate_of(kept, providers)
            .and_then(|candidate| words::go_on(&verdict.reasons, &candidate))
            .map_or(MaySwitch::No, |sentence| MaySwitch::AfterConsent {
                sentence,
            }),
        _ => MaySwitch::No,
    }
}

fn state(view: &View<'_>, verdict: &Verdict) -> RelocationState {
    match view.kept.phase {
        Phase::Judged => RelocationState::Judged,
        _ if !view.missing.is_empty() => RelocationState::PasswordNeeded,
        Phase::Removing | Phase::Ending => RelocationState::Removing,
        Phase::Gathering => match view.waiting {
            Some(turn) => RelocationState::Waiting {
                until: verdict
                    .waiting_until()
                    .map_or(turn, |until| until.max(turn)),
            },
            None => RelocationState::Running,
        },
    }
}

fn answered(question: Question, verdict: &Verdict) -> QuestionAnswered {
    let answer = verdict.answer(question);
    QuestionAnswered {
        question,
        answer,
        asked: verdict::question(question),
        answered: verdict::answer(answer),
    }
}

/// Every part, in the order in which they are gone through.
fn checks(view: &View<'_>, verdict: &Verdict, candidate: &Candidate<'_>) -> Vec<RelocationCheck> {
    let others = others(view.kept).map(|address| Task::Existing {
        address: address.clone(),
    });
    std::iter::once(Task::Candidate)
        .chain(others)
        .chain([
            Task::SendProbe,
            Task::SendControls,
            Task::Watch,
            Task::Remove,
        ])
        .map(|task| {
            let of = match &task {
                Task::Existing { address } => address.clone(),
                _ => candidate.address.clone(),
            };
            RelocationCheck {
                label: words::check(task.name(), &of),
                state: check_state(&task, view.kept, verdict),
                seconds: kept_task(&task, view.kept).and_then(|kept| kept.seconds),
                evidence: evidence(&task, view, verdict, candidate),
                advice: advice(&task, view, verdict, candidate),
            }
        })
        .collect()
}

fn others(kept: &Kept) -> impl Iterator<Item = &Address> {
    kept.mailboxes
        .iter()
        .skip(1)
        .map(|mailbox| &mailbox.address)
}

fn kept_task<'k>(task: &Task, kept: &'k Kept) -> Option<&'k KeptTask> {
    kept.tasks.iter().find(|known| known.task == *task)
}

fn reasons_of<'v>(
    task: &'v Task,
    kept: &'v Kept,
    verdict: &'v Verdict,
) -> impl Iterator<Item = &'v Reason> {
    verdict
        .reasons
        .iter()
        .filter(move |reason| parts::of_reason(reason, others(kept)) == *task)
}

fn check_state(task: &Task, kept: &Kept, verdict: &Verdict) -> CheckState {
    let well = match kept_task(task, kept) {
        Some(KeptTask { well: None, .. }) => return CheckState::Running,
        Some(KeptTask { well, .. }) => *well,
        None if is_past(task, kept) => None,
        None => return CheckState::Waiting,
    };
    if *task == Task::Remove {
        let is_clean = kept.removal.left.is_empty() && well != Some(false);
        return if is_clean {
            CheckState::Well
        } else {
            CheckState::Unknown
        };
    }
    let weights = || reasons_of(task, kept, verdict).map(Reason::weight);
    if weights().any(|weight| matches!(weight, Weight::Fault(_))) {
        CheckState::Bad
    } else if well == Some(true) && weights().all(|weight| weight == Weight::Proof) {
        CheckState::Well
    } else {
        CheckState::Unknown
    }
}

/// Whether a part that did not begin will not begin any more.
fn is_past(task: &Task, kept: &Kept) -> bool {
    let has_begun = |later: &Task| kept_task(later, kept).is_some();
    match kept.phase {
        Phase::Judged => true,
        Phase::Removing | Phase::Ending => *task != Task::Remove,
        Phase::Gathering => match task {
            Task::Candidate | Task::Existing { .. } => {
                has_begun(&Task::SendProbe) || has_begun(&Task::Watch)
            }
            Task::SendProbe | Task::SendControls => has_begun(&Task::Watch),
            Task::Watch | Task::Remove => false,
        },
    }
}

fn evidence(
    task: &Task,
    view: &View<'_>,
    verdict: &Verdict,
    candidate: &Candidate<'_>,
) -> Vec<Text> {
    let kept = view.kept;
    let seen = &kept.state.evidence;
    // What is not known yet is no evidence before its part has had its turn.
    let has_begun = kept_task(task, kept).is_some() || is_past(task, kept);
    let mut told: Vec<Text> = Vec::new();
    match task {
        Task::Existing { address } => {
            let was_read = seen.existing.iter().any(|existing| {
                existing.address == *address && matches!(existing.reading, Reading::Read { .. })
            });
            told.extend(was_read.then(words::existing_read));
        }
        Task::SendProbe => {
            if let Dispatch::Sent(sent) = &seen.probe {
                told.push(words::sent(sent.at));
            }
        }
        Task::Remove if kept.phase == Phase::Judged => {
            told.push(words::removed(removed(kept)));
            told.extend(left(kept, view.subject));
        }
        _ => {}
    }
    if has_begun {
        told.extend(
            reasons_of(task, kept, verdict).map(|reason| verdict::reason(reason, candidate)),
        );
    }
    told
}

fn advice(
    task: &Task,
    view: &View<'_>,
    verdict: &Verdict,
    candidate: &Candidate<'_>,
) -> Option<Text> {
    let kept = view.kept;
    let missing = match task {
        Task::Candidate => view
            .missing
            .iter()
            .find(|address| *address == candidate.address),
        Task::Existing { address } => view.missing.iter().find(|missing| *missing == address),
        _ => None,
    };
    if let Some(address) = missing {
        return Some(words::give_password(address));
    }
    if matches!(
        check_state(task, kept, verdict),
        CheckState::Well | CheckState::Waiting
    ) {
        return None;
    }
    let of_task = |step: &&Step| parts::of_step(step, others(kept)).as_ref() == Some(task);
    let step = verdict.stronger.iter().find(of_task)?;
    Some(verdict::step(step, candidate))
}

fn found(evidence: &Evidence) -> Vec<FoundMessage> {
    let Access::Open(session) = &evidence.access else {
        return Vec::new();
    };
    session
        .before
        .shown
        .iter()
        .chain(&session.strangers)
        .take(FOUND)
        .map(|found| FoundMessage {
            from: found.from.clone(),
            subject: found.subject.clone(),
            received: found.received_at,
        })
        .collect()
}

fn removed(kept: &Kept) -> u32 {
    u32::try_from(kept.removal.removed).unwrap_or(u32::MAX)
}

fn left<'k>(kept: &'k Kept, subject: &'k str) -> impl Iterator<Item = Text> + use<'k> {
    kept.removal.left.iter().map(move |left: &Left| {
        let mailbox = left.lies_in.as_ref().unwrap_or(&left.sent_to);
        words::left(left.why.name(), mailbox, subject)
    })
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use vigie_domain::verdict::Disturbance;
    use vigie_mailbox::providers::table;
    use vigie_relocation::Progress;
    use vigie_words::{Catalogue, Language};

    use super::{super::kept::tests::mailbox, *};

    fn kept() -> Kept {
        Kept::new(
            vec![mailbox("neuve"), mailbox("cabinet")],
            None,
            false,
            Vec::new(),
            table(),
        )
        .unwrap()
    }

    fn see(kept: &Kept, missing: &[Address]) -> Relocation {
        let now = "2026-11-23T20:00:00Z".parse().unwrap();
        shown(&View {
            kept,
            began: now,
            waiting: None,
            missing,
            subject: "Message d’essai",
            providers: table(),
            now,
        })
        .unwrap()
    }

    #[test]
    fn before_anything_was_done_every_check_waits_and_no_switch_may_follow() {
        let seen = see(&kept(), &[]);
        assert_eq!(seen.state, RelocationState::Running);
        assert_eq!(seen.checks.len(), 6);
        assert!(
            seen.checks
                .iter()
                .all(|check| check.state == CheckState::Waiting && check.evidence.is_empty())
        );
        assert_eq!(seen.may_switch, MaySwitch::No);
        let catalogue = Catalogue::new(Language::French, TimeZone::UTC);
        for check in &seen.checks {
            assert!(catalogue.try_say(&check.label).is_ok());
        }
    }

    #[test]
    fn whose_password_is_needed_is_said() {
        let address = kept().mailboxes[1].address.clone();
        let seen = see(&kept(), &[address]);
        assert_eq!(seen.state, RelocationState::PasswordNeeded);
        assert_eq!(
            seen.checks[1].advice.as_ref().unwrap().key,
            "relocation-give-password"
        );
        assert_eq!(seen.checks[0].advice, None);
    }

    #[test]
    fn a_disturbed_mailbox_says_so_in_its_own_check() {
        let mailboxes = kept().mailboxes;
        let existing = mailboxes[1].address.clone();
        let addresses = || mailboxes.iter().skip(1).map(|mailbox| &mailbox.address);
        let own = Task::Existing {
            address: existing.clone(),
        };
        let reason = Reason::ExistingDisturbed {
            existing: existing.clone(),
            how: Disturbance::Emptied,
        };
        assert_eq!(parts::of_reason(&reason, addresses()), own);
        let step = Step::PauseBilling { existing };
        assert_eq!(parts::of_step(&step, addresses()), Some(own));
    }

    #[test]
    fn a_judged_check_that_proved_nothing_allows_no_switch() {
        let mut kept = kept();
        kept.note(Progress::Began(Task::Candidate));
        kept.phase = Phase::Judged;
        kept.cut_off();
        let seen = see(&kept, &[]);
        assert_eq!(seen.state, RelocationState::Judged);
        assert_eq!(seen.may_switch, MaySwitch::No);
        assert_eq!(seen.checks[0].state, CheckState::Unknown);
        assert!(!seen.checks[0].evidence.is_empty());
        // Nothing was sent, so nothing had to be removed.
        assert_eq!(seen.checks[5].state, CheckState::Well);
    }
}
