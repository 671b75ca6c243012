//! When a mailbox behind the relay is to be collected. Pure.

use std::fmt::Write as _;

use blake2::{Blake2s256, Digest as _};
use jiff::{SignedDuration, Timestamp};
use vigie_domain::account::Address;
use vigie_relay::MailboxId;

/// The pause after a first failure; it doubles with each further one.
const FIRST: SignedDuration = SignedDuration::from_mins(1);
/// The longest one.
const LONGEST: SignedDuration = SignedDuration::from_mins(30);

/// The relay's name for a mailbox: the same for as long as its address is collected, whatever
/// becomes of the record, and no address.
pub(crate) fn mailbox_id(address: &Address) -> MailboxId {
    let mut name = String::from("m-");
    let digest = Blake2s256::digest(address.as_str().to_lowercase());
    for octet in digest.iter().take(16) {
        let _ = write!(name, "{octet:02x}");
    }
    #[expect(clippy::expect_used, reason = "34 letters and digits are a name")]
    MailboxId::new(&name).expect("a name")
}

/// A mailbox behind the relay.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Lane {
    /// A turn is wanted from then on.
    due: Option<Timestamp>,
    /// Since when a turn is wanted and none went through.
    wanted_since: Option<Timestamp>,
    /// Failures since the last turn that went through.
    failures: u32,
    /// A turn is being taken.
    running: bool,
    /// Messages that the last turn could not fetch while the others came.
    left: u32,
    /// Since when some are too large.
    too_large_since: Option<Timestamp>,
    /// The last time that somebody looked into it: a check or a turn.
    looked_at: Option<Timestamp>,
    /// The last turn that went through.
    collected_at: Option<Timestamp>,
}

impl Lane {
    /// As the record remembers it; its first turn is due.
    pub(crate) fn new(
        collected_at: Option<Timestamp>,
        failing_since: Option<Timestamp>,
        now: Timestamp,
    ) -> Self {
        Self {
            due: Some(now),
            wanted_since: Some(failing_since.unwrap_or(now)),
            looked_at: Some(now),
            collected_at,
            ..Self::default()
        }
    }

    /// A turn has something to do.
    pub(crate) fn want(&mut self, from: Timestamp, now: Timestamp) {
        self.due = Some(self.due.map_or(from, |due| due.min(from)));
        self.wanted_since.get_or_insert(now);
    }

    /// It is collected from now on: what was wanted before is not missing.
    pub(crate) fn renew(&mut self, now: Timestamp) {
        self.wanted_since = None;
        self.want(now, now);
    }

    /// A check went through: what waits for it need not wait longer.
    pub(crate) fn looked(&mut self, now: Timestamp) {
        self.looked_at = Some(now);
        if self.wanted_since.is_some() && !self.running {
            self.due = Some(self.due.map_or(now, |due| due.min(now)));
        }
    }

    /// Where no check looks into it for so long, a turn does.
    pub(crate) fn look_by(&self, within: SignedDuration) -> Option<Timestamp> {
        let looked_at = self
            .looked_at
            .filter(|_| self.due.is_none() && !self.running)?;
        Some(later(looked_at, within))
    }

    /// When a turn is due.
    pub(crate) fn due(&self) -> Option<Timestamp> {
        self.due.filter(|_| !self.running)
    }

    pub(crate) fn begin(&mut self) {
        self.running = true;
    }

    /// It went through.
    pub(crate) fn went_through(&mut self, now: Timestamp) {
        *self = Self {
            looked_at: Some(now),
            collected_at: Some(now),
            ..Self::default()
        };
    }

    /// It went through, but for so many messages that the server did not hand over, and so many
    /// that are too large. The former are asked for again; the latter stay as they are.
    pub(crate) fn went_through_but(&mut self, refused: usize, too_large: usize, now: Timestamp) {
        let since = self.too_large_since.filter(|_| too_large > 0);
        if refused > 0 {
            self.failed(now);
            self.looked_at = Some(now);
        } else {
            self.went_through(now);
        }
        self.too_large_since = since.or((too_large > 0).then_some(now));
        self.left = u32::try_from(refused + too_large).unwrap_or(u32::MAX);
    }

    /// The turn is over, and what came of it counts no more: another is to be taken.
    pub(crate) fn cut_off(&mut self) {
        self.running = false;
    }

    /// It failed, or could not begin.
    pub(crate) fn failed(&mut self, now: Timestamp) {
        self.running = false;
        self.left = 0;
        let pause = FIRST
            .saturating_mul(1 << self.failures.min(10))
            .min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        self.wanted_since.get_or_insert(now);
        self.due = Some(later(now, pause));
    }

    /// It may not begin before then.
    pub(crate) fn put_off(&mut self, until: Timestamp) {
        self.running = false;
        self.due = Some(until);
    }

    /// The last turn that went through.
    pub(crate) fn collected_at(&self) -> Option<Timestamp> {
        self.collected_at
    }

    /// Since when a turn is wanted and none went through.
    pub(crate) fn wanted_since(&self) -> Option<Timestamp> {
        self.wanted_since
    }

    /// Messages that the last turn could not fetch while the others came.
    pub(crate) fn left(&self) -> u32 {
        self.left
    }

    /// Since when some are too large.
    pub(crate) fn too_large_since(&self) -> Option<Timestamp> {
        self.too_large_since
    }

    /// The same, where turns were tried and failed.
    pub(crate) fn failing_since(&self) -> Option<Timestamp> {
        self.wanted_since.filter(|_| self.failures > 0)
    }
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_tried_again_ever_more_slowly_until_a_check_goes_through() {
        let now: Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
        let mut lane = Lane::new(None, None, now);
        assert_eq!(lane.due(), Some(now));
        let mut pauses = Vec::new();
        for _ in 0..8 {
            lane.begin();
            assert_eq!(lane.due(), None);
            lane.failed(now);
            pauses.push(lane.due().unwrap().duration_since(now).as_secs() / 60);
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16, 30, 30, 30]);
        assert_eq!(lane.wanted_since(), Some(now));
        let later = now + SignedDuration::from_mins(3);
        lane.looked(later);
        assert_eq!(lane.due(), Some(later));
        lane.begin();
        lane.went_through(later);
        assert_eq!((lane.due(), lane.wanted_since()), (None, None));
        assert_eq!(lane.collected_at(), Some(later));
    }

    #[test]
    fn what_a_server_does_not_hand_over_is_asked_for_again() {
        let now: Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
        let later = |minutes| now + SignedDuration::from_mins(minutes);
        let mut lane = Lane::new(None, None, now);
        lane.begin();
        lane.went_through_but(2, 1, now);
        assert_eq!((lane.left(), lane.due()), (3, Some(later(1))));
        lane.begin();
        lane.went_through_but(2, 1, later(1));
        assert_eq!(lane.due(), Some(later(3)), "ever more slowly");
        assert_eq!(lane.wanted_since(), Some(now));
        lane.begin();
        lane.went_through_but(0, 1, later(3));
        assert_eq!((lane.due(), lane.wanted_since()), (None, None));
        assert_eq!((lane.left(), lane.too_large_since()), (1, Some(now)));
        lane.want(later(4), later(4));
        lane.begin();
        lane.cut_off();
        assert_eq!(lane.due(), Some(later(4)));
        lane.begin();
        lane.went_through_but(0, 0, later(5));
        assert_eq!((lane.left(), lane.too_large_since()), (0, None));
    }

    #[test]
    fn a_check_that_shows_nothing_leads_to_no_login() {
        let now: Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
        let mut lane = Lane::new(None, None, now);
        lane.begin();
        lane.went_through(now);
        let later = now + SignedDuration::from_mins(10);
        lane.looked(later);
        assert_eq!(lane.due(), None);
        let within = SignedDuration::from_mins(21);
        assert_eq!(lane.look_by(within), Some(later + within));
        lane.want(later, later);
        assert_eq!(lane.due(), Some(later));
        assert_eq!(lane.look_by(within), None);
    }

    #[test]
    fn a_mailbox_keeps_its_name_and_the_name_is_no_address() {
        let one = mailbox_id(&"Cabinet@exemple.example".parse().unwrap());
        assert_eq!(one, mailbox_id(&"cabinet@exemple.example".parse().unwrap()));
        assert_ne!(one, mailbox_id(&"autre@exemple.example".parse().unwrap()));
        assert!(!one.as_str().contains("cabinet"));
        assert_eq!(one.as_str().len(), 34);
    }
}
