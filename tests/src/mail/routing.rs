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
