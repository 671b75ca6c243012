//! What faces and the person are told of a check.

use jiff::{Timestamp, tz::TimeZone};
use vigie_domain::verdict::{Patience, judge};
use vigie_protocol::{Answer, Event, Relocation};
use vigie_relocation::ProbeText;
use vigie_words::{Catalogue, Language, relocation as words, verdict};

use super::super::Agent;
use crate::{
    notify::ToastKey,
    relocation::{View, candidate_of, shown},
};

impl Agent {
    /// Tells faces what has changed since they were told last.
    pub(in super::super) fn tell_relocation(&mut self, now: Timestamp) {
        if !self.faces.any() {
            return;
        }
        let shown = self.relocation_shown(now);
        // The seconds go on by themselves; a face counts along.
        let differs = match (&shown, &self.relocation.told) {
            (Some(now), Some(before)) => {
                let before = Relocation {
                    seconds: now.seconds,
                    ..(**before).clone()
                };
                **now != before
            }
            (now, before) => now.is_some() != before.is_some(),
        };
        if differs {
            self.faces.tell(&Event::Relocation {
                relocation: shown.clone(),
            });
            self.relocation.told = shown;
        }
    }

    pub(super) fn relocation_answer(&self, now: Timestamp) -> Answer {
        Answer::Relocation {
            relocation: self.relocation_shown(now),
        }
    }

    pub(super) fn relocation_shown(&self, now: Timestamp) -> Option<Box<Relocation>> {
        let course = self.relocation.course.as_ref()?;
        let providers = self.world.knowledge.providers();
        shown(&View {
            kept: &course.kept,
            began: course.began,
            waiting: course.waiting,
            missing: course.missing(),
            subject: &self.relocation.text().subject,
            providers: &providers,
            now,
        })
        .map(Box::new)
    }

    /// A notification of the verdict, where no window shows it.
    pub(super) fn show_judged(&self, now: Timestamp) {
        if self.faces.has_window() {
            return;
        }
        let Some(course) = &self.relocation.course else {
            return;
        };
        let providers = self.world.knowledge.providers();
        let Some(candidate) = candidate_of(&course.kept, &providers) else {
            return;
        };
        let judged = judge(&course.kept.state.evidence, &Patience::default());
        let ended = course.kept.ended.unwrap_or(now);
        let seconds = ended.duration_since(course.began).as_secs_f64();
        let title = verdict::explain(judged.conclusion, &candidate).title;
        let body = words::toast_ended(&candidate, seconds);
        self.show_words(ToastKey("relocation/judged".to_owned()), &title, &body);
    }

    /// A notification that something of ours stays somewhere.
    pub(super) fn show_probes_left(&self) {
        let (title, body) = words::toast_left(&self.relocation.text().subject);
        self.show_words(ToastKey("relocation/left".to_owned()), &title, &body);
    }
}

/// What the messages say: in French, since they are read in a French mailbox.
pub(super) fn probe_text() -> ProbeText {
    let catalogue = Catalogue::new(Language::French, TimeZone::UTC);
    let (subject, text) = words::probe();
    ProbeText {
        subject: catalogue.say(&subject),
        text: catalogue.say(&text),
    }
}
