//! What is the matter on the whole way from the provider to the billing software: a pure function
//! of what was met and of the time.

use jiff::{SignedDuration, Timestamp};

use super::{Hindrance, Trouble};
use crate::{account::AccountId, book::deadline::Place, health::Level};

/// Working days that are counted of a software that is silent, at most.
const MOST_DAYS: u16 = 250;

/// From when on something is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// A mailbox could not be collected for so long.
    pub not_collected: SignedDuration,
    /// The same is urgent after so long, unless the mailbox is a former one.
    pub urgent: SignedDuration,
    /// The keychain could not be read for so long: it often opens a little after the desktop.
    pub no_secrets: SignedDuration,
    /// The software has not connected for so many working days.
    pub silent_days: u16,
    /// So many wrong logins since the last right one.
    pub wrong_logins: u32,
    /// Wrong logins are forgotten after so long.
    pub wrong_logins_for: SignedDuration,
    /// That lots were perhaps sent twice is told for so long after the last of them.
    pub perhaps_twice_for: SignedDuration,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            not_collected: SignedDuration::from_mins(30),
            urgent: SignedDuration::from_hours(4),
            no_secrets: SignedDuration::from_mins(2),
            silent_days: 3,
            wrong_logins: 3,
            wrong_logins_for: SignedDuration::from_hours(24),
            perhaps_twice_for: SignedDuration::from_hours(5 * 24),
        }
    }
}

/// What was met on the way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Path {
    /// What holds whatever the time is: a port, the disk, the spool, its key.
    pub found: Vec<Trouble>,
    /// Since when the keychain cannot be read, and whether it is locked.
    pub no_secrets: Option<(Timestamp, bool)>,
    /// Messages that are damaged in the spool, and still at the provider.
    pub damaged: u64,
    /// Messages that are damaged in the spool, and no longer at the provider.
    pub lost: u64,
    /// The mailboxes that cannot be collected.
    pub not_collected: Vec<Missing>,
    /// Since when nothing that the software sends is taken, and what stands in the way.
    pub sending_fails: Option<(Timestamp, Hindrance)>,
    /// Since when the software is set to the relay.
    pub in_use_since: Option<Timestamp>,
    /// When it last logged in to collect.
    pub last_login: Option<Timestamp>,
    /// Wrong logins since the last right one, and when the last of them was.
    pub wrong_logins: Option<(u32, Timestamp)>,
    /// Lots that were sent again without knowing what became of them, and when the last was.
    pub perhaps_twice: Option<(u32, Timestamp)>,
}

/// A mailbox of which something cannot be collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The mailbox.
    pub account: AccountId,
    /// Since when.
    pub since: Timestamp,
    /// Messages that do not come while the others do; 0: nothing comes.
    pub messages: u32,
    /// It never becomes urgent: a former mailbox, or a message that is too large.
    pub can_wait: bool,
}

impl Missing {
    /// From when on it is urgent.
    fn urgent_from(&self, thresholds: &Thresholds) -> Option<Timestamp> {
        (!self.can_wait).then(|| later(self.since, thresholds.urgent))
    }
}

impl Path {
    /// What is the matter at that moment, the worst first.
    #[must_use]
    pub fn troubles(&self, thresholds: &Thresholds, place: &Place, now: Timestamp) -> Vec<Trouble> {
        let mut troubles = self.found.clone();
        if let Some((since, locked)) = self.no_secrets
            && now >= later(since, thresholds.no_secrets)
        {
            troubles.push(if locked {
                Trouble::KeychainLocked
            } else {
                Trouble::KeychainUnavailable
            });
        }
        if self.lost > 0 {
            troubles.push(Trouble::Lost {
                messages: self.lost,
            });
        }
        if let Some((since, hindrance)) = self.sending_fails {
            troubles.push(Trouble::SendingFails { since, hindrance });
        }
        for missing in &self.not_collected {
            if now >= later(missing.since, thresholds.not_collected) {
                let urgent = missing.urgent_from(thresholds);
                troubles.push(Trouble::NotCollected {
                    account: missing.account,
                    since: missing.since,
                    messages: missing.messages,
                    urgent: urgent.is_some_and(|at| now >= at),
                });
            }
        }
        if self.damaged > 0 {
            troubles.push(Trouble::Damaged {
                messages: self.damaged,
            });
        }
        let days = self.silent_days(place, now);
        if days >= thresholds.silent_days.max(1) {
            troubles.push(Trouble::SoftwareSilent { days });
        }
        if let Some((count, last)) = self.wrong_logins
            && count >= thresholds.wrong_logins.max(1)
            && now < later(last, thresholds.wrong_logins_for)
        {
            troubles.push(Trouble::WrongLogins);
        }
        if let Some((lots, last)) = self.perhaps_twice
            && lots > 0
            && now < later(last, thresholds.perhaps_twice_for)
        {
            troubles.push(Trouble::SentPerhapsTwice { lots });
        }
        // Stable: what is met first hinders most.
        troubles.sort_by_key(|trouble| std::cmp::Reverse(trouble.level()));
        troubles
    }

    /// When time alone changes what is the matter next.
    #[must_use]
    pub fn next_change(
        &self,
        thresholds: &Thresholds,
        place: &Place,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let secrets = self
            .no_secrets
            .map(|(since, _)| later(since, thresholds.no_secrets));
        let collected = self.not_collected.iter().flat_map(|missing| {
            let told = later(missing.since, thresholds.not_collected);
            std::iter::once(told).chain(missing.urgent_from(thresholds))
        });
        let wrong = self
            .wrong_logins
            .map(|(_, last)| later(last, thresholds.wrong_logins_for));
        let twice = self
            .perhaps_twice
            .map(|(_, last)| later(last, thresholds.perhaps_twice_for));
        let silent = self.silent_since().map(|since| {
            let days = self.silent_days(place, now).saturating_add(1);
            let days = days.max(thresholds.silent_days);
            place.region.after_working_days(since, days, &place.zone)
        });
        let all = [secrets, wrong, twice, silent].into_iter().flatten();
        all.chain(collected).filter(|at| *at > now).min()
    }

    fn silent_since(&self) -> Option<Timestamp> {
        let since = self.in_use_since?;
        Some(self.last_login.map_or(since, |login| login.max(since)))
    }

    /// Whole working days for which a software that is set to the relay has not connected.
    fn silent_days(&self, place: &Place, now: Timestamp) -> u16 {
        let Some(since) = self.silent_since() else {
            return 0;
        };
        let is_over =
            |days: &u16| place.region.after_working_days(since, *days, &place.zone) <= now;
        (1..=MOST_DAYS).take_while(is_over).last().unwrap_or(0)
    }
}

/// How bad it is altogether.
#[must_use]
pub fn level(troubles: &[Trouble]) -> Level {
    let levels = troubles.iter().map(Trouble::level);
    levels.max().unwrap_or(Level::Well)
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::{calendar::Region, relay::Side};

    /// A Thursday, ten in the morning in Paris; the next Monday is no holiday.
    const THURSDAY: &str = "2026-03-05T09:00:00Z";

    fn place() -> Place {
        Place {
            region: Region::Metropole,
            zone: TimeZone::get("Europe/Paris").unwrap(),
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn of(path: &Path, now: Timestamp) -> Vec<Trouble> {
        path.troubles(&Thresholds::default(), &place(), now)
    }

    #[test]
    fn a_silent_software_is_told_after_three_working_days_of_use() {
        let since = at(THURSDAY);
        let mut path = Path {
            last_login: Some(since),
            ..Path::default()
        };
        let tuesday = at("2026-03-10T09:00:00Z");
        assert_eq!(of(&path, at("2026-05-01T09:00:00Z")), [], "not in use");
        path.in_use_since = Some(at("2026-03-01T09:00:00Z"));
        let before = tuesday - SignedDuration::from_secs(1);
        assert_eq!(of(&path, before), []);
        let next = path.next_change(&Thresholds::default(), &place(), since);
        assert_eq!(next, Some(tuesday));
        assert_eq!(of(&path, tuesday), [Trouble::SoftwareSilent { days: 3 }]);
        let next = path.next_change(&Thresholds::default(), &place(), tuesday);
        assert_eq!(next, Some(at("2026-03-11T09:00:00Z")), "four days");
        // Set to it only now: the days before do not count.
        path.in_use_since = Some(tuesday);
        assert_eq!(of(&path, tuesday), []);
    }

    #[test]
    fn what_passes_soon_is_not_told_at_once() {
        let now = at(THURSDAY);
        let path = Path {
            no_secrets: Some((now, true)),
            not_collected: vec![Missing {
                account: AccountId(4),
                since: now,
                messages: 0,
                can_wait: true,
            }],
            wrong_logins: Some((3, now)),
            ..Path::default()
        };
        let later = |minutes| now + SignedDuration::from_mins(minutes);
        let not_collected = Trouble::NotCollected {
            account: AccountId(4),
            since: now,
            messages: 0,
            urgent: false,
        };
        assert_eq!(of(&path, now), [Trouble::WrongLogins]);
        let next = path.next_change(&Thresholds::default(), &place(), now);
        assert_eq!(next, Some(later(2)));
        assert_eq!(
            of(&path, later(2)),
            [Trouble::KeychainLocked, Trouble::WrongLogins]
        );
        assert_eq!(
            of(&path, later(24 * 60)),
            [Trouble::KeychainLocked, not_collected]
        );
    }

    #[test]
    fn a_mailbox_in_use_that_is_not_collected_becomes_urgent() {
        let now = at(THURSDAY);
        let missing = Missing {
            account: AccountId(4),
            since: now,
            messages: 0,
            can_wait: false,
        };
        let path = Path {
            not_collected: vec![missing],
            ..Path::default()
        };
        let later = |minutes| now + SignedDuration::from_mins(minutes);
        let levels = |minutes| level(&of(&path, later(minutes)));
        assert_eq!(levels(29), Level::Well);
        assert_eq!(levels(30), Level::Attention);
        let next = path.next_change(&Thresholds::default(), &place(), later(30));
        assert_eq!(next, Some(later(240)));
        assert_eq!(levels(239), Level::Attention);
        assert_eq!(levels(240), Level::Alarm);
        let path = Path {
            not_collected: vec![Missing {
                can_wait: true,
                ..missing
            }],
            ..Path::default()
        };
        assert_eq!(level(&of(&path, later(24 * 60))), Level::Attention);
    }

    #[test]
    fn the_worst_comes_first_and_decides() {
        let now = at(THURSDAY);
        let port = Trouble::PortTaken {
            side: Side::Pop,
            port: 1110,
            holder: None,
        };
        let path = Path {
            found: vec![Trouble::KeyLost, port.clone()],
            damaged: 2,
            lost: 1,
            perhaps_twice: Some((1, now)),
            sending_fails: Some((now, Hindrance::Login)),
            ..Path::default()
        };
        let troubles = of(&path, now);
        let names: Vec<_> = troubles.iter().map(Trouble::name).collect();
        assert_eq!(
            names,
            [
                "port_taken",
                "lost",
                "sending_fails",
                "key_lost",
                "damaged",
                "sent_perhaps_twice"
            ]
        );
        assert_eq!(level(&troubles), Level::Alarm);
        assert_eq!(level(&[Trouble::KeyLost]), Level::Attention);
        assert_eq!(level(&[]), Level::Well);
        let week = now + SignedDuration::from_hours(7 * 24);
        assert!(!of(&path, week).contains(&Trouble::SentPerhapsTwice { lots: 1 }));
    }
}
