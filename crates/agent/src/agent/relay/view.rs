//! What is told of the relay: its state, its troubles, its notifications.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use vigie_domain::{
    account::AccountId,
    health::Level,
    relay::{Hindrance, Missing, Path, Side, Thresholds, Trouble, level},
    text::{Explanation, Text},
};
use vigie_protocol::{
    Event,
    relay::{RelayMailbox, RelayStatus},
};
use vigie_words::{Mailbox, relay as words, toast::Toast};

use super::{
    super::Agent,
    collecting::keep_time,
    desk::{Phase, Running},
};
use crate::{
    notify::ToastKey,
    relay::{LAST_REFUSAL, Lane},
    settings,
    watch::Pace,
};

/// Sending counts as failing after so many failures, or after so long.
const FAILURES: u32 = 2;
const FAILING_FOR: SignedDuration = SignedDuration::from_mins(10);

impl Agent {
    /// The state of the relay.
    pub(in crate::agent) fn relay_status(&self, now: Timestamp) -> RelayStatus {
        let record = &self.relay.record;
        let running = self.relay.running.as_deref();
        let troubles = self.relay_troubles(now);
        let standing = running.map(|running| running.standing).unwrap_or_default();
        let open = [Side::Pop, Side::Smtp].into_iter().filter(|side| {
            running.is_some_and(|running| match side {
                Side::Pop => running.pop.open,
                Side::Smtp => running.smtp.open,
            })
        });
        let explanation = words::explain(&words::Standing {
            on: record.on,
            in_use: record.in_use_since.is_some(),
            last_login: record.last_login,
            waiting: standing.waiting,
            troubles: troubles.len(),
            worst: level(&troubles),
        });
        RelayStatus {
            on: record.on,
            ports: record.ports,
            open: open.collect(),
            in_use: record.in_use_since.is_some(),
            sending_without_login: record.sending_without_login,
            waiting: standing.waiting,
            octets: standing.octets,
            mailboxes: self.relay_mailboxes(),
            last_login: record.last_login,
            last_confirmed: record.last_confirmed,
            last_sent: record.last_sent,
            trouble_texts: troubles
                .iter()
                .map(|trouble| self.explain_relay(trouble))
                .collect(),
            troubles,
            explanation,
        }
    }

    /// The mailboxes behind it, the current one first.
    fn relay_mailboxes(&self) -> Vec<RelayMailbox> {
        if !self.relay.record.on {
            return Vec::new();
        }
        let current = self.current_mailbox();
        let running = self.relay.running.as_deref();
        let mut mailboxes: Vec<RelayMailbox> = self
            .watch
            .all()
            .filter(|watched| !watched.account.training)
            .map(|watched| {
                let id = watched.account.id;
                let lane = running.and_then(|running| running.lanes.get(&id));
                let derived = running.and_then(|running| running.derived.as_ref());
                let route = derived.and_then(|derived| derived.route.as_ref());
                RelayMailbox {
                    account: id,
                    former: watched.account.former.is_some(),
                    keep_days: keep_time(watched).in_days(),
                    submission: route
                        .filter(|route| route.account == id)
                        .map(|route| route.place.server.clone()),
                    last_collected: lane.and_then(Lane::collected_at),
                    failing_since: lane.and_then(Lane::failing_since),
                }
            })
            .collect();
        mailboxes.sort_by_key(|mailbox| (Some(mailbox.account) != current, mailbox.former));
        mailboxes
    }

    /// What is the matter with it, the worst first; nothing while it is off.
    fn relay_troubles(&self, now: Timestamp) -> Vec<Trouble> {
        match &self.relay.running {
            Some(running) => self.relay_path(running).troubles(
                &self.relay_thresholds(),
                &settings::place(&self.settings),
                now,
            ),
            None => Vec::new(),
        }
    }

    pub(super) fn relay_thresholds(&self) -> Thresholds {
        match self.world.pace {
            Pace::Usual => Thresholds::default(),
            Pace::Hurried => Thresholds {
                not_collected: SignedDuration::from_secs(10),
                no_secrets: SignedDuration::from_secs(1),
                ..Thresholds::default()
            },
        }
    }

    fn relay_path(&self, running: &Running) -> Path {
        let record = &self.relay.record;
        let gates = [&running.pop, &running.smtp];
        let mut found: Vec<Trouble> = gates
            .into_iter()
            .filter_map(|gate| gate.trouble.clone())
            .collect();
        found.extend(running.spool_trouble.clone());
        found.extend(running.key_lost.then_some(Trouble::KeyLost));
        if let Some(derived) = &running.derived
            && derived.route.is_none()
            && let Some(account) = self.current_mailbox()
        {
            found.push(Trouble::NoSubmission { account });
        }
        // While nothing is collected on purpose, nothing is missing.
        let collects = self.relay_is_in_use() && !record.held;
        let not_collected = running
            .lanes
            .iter()
            .filter(|_| collects && matches!(running.phase, Phase::Open(_)))
            .filter_map(|(account, lane)| self.missing(*account, lane));
        let fails = record.sending_fails_since;
        Path {
            found,
            no_secrets: running.no_secrets,
            damaged: running
                .standing
                .damaged
                .saturating_sub(running.standing.lost),
            lost: running.standing.lost,
            not_collected: not_collected.collect(),
            sending_fails: fails
                .filter(|since| self.sending_fails_for(*since, running))
                .map(|since| (since, self.hindrance(running))),
            in_use_since: record.in_use_since,
            last_login: record.last_login,
            wrong_logins: running.wrong_logins,
            perhaps_twice: record
                .perhaps_twice_at
                .map(|last| (record.perhaps_twice, last)),
        }
    }

    /// What does not come from a mailbox.
    fn missing(&self, account: AccountId, lane: &Lane) -> Option<Missing> {
        let wanted = lane.wanted_since();
        let is_former = self
            .watch
            .get(account)
            .is_some_and(|watched| watched.account.former.is_some());
        Some(Missing {
            account,
            since: wanted.or(lane.too_large_since())?,
            messages: lane.left(),
            can_wait: is_former || wanted.is_none(),
        })
    }

    /// What keeps the provider from taking what is sent.
    fn hindrance(&self, running: &Running) -> Hindrance {
        let current = self.current_mailbox();
        let known = current.and_then(|current| self.relay.record.mailboxes.get(&current));
        if known.is_some_and(|mailbox| mailbox.refusals >= LAST_REFUSAL) {
            Hindrance::Login
        } else if running.foreign_sender {
            Hindrance::Sender
        } else {
            Hindrance::Provider
        }
    }

    /// One failure may be of one message, or of a moment.
    fn sending_fails_for(&self, since: Timestamp, running: &Running) -> bool {
        running.sending_failures >= FAILURES || self.now().duration_since(since) >= FAILING_FOR
    }

    /// When time alone changes what is told.
    pub(super) fn trouble_wake(&self, now: Timestamp) -> Option<Timestamp> {
        let running = self.relay.running.as_deref()?;
        let place = settings::place(&self.settings);
        let path = self.relay_path(running);
        let next = path.next_change(&self.relay_thresholds(), &place, now);
        let fails = self.relay.record.sending_fails_since;
        let fails = fails.and_then(|since| since.checked_add(FAILING_FOR).ok());
        next.into_iter().chain(fails.filter(|at| *at > now)).min()
    }

    /// A trouble in words, with the mailbox that it is about.
    fn explain_relay(&self, trouble: &Trouble) -> Explanation {
        self.with_mailbox_of(trouble, |mailbox| words::explain_trouble(trouble, mailbox))
    }

    fn with_mailbox_of<T>(
        &self,
        trouble: &Trouble,
        say: impl FnOnce(Option<&Mailbox<'_>>) -> T,
    ) -> T {
        let account = match trouble {
            Trouble::NotCollected { account, .. } | Trouble::NoSubmission { account } => {
                Some(*account)
            }
            _ => self.current_mailbox(),
        };
        let watched = account.and_then(|account: AccountId| self.watch.get(account));
        let providers = self.world.knowledge.providers();
        let mailbox = watched.map(|watched| {
            let name = providers.name(watched.account.provider.as_deref());
            Mailbox::of(&watched.account, name)
        });
        say(mailbox.as_ref())
    }

    /// What of the relay concerns the whole state: its level, and its troubles in words.
    pub(in crate::agent) fn relay_notices(&self, now: Timestamp) -> (Level, Vec<Explanation>) {
        let troubles = self.relay_troubles(now);
        let texts = troubles.iter().map(|trouble| self.explain_relay(trouble));
        let worst = level(&troubles);
        // Of a relay that nobody uses nothing is urgent.
        let worst = if self.relay_is_in_use() {
            worst
        } else {
            worst.min(Level::Attention)
        };
        (worst, texts.collect())
    }

    /// Tells faces and person what has changed.
    pub(in crate::agent) fn tell_relay(&mut self, now: Timestamp) {
        if self.relay.running.is_none() && self.relay.told.is_none() {
            return;
        }
        let status = self.relay_status(now);
        if self.relay.told.as_ref() != Some(&status) {
            self.announce_relay(&status);
            self.faces.tell(&Event::Relay {
                relay: Box::new(status.clone()),
            });
            self.relay.told = status.on.then_some(status);
        }
    }

    /// One notification when an alarm begins, and one when the last is over.
    fn announce_relay(&mut self, status: &RelayStatus) {
        let settled = self
            .relay
            .running
            .as_ref()
            .is_some_and(|running| running.is_settled());
        if status.on && !settled {
            return;
        }
        let alarms: Vec<&Trouble> = status
            .troubles
            .iter()
            .filter(|trouble| trouble.level() == Level::Alarm)
            .collect();
        let names: Vec<String> = alarms
            .iter()
            .map(|trouble| trouble.name().to_owned())
            .collect();
        if names == self.relay.record.announced {
            return;
        }
        let before = std::mem::replace(&mut self.relay.record.announced, names);
        let new = alarms
            .into_iter()
            .find(|trouble| before.iter().all(|name| name != trouble.name()));
        if let Some(trouble) = new {
            let toast = self.with_mailbox_of(trouble, |mailbox| words::toast(trouble, mailbox));
            self.show_relay(&toast);
        } else if self.relay.record.announced.is_empty() && status.on {
            self.show_relay(&words::toast_ended());
        }
        self.keep_relay();
    }

    fn show_relay(&self, toast: &Toast) {
        let body = toast.body.first().cloned();
        let body = body.unwrap_or_else(|| Text::new("relay-ended.body"));
        self.show_words(ToastKey("relay/alarm".to_owned()), &toast.title, &body);
    }

    /// The relay for the diagnostic bundle: no password, no key, no message.
    pub(in crate::agent) fn relay_diagnostics(&self, now: Timestamp) -> Value {
        let status = self.relay_status(now);
        let running = self.relay.running.as_deref();
        json!({
            "on": status.on,
            "ports": status.ports,
            "open": status.open,
            "in_use_since": self.relay.record.in_use_since,
            "held": self.relay.record.held,
            "sending_without_login": status.sending_without_login,
            "waiting": status.waiting,
            "octets": status.octets,
            "damaged": running.map(|running| running.standing.damaged),
            "lost": running.map(|running| running.standing.lost),
            "mailboxes": status.mailboxes,
            "last_login": status.last_login,
            "last_confirmed": status.last_confirmed,
            "last_sent": status.last_sent,
            "wrong_logins": running.and_then(|running| running.wrong_logins),
            "perhaps_twice": self.relay.record.perhaps_twice,
            "troubles": status.troubles,
        })
    }
}
