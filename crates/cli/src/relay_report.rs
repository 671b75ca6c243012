//! The relay as it is shown in the terminal.

use std::io;

use jiff::Timestamp;
use secrecy::ExposeSecret;
use vigie_domain::{
    account::{Account, AccountId, Address},
    relay::Side,
    text::{Text, TextArg},
};
use vigie_protocol::{RelayCredentials, RelayMailbox, RelayStatus};
use vigie_words::relay;

use crate::terminal::Terminal;

/// The whole state in words. `accounts` are the watched mailboxes.
pub(crate) fn tell(
    relay: &RelayStatus,
    accounts: &[Account],
    terminal: &mut Terminal,
) -> io::Result<()> {
    terminal.explain(&relay.explanation, "")?;
    for trouble in &relay.trouble_texts {
        terminal.line("")?;
        terminal.explain(trouble, "")?;
    }
    terminal.line("")?;
    let sides = [
        ("cli-relay-receiving", Side::Pop, relay.ports.pop),
        ("cli-relay-sending", Side::Smtp, relay.ports.smtp),
    ];
    for (key, side, port) in sides {
        let open = if relay.open.contains(&side) {
            "yes"
        } else {
            "no"
        };
        let text = Text::new(key)
            .with("port", words(&port.to_string()))
            .with("open", words(open));
        terminal.say(&text)?;
    }
    let waiting = Text::new("cli-relay-waiting")
        .with("waiting", number(relay.waiting))
        .with("octets", octets(relay.octets));
    terminal.say(&waiting)?;
    let moments = [
        ("cli-relay-last-login", relay.last_login),
        ("cli-relay-last-confirmed", relay.last_confirmed),
        ("cli-relay-last-sent", relay.last_sent),
    ];
    for (key, at) in moments {
        if let Some(at) = at {
            terminal.say(&moment(key, at))?;
        }
    }
    if relay.sending_without_login {
        terminal.say(&Text::new("cli-relay-without-login"))?;
    }
    for mailbox in &relay.mailboxes {
        terminal.line("")?;
        tell_mailbox(mailbox, accounts, terminal)?;
    }
    Ok(())
}

/// What is entered in the billing software, the password with it.
pub(crate) fn tell_credentials(
    credentials: &RelayCredentials,
    sender: Option<&Address>,
    without_login: bool,
    terminal: &mut Terminal,
) -> io::Result<()> {
    let RelayCredentials {
        host, ports, login, ..
    } = credentials;
    for value in relay::values(host, *ports, login, sender, without_login) {
        let is_password = value.label.key == "relay-value-password";
        let label = words(&terminal.words(&value.label));
        let (shown, remark) = if is_password {
            let password = credentials.password.0.expose_secret();
            (Some(password.to_owned()), None)
        } else {
            (value.value, value.remark)
        };
        let shown = match (shown, &remark) {
            (Some(shown), _) => shown,
            (None, Some(remark)) => terminal.words(remark),
            (None, None) => continue,
        };
        let text = Text::new("cli-relay-value")
            .with("label", label)
            .with("value", words(&shown));
        terminal.say(&text)?;
    }
    if let Some(certificate) = &credentials.certificate {
        let text = Text::new("cli-relay-certificate").with("certificate", words(certificate));
        terminal.line("")?;
        terminal.say(&text)?;
    }
    Ok(())
}

fn tell_mailbox(
    mailbox: &RelayMailbox,
    accounts: &[Account],
    terminal: &mut Terminal,
) -> io::Result<()> {
    let text = Text::new("cli-relay-mailbox")
        .with("address", words(&address(mailbox.account, accounts)))
        .with("former", words(if mailbox.former { "yes" } else { "no" }));
    terminal.say(&text)?;
    let mut lines = Vec::new();
    if let Some(at) = mailbox.last_collected {
        lines.push(moment("cli-relay-collected", at));
    }
    if let Some(at) = mailbox.failing_since {
        lines.push(moment("cli-relay-failing", at));
    }
    if let Some(server) = &mailbox.submission {
        lines.push(Text::new("cli-relay-submission").with("server", words(&server.to_string())));
    }
    let days = TextArg::Number(mailbox.keep_days.into());
    lines.push(Text::new("cli-relay-keep").with("days", days));
    for line in lines {
        let line = terminal.words(&line);
        terminal.line(&format!("  {line}"))?;
    }
    Ok(())
}

/// The address of a mailbox; its number where it was removed in this moment.
fn address(id: AccountId, accounts: &[Account]) -> String {
    let known = accounts.iter().find(|account| account.id == id);
    known.map_or_else(|| id.0.to_string(), |account| account.address.to_string())
}

fn moment(key: &str, at: Timestamp) -> Text {
    Text::new(key).with("at", TextArg::Time(at))
}

fn words(words: &str) -> TextArg {
    TextArg::Words(words.to_owned())
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn number(count: u64) -> TextArg {
    TextArg::Number(count as f64)
}

#[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^52")]
fn octets(octets: u64) -> TextArg {
    TextArg::Octets(octets as f64)
}
