//! The whole state, as every face shows it.

use jiff::Timestamp;
use vigie_domain::{
    account::AccountId,
    book::{matter::Matter, telling::Telling},
    cause::Cause,
    health::{Level, Situation},
    switch::Former,
};
use vigie_protocol::{MailboxStatus, Status, TrainingAction};
use vigie_words::{Mailbox, book, headline, situation, steering, switch, warning};

use crate::{
    book::Books,
    steering::{Closures, Providers},
    watch::Watched,
};

use super::Agent;

impl Agent {
    /// The whole state now.
    pub(super) fn status(&self) -> Status {
        let now = self.now();
        let (providers, closures) = (self.world.knowledge.providers(), self.closures(now));
        let mut mailboxes: Vec<MailboxStatus> = self
            .watch
            .all()
            .map(|watched| mailbox_status(watched, &self.books, &providers, &closures))
            .collect();
        // The real ones in the order in which they were added, then the training ground's.
        mailboxes.sort_by_key(|mailbox| mailbox.account.training);
        let watched: Vec<headline::Watched<'_>> = mailboxes
            .iter()
            .map(|status| headline::Watched {
                mailbox: words_of(status),
                level: status.level,
                situation: &status.situation,
                warnings: &status.warnings,
                matters: &status.book.matters,
            })
            .collect();
        let of_mailboxes = Level::worst(mailboxes.iter().map(|mailbox| mailbox.level));
        let (of_relay, of_relay_texts) = self.relay_notices(now);
        let level = of_mailboxes.max(of_relay);
        let bulletins = self.bulletins(now);
        // Where the practice's own mailboxes are well, what others suffer from is told.
        let incident = bulletins.iter().find(|bulletin| bulletin.incident);
        let headline = match incident {
            // The way to the billing software is broken while the mailboxes themselves are not.
            _ if of_relay > of_mailboxes && !of_relay_texts.is_empty() => {
                of_relay_texts[0].title.clone()
            }
            Some(bulletin) if level == Level::Well => steering::headline(bulletin),
            _ => headline::of(&watched),
        };
        Status {
            at: now,
            level,
            headline,
            mailboxes,
            notices: self
                .notices
                .explained()
                .into_iter()
                .chain(of_relay_texts)
                .collect(),
            bulletins,
            training: self.ground.as_ref().map(|ground| ground.status(now)),
        }
    }

    /// Every watched mailbox's number.
    pub(super) fn accounts(&self) -> Vec<AccountId> {
        self.watch.all().map(|watched| watched.account.id).collect()
    }
}

/// Whether two states differ in more than the moment in which they were taken.
pub(super) fn differ(one: &Status, other: &Status) -> bool {
    one.level != other.level
        || one.headline != other.headline
        || one.notices != other.notices
        || one.bulletins != other.bulletins
        || trouble(one) != trouble(other)
        || one.mailboxes != other.mailboxes
}

/// What goes wrong on the training ground; its clock goes on by itself.
fn trouble(status: &Status) -> Option<TrainingAction> {
    status.training.map(|training| training.trouble)
}

/// Whether the watch over every mailbox is suspended.
pub(super) fn is_paused(status: &Status) -> bool {
    !status.mailboxes.is_empty()
        && status.mailboxes.iter().all(|mailbox| {
            matches!(
                mailbox.situation,
                vigie_domain::health::Situation::Paused { .. }
            )
        })
}

fn mailbox_status(
    watched: &Watched,
    books: &Books,
    providers: &Providers,
    closures: &Closures,
) -> MailboxStatus {
    let id = watched.account.provider.as_deref();
    let provider = providers.name(id);
    let mailbox = Mailbox::of(&watched.account, provider);
    let health = &watched.health;
    let situation = health.situation();
    let warnings = health.warnings();
    let account = watched.account.id;
    let of_book = books.status(account, &mailbox);
    let former = watched.account.former.is_some();
    let own = if former {
        Former::tempered(health.level())
    } else {
        health.level()
    };
    // Lots that left from there before are as urgent as any other.
    let level = of_book
        .matters
        .iter()
        .map(Matter::level)
        .fold(own, Level::max);
    let shown = headline::Watched {
        mailbox,
        level,
        situation: &situation,
        warnings: &warnings,
        matters: &of_book.matters,
    };
    MailboxStatus {
        // What is wrong with the mailbox itself goes first: it explains the rest.
        explanation: match (&situation, shown.told_of_book()) {
            (Situation::Failing { failure, .. } | Situation::PasswordNeeded { failure, .. }, _)
                if former =>
            {
                switch::former_failing(failure, &mailbox)
            }
            (Situation::Failing { failure, .. } | Situation::PasswordNeeded { failure, .. }, _)
                if let Some((name, since)) = closed(failure.cause, id, provider, closures) =>
            {
                steering::pop_closed_alarm(situation::explain(&situation, &mailbox), name, since)
            }
            (_, Some(matter)) => book::matter(matter, &mailbox),
            (situation, None) => situation::explain(situation, &mailbox),
        },
        warning_texts: warnings
            .iter()
            .map(|found| warning::explain(found, &mailbox))
            .collect(),
        account: watched.account.clone(),
        provider_name: provider.map(str::to_owned),
        level,
        situation,
        warnings,
        checking: watched.is_checking(),
        last_check: health.last_check(),
        last_success: health.last_success(),
        next_check: watched.next_check(),
        report: watched.report.clone(),
        reminder_put_off: health.reminder_put_off()
            || books
                .telling(account)
                .is_some_and(Telling::reminder_put_off),
        book: of_book,
    }
}

/// Who closed POP and since when, where that explains the failure.
fn closed<'a>(
    cause: Cause,
    id: Option<&str>,
    provider: Option<&'a str>,
    closures: &Closures,
) -> Option<(&'a str, Timestamp)> {
    if cause.may_be_own_line() {
        return None;
    }
    Some((provider?, closures.of(id?)?))
}

fn words_of(status: &MailboxStatus) -> Mailbox<'_> {
    Mailbox::of(&status.account, status.provider_name.as_deref())
}

/// The name under which a level stands in the log.
pub(super) fn level_name(level: Level) -> &'static str {
    match level {
        Level::Well => "well",
        Level::Unknown => "unknown",
        Level::Attention => "attention",
        Level::Alarm => "alarm",
    }
}
