//! Settings, deadline and thresholds: of several documents, the one that counts.

use vigie_domain::book::deadline::Deadline;

use crate::{
    document::{Body, Document, PushedSettings, QuietSpan, Steered, Thresholds},
    words::Said,
};

/// A value from support, and the document that says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruled<T> {
    /// The value.
    pub value: T,
    /// Why the user cannot change it (« géré par le support »); `None`: the user can.
    pub managed: Option<Said>,
    /// The document's id.
    pub document: String,
}

/// The settings that support says something about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SettingsInForce {
    /// Minutes between two checks.
    pub interval_minutes: Option<Ruled<u16>>,
    /// When notifications wait.
    pub quiet_hours: Option<Ruled<QuietSpan>>,
    /// Seconds that one check may last.
    pub session_cap_s: Option<Ruled<u16>>,
    /// Days for which the old mailbox is watched besides after a switch.
    pub transition_days: Option<Ruled<u16>>,
}

impl<T: Copy> Ruled<T> {
    /// What holds where the user chose `chosen`, if anything: a managed value always, a default
    /// only where the user chose nothing.
    #[must_use]
    pub fn over(&self, chosen: Option<T>) -> T {
        match chosen {
            Some(chosen) if self.managed.is_none() => chosen,
            _ => self.value,
        }
    }
}

impl SettingsInForce {
    pub(super) fn of(reaching: &[&Document]) -> Self {
        Self {
            interval_minutes: setting(reaching, |settings| settings.interval_minutes.as_ref()),
            quiet_hours: setting(reaching, |settings| settings.quiet_hours.as_ref()),
            session_cap_s: setting(reaching, |settings| settings.session_cap_s.as_ref()),
            transition_days: setting(reaching, |settings| settings.transition_days.as_ref()),
        }
    }
}

pub(super) fn acknowledgement(reaching: &[&Document]) -> Option<Ruled<Deadline>> {
    first(reaching, |document| match &document.body {
        Body::Deadlines(deadlines) => deadlines.acknowledgement.as_ref(),
        _ => None,
    })
}

pub(super) fn thresholds(reaching: &[&Document]) -> Thresholds {
    reaching
        .iter()
        .fold(Thresholds::default(), |known, document| {
            match &document.body {
                Body::Deadlines(deadlines) => known.or(deadlines.thresholds),
                _ => known,
            }
        })
}

fn setting<T: Copy>(
    reaching: &[&Document],
    of: impl Fn(&PushedSettings) -> Option<&Steered<T>>,
) -> Option<Ruled<T>> {
    first(reaching, |document| match &document.body {
        Body::Settings(settings) => of(settings),
        Body::Practice(told) => of(&told.settings),
        _ => None,
    })
}

/// The first managed value, else the first.
fn first<'a, T: Copy + 'a>(
    reaching: &[&'a Document],
    of: impl Fn(&'a Document) -> Option<&'a Steered<T>>,
) -> Option<Ruled<T>> {
    let said = || {
        reaching
            .iter()
            .filter_map(|document| Some((of(document)?, &document.id)))
    };
    let managed = said().find(|(steered, _)| steered.managed.is_some());
    managed
        .or_else(|| said().next())
        .map(|(steered, id)| Ruled {
            value: steered.value,
            managed: steered.managed.clone(),
            document: id.clone(),
        })
}
