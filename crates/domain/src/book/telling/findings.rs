//! What the book and the rules say at a moment.

use jiff::Timestamp;

use crate::{
    book::{
        matter::{Lots, Matter},
        observability::Observability,
    },
    health::Situation,
    transition::Closing,
};

/// What was found of one mailbox's book.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Findings {
    /// How well lots and their answers are seen.
    pub observability: Observability,
    /// Whether the mailbox itself can be seen.
    pub sight: Sight,
    /// Lots under the early warning.
    pub late: Option<Lots>,
    /// Lots at 48 hours, as far as it may be claimed ([`Claims`](crate::book::claims::Claims)).
    pub unanswered: Option<Lots>,
    /// Lots at 96 hours, as far as it may be claimed.
    pub manual: Option<Lots>,
    /// Lots refused, and not settled by hand.
    pub refused: Option<Lots>,
    /// Lots not delivered, and not settled by hand.
    pub not_delivered: Option<Lots>,
    /// The flow of returns is out of the ordinary silent just now. It need not be said again: once
    /// raised, the silence lasts until the next return.
    pub silent: bool,
    /// The last return seen.
    pub last_return: Option<Timestamp>,
    /// Mail of others in the mailbox: how many, and since when.
    pub foreign: Option<(u32, Timestamp)>,
    /// Returns that went without the billing software having them: how many, and since when.
    pub vanished: Option<(u32, Timestamp)>,
    /// Another mailbox took this one's place: nothing is sent from here any more, and nobody
    /// collects it. Its lots are still followed to their deadlines.
    pub is_former: bool,
    /// This one took another's place, which its provider may soon close.
    pub closing: Option<Closing>,
}

/// Whether the mailbox can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// The last check was well.
    Clear,
    /// A check failed without any alarm, or none was made yet.
    Unknown,
    /// It cannot be seen, and has a trouble of its own that the user knows of.
    Blind,
}

impl Sight {
    /// The sight that a mailbox in this situation leaves.
    #[must_use]
    pub const fn of(situation: &Situation) -> Self {
        match situation {
            Situation::Well { .. } => Self::Clear,
            Situation::NotCheckedYet | Situation::Suspected { .. } => Self::Unknown,
            Situation::Failing { .. }
            | Situation::PasswordNeeded { .. }
            | Situation::Offline { .. }
            | Situation::Held { .. }
            | Situation::Paused { .. }
            | Situation::SecretUnavailable { .. } => Self::Blind,
        }
    }
}

impl Findings {
    /// Nothing at all, seen as well as this.
    #[must_use]
    pub const fn none(observability: Observability, sight: Sight) -> Self {
        Self {
            observability,
            sight,
            late: None,
            unanswered: None,
            manual: None,
            refused: None,
            not_delivered: None,
            silent: false,
            last_return: None,
            foreign: None,
            vanished: None,
            is_former: false,
            closing: None,
        }
    }

    /// Whether the lateness of a lot may be claimed.
    pub(super) fn follows_lots(&self) -> bool {
        self.observability.sees_most()
    }

    /// Whether a matter that is held no longer is known to have ended: where lots can no longer be
    /// followed it is not, nor is a silence where no more returns are expected.
    pub(super) fn shows_end_of(&self, matter: &Matter) -> bool {
        match matter {
            Matter::SilentReturns { .. } => !self.is_former,
            matter => matter.holds_without_lots() || self.follows_lots(),
        }
    }

    /// Whether a matter of lots holds as it did when it could be claimed. After an outage the lots
    /// that it cost are what makes answers look unreliable: that takes no alarm back.
    fn went_on(&self, matter: &Matter, before: &[Matter]) -> bool {
        let kind = std::mem::discriminant(matter);
        self.observability != Observability::NoLots
            && before
                .iter()
                .any(|held| std::mem::discriminant(held) == kind)
    }

    /// What holds, the most urgent first, given what held before.
    pub(super) fn matters(&self, before: &[Matter]) -> Vec<Matter> {
        let held = |is: fn(&Matter) -> bool| before.iter().any(is);
        // With the mailbox out of sight, that is why answers are missing: nothing new is suspected.
        let late = self.late.filter(|_| !self.is_former).filter(|_| {
            self.sight != Sight::Blind || held(|matter| matches!(matter, Matter::Late(_)))
        });
        let lateness = [
            self.manual.map(Matter::Manual),
            self.unanswered.map(Matter::Unanswered),
            late.map(Matter::Late),
        ]
        .into_iter()
        .flatten()
        .filter(|matter| self.follows_lots() || self.went_on(matter, before));
        let mail = [
            self.vanished
                .map(|(messages, since)| Matter::Vanishing { messages, since }),
            self.refused.map(Matter::Refused),
            self.not_delivered.map(Matter::NotDelivered),
            // Nothing deletes it there any more.
            self.foreign
                .filter(|_| !self.is_former)
                .map(|(messages, since)| Matter::ForeignMail { messages, since }),
            self.closing.map(Matter::OldMailboxClosing),
        ]
        .into_iter()
        .flatten();
        let mut matters: Vec<Matter> = self
            .silence(before)
            .into_iter()
            .chain(lateness)
            .chain(mail)
            .collect();
        matters.sort_by_key(|matter| std::cmp::Reverse(matter.level()));
        matters
    }

    /// A silence lasts until the next return, also while nobody looks.
    fn silence(&self, before: &[Matter]) -> Option<Matter> {
        let since = self.last_return.filter(|_| !self.is_former)?;
        let goes_on = before.iter().any(
            |matter| matches!(matter, Matter::SilentReturns { since: known } if since <= *known),
        );
        let begins = self.silent && self.sight == Sight::Clear;
        (goes_on || begins).then_some(Matter::SilentReturns { since })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_does_not_take_its_own_alarm_back_when_answers_come_again() {
        let at: Timestamp = "2026-03-02T17:00:00Z".parse().unwrap();
        let manual = Lots {
            lots: 4,
            oldest: at,
        };
        let unreliable = Observability::ReturnsUnreliable {
            seen: 20,
            expected: 26,
        };
        let nearly_all = Observability::ReturnsUnreliable {
            seen: 59,
            expected: 60,
        };
        let found = |observability| Findings {
            manual: Some(manual),
            ..Findings::none(observability, Sight::Clear)
        };
        let before = [Matter::Manual(manual)];
        assert_eq!(found(Observability::Full).matters(&[]), before);
        assert_eq!(found(nearly_all).matters(&[]), before);
        assert_eq!(found(unreliable).matters(&before), before);
        assert_eq!(found(unreliable).matters(&[]), [], "nothing new is claimed");
        assert_eq!(found(Observability::NoLots).matters(&before), []);
    }
}
