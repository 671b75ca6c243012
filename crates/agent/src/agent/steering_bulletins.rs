//! Bulletins: shown while they stand, notified once, taken away when they are withdrawn.

use jiff::Timestamp;
use vigie_config::{
    Standing,
    document::{Action, Severity},
};
use vigie_protocol::{Bulletin, BulletinAction, Refusal};
use vigie_words::steering;

use super::{
    Agent,
    mailboxes::refusal,
    steering_view::{paragraphs_in, said_in},
};
use crate::{notify::ToastKey, settings};

/// Notifications at once: what was pushed in a mass is told bit by bit.
const AT_ONCE: usize = 3;

impl Agent {
    /// The bulletins that stand, incidents first.
    pub(super) fn bulletins(&self, now: Timestamp) -> Vec<Bulletin> {
        let desk = &self.steering;
        let Some(standing) = &desk.enrolled else {
            return Vec::new();
        };
        let language = settings::language(&self.settings);
        let shown = |Standing { id, bulletin }: &Standing| Bulletin {
            id: id.clone(),
            incident: bulletin.severity == Severity::Incident,
            title: said_in(&bulletin.title, language).to_owned(),
            paragraphs: paragraphs_in(&bulletin.text, language).to_vec(),
            action: bulletin.action.as_ref().map(action),
            from: bulletin.from,
            until: bulletin.until,
            organisation: standing.enrolment.organisation().to_owned(),
            read: self.was_read(id),
        };
        desk.in_force()
            .bulletins
            .iter()
            .filter(|standing| now < standing.bulletin.until)
            .map(shown)
            .collect()
    }

    /// The user has read it.
    pub(super) fn bulletin_read(&mut self, id: &str, now: Timestamp) -> Result<(), Refusal> {
        if !self.bulletins(now).iter().any(|bulletin| bulletin.id == id) {
            return Err(Refusal::UnknownEntry);
        }
        self.record
            .journal()
            .note_bulletin_read(id, now)
            .map_err(|error| refusal(&error))?;
        self.steering
            .bulletins
            .entry(id.to_owned())
            .or_default()
            .read_at
            .get_or_insert(now);
        if let Some(notifier) = self.desk.notifier() {
            notifier.withdraw(&key(id));
        }
        Ok(())
    }

    /// One notification for each, also across restarts; in the morning where it is night.
    pub(super) fn notify_bulletins(&mut self, now: Timestamp) {
        if self.steering.in_force().bulletins.is_empty()
            || settings::policy(&self.settings, 0, None).is_quiet(now)
        {
            return;
        }
        let untold: Vec<Bulletin> = self
            .bulletins(now)
            .into_iter()
            .filter(|bulletin| !bulletin.read && !self.was_notified(&bulletin.id))
            .take(AT_ONCE)
            .collect();
        for bulletin in untold {
            let journal = self.record.journal();
            if let Err(error) = journal.note_bulletin_notified(&bulletin.id, now) {
                tracing::warn!(%error, "a bulletin may be notified again after the next start");
            }
            self.steering
                .bulletins
                .entry(bulletin.id.clone())
                .or_default()
                .notified_at
                .get_or_insert(now);
            self.show_toast(key(&bulletin.id), &steering::toast(&bulletin));
        }
    }

    /// Takes away the notifications of those that stand no more.
    pub(super) fn withdraw_bulletins(&self, before: &[Standing]) {
        let Some(notifier) = self.desk.notifier() else {
            return;
        };
        let now = &self.steering.in_force().bulletins;
        for gone in before {
            if now.iter().all(|standing| standing.id != gone.id) {
                notifier.withdraw(&key(&gone.id));
            }
        }
    }

    fn was_read(&self, id: &str) -> bool {
        let record = self.steering.bulletins.get(id);
        record.is_some_and(|record| record.read_at.is_some())
    }

    fn was_notified(&self, id: &str) -> bool {
        let record = self.steering.bulletins.get(id);
        record.is_some_and(|record| record.notified_at.is_some())
    }
}

fn action(action: &Action) -> BulletinAction {
    match action {
        Action::Assistant => BulletinAction::Assistant,
        Action::Page(url) => BulletinAction::Page { url: url.clone() },
        Action::Call(number) => BulletinAction::Call {
            number: number.clone(),
        },
    }
}

fn key(id: &str) -> ToastKey {
    ToastKey(format!("bulletin/{id}"))
}
