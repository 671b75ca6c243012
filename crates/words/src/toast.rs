//! What a notification says.

use jiff::Timestamp;
use vigie_domain::{
    book::{matter::Matter, telling::BookHappening},
    health::{Happening, Situation},
    report::Failure,
    text::{Text, TextArg},
};

use crate::{Mailbox, book, cause, situation, switch, warning};

/// The words of a notification; the sentences of `body` follow one another.
#[derive(Clone, Debug, PartialEq)]
pub struct Toast {
    /// The title.
    pub title: Text,
    /// Two short sentences at most.
    pub body: Vec<Text>,
}

/// What is told of a happening; `None` for what is recorded without a notification.
#[must_use]
pub fn of(happening: &Happening, mailbox: &Mailbox<'_>) -> Option<Toast> {
    let toast = match happening {
        Happening::AlarmBegan { began, failure } => {
            alarm(*began, failure, mailbox, "toast-alarm-began")
        }
        Happening::AlarmChanged { began, failure, .. } => {
            alarm(*began, failure, mailbox, "toast-alarm-changed")
        }
        Happening::AlarmReminder { began, failure, .. } => {
            alarm(*began, failure, mailbox, "toast-alarm-reminder")
        }
        Happening::AlarmEnded { began, ended, .. } => {
            let lasted = ended.duration_since(*began).as_secs_f64();
            Toast {
                title: mailbox.text("toast-alarm-ended.title".to_owned()),
                body: vec![
                    mailbox
                        .text("toast-alarm-ended.body".to_owned())
                        .with("lasted", TextArg::Seconds(lasted)),
                ],
            }
        }
        Happening::WarningBegan { warning } => {
            if !happening.is_notified() {
                return None;
            }
            Toast {
                title: warning::title(warning, mailbox),
                body: vec![concerning(mailbox), warning::action(warning, mailbox)],
            }
        }
        Happening::HeldBegan { since, cause } => {
            let (since, cause) = (*since, *cause);
            of_situation(&Situation::Held { since, cause }, mailbox)
        }
        Happening::SecretMissing { since, locked } => {
            let (since, locked) = (*since, *locked);
            of_situation(&Situation::SecretUnavailable { since, locked }, mailbox)
        }
        Happening::WarningEnded { .. }
        | Happening::LineLost { .. }
        | Happening::LineBack { .. }
        | Happening::HeldEnded { .. }
        | Happening::SecretBack { .. }
        | Happening::Paused { .. }
        | Happening::Resumed => return None,
    };
    Some(toast)
}

/// What is told of a happening in a mailbox that was replaced: that it does not answer is told once,
/// and is no alarm.
#[must_use]
pub fn of_former(happening: &Happening, mailbox: &Mailbox<'_>) -> Option<Toast> {
    match happening {
        Happening::AlarmBegan { failure, .. } => Some(of_former_failing(failure, mailbox)),
        // It answers again, and returns may wait in it: only the person can let Vigie in.
        Happening::AlarmChanged { failure, .. } if switch::is_shut_out(failure) => {
            Some(of_former_failing(failure, mailbox))
        }
        Happening::AlarmChanged { .. } | Happening::AlarmReminder { .. } => None,
        other => of(other, mailbox),
    }
}

fn of_former_failing(failure: &Failure, mailbox: &Mailbox<'_>) -> Toast {
    let words = switch::former_failing(failure, mailbox);
    Toast {
        title: words.title,
        body: words.meaning.into_iter().chain(words.action).collect(),
    }
}

/// What is told of a book: what happened, what it means, what to do.
#[must_use]
pub fn of_book(happening: &BookHappening, mailbox: &Mailbox<'_>) -> Toast {
    let matter = happening.matter();
    let words = book::matter(matter, mailbox);
    let body: Vec<Text> = match happening {
        BookHappening::Began { .. } | BookHappening::Worse { .. } => {
            words.meaning.into_iter().chain(words.action).collect()
        }
        BookHappening::Reminder { .. } => {
            let holds = mailbox.text("toast-book-reminder".to_owned());
            std::iter::once(holds).chain(words.action).collect()
        }
        BookHappening::Ended { .. } => {
            let of = |attribute: &str| {
                let key = ended(matter);
                mailbox.text(format!("toast-book-ended-{key}.{attribute}"))
            };
            return Toast {
                title: of("title"),
                body: vec![of("body")],
            };
        }
    };
    Toast {
        title: words.title,
        body,
    }
}

/// What ended, by its key.
const fn ended(matter: &Matter) -> &'static str {
    match matter {
        Matter::Late(_) | Matter::Unanswered(_) | Matter::Manual(_) => "answers",
        Matter::Refused(_) | Matter::NotDelivered(_) => "lots",
        Matter::SilentReturns { .. } => "silent-returns",
        Matter::ForeignMail { .. } => "foreign-mail",
        Matter::Vanishing { .. } => "vanishing",
        Matter::OldMailboxClosing(_) => "old-mailbox-closing",
    }
}

/// The button that opens the window.
#[must_use]
pub fn see() -> Text {
    Text::new("toast-see")
}

/// The button that puts reminders off until tomorrow.
#[must_use]
pub fn remind_tomorrow() -> Text {
    Text::new("toast-remind-tomorrow")
}

/// The cause as title, then what holds, then the one thing to do.
fn alarm(began: Timestamp, failure: &Failure, mailbox: &Mailbox<'_>, holds: &str) -> Toast {
    Toast {
        title: cause::title(failure, mailbox),
        body: vec![
            mailbox
                .text(holds.to_owned())
                .with("began", TextArg::Time(began)),
            cause::action(failure, mailbox),
        ],
    }
}

fn of_situation(situation: &Situation, mailbox: &Mailbox<'_>) -> Toast {
    let explanation = situation::explain(situation, mailbox);
    let mut body = vec![concerning(mailbox)];
    body.extend(explanation.action);
    Toast {
        title: explanation.title,
        body,
    }
}

/// Which mailbox it is about.
fn concerning(mailbox: &Mailbox<'_>) -> Text {
    mailbox.text("toast-concerning".to_owned())
}
