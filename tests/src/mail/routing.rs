//! Other ways of mail than from everybody to everybody's own mailbox.

use std::{fs, os::unix::fs::chown};

use super::{Mail, maildir::VMAIL};

/// Where mail goes, and who opens what. Addresses are whole.
#[derive(Clone, Debug, Default)]
pub struct Routing {
    /// An address, and where its mail goes instead; `@domain` stands for every name of the domain
    /// that has no line of its own.
    pub aliases: Vec<(String, Vec<String>)>,
    /// A mailbox's name, and the Sieve script (RFC 5228) that sorts what arrives there.
    pub sieve: Vec<(String, String)>,
    /// A login, its password, and the address of the mailbox that it opens.
    pub logins: Vec<(String, String, String)>,
    /// Mailboxes that can be opened, but whose address Postfix does not know.
    pub unknown: Vec<String>,
    /// A recipient, and Postfix's action on mail to it from a login, as access(5) has it: `HOLD`,
    /// `PREPEND X-Spam-Flag: YES`.
    pub recipients: Vec<(String, String)>,
    /// A sender, and Postfix's action on mail from it.
    pub senders: Vec<(String, String)>,
    /// Recipients whose mail is handed to another server, which greylists it (RFC 6647).
    pub greylisted: Vec<String>,
    /// A mailbox's address, and how many octets it takes; beyond, mail to it comes back.
    pub quotas: Vec<(String, u32)>,
    /// A sender, and the address that Postfix writes into `From` instead.
    pub canonical: Vec<(String, String)>,
}

impl Routing {
    pub(super) fn accepts(&self, address: &str) -> bool {
        !self.unknown.iter().any(|unknown| unknown == address)
    }

    pub(super) fn aliases(&self) -> String {
        lines(
            self.aliases
                .iter()
                .map(|(from, to)| (from.as_str(), to.join(", "))),
        )
    }

    pub(super) fn recipients(&self) -> String {
        lines(pairs(&self.recipients))
    }

    pub(super) fn senders(&self) -> String {
        lines(pairs(&self.senders))
    }

    /// Which mail goes on by SMTP, as transport(5) has it.
    pub(super) fn transports(&self, greylisting: u16) -> String {
        lines(
            self.greylisted
                .iter()
                .map(|to| (to.as_str(), format!("smtp:[127.0.0.1]:{greylisting}"))),
        )
    }

    /// Dovecot's user database of mailboxes with a quota.
    pub(super) fn quotas(&self) -> String {
        let lines: Vec<String> = self
            .quotas
            .iter()
            .map(|(address, octets)| {
                format!("{address}:::::::userdb_quota_rule=*:bytes={octets}\n")
            })
            .collect();
        lines.concat()
    }

    pub(super) fn canonical(&self) -> String {
        lines(pairs(&self.canonical))
    }

    /// Puts each script where the delivery finds it.
    pub(super) fn write_scripts(&self, mail: &Mail) {
        for (name, script) in &self.sieve {
            let path = mail.dir().join("vmail").join(name).join(".dovecot.sieve");
            fs::write(&path, script).expect("the script can be written");
            let _not_root = chown(&path, Some(VMAIL), Some(VMAIL));
        }
    }
}

fn pairs(pairs: &[(String, String)]) -> impl Iterator<Item = (&str, String)> {
    pairs
        .iter()
        .map(|(left, right)| (left.as_str(), right.clone()))
}

fn lines<'a>(pairs: impl Iterator<Item = (&'a str, String)>) -> String {
    let lines: Vec<String> = pairs
        .map(|(left, right)| format!("{left} {right}\n"))
        .collect();
    lines.concat()
}
