//! Whose word counts for a setting: the user's, support's, or this release's.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use vigie_config::document::QuietSpan;
use vigie_protocol::{ManagedSetting, Refusal, Settings};
use vigie_words::Language;

use super::Word;
use crate::settings;

/// A setting that support can say something about. The serialised names stand in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Steerable {
    IntervalMinutes,
    QuietHours,
    SessionCapS,
    TransitionDays,
    Deadline,
}

/// The settings as the user left them, and which of them the user chose: a default from support
/// gives way to what was chosen, and to nothing else.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OwnSettings {
    settings: Settings,
    chosen: BTreeSet<Steerable>,
}

impl Default for OwnSettings {
    fn default() -> Self {
        Self {
            settings: settings::defaults(),
            chosen: BTreeSet::new(),
        }
    }
}

impl OwnSettings {
    /// What the record holds. Of settings from before choices were noted, those count as chosen
    /// that are not what a release brings.
    pub(crate) fn of(kept: Settings, chosen: Option<BTreeSet<Steerable>>) -> Self {
        let chosen = chosen.unwrap_or_else(|| {
            let usual = settings::defaults();
            Steerable::ALL
                .into_iter()
                .filter(|one| !one.same(&kept, &usual))
                .collect()
        });
        Self {
            settings: kept,
            chosen,
        }
    }

    /// The settings, without what support says.
    pub(crate) const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Which of them the user chose.
    pub(crate) const fn chosen(&self) -> &BTreeSet<Steerable> {
        &self.chosen
    }

    /// What holds under support's word.
    pub(crate) fn under(&self, word: &Word) -> Settings {
        let own = &self.settings;
        let mut held = own.clone();
        let chose = |one| self.chosen.contains(&one);
        if let Some(ruled) = &word.settings.interval_minutes {
            let chosen = chose(Steerable::IntervalMinutes).then_some(own.interval_minutes);
            held.interval_minutes = ruled.over(chosen);
        }
        if let Some(ruled) = &word.settings.quiet_hours {
            let chosen = chose(Steerable::QuietHours).then_some(QuietSpan {
                from: own.quiet_from,
                until: own.quiet_until,
            });
            let span = ruled.over(chosen);
            held.quiet_from = span.from;
            held.quiet_until = span.until;
        }
        if let Some(ruled) = &word.settings.session_cap_s {
            let chosen = chose(Steerable::SessionCapS).then_some(own.session_cap_s);
            held.session_cap_s = ruled.over(chosen);
        }
        if let Some(ruled) = &word.settings.transition_days {
            let chosen = chose(Steerable::TransitionDays).then_some(own.transition_days);
            held.transition_days = ruled.over(chosen);
        }
        if let Some(ruled) = &word.acknowledgement {
            let chosen = chose(Steerable::Deadline).then_some(own.deadline);
            held.deadline = ruled.over(chosen);
        }
        held
    }

    /// The user sets all of them. What is as it holds already is no choice; what support manages
    /// is refused.
    pub(crate) fn changed(&self, given: &Settings, word: &Word) -> Result<Self, Refusal> {
        let held = self.under(word);
        let mut changed = Self {
            settings: given.clone(),
            chosen: self.chosen.clone(),
        };
        for one in Steerable::ALL {
            if one.same(given, &held) {
                one.copy(&self.settings, &mut changed.settings);
            } else if one.reason(word).is_some() {
                let field = one.fields()[0].to_owned();
                return Err(Refusal::Managed { field });
            } else {
                changed.chosen.insert(one);
            }
        }
        Ok(changed)
    }
}

/// The fields that support manages, with its reasons.
pub(crate) fn managed(word: &Word, language: Language) -> Vec<ManagedSetting> {
    let managed = |one: Steerable| {
        let reason = one.reason(word)?;
        Some(one.fields().iter().map(move |field| ManagedSetting {
            field: (*field).to_owned(),
            reason: match language {
                Language::French => reason.fr.clone(),
                Language::English => reason.en.clone(),
            },
        }))
    };
    Steerable::ALL
        .into_iter()
        .filter_map(managed)
        .flatten()
        .collect()
}

impl Steerable {
    const ALL: [Self; 5] = [
        Self::IntervalMinutes,
        Self::QuietHours,
        Self::SessionCapS,
        Self::TransitionDays,
        Self::Deadline,
    ];

    /// Its fields in [`Settings`].
    const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::IntervalMinutes => &["interval_minutes"],
            Self::QuietHours => &["quiet_from", "quiet_until"],
            Self::SessionCapS => &["session_cap_s"],
            Self::TransitionDays => &["transition_days"],
            Self::Deadline => &["deadline"],
        }
    }

    fn same(self, one: &Settings, other: &Settings) -> bool {
        match self {
            Self::IntervalMinutes => one.interval_minutes == other.interval_minutes,
            Self::QuietHours => {
                (one.quiet_from, one.quiet_until) == (other.quiet_from, other.quiet_until)
            }
            Self::SessionCapS => one.session_cap_s == other.session_cap_s,
            Self::TransitionDays => one.transition_days == other.transition_days,
            Self::Deadline => one.deadline == other.deadline,
        }
    }

    fn copy(self, from: &Settings, to: &mut Settings) {
        match self {
            Self::IntervalMinutes => to.interval_minutes = from.interval_minutes,
            Self::QuietHours => {
                to.quiet_from = from.quiet_from;
                to.quiet_until = from.quiet_until;
            }
            Self::SessionCapS => to.session_cap_s = from.session_cap_s,
            Self::TransitionDays => to.transition_days = from.transition_days,
            Self::Deadline => to.deadline = from.deadline,
        }
    }

    fn reason(self, word: &Word) -> Option<&vigie_config::Said> {
        let settings = &word.settings;
        match self {
            Self::IntervalMinutes => settings.interval_minutes.as_ref()?.managed.as_ref(),
            Self::QuietHours => settings.quiet_hours.as_ref()?.managed.as_ref(),
            Self::SessionCapS => settings.session_cap_s.as_ref()?.managed.as_ref(),
            Self::TransitionDays => settings.transition_days.as_ref()?.managed.as_ref(),
            Self::Deadline => word.acknowledgement.as_ref()?.managed.as_ref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use vigie_config::{Ruled, Said, SettingsInForce};
    use vigie_domain::book::deadline::Deadline;

    use super::*;

    fn ruled<T>(value: T, managed: bool) -> Ruled<T> {
        Ruled {
            value,
            managed: managed.then(|| Said {
                fr: "une raison".to_owned(),
                en: "a reason".to_owned(),
            }),
            document: "reglages".to_owned(),
        }
    }

    fn word(managed: bool) -> Word {
        Word {
            settings: SettingsInForce {
                interval_minutes: Some(ruled(30, managed)),
                quiet_hours: Some(ruled(QuietSpan { from: 21, until: 6 }, managed)),
                ..SettingsInForce::default()
            },
            acknowledgement: Some(ruled(Deadline::TwoWorkingDays, managed)),
            ..Word::default()
        }
    }

    #[test]
    fn a_default_yields_to_the_users_choice_and_comes_back_to_nobody_elses() {
        let fresh = OwnSettings::default();
        let held = fresh.under(&word(false));
        assert_eq!((held.interval_minutes, held.quiet_from), (30, 21));
        let mine = Settings {
            interval_minutes: 5,
            department: Some("75".to_owned()),
            ..held
        };
        let changed = fresh.changed(&mine, &word(false)).unwrap();
        let held = changed.under(&word(false));
        assert_eq!((held.interval_minutes, held.quiet_from), (5, 21));
        // What support said was not taken for a choice: without support, the release's holds.
        let alone = changed.under(&Word::default());
        assert_eq!((alone.interval_minutes, alone.quiet_from), (5, 20));
        assert_eq!(alone.department.as_deref(), Some("75"));
        assert_eq!(alone.deadline, Deadline::default());
    }

    #[test]
    fn a_managed_setting_is_locked_whatever_was_chosen() {
        let chosen = OwnSettings::of(
            Settings {
                interval_minutes: 7,
                ..settings::defaults()
            },
            None,
        );
        assert_eq!(chosen.chosen.len(), 1);
        let held = chosen.under(&word(true));
        assert_eq!(held.interval_minutes, 30);
        let other = |change: fn(&mut Settings)| {
            let mut given = held.clone();
            change(&mut given);
            chosen.changed(&given, &word(true))
        };
        for (field, change) in [
            (
                "interval_minutes",
                (|given| given.interval_minutes = 5) as fn(&mut Settings),
            ),
            ("quiet_from", |given| given.quiet_until = 8),
            ("deadline", |given| given.deadline = Deadline::default()),
        ] {
            let field = field.to_owned();
            assert_eq!(other(change), Err(Refusal::Managed { field }));
        }
        let kept = other(|given| given.session_cap_s = 30).unwrap();
        assert_eq!(kept.under(&word(true)).session_cap_s, 30);
        assert_eq!(kept.under(&Word::default()).interval_minutes, 7);
        let fields: Vec<String> = managed(&word(true), Language::English)
            .into_iter()
            .map(|managed| managed.field)
            .collect();
        assert_eq!(
            fields,
            ["interval_minutes", "quiet_from", "quiet_until", "deadline"]
        );
        assert!(managed(&word(false), Language::French).is_empty());
    }
}
