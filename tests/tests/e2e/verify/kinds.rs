//! What situations are made of: ways of mail, what is asked, what happens meanwhile.

use vigie_tests::mail::Shown;

/// How the mail of a situation goes; mailboxes by their letters.
#[derive(Clone, Copy)]
pub(super) enum Way {
    /// Mail goes there instead.
    Alias(&'static str, &'static [&'static str]),
    /// Mail goes out of the house, which nothing leaves: it comes back.
    Outside(&'static str),
    /// The recipient is not known.
    Unknown(&'static str),
    /// Every name of a domain of the situation's own leads there.
    CatchAll(&'static str),
    /// A login of that name opens that mailbox; the letter of a mailbox stands for its address.
    Login(&'static str, &'static str),
    /// Both mailboxes show one Maildir.
    SameMaildrop(&'static str, &'static str),
    /// A Sieve script.
    Script(&'static str, &'static str),
    /// Sieve sends on without a copy.
    Redirect(&'static str, &'static str),
    /// Sieve sends on and keeps a copy.
    CopyTo(&'static str, &'static str),
    /// What Postfix does with mail to it.
    Recipient(&'static str, &'static str),
    /// Another server takes its mail, and greylists it.
    Greylisted(&'static str),
    /// It takes so many octets.
    Quota(&'static str, u32),
    /// What Postfix does with mail from it.
    Sender(&'static str, &'static str),
    /// What Postfix writes into From.
    Canonical(&'static str, &'static str),
    /// POP is off for it.
    PopOff(&'static str),
}

/// What `vigie verify` is asked.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    /// `{}` stands for the situation's number.
    pub(super) candidate: &'static str,
    pub(super) existing: &'static [&'static str],
    pub(super) wrong_password: &'static [&'static str],
    pub(super) no_password: &'static [&'static str],
    /// The first one's login is tried with the second one's password.
    pub(super) password_of: &'static [(&'static str, &'static str)],
    pub(super) logins: &'static [(&'static str, &'static str)],
    pub(super) by_stls: bool,
    pub(super) own_domain: bool,
    /// Seconds.
    pub(super) wait: Option<u16>,
    /// Another POP3 server for the candidate.
    pub(super) pop: Option<Pop>,
    /// Another submission server for the candidate.
    pub(super) smtp: Option<Smtp>,
}

impl Asked {
    pub(super) const fn usual() -> Self {
        Self {
            candidate: "b-{}@example.test",
            existing: &["o", "a"],
            wrong_password: &[],
            no_password: &[],
            password_of: &[],
            logins: &[],
            by_stls: false,
            own_domain: false,
            wait: None,
            pop: None,
            smtp: None,
        }
    }
}

/// A POP3 server of the candidate's own.
#[derive(Clone, Copy)]
pub(super) enum Pop {
    Nobody,
    ImapInstead,
    LoginDelay,
    Says(&'static str),
    Showing(Shown),
}

/// A submission server of the candidate's own.
#[derive(Clone, Copy)]
pub(super) enum Smtp {
    Small,
    Clear,
}

/// What happens during a situation.
#[derive(Clone, Copy)]
pub(super) enum Act {
    None,
    /// So many messages lie in the candidate before.
    Fill(usize),
    /// Another session holds that mailbox.
    Hold(&'static str),
    /// Held mail is let go after so many seconds.
    ReleaseAfter(u64),
    /// Somebody else's message, once the probe has come.
    StrangerOnceProbed,
    /// All that lies in that mailbox is taken, once the probe has come to the candidate.
    EmptyOnceProbed(&'static str),
}
