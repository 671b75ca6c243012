//! What holds whatever was seen: no sign of a trap ever passes, and nothing bad ever helps.

use proptest::prelude::*;

use super::{
    harms::{HARMS, Harm, clean},
    stage::*,
    *,
};
use crate::{cause::Cause, health::Line, server::Security};

fn harm() -> impl Strategy<Value = Harm> {
    prop_oneof![
        9 => prop::sample::select(&HARMS[..]),
        1 => (1u64..).prop_map(Harm::Holds),
    ]
}

/// The better, the smaller.
fn rank(verdict: &Verdict) -> u8 {
    match verdict.conclusion {
        Conclusion::Good => 0,
        Conclusion::Probable => 1,
        Conclusion::Inconclusive => 2,
        _ => 3,
    }
}

/// Mailboxes to begin with, the good ones first.
fn bases() -> [Stage; 6] {
    let old = || Stage::new().with_old_mailbox();
    [
        Stage::usual(),
        old(),
        Stage::usual().unreadable(OLD, Cause::NameNotFound),
        Stage::new(),
        old().unreadable(OLD, Cause::PopDisabled),
        Stage::usual().watched_for(5),
    ]
}

fn base() -> impl Strategy<Value = Stage> {
    prop::sample::select(bases().to_vec())
}

#[test]
fn each_sign_of_a_trap_alone_forbids_to_go_on() {
    for base in bases() {
        for harm in HARMS {
            let verdict = harm.apply(base.clone()).judge();
            assert!(!verdict.conclusion.may_go_on(), "{harm:?}: {verdict:#?}");
        }
    }
}

#[test]
fn no_second_sign_of_a_trap_makes_up_for_the_first() {
    for base in bases() {
        for first in HARMS {
            let before = first.apply(base.clone());
            let rank_before = rank(&before.judge());
            for second in HARMS {
                let after = second.apply(before.clone()).judge();
                assert!(
                    rank(&after) >= rank_before,
                    "{first:?}, {second:?}: {after:#?}"
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_with_a_sign_of_a_trap_passes(
        stage in base(),
        harms in prop::collection::vec(harm(), 1..5),
    ) {
        let stage = harms.iter().fold(stage, |stage, harm| harm.apply(stage));
        let verdict = stage.judge();
        prop_assert!(!verdict.conclusion.may_go_on(), "{verdict:#?}");
        prop_assert_ne!(verdict.conclusion.exit_status(), 0);
    }

    #[test]
    fn more_against_it_never_improves_the_verdict(
        stage in base(),
        harms in prop::collection::vec(harm(), 0..4),
        one_more in harm(),
    ) {
        let before = harms.iter().fold(stage, |stage, harm| harm.apply(stage));
        let after = one_more.apply(before.clone());
        let (before, after) = (before.judge(), after.judge());
        prop_assert!(rank(&after) >= rank(&before), "{before:#?}\n{after:#?}");
    }

    #[test]
    fn whatever_was_seen_good_rests_on_every_proof(stage in anything()) {
        let verdict = stage.judge();
        prop_assert!(!verdict.reasons.is_empty());
        if verdict.conclusion == Conclusion::Good {
            prop_assert!(is_proved_good(&stage.evidence), "{verdict:#?}");
        }
        if verdict.conclusion.may_go_on() {
            prop_assert!(is_clean(&stage.evidence), "{verdict:#?}");
        }
    }
}

#[test]
fn every_proof_is_needed() {
    let takes: [fn(Stage) -> Stage; 9] = [
        |s| s.access_fails(Cause::PasswordRefused),
        |s| s.with(|s| s.session().view.copies.clear()),
        |s| s.with(|s| s.evidence.probe = Dispatch::NotSent),
        |s| {
            s.with(|s| s.existing(OLD).probe = Dispatch::NotSent)
                .with(|s| s.view_of(OLD).copies.clear())
        },
        |s| s.with(|s| s.view_of(OLD).copies.clear()),
        |s| s.with(|s| s.view_of(OLD).watched_until = at(1)),
        |s| s.with(|s| s.session().view.watched_until = at(1)),
        |s| s.with(|s| s.evidence.sending = Sending::NotTried),
        |s| s.unreadable(OLD, Cause::PopDisabled),
    ];
    let good = Stage::new().with_old_mailbox();
    assert_eq!(good.judge().conclusion, Conclusion::Good);
    for (index, take) in takes.into_iter().enumerate() {
        let verdict = take(good.clone()).judge();
        assert_ne!(verdict.conclusion, Conclusion::Good, "{index}");
    }
}

/// One thing about the evidence, good or bad.
#[derive(Clone, Copy, Debug)]
enum Change {
    Harm(Harm),
    Probe(Places),
    Control(Places),
    Watched(i64),
    Delivered(i64),
    Access(Cause, bool),
    OldFails(Cause),
    NoProbe,
    NoControl,
    FromInside,
    Header(&'static str),
    Sending(u8),
    Provider(u8),
    OldIsHere,
}

fn change() -> impl Strategy<Value = Change> {
    let places = || prop::sample::select(&Places::ALL[..]);
    let cause = || prop::sample::select(&Cause::ALL[..]);
    let header = [
        CANDIDATE,
        OLD,
        "teletrans",
        "u77",
        "",
        "x@elsewhere.example",
        "teletrans@mx.acces.example",
    ];
    prop_oneof![
        1 => harm().prop_map(Change::Harm),
        2 => places().prop_map(Change::Probe),
        2 => places().prop_map(Change::Control),
        2 => prop::sample::select(&[0i64, 5, 13, 14, 60, 899, 900, 5_000][..])
            .prop_map(Change::Watched),
        1 => prop::sample::select(&[0i64, 20, 90][..]).prop_map(Change::Delivered),
        1 => (cause(), any::<bool>()).prop_map(|(cause, imap)| Change::Access(cause, imap)),
        1 => cause().prop_map(Change::OldFails),
        1 => Just(Change::NoProbe),
        1 => Just(Change::NoControl),
        1 => Just(Change::FromInside),
        2 => prop::sample::select(header.to_vec()).prop_map(Change::Header),
        1 => (0u8..8).prop_map(Change::Sending),
        1 => (0u8..6).prop_map(Change::Provider),
        1 => Just(Change::OldIsHere),
    ]
}

/// Evidence put together at random, most of it far from good and some of it good.
fn anything() -> impl Strategy<Value = Stage> {
    (base(), prop::collection::vec(change(), 0..6)).prop_map(|(mut stage, changes)| {
        let mut fails = None;
        for change in changes {
            stage = alter(stage, change, &mut fails);
        }
        if let Some((cause, imap)) = fails {
            stage = stage.access_fails(cause);
            if let Access::Failed {
                line, imap: has, ..
            } = &mut stage.evidence.access
            {
                (*line, *has) = (if imap { Line::Up } else { Line::NotAsked }, imap);
            }
        }
        stage
    })
}

fn alter(stage: Stage, change: Change, fails: &mut Option<(Cause, bool)>) -> Stage {
    let old_is_read = stage.evidence.existing.iter().any(|existing| {
        existing.address.as_str() == OLD && matches!(existing.reading, Reading::Read { .. })
    });
    match change {
        Change::Harm(harm) => harm.apply(stage),
        Change::Probe(places) if old_is_read => stage.seen(CANDIDATE, places, OLD),
        Change::Control(places) if old_is_read => stage.seen(OLD, places, OLD),
        Change::Watched(seconds) => stage.watched_for(seconds),
        Change::Delivered(seconds) => stage.delivered_after(seconds),
        Change::Access(cause, imap) => {
            *fails = Some((cause, imap));
            stage
        }
        Change::OldFails(cause) if old_is_read => stage.unreadable(OLD, cause),
        Change::NoProbe => stage.with(|s| s.evidence.probe = Dispatch::NotSent),
        Change::NoControl if old_is_read => {
            stage.with(|s| s.existing(OLD).probe = Dispatch::NotSent)
        }
        Change::FromInside => stage.with(|s| {
            s.evidence.probe = Dispatch::Sent(Sent {
                at: at(0),
                from: Origin::Inside,
                bounce: None,
            });
        }),
        Change::Header(mailbox) => stage.with(|s| {
            for copy in &mut s.session().view.copies {
                if copy.addressee.as_str() == CANDIDATE {
                    copy.headers = vec![DeliveryHeader {
                        field: DeliveryField::EnvelopeTo,
                        mailbox: mailbox.to_owned(),
                    }];
                }
            }
        }),
        Change::Sending(which) => stage.with(|s| {
            s.evidence.sending = match which {
                0 => Sending::NotTried,
                1 => Sending::Failed {
                    failure: SendingFailure::NotNow,
                },
                2 => Sending::Failed {
                    failure: SendingFailure::LoginRefused,
                },
                3 => Sending::Accepted(Submission {
                    size_limit: None,
                    from: FromSeen::NotSeen,
                }),
                _ => Sending::Accepted(clean()),
            };
        }),
        Change::Provider(which) => stage.with(|s| {
            let facts = &mut s.evidence.candidate.provider;
            facts.kind = [
                None,
                Some(ProviderKind::Webmail),
                Some(ProviderKind::Hosting),
                Some(ProviderKind::Health),
                Some(ProviderKind::Access),
            ]
            .get(usize::from(which))
            .copied()
            .flatten();
            facts.pop.offer = if which == 5 {
                PopOffer::None
            } else {
                PopOffer::Offered
            };
        }),
        Change::OldIsHere if old_is_read => {
            stage.with(|s| s.existing(OLD).provider = Some("acces".to_owned()))
        }
        Change::Probe(_)
        | Change::Control(_)
        | Change::OldFails(_)
        | Change::NoControl
        | Change::OldIsHere => stage,
    }
}

/// Whether nothing of what was seen of the candidate by itself speaks against it. Written without
/// the rules' own words.
fn is_clean(evidence: &Evidence) -> bool {
    let Access::Open(session) = &evidence.access else {
        return false;
    };
    let own = evidence.candidate.address.as_str();
    let arrived: Vec<_> = session
        .view
        .copies
        .iter()
        .filter(|copy| copy.addressee.as_str() == own)
        .collect();
    let sends = matches!(&evidence.sending, Sending::Accepted(sent)
        if sent.from != FromSeen::Rewritten && sent.size_limit.is_none_or(|limit| limit >= 2_000_000));
    session.server.security != Security::Plain
        && session.uidl
        && session.top
        && session.before == Before::default()
        && session.strangers.is_empty()
        && session.view.disturbance.is_none()
        && session.catch_all != Some(true)
        && !arrived.is_empty()
        && arrived
            .iter()
            .flat_map(|copy| &copy.headers)
            .all(|header| !header.mailbox.contains('@') || header.mailbox.starts_with("teletrans@"))
        && session.view.copies.len() == arrived.len()
        && evidence.probe != Dispatch::NotSent
        && sends
        && evidence
            .existing
            .iter()
            .all(|existing| match &existing.reading {
                Reading::Read { view, .. } => {
                    view.disturbance.is_none()
                        && view
                            .copies
                            .iter()
                            .all(|copy| copy.addressee.as_str() != own)
                }
                Reading::Failed { failure } => !matches!(
                    failure.cause,
                    Cause::MailboxInUse
                        | Cause::LoginDelay
                        | Cause::NoNetwork
                        | Cause::ServerTemporary
                ),
                Reading::NotTried => true,
            })
}

/// Whether, besides, an existing mailbox that was read long enough got its own mail.
fn is_proved_good(evidence: &Evidence) -> bool {
    is_clean(evidence)
        && evidence.existing.iter().any(|existing| {
            existing.probe != Dispatch::NotSent
                && matches!(&existing.reading, Reading::Read { view, .. }
                    if view.watched_until >= at(14)
                        && view.copies.iter().any(|copy| copy.addressee == existing.address))
        })
}
