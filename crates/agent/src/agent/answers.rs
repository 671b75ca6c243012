//! What faces ask, and the answers.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use vigie_domain::{
    account::{Account, AccountId, Address},
    health::{CheckRefused, Policy},
    text::{Text, TextArg},
};
use vigie_protocol::{Answer, Event, Refusal, Request, Settings};
use vigie_words::steering;

use crate::{
    faces::Reply,
    settings,
    watch::{Basis, policy_of},
};

use super::{Agent, mailboxes::refusal};

/// How long a discovery may take.
const DISCOVERY_WITHIN: Duration = Duration::from_secs(15);

/// The longest suspension in minutes.
const LONGEST_PAUSE: u32 = 1440;

/// Points of a history at most.
const MOST_POINTS: u32 = 2000;

impl Agent {
    /// Answers a request, now or when what it takes is done.
    pub(super) fn answer(&mut self, request: Request, reply: Reply) {
        let now = self.now();
        if matches!(request, Request::SwitchWays | Request::RelayWays { .. }) {
            self.ways_are_shown(now);
        }
        match request {
            Request::Hello { .. } => reply.send(Err(Refusal::HelloExpected)),
            Request::Status => reply.send(Ok(Answer::Status {
                status: self.status(),
            })),
            Request::CheckNow { account } => {
                reply.send(self.check_now(account, now).map(|()| Answer::Done));
            }
            Request::Pause { minutes } => reply.send(if (1..=LONGEST_PAUSE).contains(&minutes) {
                self.pause(minutes, now);
                Ok(Answer::Done)
            } else {
                Err(out_of_range("minutes"))
            }),
            Request::Resume => {
                self.resume(now);
                reply.send(Ok(Answer::Done));
            }
            Request::RemindTomorrow { account } => reply.send(match account {
                Some(account) if self.watch.get(account).is_none() => Err(Refusal::UnknownMailbox),
                account => {
                    self.remind_tomorrow(account, now);
                    Ok(Answer::Done)
                }
            }),
            Request::Discover { address } => self.discover(address, reply),
            Request::TryMailbox { draft } => self.try_mailbox(draft, reply, now),
            Request::AddMailbox { draft } => self.add_mailbox(draft, reply, now),
            Request::ChangePassword { account, password } => {
                self.change_password(account, password, reply);
            }
            Request::RemoveMailbox { account } => self.remove_mailbox(account, reply),
            Request::Settings => reply.send(Ok(Answer::Settings {
                settings: self.settings.clone(),
            })),
            Request::ChangeSettings { settings } => {
                reply.send(self.change_settings(settings, now));
            }
            Request::History {
                account,
                from,
                until,
                points,
            } => self.history(account, from, until, points, reply),
            request @ (Request::Lots { .. }
            | Request::Lot { .. }
            | Request::Returns { .. }
            | Request::Months { .. }
            | Request::SettleLots { .. }
            | Request::EnterLot { .. }
            | Request::FindSources
            | Request::PreviewSource { .. }
            | Request::AddSource { .. }
            | Request::RemoveSource { .. }) => self.answer_book(request, reply, now),
            request @ (Request::Providers
            | Request::BeginRelocation { .. }
            | Request::Relocation
            | Request::GiveRelocationPassword { .. }
            | Request::RepeatRelocation
            | Request::EndRelocation) => self.answer_relocation(request, reply, now),
            request @ (Request::SwitchWays
            | Request::ApplySwitch { .. }
            | Request::ContinueSwitch
            | Request::UndoSwitch
            | Request::Switch
            | Request::Fiche) => self.answer_switch(request, reply, now),
            request @ (Request::Relay
            | Request::RelayOn { .. }
            | Request::RelayOff { .. }
            | Request::RelayCredentials) => self.answer_relay(request, reply, now),
            request @ (Request::RelayWays { .. } | Request::ApplyRelay { .. }) => {
                self.answer_relay_switch(request, reply, now);
            }
            request @ (Request::Steering
            | Request::ReadEnrolment { .. }
            | Request::Enrol { .. }
            | Request::LeaveOrganisation
            | Request::FetchConfiguration
            | Request::AgreeToServer { .. }
            | Request::BulletinRead { .. }) => self.answer_steering(request, reply, now),
            Request::Diagnostics => reply.send(Ok(self.diagnostics(now))),
            Request::OpenWindow => reply.send(self.open_window().map(|()| Answer::Done)),
            Request::Training { action } => self.train(action, reply),
            Request::Quit => {
                tracing::info!("a face asked to end");
                reply.send(Ok(Answer::Done));
                self.ending = true;
            }
        }
    }

    /// Makes a check due, of one mailbox or of all.
    pub(super) fn check_now(
        &mut self,
        account: Option<AccountId>,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let accounts = match account {
            Some(account) => vec![account],
            None => self.accounts(),
        };
        let mut first_refusal = None;
        let mut any = false;
        for account in accounts {
            let asked = self
                .watch
                .with(account, now, |watched| watched.request_check(now));
            match asked {
                None => first_refusal = first_refusal.or(Some(Refusal::UnknownMailbox)),
                Some(Ok(news)) => {
                    any = true;
                    self.take_news(account, &news, now);
                }
                Some(Err(refused)) => {
                    let refusal = match refused {
                        CheckRefused::TooSoon { seconds } => Refusal::TooSoon { seconds },
                        CheckRefused::PasswordNeeded => Refusal::PasswordNeeded,
                        CheckRefused::SecretUnavailable => {
                            let locked = self.watch.secret_missing() == Some(true);
                            self.unlock_secrets();
                            Refusal::SecretUnavailable { locked }
                        }
                    };
                    first_refusal = first_refusal.or(Some(refusal));
                }
            }
        }
        match first_refusal {
            Some(refusal) if !any => Err(refusal),
            None if !any => Err(Refusal::UnknownMailbox),
            _ => Ok(()),
        }
    }

    /// Suspends the watch.
    pub(super) fn pause(&mut self, minutes: u32, now: Timestamp) {
        let until = now
            .checked_add(SignedDuration::from_mins(i64::from(minutes)))
            .unwrap_or(Timestamp::MAX);
        for account in self.accounts() {
            if let Some(news) = self
                .watch
                .with(account, now, |watched| watched.health.pause(until, now))
            {
                self.take_news(account, &news, now);
            }
        }
    }

    /// Ends the suspension.
    pub(super) fn resume(&mut self, now: Timestamp) {
        for account in self.accounts() {
            if let Some(news) = self
                .watch
                .with(account, now, |watched| watched.health.resume(now))
            {
                self.take_news(account, &news, now);
            }
        }
    }

    /// Puts reminders off until tomorrow morning.
    pub(super) fn remind_tomorrow(&mut self, account: Option<AccountId>, now: Timestamp) {
        let accounts = account.map_or_else(|| self.accounts(), |account| vec![account]);
        for account in accounts {
            self.watch.with(account, now, |watched| {
                watched.health.remind_tomorrow(&watched.policy, now);
            });
            self.keep_health(account, &[], now);
            self.book_reminded_tomorrow(account, now);
        }
    }

    fn change_settings(&mut self, given: Settings, now: Timestamp) -> Result<Answer, Refusal> {
        let given = settings::validated(given)?;
        let own = self.own_settings.changed(&given, self.word())?;
        self.record
            .keep_settings(&own)
            .map_err(|error| refusal(&error))?;
        self.own_settings = own;
        self.settings_hold(now);
        Ok(Answer::Settings {
            settings: self.settings.clone(),
        })
    }

    /// Does what the user's settings and support's word say together.
    pub(super) fn settings_hold(&mut self, now: Timestamp) {
        let kept = self.own_settings.under(self.word());
        let before = std::mem::replace(&mut self.settings, kept.clone());
        self.policies_hold(now);
        if before == kept {
            return;
        }
        for account in self.accounts() {
            let changed = self.watch.with(account, now, |watched| {
                watched.account.interval_minutes = kept.interval_minutes;
                watched.account.clone()
            });
            if let Some(account) = changed.filter(|account| !account.training)
                && before.interval_minutes != kept.interval_minutes
                && let Err(error) = self.record.update(&account)
            {
                tracing::warn!(%error, "an interval is not in the record");
            }
        }
        if before.deadline != kept.deadline || before.department != kept.department {
            self.books_anew(now);
        }
        if before.autostart != kept.autostart {
            self.apply_autostart();
        }
        self.tell_anew();
        self.steering.changed = true;
        self.faces.tell(&Event::Settings { settings: kept });
    }

    /// The thresholds of every mailbox follow from what holds now.
    fn policies_hold(&mut self, now: Timestamp) {
        for account in self.accounts() {
            let policy = self
                .watch
                .get(account)
                .map(|watched| self.policy_for(&watched.account));
            if let Some(policy) = policy {
                self.watch
                    .with(account, now, |watched| watched.policy = policy);
            }
        }
    }

    /// The thresholds of a mailbox.
    pub(super) fn policy_for(&self, account: &Account) -> Policy {
        policy_of(
            account,
            Basis {
                settings: &self.settings,
                thresholds: self.word().thresholds,
                providers: &self.world.knowledge.providers(),
                installation: self.record.installation(),
                pace: self.world.pace,
            },
        )
    }

    fn discover(&self, address: Address, reply: Reply) {
        let network = self.world.network.clone();
        let extra_roots = self.world.extra_roots.clone();
        let providers = self.world.knowledge.providers();
        let closures = self.closures(self.now());
        tokio::task::spawn_local(async move {
            let found = network
                .discover(&address, &extra_roots, &providers, DISCOVERY_WITHIN)
                .await;
            let provider_name = found.provider.map(|provider| provider.name.clone());
            let advice = found.provider.and_then(|provider| {
                if let Some(since) = closures.of(&provider.id) {
                    return Some(steering::pop_closed(&provider.name, since));
                }
                let advice = provider.pop_advice()?;
                Some(
                    Text::new(advice.key()).with("provider", TextArg::Words(provider.name.clone())),
                )
            });
            reply.send(Ok(Answer::Discovered {
                candidates: found.candidates,
                provider_name,
                advice,
            }));
        });
    }

    fn history(
        &self,
        account: AccountId,
        from: Timestamp,
        until: Timestamp,
        points: u32,
        reply: Reply,
    ) {
        if !(1..=MOST_POINTS).contains(&points) {
            return reply.send(Err(out_of_range("points")));
        }
        if from >= until {
            return reply.send(Err(out_of_range("until")));
        }
        let Some(watched) = self.watch.get(account) else {
            return reply.send(Err(Refusal::UnknownMailbox));
        };
        let (record, account) = (self.record.clone(), watched.account.clone());
        let providers = self.world.knowledge.providers();
        tokio::task::spawn_blocking(move || {
            let read = record.history(&account, from, until, points, &providers);
            reply.send(
                read.map(|history| Answer::History { history })
                    .map_err(|error| refusal(&error)),
            );
        });
    }
}

pub(super) fn out_of_range(field: &str) -> Refusal {
    Refusal::OutOfRange {
        field: field.to_owned(),
    }
}
