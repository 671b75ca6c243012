//! Mailboxes as they are met, each a test with the verdict that it must get.

use super::{
    Conclusion::*,
    Places::{Both, Candidate as Here, Existing as There, Nowhere},
    Strength::*,
    stage::*,
    *,
};
use crate::{cause::Cause, health::Line, server::Security};

/// One mailbox as it is met.
pub(super) struct Situation {
    /// In words, for the documentation.
    pub(super) told: &'static str,
    pub(super) build: fn() -> Stage,
    pub(super) conclusion: Conclusion,
    pub(super) strength: Strength,
    /// The weightiest reason's name.
    pub(super) reason: &'static str,
    /// Warnings and steps that must be among those given.
    pub(super) besides: &'static [&'static str],
}

impl Situation {
    fn check(&self) {
        let verdict = (self.build)().judge();
        assert_eq!(verdict.conclusion, self.conclusion, "{verdict:#?}");
        assert_eq!(verdict.strength, self.strength, "{verdict:#?}");
        assert_eq!(verdict.reasons[0].name(), self.reason, "{verdict:#?}");
        let warnings = verdict.warnings.iter().map(Companion::name);
        let given: Vec<_> = warnings
            .chain(verdict.stronger.iter().map(Step::name))
            .collect();
        for one in self.besides {
            assert!(given.contains(one), "{one} is missing: {given:?}");
        }
    }
}

macro_rules! situations {
    ($($name:ident: $told:literal, $build:expr => $conclusion:ident $strength:ident, $reason:literal $(, $besides:literal)*;)*) => {
        /// Every situation, in the order of the documentation.
        pub(super) const ALL: &[Situation] = &[$(Situation {
            told: $told,
            build: || $build,
            conclusion: $conclusion,
            strength: $strength,
            reason: $reason,
            besides: &[$($besides),*],
        }),*];

        /// Their names, in the same order.
        const NAMES: &[&str] = &[$(stringify!($name)),*];

        $(#[test]
        fn $name() {
            let index = NAMES.iter().position(|name| *name == stringify!($name)).unwrap();
            ALL[index].check();
        })*
    };
}

situations! {
    true_mailbox:
        "a true mailbox; the old one and the main address at its provider were read",
        Stage::usual() => Good Proven, "separate", "access_contract";
    true_mailbox_beside_the_old_one:
        "a true mailbox; only the old one was given",
        Stage::new().with_old_mailbox() => Good Strong, "separate", "give_main_address";
    nothing_to_compare_with:
        "a clean mailbox, and no existing one was given",
        Stage::new() => Probable Strong, "no_existing", "give_main_address";
    nothing_to_compare_with_and_no_header:
        "the same, and no delivering server names anybody",
        Stage::new().with(|s| s.session().view.copies[0].headers.clear())
            => Probable Weak, "no_existing";
    old_mailbox_closed:
        "a clean mailbox, the old one's POP closed (2022)",
        Stage::new().with_old_mailbox().unreadable(OLD, Cause::PopDisabled)
            => Probable Strong, "existing_unreadable", "give_main_address", "make_readable";
    old_mailbox_closed_main_one_read:
        "the old one's POP closed, the main address at the candidate's provider read",
        Stage::usual().unreadable(OLD, Cause::PopDisabled)
            => Good Strong, "separate", "not_compared", "make_readable";
    main_mailbox_unreadable:
        "the old one read, the main address at the candidate's provider unreadable",
        Stage::usual().unreadable(MAIN, Cause::PasswordRefused)
            => Probable Strong, "existing_unreadable", "make_readable";
    password_of_the_old_mailbox_not_given:
        "the old mailbox's password was not given",
        Stage::new().with_old_mailbox().with(|s| s.existing(OLD).reading = Reading::NotTried)
            => Probable Strong, "existing_unreadable", "make_readable";
    password_of_the_old_mailbox_wrong:
        "the old mailbox's password is refused",
        Stage::new().with_old_mailbox().unreadable(OLD, Cause::PasswordRefused)
            => Probable Strong, "existing_unreadable", "make_readable";
    old_mailbox_locked:
        "the old mailbox is locked by another programme",
        Stage::new().with_old_mailbox().unreadable(OLD, Cause::MailboxInUse)
            => Inconclusive Weak, "existing_busy", "try_later";
    old_mailbox_locked_at_the_second_reading:
        "the old mailbox is locked when it should be read once more",
        Stage::usual().with(|s| s.view_of(OLD).disturbance = Some(Disturbance::Locked))
            => Inconclusive Weak, "existing_disturbed", "pause_billing";
    old_mailbox_emptied_during_the_check:
        "the billing software empties the old mailbox during the check",
        Stage::usual().with(|s| s.view_of(OLD).disturbance = Some(Disturbance::Emptied))
            => Inconclusive Weak, "existing_disturbed", "pause_billing";
    closed_old_mailbox_at_the_same_provider:
        "the candidate is at the provider whose POP is closed for the old mailbox",
        Stage::new().with(|s| s.add_existing(MAIN).role = Role::Current)
            .unreadable(MAIN, Cause::PopDisabled)
            => Inconclusive Weak, "old_provider", "choose_another_provider", "same_provider";
    old_mailbox_at_the_same_provider:
        "the candidate is at the old mailbox's provider, both read",
        Stage::new().with_main_mailbox().with(|s| s.existing(MAIN).role = Role::Current)
            => Good Proven, "separate", "same_provider";
    virtual_alias_to_the_main_mailbox:
        "an alias of the main address, with no login of its own",
        Stage::usual().seen(CANDIDATE, There, MAIN).access_fails(Cause::PasswordRefused)
            => Alias Strong, "leads_to", "create_secondary_mailbox";
    alias_that_can_log_in:
        "an alias with a login: it opens the main mailbox",
        Stage::usual().seen(CANDIDATE, Both, MAIN).seen(MAIN, Both, MAIN)
            .with(|s| {
                let there = s.view_of(MAIN).copies.clone();
                s.session().view.copies = there;
            }) => SameMailbox Proven, "same_maildrop", "create_secondary_mailbox";
    two_logins_on_one_maildrop:
        "both probes are seen in both mailboxes",
        Stage::usual().seen(CANDIDATE, Both, MAIN).seen(MAIN, Both, MAIN)
            => SameMailbox Strong, "one_mailbox", "create_secondary_mailbox";
    same_login_at_the_same_server:
        "candidate and existing mailbox take the same user name at the same server",
        Stage::usual().with(|s| {
            s.session().login = "teletrans".to_owned();
            s.existing(OLD).login = Some(Login {
                host: "POP.acces.example".to_owned(),
                user: "Teletrans".to_owned(),
            });
        }) => SameMailbox Proven, "same_account";
    the_mailbox_in_use_itself:
        "the candidate is the mailbox in use",
        Stage::new().with(|s| { s.add_existing("Teletrans@acces.example"); })
            => SameMailbox Proven, "same_address";
    logs_in_with_the_main_address:
        "the login to the candidate is the main address",
        Stage::new().with(|s| s.session().login = MAIN.to_owned())
            => Alias Strong, "logs_in_as_another";
    subaddress:
        "main+teletrans@…: a word behind a plus sign makes no mailbox",
        Stage::new().with(|s| s.evidence.candidate.address = address("main+fse@acces.example"))
            => Alias Strong, "subaddress";
    header_names_the_main_address:
        "nothing could be compared, but Delivered-To names the main address",
        Stage::new().with(|s| {
            s.session().view.copies[0] = copy(CANDIDATE, CANDIDATE, &[CANDIDATE, MAIN]);
        }) => Alias Strong, "names_another";
    header_names_nobody_known:
        "nothing could be compared, and Delivered-To holds a number of the provider's own",
        Stage::new().with(|s| {
            s.session().view.copies[0] = copy(CANDIDATE, CANDIDATE, &["u1234567"]);
        }) => Inconclusive Weak, "name_unclear", "give_main_address", "inner_name";
    header_names_nobody_known_but_probes_separate:
        "Delivered-To holds a number of the provider's own, and the probes prove it separate",
        Stage::usual().with(|s| {
            s.session().view.copies[0] = copy(CANDIDATE, CANDIDATE, &["u1234567"]);
        }) => Good Proven, "separate", "inner_name";
    redirects_without_copy:
        "the candidate redirects to the main address, without a copy (Sieve, Postfix)",
        Stage::usual().seen(CANDIDATE, There, MAIN)
            => Alias Proven, "leads_to", "create_secondary_mailbox";
    forwards_with_copy:
        "the candidate forwards to the main address and keeps a copy",
        Stage::usual().seen(CANDIDATE, Both, MAIN)
            => Forwards Proven, "forwards", "stop_forwarding";
    forwards_with_a_copy_stored_once:
        "the same, and the server stores both copies as one message",
        Stage::usual().seen(CANDIDATE, Both, MAIN)
            .with(|s| {
                let copies = &s.session().view.copies;
                let stored = copies.iter().find(|copy| copy.addressee.as_str() == CANDIDATE);
                let stored = stored.unwrap().message.clone();
                for copy in &mut s.view_of(MAIN).copies {
                    if copy.addressee.as_str() == CANDIDATE {
                        copy.message = stored.clone();
                    }
                }
            }) => Forwards Proven, "forwards", "stop_forwarding";
    forwards_to_the_old_mailbox:
        "the candidate forwards to the old mailbox, the main one is separate",
        Stage::usual().seen(CANDIDATE, Both, OLD)
            => Forwards Proven, "forwards", "stop_forwarding";
    old_mailbox_forwards_with_copy:
        "the old mailbox forwards to the candidate and keeps a copy",
        Stage::usual().seen(OLD, Both, OLD)
            => ReceivesForwarded Proven, "existing_forwards", "stop_forwarding_here";
    old_mailbox_redirects_without_copy:
        "the old mailbox redirects to the candidate, or is its alias",
        Stage::usual().seen(OLD, Here, OLD)
            => ReceivesForwarded Proven, "existing_leads_here", "stop_forwarding_here";
    closed_old_mailbox_forwards:
        "the old mailbox cannot be read, and its mail arrives in the candidate",
        Stage::new().with_old_mailbox().seen(OLD, Here, OLD).unreadable(OLD, Cause::PopDisabled)
            => ReceivesForwarded Strong, "existing_forwards";
    control_names_the_candidate:
        "what arrives in the old mailbox was delivered to the candidate's name",
        Stage::usual().with(|s| s.view_of(OLD).copies[0] = copy(OLD, OLD, &[CANDIDATE, OLD]))
            => ReceivesForwarded Strong, "existing_names_candidate";
    list_address:
        "a list that passes everything to the main address and others",
        Stage::usual().seen(CANDIDATE, There, MAIN).access_fails(Cause::ServerRefuses)
            => Alias Strong, "leads_to";
    caught_by_a_catch_all:
        "the address does not exist: the domain's catch-all takes its mail into the main mailbox",
        Stage::usual().seen(CANDIDATE, There, MAIN)
            .with(|s| s.evidence.access = Access::NoServer { imap: false })
            => Alias Strong, "leads_to";
    catch_all:
        "the candidate takes the mail of every name of its domain",
        Stage::usual().with(|s| s.session().catch_all = Some(true))
            => ReceivesForwarded Proven, "catch_all";
    one_alias_among_several:
        "separate from the old mailbox, an alias of the main address",
        Stage::usual().seen(CANDIDATE, There, MAIN).seen(OLD, There, OLD)
            => Alias Proven, "leads_to";
    full_mailbox:
        "a mailbox full of messages",
        Stage::usual().with(|s| s.session().before = Before {
            messages: 1_200,
            shown: vec![found("a"), found("b")],
        }) => NotEmpty Proven, "holds", "use_an_empty_mailbox";
    one_old_message:
        "one old message, the provider's welcome perhaps",
        Stage::usual().with(|s| s.session().before = Before {
            messages: 1,
            shown: vec![found("welcome")],
        }) => NotEmpty Proven, "holds", "use_an_empty_mailbox";
    message_arriving_during_the_check:
        "somebody else's message arrives during the check",
        Stage::usual().with(|s| s.session().strangers.push(found("late")))
            => NotEmpty Strong, "received_meanwhile";
    same_unique_ids_alone:
        "both mailboxes number their messages alike",
        Stage::usual().with(|s| s.view_of(OLD).copies[0].message.uid =
            format!("{CANDIDATE}/1")) => Good Proven, "separate";
    spam_folder:
        "the probe went into the spam folder, which POP does not show",
        Stage::usual().seen(CANDIDATE, Nowhere, MAIN).watched_for(901)
            => Inconclusive Weak, "probe_lost", "look_into_spam";
    marked_as_spam:
        "the probe arrived, marked as spam",
        Stage::usual().with(|s| s.session().view.copies[0].marked_as_spam = true)
            => Good Proven, "separate", "marked_as_spam";
    delivery_delayed_90_s:
        "the probe took 90 seconds",
        Stage::usual().delivered_after(90).watched_for(272)
            => Good Proven, "separate", "slow_delivery";
    greylisted:
        "the probe was greylisted for six minutes",
        Stage::usual().delivered_after(360).watched_for(1_082)
            => Good Proven, "separate", "slow_delivery";
    second_copy_not_yet_ruled_out:
        "the probe took 90 seconds, and a second copy may still be on its way",
        Stage::usual().delivered_after(90).watched_for(200)
            => Inconclusive Weak, "still_waiting", "wait";
    read_too_soon:
        "the probes were just seen",
        Stage::usual().watched_for(5) => Inconclusive Weak, "still_waiting", "wait";
    still_on_its_way:
        "the probe has not arrived after a minute",
        Stage::usual().seen(CANDIDATE, Nowhere, MAIN) => Inconclusive Weak, "still_waiting", "wait";
    bounced:
        "the probe came back: unknown address",
        Stage::usual().seen(CANDIDATE, Nowhere, MAIN).with(|s| {
            s.evidence.probe = Dispatch::Sent(Sent {
                at: at(0),
                from: Origin::Outside,
                bounce: Some(Bounce::of_provider_code(416)),
            });
        }) => Inconclusive Weak, "probe_bounced", "ask_why_it_came_back";
    lost:
        "both probes came nowhere",
        Stage::new().with_old_mailbox().seen(CANDIDATE, Nowhere, OLD).seen(OLD, Nowhere, OLD)
            .watched_for(901) => Inconclusive Weak, "probe_lost", "try_later";
    control_lost:
        "the control probe came nowhere",
        Stage::usual().seen(OLD, Nowhere, OLD).watched_for(901)
            => Inconclusive Weak, "control_lost";
    probes_not_sent:
        "the probes were not sent",
        Stage::new().with(|s| {
            s.evidence.probe = Dispatch::NotSent;
            s.session().view.copies.clear();
        }) => Inconclusive Weak, "probe_not_sent", "send_probes";
    probes_from_the_same_provider:
        "the probe came from the candidate's own provider",
        Stage::usual().with(|s| s.evidence.probe = Dispatch::Sent(Sent {
            at: at(0),
            from: Origin::Inside,
            bounce: None,
        })) => Good Strong, "separate", "not_from_outside", "send_from_outside";
    pop_off_for_the_account:
        "POP is off until the user switches it on",
        Stage::usual().access_fails(Cause::PopDisabled).with(|s|
            s.evidence.candidate.provider.pop.must_be_switched_on = true)
            => NoPop Proven, "pop_disabled", "switch_pop_on", "must_be_switched_on";
    pop_closed_for_everybody:
        "the provider has closed POP, and says so",
        Stage::usual().access_fails(Cause::PopDisabled)
            => NoPop Proven, "pop_disabled", "choose_another_provider";
    pop_closed_at_the_provider:
        "nobody answers at the provider's POP3 server",
        Stage::usual().access_fails(Cause::ConnectionRefused)
            => NoPop Strong, "pop_unreachable", "choose_another_provider";
    imap_only:
        "the provider answers by IMAP and not by POP3",
        Stage::usual().with(|s| s.evidence.access = Access::NoServer { imap: true })
            => NoPop Proven, "imap_only";
    no_server:
        "no POP3 server was found",
        Stage::new().with(|s| s.evidence.access = Access::NoServer { imap: false })
            => NoPop Strong, "no_server";
    provider_without_pop:
        "a provider that is known not to offer POP",
        Stage::new().with(|s| {
            s.evidence.access = Access::NoServer { imap: true };
            s.evidence.candidate.provider.pop.offer = PopOffer::None;
            s.evidence.candidate.provider.kind = Some(ProviderKind::Webmail);
        }) => NoPop Proven, "pop_not_offered", "webmail";
    browser_login_only:
        "a provider that takes a login in the browser only",
        Stage::new().access_fails(Cause::WebLoginRequired).with(|s|
            s.evidence.candidate.provider.pop.offer = PopOffer::OAuthOnly)
            => NoPop Strong, "oauth_only";
    no_unique_ids:
        "the server refuses UIDL",
        Stage::usual().with(|s| s.session().uidl = false) => NoPop Proven, "command_missing";
    local_part_login:
        "the login, and Delivered-To, are the part before the @",
        Stage::usual().with(|s| {
            s.session().login = "teletrans".to_owned();
            s.session().view.copies[0] = copy(CANDIDATE, CANDIDATE, &["teletrans"]);
        }) => Good Proven, "separate";
    wrong_password:
        "the candidate's password is refused",
        Stage::usual().seen(CANDIDATE, Nowhere, MAIN).access_fails(Cause::PasswordRefused)
            .watched_for(901) => Inconclusive Weak, "not_answered", "check_password";
    application_password_needed:
        "the provider wants a password made for one application",
        Stage::new().access_fails(Cause::WebLoginRequired)
            => Inconclusive Weak, "not_answered", "create_application_password";
    candidate_locked:
        "another programme holds the candidate",
        Stage::new().access_fails(Cause::MailboxInUse)
            => Inconclusive Weak, "not_answered", "close_other_readers";
    candidate_emptied_by_somebody:
        "somebody else empties the candidate during the check",
        Stage::usual().with(|s| s.session().view.disturbance = Some(Disturbance::Emptied))
            => Inconclusive Weak, "candidate_disturbed", "close_other_readers";
    candidate_held_for_a_moment:
        "somebody else held the candidate for a moment",
        Stage::usual().with(|s| s.session().other_reader = true)
            => Good Proven, "separate", "other_reader";
    own_line_down:
        "the computer's own line is down",
        Stage::new().with(|s| s.evidence.access = Access::Failed {
            failure: failure(Cause::ConnectionRefused),
            line: Line::Down,
            imap: false,
        }) => Inconclusive Weak, "not_answered", "try_later";
    antivirus_in_the_way:
        "an antivirus programme opens the TLS session",
        Stage::new().access_fails(Cause::TlsIntercepted)
            => Inconclusive Weak, "not_answered", "set_shield_aside";
    certificate_wrong:
        "the certificate is for other names",
        Stage::usual().access_fails(Cause::TlsWrongName)
            => Unsafe Proven, "tls_unproven", "choose_another_provider";
    certificate_expired:
        "the certificate is past its end",
        Stage::usual().access_fails(Cause::TlsExpired) => Unsafe Proven, "tls_unproven";
    clear_text_only:
        "the servers speak in clear text only",
        Stage::new().with(|s| s.evidence.access = Access::NoTls) => Unsafe Proven, "no_tls";
    clear_text_session:
        "the mailbox was opened in clear text, against the rule",
        Stage::usual().with(|s| s.session().server.security = Security::Plain)
            => Unsafe Proven, "no_tls";
    submission_certificate_wrong:
        "the submission server's certificate is not trusted",
        Stage::usual().with(|s| s.evidence.sending = Sending::Failed {
            failure: SendingFailure::Tls { cause: Cause::TlsUntrusted },
        }) => Unsafe Proven, "submission_unsafe";
    from_rewritten:
        "the provider puts another address into From",
        Stage::usual().with(|s| s.evidence.sending = Sending::Accepted(Submission {
            size_limit: None,
            from: FromSeen::Rewritten,
        })) => CannotSend Proven, "from_rewritten";
    from_not_seen:
        "what was sent was not seen to arrive",
        Stage::usual().with(|s| s.evidence.sending = Sending::Accepted(Submission {
            size_limit: Some(0),
            from: FromSeen::NotSeen,
        })) => Good Strong, "separate", "sender_not_seen", "see_the_sender";
    size_limit_1_mb:
        "messages above 1 MB are refused",
        Stage::usual().with(|s| s.evidence.sending = Sending::Accepted(Submission {
            size_limit: Some(1_000_000),
            from: FromSeen::Unchanged,
        })) => CannotSend Proven, "size_limit_too_small";
    size_limit_5_mb:
        "messages above 5 MB are refused",
        Stage::usual().with(|s| s.evidence.sending = Sending::Accepted(Submission {
            size_limit: Some(5_000_000),
            from: FromSeen::Unchanged,
        })) => Good Proven, "separate", "size_limit";
    submission_refuses_the_login:
        "the submission server refuses the password",
        Stage::usual().with(|s| s.evidence.sending = Sending::Failed {
            failure: SendingFailure::LoginRefused,
        }) => CannotSend Strong, "submission_login_refused", "switch_sending_on";
    sender_refused:
        "the submission server refuses the address as sender",
        Stage::usual().with(|s| s.evidence.sending = Sending::Failed {
            failure: SendingFailure::SenderRefused,
        }) => CannotSend Proven, "sender_refused";
    submission_does_not_answer:
        "the submission server does not answer now",
        Stage::usual().with(|s| s.evidence.sending = Sending::Failed {
            failure: SendingFailure::NotNow,
        }) => Inconclusive Weak, "sending_not_now", "try_later";
    sending_not_tried:
        "sending was not tried",
        Stage::usual().with(|s| s.evidence.sending = Sending::NotTried)
            => Inconclusive Weak, "sending_not_tried", "try_sending";
    webmail:
        "a mailbox on the web",
        Stage::usual().with(|s|
            s.evidence.candidate.provider.kind = Some(ProviderKind::Webmail))
            => Good Proven, "separate", "webmail";
    hosting:
        "a mailbox at the host of one's own domain",
        Stage::usual().with(|s|
            s.evidence.candidate.provider.kind = Some(ProviderKind::Hosting))
            => Good Proven, "separate", "hosting";
    unknown_provider_that_closes_idle_mailboxes:
        "a provider that Vigie does not know, with POP that goes off by itself",
        Stage::usual().with(|s| s.evidence.candidate.provider = ProviderFacts {
            inactivity_days: Some(120),
            pop: PopFacts {
                switches_itself_off: true,
                application_password: true,
                ..PopFacts::default()
            },
            ..ProviderFacts::default()
        }) => Good Proven, "separate", "unknown_provider", "inactivity",
            "switches_itself_off", "application_password";
    deletes_what_was_retrieved:
        "EXPIRE 0",
        Stage::usual().with(|s| s.session().expire_days = Some(0))
            => Good Proven, "separate", "expires_at_once";
    deletes_after_a_week:
        "EXPIRE 7",
        Stage::usual().with(|s| s.session().expire_days = Some(7))
            => Good Proven, "separate", "expires";
    long_login_delay:
        "LOGIN-DELAY 900",
        Stage::usual().with(|s| s.session().login_delay_s = Some(900))
            => Good Proven, "separate", "long_login_delay";
    login_delay_of_a_day:
        "LOGIN-DELAY 86400",
        Stage::usual().with(|s| s.session().login_delay_s = Some(86_400))
            => NoPop Proven, "login_delay_too_long";
    nothing_tried_yet:
        "nothing was tried yet",
        Stage::new().with(|s| {
            s.evidence.access = Access::NotTried;
            s.evidence.probe = Dispatch::NotSent;
            s.evidence.sending = Sending::NotTried;
        }) => Inconclusive Weak, "not_checked", "try_later", "send_probes", "try_sending";
}

#[test]
fn every_combination_of_the_two_probes_is_decided_as_in_the_table() {
    for probe in Places::ALL {
        for control in Places::ALL {
            let verdict = Stage::new()
                .with_main_mailbox()
                .seen(CANDIDATE, probe, MAIN)
                .seen(MAIN, control, MAIN)
                .watched_for(901)
                .judge();
            let table = Pairing::of(probe, control).conclusion();
            assert_eq!(verdict.conclusion, table, "{probe:?} {control:?}");
        }
    }
}

#[test]
fn what_somebody_else_reads_proves_nothing_by_its_silence() {
    let emptied = Some(Disturbance::Emptied);
    let verdict = Stage::usual()
        .with(|s| s.view_of(OLD).disturbance = emptied)
        .judge();
    let separate = |name: &str| {
        verdict.reasons.contains(&Reason::Separate {
            existing: address(name),
        })
    };
    assert!(separate(MAIN) && !separate(OLD));

    let alias = Stage::usual().seen(CANDIDATE, There, MAIN);
    let leads_to = |stage: Stage, certain| {
        stage.judge().reasons.contains(&Reason::LeadsTo {
            existing: address(MAIN),
            certain,
        })
    };
    assert!(leads_to(alias.clone(), true));
    assert!(leads_to(
        alias.with(|s| s.session().view.disturbance = emptied),
        false
    ));
}

#[test]
fn what_was_read_too_soon_says_when_to_read_again() {
    let verdict = Stage::usual().watched_for(5).judge();
    assert_eq!(verdict.waiting_until(), Some(at(14)));
    let verdict = Stage::usual().seen(CANDIDATE, Nowhere, MAIN).judge();
    assert_eq!(verdict.waiting_until(), Some(at(900)));
    assert_eq!(Stage::usual().judge().waiting_until(), None);
}

#[test]
fn each_question_has_its_answer() {
    use Answer::{No, Unknown, Yes};

    let answers = |stage: Stage| {
        let verdict = stage.judge();
        Question::ALL.map(|question| verdict.answer(question))
    };
    assert_eq!(answers(Stage::usual()), [Yes, Yes, Yes, Yes]);
    assert_eq!(answers(Stage::new()), [Yes, Unknown, Yes, Yes]);
    assert_eq!(
        answers(Stage::usual().seen(CANDIDATE, Both, MAIN)),
        [Yes, No, Yes, Yes]
    );
    assert_eq!(
        answers(Stage::usual().access_fails(Cause::PopDisabled)),
        [No, Unknown, Unknown, Yes]
    );
}

#[test]
fn names_are_what_serde_writes() {
    for conclusion in Conclusion::ALL {
        assert_eq!(serde_json::to_value(conclusion).unwrap(), conclusion.name());
    }
    for situation in ALL {
        let verdict = (situation.build)().judge();
        let json = serde_json::to_value(&verdict).unwrap();
        assert_eq!(json["verdict"], verdict.conclusion.name());
        assert_eq!(json["strength"], verdict.strength.name());
        let names = |list: &str| -> Vec<String> {
            let of = json[list].as_array().unwrap();
            of.iter()
                .map(|one| one["kind"].as_str().unwrap().to_owned())
                .collect()
        };
        let own: Vec<_> = verdict.reasons.iter().map(Reason::name).collect();
        assert_eq!(names("reasons"), own);
        let own: Vec<_> = verdict.warnings.iter().map(Companion::name).collect();
        assert_eq!(names("warnings"), own);
        let own: Vec<_> = verdict.stronger.iter().map(Step::name).collect();
        assert_eq!(names("stronger"), own);
    }
}

#[test]
fn evidence_can_be_stored_without_senders_and_subjects() {
    for situation in ALL {
        let stage = (situation.build)();
        let json = serde_json::to_string(&stage.evidence).unwrap();
        assert!(!json.contains("Something of theirs"));
        assert!(!format!("{:?}", stage.evidence).contains("Something of theirs"));
        let back: Evidence = serde_json::from_str(&json).unwrap();
        assert_eq!(judge(&back, &Patience::default()), stage.judge());
    }
}

#[test]
fn every_verdict_stands_on_something_and_says_what_to_do() {
    for situation in ALL {
        let verdict = (situation.build)().judge();
        assert!(!verdict.reasons.is_empty());
        let is_done = verdict.conclusion == Good && verdict.strength == Proven;
        assert_eq!(verdict.stronger.is_empty(), is_done, "{}", situation.told);
    }
}
