//! The mailbox situations, each with what `vigie verify` must say.
//!
//! Every situation has mailboxes of its own on the shared servers: the candidate `b-…` and the main
//! mailbox `a-…`, both at the new provider, and the old mailbox `o-…` at another one.

use super::kinds::{Act, Asked, Pop, Smtp, Way};
use vigie_tests::mail::Shown;

/// A situation.
pub(super) struct Situation {
    /// The test's name.
    pub(super) name: &'static str,
    /// What it is, for people.
    pub(super) told: &'static str,
    /// The expected verdict.
    pub(super) verdict: &'static str,
    /// The reason that must be among those given.
    pub(super) reason: &'static str,
    /// How the mail goes.
    pub(super) ways: &'static [Way],
    /// What is asked.
    pub(super) asked: Asked,
    /// What happens meanwhile.
    pub(super) act: Act,
}

impl Situation {
    /// The expected exit status, which follows from the verdict.
    pub(super) fn status(&self) -> i32 {
        match self.verdict {
            "good" => 0,
            "probable" | "inconclusive" => 3,
            _ => 1,
        }
    }
}

const BOTH: Asked = Asked::usual();

const OLD: Asked = Asked {
    existing: &["o"],
    ..Asked::usual()
};

const MAIN: Asked = Asked {
    existing: &["a"],
    ..Asked::usual()
};

const ALONE: Asked = Asked {
    existing: &[],
    ..Asked::usual()
};

/// The candidate has no login of its own: the person types the main mailbox's password, say.
const NO_LOGIN: Asked = Asked {
    existing: &["a"],
    wrong_password: &["b"],
    ..Asked::usual()
};

const SHORT: Asked = Asked {
    existing: &["a"],
    wait: Some(12),
    ..Asked::usual()
};

/// One line of the table.
const fn s(
    name: &'static str,
    told: &'static str,
    (verdict, reason): (&'static str, &'static str),
    ways: &'static [Way],
    asked: Asked,
    act: Act,
) -> Situation {
    Situation {
        name,
        told,
        verdict,
        reason,
        ways,
        asked,
        act,
    }
}

/// Every situation; the slow ones first.
pub(super) const ALL: &[Situation] = &[
    s(
        "delayed",
        "the probe is held back for fifteen seconds",
        ("good", "separate"),
        &[Way::Recipient("b", "HOLD")],
        MAIN,
        Act::ReleaseAfter(15),
    ),
    s(
        "greylisted",
        "the candidate's provider takes the probe at the second attempt only",
        ("good", "separate"),
        &[Way::Greylisted("b")],
        MAIN,
        Act::None,
    ),
    s(
        "old_mailbox_locked",
        "another programme holds the old mailbox all the time",
        ("inconclusive", "existing_busy"),
        &[],
        MAIN,
        Act::Hold("a"),
    ),
    s(
        "true_mailbox",
        "a true mailbox; the old one at another provider and the main one are read",
        ("good", "separate"),
        &[],
        BOTH,
        Act::None,
    ),
    s(
        "true_mailbox_and_old_one",
        "a true mailbox; only the old one is given",
        ("good", "separate"),
        &[],
        OLD,
        Act::None,
    ),
    s(
        "true_mailbox_by_starttls",
        "a true mailbox, collected by STLS",
        ("good", "separate"),
        &[],
        Asked {
            by_stls: true,
            ..MAIN
        },
        Act::None,
    ),
    s(
        "local_part_logins",
        "logins are the part before the @",
        ("good", "separate"),
        &[Way::Login("local-b", "b"), Way::Login("local-a", "a")],
        Asked {
            logins: &[("b", "local-b"), ("a", "local-a")],
            ..MAIN
        },
        Act::None,
    ),
    s(
        "nothing_to_compare",
        "a clean mailbox, and no existing one is given",
        ("probable", "no_existing"),
        &[],
        ALONE,
        Act::None,
    ),
    s(
        "old_pop_closed",
        "a clean mailbox, the old one's POP is closed (2022)",
        ("probable", "existing_unreadable"),
        &[Way::PopOff("o")],
        OLD,
        Act::None,
    ),
    s(
        "old_pop_closed_main_read",
        "the old one's POP is closed, the main one at the new provider is read",
        ("good", "separate"),
        &[Way::PopOff("o")],
        BOTH,
        Act::None,
    ),
    s(
        "old_pop_closed_same_provider",
        "the candidate is at the provider whose POP is closed for the old mailbox",
        ("inconclusive", "old_provider"),
        &[Way::PopOff("a")],
        MAIN,
        Act::None,
    ),
    s(
        "old_password_wrong",
        "the old mailbox's password is refused",
        ("probable", "existing_unreadable"),
        &[],
        Asked {
            wrong_password: &["o"],
            ..OLD
        },
        Act::None,
    ),
    s(
        "old_password_missing",
        "the old mailbox's password is not given",
        ("probable", "existing_unreadable"),
        &[],
        Asked {
            no_password: &["o"],
            ..OLD
        },
        Act::None,
    ),
    s(
        "old_mailbox_emptied",
        "the billing software collects the old mailbox during the check",
        ("inconclusive", "existing_disturbed"),
        &[],
        MAIN,
        Act::EmptyOnceProbed("a"),
    ),
    s(
        "virtual_alias",
        "an alias of the main address, without a login",
        ("alias", "leads_to"),
        &[Way::Alias("b", &["a"])],
        NO_LOGIN,
        Act::None,
    ),
    s(
        "alias_with_login",
        "an alias whose login opens the main mailbox",
        ("same_mailbox", "one_mailbox"),
        &[Way::Alias("b", &["a"]), Way::Login("b", "a")],
        MAIN,
        Act::None,
    ),
    s(
        "alias_of_main_separate_from_old",
        "separate from the old mailbox, an alias of the main address",
        ("same_mailbox", "one_mailbox"),
        &[Way::Alias("b", &["a"]), Way::Login("b", "a")],
        BOTH,
        Act::None,
    ),
    s(
        "two_logins_one_maildrop",
        "two logins, each with its address, on one maildrop",
        ("same_mailbox", "one_mailbox"),
        &[Way::SameMaildrop("b", "a")],
        MAIN,
        Act::None,
    ),
    s(
        "candidate_is_in_use",
        "the candidate is the mailbox used so far",
        ("same_mailbox", "same_address"),
        &[],
        Asked {
            existing: &["b"],
            ..Asked::usual()
        },
        Act::None,
    ),
    s(
        "same_account",
        "both addresses come with the same login",
        ("same_mailbox", "same_account"),
        &[Way::Alias("b", &["a"])],
        Asked {
            logins: &[("b", "a")],
            password_of: &[("b", "a")],
            ..MAIN
        },
        Act::None,
    ),
    s(
        "redirect_by_postfix",
        "the provider redirects the candidate to the main address, without a copy",
        ("alias", "leads_to"),
        &[Way::Alias("b", &["a"])],
        MAIN,
        Act::None,
    ),
    s(
        "forward_by_postfix",
        "the provider passes the candidate's mail on to the main address, with a copy",
        ("forwards", "forwards"),
        &[Way::Alias("b", &["b", "a"])],
        MAIN,
        Act::None,
    ),
    s(
        "redirect_by_sieve",
        "the candidate redirects to the main address, without a copy",
        ("alias", "leads_to"),
        &[Way::Redirect("b", "a")],
        MAIN,
        Act::None,
    ),
    s(
        "forward_by_sieve",
        "the candidate passes its mail on to the main address, with a copy",
        ("forwards", "forwards"),
        &[Way::CopyTo("b", "a")],
        MAIN,
        Act::None,
    ),
    s(
        "forward_to_the_old_mailbox",
        "the candidate passes its mail on to the old mailbox",
        ("forwards", "forwards"),
        &[Way::CopyTo("b", "o")],
        BOTH,
        Act::None,
    ),
    s(
        "old_redirects_here_by_sieve",
        "the old mailbox redirects to the candidate, without a copy",
        ("receives_forwarded", "existing_leads_here"),
        &[Way::Redirect("o", "b")],
        OLD,
        Act::None,
    ),
    s(
        "old_forwards_here_by_sieve",
        "the old mailbox passes its mail on to the candidate, with a copy",
        ("receives_forwarded", "existing_forwards"),
        &[Way::CopyTo("o", "b")],
        OLD,
        Act::None,
    ),
    s(
        "old_forwards_here_by_postfix",
        "the old provider passes mail on to the candidate, with a copy",
        ("receives_forwarded", "existing_forwards"),
        &[Way::Alias("o", &["o", "b"])],
        OLD,
        Act::None,
    ),
    s(
        "old_closed_forwards_here",
        "the old mailbox cannot be read, and its mail arrives in the candidate",
        ("receives_forwarded", "existing_forwards"),
        &[Way::PopOff("o"), Way::CopyTo("o", "b")],
        OLD,
        Act::None,
    ),
    s(
        "list_address",
        "a list that passes everything on to the main address and others",
        ("alias", "leads_to"),
        &[Way::Alias("b", &["a", "o"])],
        NO_LOGIN,
        Act::None,
    ),
    s(
        "catch_all_takes_it",
        "nobody has the address: the domain's catch-all takes its mail",
        ("alias", "leads_to"),
        &[Way::CatchAll("a")],
        Asked {
            candidate: "personne@attrape-{}.test",
            ..NO_LOGIN
        },
        Act::None,
    ),
    s(
        "candidate_is_catch_all",
        "the candidate takes the mail of every name of its domain",
        ("receives_forwarded", "catch_all"),
        &[Way::CatchAll("b")],
        Asked {
            candidate: "b-{}@attrape-{}.test",
            own_domain: true,
            ..OLD
        },
        Act::None,
    ),
    s(
        "own_domain_without_catch_all",
        "a true mailbox at a domain of the person's own",
        ("good", "separate"),
        &[],
        Asked {
            own_domain: true,
            ..OLD
        },
        Act::None,
    ),
    s(
        "subaddress",
        "main+word@: no mailbox of its own",
        ("alias", "subaddress"),
        &[],
        Asked {
            candidate: "a-{}+teletrans@example.test",
            ..NO_LOGIN
        },
        Act::None,
    ),
    s(
        "full_mailbox",
        "a mailbox with hundreds of messages",
        ("not_empty", "holds"),
        &[],
        MAIN,
        Act::Fill(300),
    ),
    s(
        "one_old_message",
        "one old message, the provider's welcome perhaps",
        ("not_empty", "holds"),
        &[],
        MAIN,
        Act::Fill(1),
    ),
    s(
        "message_during_the_check",
        "somebody else's message arrives during the check",
        ("not_empty", "received_meanwhile"),
        &[],
        MAIN,
        Act::StrangerOnceProbed,
    ),
    s(
        "spam_folder",
        "the probe is filed as spam, where POP sees nothing",
        ("inconclusive", "probe_lost"),
        &[Way::Script(
            "b",
            "require [\"fileinto\", \"mailbox\"];\nfileinto :create \"Junk\";\n",
        )],
        SHORT,
        Act::None,
    ),
    s(
        "marked_as_spam",
        "the probe arrives, marked as spam",
        ("good", "separate"),
        &[Way::Recipient("b", "PREPEND X-Spam-Flag: YES")],
        MAIN,
        Act::None,
    ),
    s(
        "lost",
        "the probe vanishes",
        ("inconclusive", "probe_lost"),
        &[Way::Script("b", "discard;\n")],
        SHORT,
        Act::None,
    ),
    s(
        "control_lost",
        "the control probe vanishes",
        ("inconclusive", "control_lost"),
        &[Way::Script("a", "discard;\n")],
        SHORT,
        Act::None,
    ),
    s(
        "both_lost",
        "both probes vanish",
        ("inconclusive", "probe_lost"),
        &[
            Way::Script("a", "discard;\n"),
            Way::Script("b", "discard;\n"),
        ],
        SHORT,
        Act::None,
    ),
    s(
        "bounced",
        "the probe comes back with a report",
        ("inconclusive", "probe_bounced"),
        &[Way::Outside("b")],
        SHORT,
        Act::None,
    ),
    s(
        "over_quota",
        "the mailbox is empty and takes nothing: its quota is used up elsewhere",
        ("inconclusive", "probe_bounced"),
        &[Way::Quota("b", 10)],
        SHORT,
        Act::None,
    ),
    s(
        "old_mailbox_over_quota",
        "the old mailbox is full: the control probe comes back",
        ("inconclusive", "control_lost"),
        &[Way::Quota("a", 10)],
        SHORT,
        Act::None,
    ),
    s(
        "unknown_address",
        "the server knows no such recipient",
        ("inconclusive", "probe_bounced"),
        &[Way::Unknown("b")],
        SHORT,
        Act::None,
    ),
    s(
        "pop_off",
        "POP is off for the account",
        ("no_pop", "pop_disabled"),
        &[Way::PopOff("b")],
        MAIN,
        Act::None,
    ),
    s(
        "pop_closed",
        "nobody answers at the provider's POP3 server",
        ("no_pop", "pop_unreachable"),
        &[],
        Asked {
            pop: Some(Pop::Nobody),
            ..MAIN
        },
        Act::None,
    ),
    s(
        "pop_closed_by_the_provider",
        "the provider says that POP is closed",
        ("no_pop", "pop_disabled"),
        &[],
        Asked {
            pop: Some(Pop::Says("-ERR [SYS/PERM] POP access is disabled")),
            ..MAIN
        },
        Act::None,
    ),
    s(
        "imap_only",
        "the provider answers by IMAP and not by POP3",
        ("no_pop", "imap_only"),
        &[],
        Asked {
            pop: Some(Pop::ImapInstead),
            ..MAIN
        },
        Act::None,
    ),
    s(
        "long_login_delay",
        "the server wants two hours between two logins",
        ("no_pop", "login_delay_too_long"),
        &[],
        Asked {
            pop: Some(Pop::LoginDelay),
            ..MAIN
        },
        Act::None,
    ),
    s(
        "wrong_password",
        "the candidate's password is refused",
        ("inconclusive", "not_answered"),
        &[],
        NO_LOGIN,
        Act::None,
    ),
    s(
        "candidate_locked",
        "another programme holds the candidate",
        ("inconclusive", "not_answered"),
        &[],
        MAIN,
        Act::Hold("b"),
    ),
    s(
        "from_rewritten",
        "the provider writes another sender",
        ("cannot_send", "from_rewritten"),
        &[Way::Canonical("b", "a")],
        MAIN,
        Act::None,
    ),
    s(
        "sender_refused",
        "the login may not send as this address",
        ("cannot_send", "sender_refused"),
        &[Way::Sender("b", "REJECT not owned by this user")],
        MAIN,
        Act::None,
    ),
    s(
        "size_limit",
        "the submission server takes 1 MB and no more",
        ("cannot_send", "size_limit_too_small"),
        &[],
        Asked {
            smtp: Some(Smtp::Small),
            ..MAIN
        },
        Act::None,
    ),
    s(
        "sending_in_clear",
        "the submission server has no TLS",
        ("unsafe", "submission_unsafe"),
        &[],
        Asked {
            smtp: Some(Smtp::Clear),
            ..MAIN
        },
        Act::None,
    ),
    s(
        "certificate_expired",
        "the POP3 server's certificate is past its end",
        ("unsafe", "tls_unproven"),
        &[],
        Asked {
            pop: Some(Pop::Showing(Shown::Expired)),
            ..MAIN
        },
        Act::None,
    ),
    s(
        "certificate_for_another_name",
        "the POP3 server's certificate is for another name",
        ("unsafe", "tls_unproven"),
        &[],
        Asked {
            pop: Some(Pop::Showing(Shown::WrongName)),
            ..MAIN
        },
        Act::None,
    ),
    s(
        "certificate_untrusted",
        "nobody knows who issued the POP3 server's certificate",
        ("unsafe", "tls_unproven"),
        &[],
        Asked {
            pop: Some(Pop::Showing(Shown::Untrusted)),
            ..MAIN
        },
        Act::None,
    ),
];
