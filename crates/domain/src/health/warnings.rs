//! Warnings: what is no failure but should be seen to. Each begins once and ends once.

use std::mem::discriminant;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    Warning,
    clock::{back, later},
    happening::{Happening, News},
    policy::Policy,
};
use crate::{
    report::{CheckReport, MailboxSeen},
    server::Security,
};

/// The longest unique id that is remembered; RFC 1939 §7 allows 70 octets, some servers send more.
const LONGEST_UID: usize = 512;

/// The warnings that are on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Warnings {
    marks: Vec<Mark>,
    /// The first message of the list, for servers that do not say when it came.
    first: Option<FirstMessage>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Mark {
    warning: Warning,
    told: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct FirstMessage {
    uid: String,
    seen: Timestamp,
}

/// What a check says of one kind of warning.
enum Finding {
    /// It is on.
    Begun(Warning),
    /// It is off.
    Over,
    /// The check did not get far enough to tell.
    Unknown,
}

impl Warnings {
    pub(super) fn update(
        &mut self,
        report: &CheckReport,
        policy: &Policy,
        now: Timestamp,
        news: &mut News,
    ) {
        let seen = report.outcome.as_ref().ok();
        if let Some(seen) = seen {
            self.note_first(seen, now);
        }
        let findings = [
            (
                Warning::CertificateEnding { at: now },
                certificate(report, policy, now),
            ),
            (
                Warning::NearlyFull {
                    octets: 0,
                    limit: 0,
                },
                seen.map_or(Finding::Unknown, |seen| self.nearly_full(seen, policy)),
            ),
            (
                Warning::NotCollected {
                    messages: 0,
                    since: now,
                },
                seen.map_or(Finding::Unknown, |seen| {
                    self.not_collected(seen, policy, now)
                }),
            ),
            (
                Warning::ClearText,
                if report.server.security == Security::Plain {
                    Finding::Begun(Warning::ClearText)
                } else {
                    Finding::Over
                },
            ),
        ];
        for (kind, finding) in findings {
            self.take(&kind, finding, news);
        }
    }

    pub(super) fn present(&self) -> Vec<Warning> {
        self.marks.iter().map(|mark| mark.warning.clone()).collect()
    }

    /// Whether one of them changes the colour; the mark of clear text does not.
    pub(super) fn any_to_see_to(&self) -> bool {
        self.marks
            .iter()
            .any(|mark| mark.warning != Warning::ClearText)
    }

    pub(super) fn any_untold(&self) -> bool {
        self.marks.iter().any(|mark| !mark.told)
    }

    pub(super) fn announce(&mut self, news: &mut News) {
        for mark in self.marks.iter_mut().filter(|mark| !mark.told) {
            mark.told = true;
            news.announced.push(Happening::WarningBegan {
                warning: mark.warning.clone(),
            });
        }
    }

    pub(super) fn shift(&mut self, by: SignedDuration) {
        if let Some(first) = &mut self.first {
            first.seen = back(first.seen, by);
        }
    }

    fn take(&mut self, kind: &Warning, finding: Finding, news: &mut News) {
        let present = self
            .marks
            .iter()
            .position(|mark| discriminant(&mark.warning) == discriminant(kind));
        match (present, finding) {
            (_, Finding::Unknown) | (None, Finding::Over) => {}
            (Some(index), Finding::Begun(warning)) => {
                if let Some(mark) = self.marks.get_mut(index) {
                    mark.warning = warning;
                }
            }
            (None, Finding::Begun(warning)) => {
                let began = Happening::WarningBegan {
                    warning: warning.clone(),
                };
                self.marks.push(Mark {
                    warning,
                    told: !began.is_notified(),
                });
                news.recorded.push(began);
            }
            (Some(index), Finding::Over) => {
                let mark = self.marks.remove(index);
                news.recorded.push(Happening::WarningEnded {
                    warning: mark.warning,
                });
            }
        }
    }

    fn is_nearly_full(&self) -> bool {
        self.marks
            .iter()
            .any(|mark| matches!(mark.warning, Warning::NearlyFull { .. }))
    }

    fn nearly_full(&self, seen: &MailboxSeen, policy: &Policy) -> Finding {
        let Some(limit) = policy.mailbox_limit.filter(|limit| *limit > 0) else {
            return Finding::Over;
        };
        let percent = if self.is_nearly_full() {
            policy.full_until_percent
        } else {
            policy.full_from_percent
        };
        if u128::from(seen.octets) * 100 >= u128::from(limit) * u128::from(percent) {
            Finding::Begun(Warning::NearlyFull {
                octets: seen.octets,
                limit,
            })
        } else {
            Finding::Over
        }
    }

    fn not_collected(&self, seen: &MailboxSeen, policy: &Policy, now: Timestamp) -> Finding {
        if seen.messages == 0 || policy.is_former {
            return Finding::Over;
        }
        let oldest = [seen.oldest, self.first.as_ref().map(|first| first.seen)]
            .into_iter()
            .flatten()
            // A date to come is a sender's or a server's mistake.
            .filter(|since| *since <= now)
            .min();
        let Some(since) = oldest else {
            return Finding::Over;
        };
        let deadline =
            policy
                .region
                .after_working_days(since, policy.uncollected_working_days, &policy.zone);
        if deadline <= now {
            Finding::Begun(Warning::NotCollected {
                messages: seen.messages,
                since,
            })
        } else {
            Finding::Over
        }
    }

    /// Remembers since when the list's first message has been there, by its unique id.
    fn note_first(&mut self, seen: &MailboxSeen, now: Timestamp) {
        let Some(uids) = &seen.uids else {
            self.first = None;
            return;
        };
        let still_there = self
            .first
            .as_ref()
            .is_some_and(|first| uids.contains(&first.uid));
        if !still_there {
            self.first = uids
                .first()
                .filter(|uid| uid.len() <= LONGEST_UID)
                .map(|uid| FirstMessage {
                    uid: uid.clone(),
                    seen: now,
                });
        }
    }
}

fn certificate(report: &CheckReport, policy: &Policy, now: Timestamp) -> Finding {
    match &report.tls {
        Some(tls) if tls.not_after <= later(now, policy.certificate_warning) => {
            Finding::Begun(Warning::CertificateEnding { at: tls.not_after })
        }
        Some(_) => Finding::Over,
        None if report.server.security == Security::Plain => Finding::Over,
        None => Finding::Unknown,
    }
}
