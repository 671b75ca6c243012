//! Telling faces, tray and person what has changed.

use vigie_domain::{
    account::{Account, AccountId},
    book::{matter::Subject, telling::BookHappening},
    health::{Happening, Level},
    text::Text,
};
use vigie_protocol::{Event, Status};
use vigie_words::{Catalogue, Mailbox, steering, toast, tray};

use crate::{
    notify::{Toast, ToastKey, ToastReaction},
    settings,
    tray::{MenuWords, TrayView},
};

use super::{
    Agent,
    status::{differ, is_paused, level_name},
};

impl Agent {
    /// Tells the present state, if it is another than the one told last.
    pub(super) fn tell(&mut self) {
        let status = self.status();
        let before = self.told.as_ref();
        if before.is_some_and(|before| !differ(before, &status)) {
            return;
        }
        if before.is_none_or(|before| before.level != status.level) {
            tracing::info!(level = level_name(status.level), "the state");
        }
        if before.is_none_or(|before| tray_differs(before, &status)) {
            self.show_in_tray(&status);
        }
        self.faces.tell(&Event::Status {
            status: status.clone(),
        });
        self.told = Some(status);
    }

    /// The language or the zone changed: everything is said anew.
    pub(super) fn tell_anew(&mut self) {
        self.told = None;
        self.welcome
            .set_language(settings::language(&self.settings));
    }

    /// Shows a happening as a notification, where it is worth one.
    pub(super) fn announce(&self, account: &Account, happening: &Happening) {
        let providers = self.world.knowledge.providers();
        let provider = providers.name(account.provider.as_deref());
        let mailbox = Mailbox::of(account, provider);
        let is_former = account.former.is_some();
        let words = if is_former {
            toast::of_former(happening, &mailbox)
        } else {
            toast::of(happening, &mailbox)
        };
        let Some(words) = words else {
            return;
        };
        let is_alarm = !is_former
            && matches!(
                happening,
                Happening::AlarmBegan { .. }
                    | Happening::AlarmChanged { .. }
                    | Happening::AlarmReminder { .. }
            );
        self.show(key(account.id, subject(happening)), &words, is_alarm);
    }

    fn show(&self, key: ToastKey, words: &toast::Toast, is_alarm: bool) {
        let Some(notifier) = self.desk.notifier() else {
            return;
        };
        let catalogue = self.catalogue();
        let mut actions = vec![(ToastReaction::Open, catalogue.say(&toast::see()))];
        if is_alarm {
            actions.push((
                ToastReaction::RemindTomorrow,
                catalogue.say(&toast::remind_tomorrow()),
            ));
        }
        let sentences: Vec<String> = words.body.iter().map(|text| catalogue.say(text)).collect();
        let shown = notifier.show(Toast {
            key,
            title: catalogue.say(&words.title),
            body: sentences.join(" "),
            urgent: is_alarm,
            actions,
        });
        if let Err(error) = shown {
            tracing::warn!(%error, "a notification was not shown");
        }
    }

    /// Shows two sentences that concern no single mailbox under watch.
    pub(super) fn show_words(&self, key: ToastKey, title: &Text, body: &Text) {
        let words = toast::Toast {
            title: title.clone(),
            body: vec![body.clone()],
        };
        self.show(key, &words, false);
    }

    /// Shows what concerns no mailbox at all.
    pub(super) fn show_toast(&self, key: ToastKey, words: &toast::Toast) {
        self.show(key, words, false);
    }

    /// Shows what happened to a book as a notification.
    pub(super) fn show_of_book(&self, account: &Account, happening: &BookHappening) {
        let providers = self.world.knowledge.providers();
        let provider = providers.name(account.provider.as_deref());
        let mailbox = Mailbox::of(account, provider);
        let matter = happening.matter();
        let has_ended = matches!(happening, BookHappening::Ended { .. });
        self.show(
            key(account.id, subject_of_book(matter.subject())),
            &toast::of_book(happening, &mailbox),
            matter.level() == Level::Alarm && !has_ended && account.former.is_none(),
        );
    }

    /// Takes away what was said about a mailbox.
    pub(super) fn withdraw_toasts(&self, account: AccountId) {
        if let Some(notifier) = self.desk.notifier() {
            let of_book = SUBJECTS_OF_BOOK.map(subject_of_book);
            let subjects = ["alarm", "warning", "held", "secret"];
            for subject in subjects.into_iter().chain(of_book) {
                notifier.withdraw(&key(account, subject));
            }
        }
    }

    /// The catalogue in the practice's language and zone; made when something is to be said, so
    /// that an idle agent holds none.
    fn catalogue(&self) -> Catalogue {
        Catalogue::new(
            settings::language(&self.settings),
            settings::zone(&self.settings),
        )
    }

    fn show_in_tray(&self, status: &Status) {
        let Some(icon) = self.desk.tray() else {
            return;
        };
        let catalogue = self.catalogue();
        let say = |entry: tray::Entry| catalogue.say(&entry.text());
        let incidents = status.bulletins.iter().filter(|bulletin| bulletin.incident);
        let incidents = incidents.map(|bulletin| catalogue.say(&steering::headline(bulletin)));
        let mut lines: Vec<String> = if status.mailboxes.len() > 1 {
            status
                .mailboxes
                .iter()
                .map(|mailbox| {
                    let title = catalogue.say(&mailbox.explanation.title);
                    format!("{} · {title}", mailbox.account.address)
                })
                .collect()
        } else {
            Vec::new()
        };
        lines.extend(incidents.filter(|_| status.level != Level::Well));
        icon.show(TrayView {
            level: status.level,
            headline: catalogue.say(&status.headline),
            lines,
            words: MenuWords {
                open: say(tray::Entry::Open),
                check_now: say(tray::Entry::CheckNow),
                pause_hour: say(tray::Entry::PauseHour),
                resume: say(tray::Entry::Resume),
                quit: say(tray::Entry::Quit),
            },
            paused: is_paused(status),
        });
    }
}

/// Which mailbox a notification is about.
pub(super) fn account_of(key: &ToastKey) -> Option<AccountId> {
    let (number, _) = key.0.split_once('/')?;
    number.parse().ok().map(AccountId)
}

fn key(account: AccountId, subject: &str) -> ToastKey {
    ToastKey(format!("{account}/{subject}"))
}

/// What a happening is about: a later notification on the same subject replaces the earlier.
fn subject(happening: &Happening) -> &'static str {
    match happening {
        Happening::AlarmBegan { .. }
        | Happening::AlarmChanged { .. }
        | Happening::AlarmReminder { .. }
        | Happening::AlarmEnded { .. } => "alarm",
        Happening::WarningBegan { .. } | Happening::WarningEnded { .. } => "warning",
        Happening::HeldBegan { .. } | Happening::HeldEnded { .. } => "held",
        Happening::SecretMissing { .. } | Happening::SecretBack { .. } => "secret",
        Happening::LineLost { .. }
        | Happening::LineBack { .. }
        | Happening::Paused { .. }
        | Happening::Resumed => "watch",
    }
}

const SUBJECTS_OF_BOOK: [Subject; 6] = [
    Subject::Answers,
    Subject::Refusals,
    Subject::Deliveries,
    Subject::ForeignMail,
    Subject::Vanishing,
    Subject::OldMailbox,
];

const fn subject_of_book(subject: Subject) -> &'static str {
    match subject {
        Subject::Answers => "answers",
        Subject::Refusals => "refusals",
        Subject::Deliveries => "deliveries",
        Subject::ForeignMail => "foreign",
        Subject::Vanishing => "vanishing",
        Subject::OldMailbox => "old-mailbox",
    }
}

fn tray_differs(before: &Status, now: &Status) -> bool {
    let titles = |status: &Status| {
        status
            .mailboxes
            .iter()
            .map(|mailbox| mailbox.explanation.title.clone())
            .collect::<Vec<_>>()
    };
    before.level != now.level
        || before.headline != now.headline
        || is_paused(before) != is_paused(now)
        || before.bulletins != now.bulletins
        || titles(before) != titles(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notification_leads_back_to_its_mailbox() {
        assert_eq!(account_of(&key(AccountId(7), "alarm")), Some(AccountId(7)));
        assert_eq!(account_of(&key(AccountId(-1), "held")), Some(AccountId(-1)));
        assert_eq!(account_of(&ToastKey("nonsense".to_owned())), None);
    }
}
