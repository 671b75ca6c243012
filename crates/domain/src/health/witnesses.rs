//! What the silence of the independent witnesses is worth on this network.
//!
//! Some networks (a clinic's firewall, a proxy) let the mailbox through and no witness. There their
//! silence says nothing, and taken for an outage of our own line it would hide every failure for
//! ever. So the witnesses are asked now and then while the mailbox answers: silent then, they are
//! not believed until one of them answers again.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::state::Line;
use crate::cause::Cause;

/// At how many checks in a row that went well they must have been silent: at one alone, the line
/// may have been cut between the check and the question.
const MUTE: u8 = 2;

/// How long what was learned is not looked at again, while the network stays the same.
const LEARNED_FOR: SignedDuration = SignedDuration::from_hours(24);

/// What is known of the witnesses.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Witnesses {
    /// Checks in a row that went well while all of them were silent.
    silences: u8,
    /// When one last answered, or their silence was last noted.
    asked: Option<Timestamp>,
    /// The network may have become another one since.
    moved: bool,
}

impl Witnesses {
    /// Whether a check that goes well now should ask them too.
    pub(super) fn are_due(&self, now: Timestamp) -> bool {
        let fresh = self.asked.is_some_and(|asked| {
            let age = now.duration_since(asked);
            !age.is_negative() && age < LEARNED_FOR
        });
        self.moved || !fresh || (1..MUTE).contains(&self.silences)
    }

    /// Takes note of their word after a check that went `well`, or did not.
    pub(super) fn said(&mut self, line: Line, well: bool, now: Timestamp) {
        match line {
            Line::Up => self.silences = 0,
            Line::Down if well => self.silences = self.silences.saturating_add(1).min(MUTE),
            Line::Down | Line::NotAsked => return,
        }
        self.asked = Some(now);
        self.moved = false;
    }

    /// The computer may be in another network now.
    pub(super) fn moved(&mut self) {
        self.moved = true;
    }

    /// Whether their silence shows that our own line is to blame for this failure.
    ///
    /// Where they were never found silent beside a mailbox that answers, it does: also at a start
    /// without any network, and in one that lets nothing through. Where they were, it does not,
    /// except for a name that is not found after a move: as a rule nothing at all is reached there.
    pub(super) fn silence_explains(&self, cause: Cause) -> bool {
        self.silences < MUTE || (self.moved && cause == Cause::NameNotFound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::UNIX_EPOCH;

    fn mute() -> Witnesses {
        let mut witnesses = Witnesses::default();
        for _ in 0..MUTE {
            assert!(witnesses.are_due(START));
            witnesses.said(Line::Down, true, START);
        }
        witnesses
    }

    #[test]
    fn they_are_believed_until_they_were_silent_beside_a_mailbox_that_answers() {
        let mut witnesses = Witnesses::default();
        for _ in 0..9 {
            witnesses.said(Line::Down, false, START);
            assert!(witnesses.silence_explains(Cause::ConnectTimeout));
        }
        witnesses.said(Line::Down, true, START);
        assert!(witnesses.silence_explains(Cause::ConnectTimeout));
        witnesses.said(Line::Up, true, START);
        witnesses.said(Line::Down, true, START);
        assert!(witnesses.silence_explains(Cause::ConnectTimeout));
        witnesses.said(Line::Down, true, START);
        assert!(!witnesses.silence_explains(Cause::ConnectTimeout));
        assert!(!witnesses.silence_explains(Cause::NameNotFound));
        witnesses.said(Line::Up, false, START);
        assert!(witnesses.silence_explains(Cause::ConnectTimeout));
    }

    #[test]
    fn after_a_move_only_a_name_that_is_not_found_is_explained_until_they_are_asked_again() {
        let mut witnesses = mute();
        assert!(!witnesses.are_due(START));
        witnesses.moved();
        assert!(witnesses.are_due(START));
        assert!(witnesses.silence_explains(Cause::NameNotFound));
        assert!(!witnesses.silence_explains(Cause::ConnectTimeout));
        witnesses.said(Line::Down, true, START);
        assert!(!witnesses.silence_explains(Cause::NameNotFound));
    }

    #[test]
    fn they_are_asked_again_every_day_and_after_the_clock_was_set_back() {
        let witnesses = mute();
        let day = START + LEARNED_FOR;
        assert!(!witnesses.are_due(day - SignedDuration::from_secs(1)));
        assert!(witnesses.are_due(day));
        assert!(witnesses.are_due(START - SignedDuration::from_secs(1)));
    }
}
