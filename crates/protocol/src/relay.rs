//! The relay, as a face asks for it and sees it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use vigie_domain::{
    account::AccountId,
    relay::{Ports, Side, Trouble},
    server::Server,
    text::Explanation,
};

use crate::Password;

/// The state of the relay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RelayStatus {
    /// It runs, or is to run: [`troubles`](Self::troubles) says what hinders it.
    pub on: bool,
    /// Its ports, chosen once and kept.
    pub ports: Ports,
    /// The sides whose port is open.
    pub open: Vec<Side>,
    /// The billing software is set to it, as far as Vigie set it or was told.
    pub in_use: bool,
    /// The software need not log in to send: old programs cannot.
    pub sending_without_login: bool,
    /// Messages that wait for the billing software.
    #[ts(type = "number")]
    pub waiting: u64,
    /// Their octets.
    #[ts(type = "number")]
    pub octets: u64,
    /// The mailboxes behind it, the current one first.
    pub mailboxes: Vec<RelayMailbox>,
    /// When the billing software last logged in to collect.
    #[ts(type = "string | null")]
    pub last_login: Option<Timestamp>,
    /// When it last took messages and confirmed them.
    #[ts(type = "string | null")]
    pub last_confirmed: Option<Timestamp>,
    /// When it last sent a lot that the provider took.
    #[ts(type = "string | null")]
    pub last_sent: Option<Timestamp>,
    /// What is the matter, the worst first.
    pub troubles: Vec<Trouble>,
    /// How it stands in words: what is so, what that means, what to do.
    pub explanation: Explanation,
    /// The troubles in words, in the same order.
    pub trouble_texts: Vec<Explanation>,
}

/// A mailbox behind the relay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RelayMailbox {
    /// The mailbox.
    pub account: AccountId,
    /// Another took its place: messages are kept at its provider for a time.
    pub former: bool,
    /// Days for which confirmed messages stay at the provider.
    pub keep_days: u16,
    /// Where lots go out; only the current mailbox sends.
    pub submission: Option<Server>,
    /// The last turn that went through.
    #[ts(type = "string | null")]
    pub last_collected: Option<Timestamp>,
    /// Since when turns fail.
    #[ts(type = "string | null")]
    pub failing_since: Option<Timestamp>,
}

/// What the billing software is set to, once.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RelayCredentials {
    /// The host: `127.0.0.1`.
    pub host: String,
    /// The ports.
    pub ports: Ports,
    /// The user name, made at random for this installation.
    pub login: String,
    /// The password, made at random for this installation.
    pub password: Password,
    /// SHA-256 of the certificate that both ports offer to software that wants TLS, in hexadecimal
    /// digits.
    pub certificate: Option<String>,
}

/// How the relay is to run; what is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RelayChange {
    /// The port of the POP3 side, 1 to 65535.
    pub pop_port: Option<u16>,
    /// The port of the SMTP side, 1 to 65535.
    pub smtp_port: Option<u16>,
    /// Whether software may send without logging in.
    pub sending_without_login: Option<bool>,
    /// Where the current mailbox sends, where the provider table does not know.
    pub submission: Option<Server>,
    /// The user agreed, by name, that the password goes to that host.
    pub host_approved: bool,
    /// The billing software was set to the relay by hand, or back.
    pub in_use: Option<bool>,
}
