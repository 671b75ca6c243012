//! `vigie-support refresh`: says again that the last is the last, for cron.

use jiff::{SignedDuration, Timestamp};
use vigie_domain::text::{Text, TextArg};

use crate::{
    Outcome,
    arguments::Refresh,
    keys::{KeyRole, Passphrases, SigningKey},
    plan::{self, News, Plan},
    prune,
    repository::{
        Files, State,
        disk::{Disk, RealDisk},
        metadata::term,
    },
    sign::{open_keys, read_keys},
    terminal::Terminal,
    trouble::Trouble,
};

/// How long before its end people are reminded of what they sign.
pub(crate) const REMINDED: SignedDuration = SignedDuration::from_hours(45 * 24);

pub(crate) fn run(
    asked: &Refresh,
    now: Timestamp,
    terminal: &mut Terminal,
) -> Result<Outcome, Trouble> {
    let published = Files::of(&asked.published);
    let _lock = plan::lock(published.folder())?;
    let state = State::read(&published)?;
    let keys = read_keys(&asked.key)?;
    plan::check_keys(&keys, &state, None)?;
    let from = &asked.passphrase;
    let mut passphrases = Passphrases::from(from.passphrase_fd, from.passphrase_file.as_deref())?;
    let keys = open_keys(&keys, &mut passphrases, terminal)?;
    refresh(&published, &keys, now, &mut RealDisk)?;
    let state = State::read(&published)?;
    prune::run(&published, &state, now, &mut RealDisk);
    let Some(last) = &state.last else {
        return Err(Trouble::NothingPublished);
    };
    let until = TextArg::Time(last.timestamp.signed.expires);
    terminal.say("", &Text::new("support-refresh-done").with("until", until))?;
    remind(&state, now, terminal);
    Ok(Outcome::Well)
}

/// Signs the timestamp again, and the snapshot once half its term is over.
pub(crate) fn refresh(
    published: &Files,
    keys: &[SigningKey],
    now: Timestamp,
    disk: &mut impl Disk,
) -> Result<(), Trouble> {
    let state = State::read(published)?;
    let last = state.last.as_ref().ok_or(Trouble::NothingPublished)?;
    let half_over = last.snapshot.signed.expires.duration_since(now) < term::SNAPSHOT / 2;
    let can = keys.iter().any(|key| key.role == KeyRole::Snapshot);
    let news = News {
        snapshot: half_over && can,
        ..News::default()
    };
    Plan::new(published, &state, &news, keys, now)?.write(published, disk)
}

/// What machines cannot renew, people must, in time. Cron mails what stands on standard error.
fn remind(state: &State, now: Timestamp, terminal: &mut Terminal) {
    let Some(last) = &state.last else { return };
    for (key, until) in [
        ("support-refresh-root", state.roots.last().expires),
        ("support-refresh-targets", last.targets.signed.expires),
        ("support-refresh-snapshot", last.snapshot.signed.expires),
    ] {
        let reminded = if key == "support-refresh-snapshot" {
            term::SNAPSHOT / 2
        } else {
            REMINDED
        };
        if until.duration_since(now) < reminded {
            terminal.complain(&Text::new(key).with("until", TextArg::Time(until)));
        }
    }
}
