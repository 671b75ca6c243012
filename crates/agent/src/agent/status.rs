//! The whole state, as every face shows it.

use vigie_domain::{
    account::AccountId,
    book::{matter::Matter, telling::Telling},
    health::{Level, Situation},
    switch::Former,
};
use vigie_mailbox::providers;
use vigie_protocol::{MailboxStatus, Status, TrainingAction};
use vigie_words::{Mailbox, book, headline, situation, switch, warning};

use crate::{book::Books, watch::Watched};

use super::Agent;

impl Agent {
    /// The whole state now.
    pub(super) fn status(&self) -> Status {
        let mut mailboxes: Vec<MailboxStatus> = self
            .watch
            .all()
            .map(|watched| mailbox_status(watched, &self.books))
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
        let headline = headline::of(&watched);
        Status {
            at: self.now(),
            level: Level::worst(mailboxes.iter().map(|mailbox| mailbox.level)),
            headline,
            mailboxes,
            notices: self.notices.explained(),
            bulletins: Vec::new(),
            training: self.ground.as_ref().map(|ground| ground.status(self.now())),
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

/// A provider's name for people, by its id.
pub(super) fn provider_name(id: Option<&str>) -> Option<&'static str> {
    providers::table()
        .by_id(id?)
        .map(|provider| provider.name.as_str())
}

fn mailbox_status(watched: &Watched, books: &Books) -> MailboxStatus {
    let provider = provider_name(watched.account.provider.as_deref());
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
