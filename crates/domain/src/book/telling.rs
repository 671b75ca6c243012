//! What a practice is told of its book, and when: a pure function of (state, findings, now).
//!
//! [`Telling`] is the state, one per mailbox; [`Findings`] what the book and the rules say now;
//! [`News`] what a step brought. What was decided:
//! - One notification for one situation. Lots that are late, at 48 h, at 96 h, and a flow of
//!   returns that fell silent, are one [`Subject`]: answers are missing. It is announced again only
//!   when it is worse, and then not within hours of the last time.
//! - While the mailbox itself cannot be seen (alarm, line down, suspended, password missing), that
//!   is the cause, and it has an alarm of its own. No early warning is raised, and whatever else
//!   holds is shown but not announced. When the mailbox is well again, the returns that were held up
//!   are given time to be collected first.
//! - Where not nearly all answers are seen no lateness of lots is claimed, and of lots past their
//!   deadline only what [`Claims`](super::claims::Claims) cover. What a return says itself (refused,
//!   not delivered) holds whatever else is seen, and so does a silence of all returns.
//! - In quiet hours the window changes at once and notifications wait; in the morning the user is
//!   told what holds then.

mod findings;
mod happening;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod transition;

use jiff::{SignedDuration, Timestamp, civil::Time};
use serde::{Deserialize, Serialize};

pub use findings::{Findings, Sight};
pub use happening::{BookHappening, News};

use super::matter::{Matter, Subject};
use crate::health::{Level, Policy};

/// Between two announcements of one subject that became worse.
const GAP: SignedDuration = SignedDuration::from_hours(4);

/// And of something else that is no alarm, was over, and began again.
const AGAIN: SignedDuration = SignedDuration::from_hours(20);

/// After mail of others was gone, no more of it is told of for so long: whoever writes every day is
/// no news every day.
const FOREIGN_AGAIN: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What returns are given to be collected once the mailbox is well again after an outage.
const SETTLING: SignedDuration = SignedDuration::from_hours(1);

/// A clock that goes back by less than this is being adjusted, not set.
const ADJUSTMENT: SignedDuration = SignedDuration::from_secs(60);

/// Working days between two reminders of something that is no alarm: the last one is repeated.
const ATTENTION_DAYS: [u16; 4] = [1, 2, 4, 5];

/// What one practice was told of one mailbox's book.
///
/// The serialised form stands in the journal; fields that a later release adds have defaults.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Telling {
    /// What holds, the most urgent first.
    #[serde(default)]
    held: Vec<Matter>,
    /// What the user knows of it.
    #[serde(default)]
    told: Vec<Told>,
    /// From when anything may be announced; `None`: the mailbox cannot be seen.
    #[serde(default)]
    clear_from: Option<Timestamp>,
    /// Whether the mailbox could not be seen for a reason of its own.
    #[serde(default)]
    outage: bool,
    /// Ends of alarms that the user has still to be told of.
    #[serde(default)]
    owed: Vec<Owed>,
    /// The latest moment of a step.
    #[serde(default)]
    seen: Option<Timestamp>,
}

/// What the user was told of one subject.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Told {
    subject: Subject,
    /// What it was when the user was told last.
    matter: Matter,
    /// When that was.
    at: Timestamp,
    reminders: u32,
    next_reminder: Timestamp,
    put_off: bool,
    /// When it was over.
    #[serde(default)]
    over: Option<Timestamp>,
}

/// An alarm that the user knows of, and that ended when they could not be told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Owed {
    matter: Matter,
    ended: Timestamp,
}

impl Telling {
    /// What holds now, the most urgent first: for every face.
    #[must_use]
    pub fn matters(&self) -> &[Matter] {
        &self.held
    }

    /// The level of what holds.
    #[must_use]
    pub fn level(&self) -> Level {
        self.held
            .iter()
            .map(Matter::level)
            .max()
            .unwrap_or(Level::Well)
    }

    /// Whether it says the same as another, whenever each was looked at.
    #[must_use]
    pub fn says_as(&self, other: &Self) -> bool {
        self.held == other.held
            && self.told == other.told
            && self.owed == other.owed
            && self.outage == other.outage
    }

    /// Whether reminders of an alarm are put off until tomorrow.
    #[must_use]
    pub fn reminder_put_off(&self) -> bool {
        self.told
            .iter()
            .any(|told| told.put_off && told.over.is_none())
    }

    /// The computer starts, or wakes up: nothing is announced before the mailbox was seen again.
    pub fn woke_up(&mut self) {
        self.clear_from = None;
    }

    /// Takes in what was found, and says what is to be recorded and shown. To be called whenever
    /// something changed, and at [`Telling::next_wake`].
    pub fn step(&mut self, findings: &Findings, policy: &Policy, now: Timestamp) -> News {
        self.notice_clock(now);
        self.note_sight(findings.sight, now);
        let mut news = News::default();
        self.hold(findings, now, &mut news);
        self.announce(policy, now, &mut news);
        news
    }

    /// No reminder of what the user knows of before tomorrow morning, unless something else begins.
    pub fn remind_tomorrow(&mut self, policy: &Policy, now: Timestamp) {
        let morning = policy.tomorrow_morning(now);
        for told in self.told.iter_mut().filter(|told| told.over.is_none()) {
            told.next_reminder = told.next_reminder.max(morning);
            told.put_off = true;
        }
    }

    /// When [`Telling::step`] has something to say next with nothing else changing; `None`: not
    /// before something changes.
    #[must_use]
    pub fn next_wake(&self, policy: &Policy, now: Timestamp) -> Option<Timestamp> {
        let clear_from = self.clear_from?;
        let due = self.subjects().into_iter().map(|matter| {
            self.told
                .iter()
                .find(|told| told.subject == matter.subject())
                .map_or(now, |told| told.due_for(&matter))
        });
        let owed = self.owed.iter().map(|_| now);
        let at = due.chain(owed).min()?.max(clear_from).max(now);
        let soonest = later(now, SignedDuration::from_millis(1));
        Some(policy.after_quiet(at).max(soonest))
    }

    /// What was remembered of a later clock is moved back with it.
    fn notice_clock(&mut self, now: Timestamp) {
        let before = self.seen.replace(now);
        let Some(by) = before
            .map(|before| before.duration_since(now))
            .filter(|by| *by > ADJUSTMENT)
        else {
            return;
        };
        let back = |at: Timestamp| at.checked_sub(by).unwrap_or(Timestamp::MIN);
        self.clear_from = self.clear_from.map(back);
        for told in &mut self.told {
            told.at = back(told.at);
            told.next_reminder = back(told.next_reminder);
            told.over = told.over.map(back);
        }
    }

    fn note_sight(&mut self, sight: Sight, now: Timestamp) {
        match sight {
            Sight::Clear => {
                if self.clear_from.is_none() {
                    let settling = if self.outage {
                        SETTLING
                    } else {
                        SignedDuration::ZERO
                    };
                    self.clear_from = Some(later(now, settling));
                    self.outage = false;
                }
            }
            Sight::Unknown => {}
            Sight::Blind => {
                self.clear_from = None;
                self.outage = true;
            }
        }
    }

    /// Notes what began and what ended.
    fn hold(&mut self, findings: &Findings, now: Timestamp, news: &mut News) {
        let before = std::mem::take(&mut self.held);
        self.held = findings.matters(&before);
        for matter in &self.held {
            if !before.iter().any(|known| known.is_same_kind(matter)) {
                news.recorded.push(BookHappening::Began { matter: *matter });
            }
        }
        let held = std::mem::take(&mut self.held);
        let in_alarm = |subject| {
            held.iter()
                .any(|matter| matter.subject() == subject && matter.level() == Level::Alarm)
        };
        self.owed.retain(|owed| !in_alarm(owed.subject()));
        for matter in before {
            if held.iter().any(|now| now.is_same_kind(&matter)) {
                continue;
            }
            let ended = BookHappening::Ended { matter, ended: now };
            news.recorded.push(ended);
            let is_told = self
                .told
                .iter()
                .any(|told| told.over.is_none() && told.matter.is_same_kind(&matter));
            let is_known = findings.shows_end_of(&matter);
            if is_told && is_known && matter.level() == Level::Alarm && !in_alarm(matter.subject())
            {
                self.owed.push(Owed { matter, ended: now });
            }
        }
        for told in &mut self.told {
            if !held.iter().any(|matter| matter.subject() == told.subject) {
                told.over.get_or_insert(now);
            }
        }
        self.held = held;
        self.told
            .retain(|told| told.over.is_none() || told.again_from() > now);
    }

    /// Collects what is to be shown now.
    fn announce(&mut self, policy: &Policy, now: Timestamp, news: &mut News) {
        let in_sight = self.clear_from.is_some_and(|from| from <= now);
        if !in_sight || policy.is_quiet(now) {
            return;
        }
        for owed in std::mem::take(&mut self.owed) {
            news.announced.push(BookHappening::Ended {
                matter: owed.matter,
                ended: owed.ended,
            });
        }
        for matter in self.subjects() {
            let Some(told) = self
                .told
                .iter_mut()
                .find(|told| told.subject == matter.subject())
            else {
                self.told.push(Told::new(matter, policy, now));
                news.announced.push(BookHappening::Began { matter });
                continue;
            };
            if told.due_for(&matter) > now {
                told.ease_to(&matter);
            } else if told.over.is_some() {
                *told = Told::new(matter, policy, now);
                news.announced.push(BookHappening::Began { matter });
            } else if told.is_worse(&matter) {
                let before = told.matter;
                *told = Told::new(matter, policy, now);
                news.announced.push(BookHappening::Worse { before, matter });
            } else {
                told.remind(matter, policy, now);
                let reminder = BookHappening::Reminder {
                    matter,
                    number: told.reminders,
                };
                news.recorded.push(reminder);
                news.announced.push(reminder);
            }
        }
    }

    /// The worst matter of each subject that holds, the most urgent first.
    fn subjects(&self) -> Vec<Matter> {
        let mut worst: Vec<Matter> = Vec::new();
        for matter in &self.held {
            match worst
                .iter_mut()
                .find(|known| known.subject() == matter.subject())
            {
                None => worst.push(*matter),
                Some(known) if matter.is_worse_than(known) => *known = *matter,
                Some(_) => {}
            }
        }
        worst
    }
}

impl Told {
    fn new(matter: Matter, policy: &Policy, now: Timestamp) -> Self {
        Self {
            subject: matter.subject(),
            matter,
            at: now,
            reminders: 0,
            next_reminder: next_reminder(&matter, 0, policy, now),
            put_off: false,
            over: None,
        }
    }

    fn is_worse(&self, matter: &Matter) -> bool {
        !self.put_off && matter.is_worse_than(&self.matter)
    }

    /// When the user is to hear of this subject again, now that this is the worst of it.
    fn due_for(&self, matter: &Matter) -> Timestamp {
        if self.over.is_some() && self.is_worse(matter) {
            later(self.at, GAP)
        } else if self.over.is_some() {
            self.again_from()
        } else if self.is_worse(matter) {
            later(self.at, GAP).min(self.next_reminder)
        } else {
            self.next_reminder
        }
    }

    /// What comes and goes is not told of each time that it comes. A lot that came back, or whose
    /// answer is missing, is another one each time.
    fn again_from(&self) -> Timestamp {
        match self.matter {
            Matter::ForeignMail { .. } => {
                later(self.over.unwrap_or(self.at), FOREIGN_AGAIN).max(later(self.at, AGAIN))
            }
            Matter::Unanswered(_) | Matter::Refused(_) | Matter::NotDelivered(_) => {
                later(self.at, GAP)
            }
            ref other if other.level() == Level::Alarm => later(self.at, GAP),
            _ => later(self.at, AGAIN),
        }
    }

    /// Takes over what became less, so that it is news when it grows again.
    fn ease_to(&mut self, matter: &Matter) {
        if self.over.is_none() && self.matter.is_worse_than(matter) {
            self.matter = *matter;
        }
    }

    fn remind(&mut self, matter: Matter, policy: &Policy, now: Timestamp) {
        self.reminders = self.reminders.saturating_add(1);
        self.matter = matter;
        self.at = now;
        self.next_reminder = next_reminder(&matter, self.reminders, policy, now);
        self.put_off = false;
    }
}

impl Owed {
    fn subject(&self) -> Subject {
        self.matter.subject()
    }
}

/// An alarm is recalled after four hours, then every morning; anything else on the morning of a
/// working day, and ever more rarely.
fn next_reminder(matter: &Matter, number: u32, policy: &Policy, now: Timestamp) -> Timestamp {
    if matter.level() == Level::Alarm {
        return if number == 0 {
            later(now, GAP)
        } else {
            policy.next_morning(now).max(later(now, GAP))
        };
    }
    let step = usize::try_from(number).unwrap_or(usize::MAX);
    let last = ATTENTION_DAYS.len() - 1;
    let days = ATTENTION_DAYS[step.min(last)];
    // From the end of the day on, so that a reminder comes in the morning and not at any hour.
    let Ok(day) = policy
        .zone
        .to_datetime(now)
        .date()
        .at(0, 0, 0, 0)
        .to_zoned(policy.zone.clone())
    else {
        return Timestamp::MAX;
    };
    let day = policy
        .region
        .after_working_days(day.timestamp(), days, &policy.zone);
    let morning = Time::new(
        i8::try_from(policy.quiet.until.min(23)).unwrap_or(7),
        0,
        0,
        0,
    );
    let date = policy.zone.to_datetime(day).date();
    let at = morning
        .ok()
        .and_then(|time| policy.zone.to_timestamp(date.to_datetime(time)).ok())
        .unwrap_or(Timestamp::MAX);
    at.max(later(now, GAP))
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}
