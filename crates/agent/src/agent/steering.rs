//! What support pushes: what faces ask of it, and what is done about it by itself.
//!
//! Nothing of it is built where there is no enrolment. What is fetched is fetched beside the loop,
//! one look at a time, and what the last good documents mean is worked out beside it too.

use std::{collections::BTreeMap, mem, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use vigie_domain::{account::Account, book::source::SourceKind, health::Level};
use vigie_journal::{BulletinRecord, EnrolmentRecord, RecordError};
use vigie_protocol::{Answer, EnrolmentOffered, EnrolmentRead, Refusal, Request, Steering};
use vigie_steering::{Digest, Enrolment, EnrolmentAddress, Limits, fetch_enrolment};
use vigie_words::steering::Problem;

use super::{Agent, World, checks::Done, mailboxes::refusal, record::Record};
use crate::{
    faces::Reply,
    settings,
    steering::{
        Closures, Facts, Faulty, InForce, Mailbox, OwnSettings, Poll, Round, RoundEnded, Tables,
        Way, Word, beside, code_of, folder, practice_number,
    },
    watch::{Pace, is_of_our_own},
};

/// The name of the practice's key in the keychain, behind the installation's number.
const KEY: &str = "steering";

/// The profiles in force, in the record: a switch goes on with those that it began with.
const PROFILES: &str = "steering_profiles";

/// Whether the user left an organisation: what lies beside the programme is not offered any more.
const LEFT: &str = "steering_left";

/// Octets of an enrolment that a face gives.
const LONGEST_GIVEN: usize = 64 * 1024;

/// For how long profiles stay as they are once the files that a switch would write were shown.
const WAYS_HOLD: SignedDuration = SignedDuration::from_hours(24);

/// What support pushes, as far as the agent has to know of it.
#[derive(Default)]
pub(super) struct SteeringDesk {
    pub(super) enrolled: Option<Standing>,
    way: Option<Arc<Way>>,
    in_force: InForce,
    /// What became of the bulletins.
    pub(super) bulletins: BTreeMap<String, BulletinRecord>,
    /// What the documents were last chosen by.
    facts: Option<Facts>,
    /// Until when the files that a switch would write stay those that were shown.
    ways_shown_until: Option<Timestamp>,
    /// Profiles were pushed that a switch keeps from being in force.
    profiles_wait: bool,
    under_way: UnderWay,
    /// Faces that wait for the end of a look.
    waiting: Vec<Reply>,
    /// Enrolments so far: what was begun under an earlier one is void.
    epoch: u64,
    pub(super) code: Option<String>,
    pub(super) offered: Option<EnrolmentOffered>,
    pub(super) told: Option<Steering>,
    /// Faces may have something new to hear.
    pub(super) changed: bool,
}

/// What runs beside the loop.
#[derive(Default)]
struct UnderWay {
    /// A look.
    look: bool,
    /// Another is wanted as soon as it has ended: what it sees may be from before.
    again: bool,
    /// What the documents mean is being worked out.
    weighing: bool,
}

/// An enrolment in force.
pub(super) struct Standing {
    pub(super) enrolment: Enrolment,
    pub(super) record: EnrolmentRecord,
    poll: Poll,
    /// The set that was dealt with last, in force or refused.
    settled: Option<Digest>,
    /// What is wrong, for people and for support.
    pub(super) problem: Option<(Problem, Vec<String>)>,
    /// The last set was refused, for this.
    refused: Option<(Problem, Vec<String>)>,
    /// Until when what is published counts as fresh.
    pub(super) expires: Option<Timestamp>,
}

/// What something that ran beside the loop brings back.
pub(super) enum SteeringDone {
    /// A look has ended; `None`: a fault broke it off.
    Looked {
        epoch: u64,
        ended: Option<Box<RoundEnded>>,
    },
    /// What the documents mean was worked out.
    Weighed {
        epoch: u64,
        facts: Box<Facts>,
        weighed: Box<Weighed>,
    },
    /// An enrolment was read, or is none.
    Read {
        read: Box<Result<Enrolment, Refusal>>,
        then: AfterReading,
        reply: Reply,
    },
    /// The practice's key was read, or could not be.
    Code { code: Option<String>, reply: Reply },
}

/// What the documents mean, or why that cannot be said.
pub(super) enum Weighed {
    InForce(Box<(InForce, Tables)>),
    Refused(Faulty),
    Unreadable(RecordError),
}

/// What an enrolment is read for.
pub(super) enum AfterReading {
    Show,
    Enrol {
        /// The one that the user accepted.
        fingerprint: String,
    },
}

impl SteeringDesk {
    /// Goes on with the last good documents, whether or not there is a network.
    pub(super) fn resume(world: &World, record: &Record, facts: Facts, now: Timestamp) -> Self {
        let mut desk = Self::default();
        let journal = record.journal();
        let kept = journal.enrolment().unwrap_or_else(|error| {
            tracing::error!(%error, "the enrolment cannot be read");
            None
        });
        let Some(kept) = kept else {
            let has_left = journal.setting(LEFT).ok().flatten().unwrap_or(false);
            desk.offered = (!has_left).then(offered).flatten();
            return desk;
        };
        let Some(mut standing) = Standing::of(kept, world, now) else {
            return desk;
        };
        desk.bulletins = journal.bulletins().unwrap_or_else(|error| {
            tracing::warn!(%error, "which bulletins were told is not known");
            BTreeMap::new()
        });
        match weigh(record, &facts, now) {
            Weighed::InForce(weighed) => {
                let (in_force, tables) = *weighed;
                let holds =
                    matches!(journal.last_switch(), Ok(Some(last)) if last.ended_at.is_none());
                desk.in_force = in_force;
                desk.steer(world, record, &tables, holds);
            }
            Weighed::Refused(faulty) => standing.note(faulty),
            Weighed::Unreadable(error) => {
                tracing::error!(%error, "support's documents cannot be read");
            }
        }
        desk.enrolled = Some(standing);
        desk.facts = Some(facts);
        desk
    }

    /// What holds by support's word.
    pub(super) fn in_force(&self) -> &InForce {
        &self.in_force
    }

    /// The line changed, or the computer woke up.
    pub(super) fn line_changed(&mut self, now: Timestamp) {
        if let Some(standing) = &mut self.enrolled {
            standing.poll.line_changed(now);
        }
    }

    /// Puts the tables in force. Profiles wait while a switch holds on to those in force.
    fn steer(&mut self, world: &World, record: &Record, tables: &Tables, holds: bool) {
        let journal = record.journal();
        let kept = journal.setting::<Option<String>>(PROFILES).ok().flatten();
        let kept = kept.flatten();
        let profiles = if holds { &kept } else { &tables.profiles };
        self.profiles_wait = *profiles != tables.profiles;
        if *profiles != kept
            && let Err(error) = journal.set_setting(PROFILES, profiles)
        {
            tracing::warn!(%error, "which profiles are in force is not in the record");
        }
        world.knowledge.steer(
            profiles.as_deref(),
            tables.rules.as_deref(),
            self.in_force.providers.clone(),
        );
    }
}

impl Standing {
    fn of(record: EnrolmentRecord, world: &World, now: Timestamp) -> Option<Self> {
        let root = record.root.parse().ok()?;
        let enrolment = Enrolment::new(&record.organisation, &record.repository, root)
            .inspect_err(|error| tracing::error!(%error, "the enrolment is none"))
            .ok()?;
        Some(Self::new(enrolment, record, world, now))
    }

    fn new(enrolment: Enrolment, record: EnrolmentRecord, world: &World, now: Timestamp) -> Self {
        let host = enrolment.repository().host_str().unwrap_or_default();
        let hurried = world.pace == Pace::Hurried && is_of_our_own(host);
        // What spreads the looks of many practices need not be secret, nor the same next time.
        let seed = getrandom::u64().unwrap_or_default();
        Self {
            enrolment,
            record,
            poll: Poll::new(seed, hurried, now),
            settled: None,
            problem: None,
            refused: None,
            expires: None,
        }
    }

    fn note(&mut self, faulty: Faulty) {
        match faulty {
            Faulty::AsBefore => {}
            Faulty::Nothing => self.refused = None,
            Faulty::Wrong {
                problem,
                details,
                of_set: true,
            } => self.refused = Some((problem, details)),
            Faulty::Wrong {
                problem, details, ..
            } => {
                self.problem = Some((problem, details));
                return;
            }
        }
        self.problem.clone_from(&self.refused);
    }
}

impl Agent {
    pub(super) fn answer_steering(&mut self, request: Request, reply: Reply, now: Timestamp) {
        match request {
            Request::ReadEnrolment { given } => {
                self.read_enrolment(given, AfterReading::Show, reply);
            }
            Request::Enrol { given, fingerprint } => {
                self.read_enrolment(given, AfterReading::Enrol { fingerprint }, reply);
            }
            Request::LeaveOrganisation => match self.leave_organisation(now) {
                Ok(()) => self.answer_with_steering(reply),
                Err(error) => reply.send(Err(refusal(&error))),
            },
            Request::FetchConfiguration => match &mut self.steering.enrolled {
                Some(standing) => {
                    standing.poll.now(now);
                    self.steering.under_way.again = self.steering.under_way.look;
                    self.steering.waiting.push(reply);
                }
                None => reply.send(Err(Refusal::NotPossible)),
            },
            Request::AgreeToServer { account, to } => {
                reply.send(
                    self.agree_to_server(account, &to, now)
                        .map(|()| Answer::Done),
                );
            }
            Request::BulletinRead { id } => {
                reply.send(self.bulletin_read(&id, now).map(|()| Answer::Done));
            }
            _ => self.answer_with_steering(reply),
        }
    }

    /// What support says of settings and thresholds.
    pub(super) fn word(&self) -> &Word {
        &self.steering.in_force.word
    }

    /// Who has POP closed today, by support's word.
    pub(super) fn closures(&self, now: Timestamp) -> Closures {
        let told = &self.steering.in_force.closures;
        if told.is_empty() {
            return Closures::default();
        }
        Closures::today(told, &settings::zone(&self.settings), now)
    }

    /// The files that a switch would write are shown: they stay those until the user has decided.
    pub(super) fn ways_are_shown(&mut self, now: Timestamp) {
        self.steering.ways_shown_until = now.checked_add(WAYS_HOLD).ok();
    }

    /// When there is next something to do by itself.
    pub(super) fn steering_wake(&self) -> Option<Timestamp> {
        let desk = &self.steering;
        let standing = desk.enrolled.as_ref()?;
        let look = (!desk.under_way.look).then(|| standing.poll.next());
        let change = desk
            .in_force
            .next_change
            .filter(|_| !desk.under_way.weighing);
        let held = desk.ways_shown_until.filter(|_| desk.profiles_wait);
        [look, change, held].into_iter().flatten().min()
    }

    /// Does what is due, and tells the faces what changed.
    pub(super) fn start_steering(&mut self, now: Timestamp) {
        if self.steering.enrolled.is_some() && !self.ending {
            self.look_if_due(now);
            self.weigh_if_due(now);
            self.notify_bulletins(now);
        }
        self.tell_steering();
    }

    pub(super) fn take_steering(&mut self, done: SteeringDone, now: Timestamp) {
        match done {
            SteeringDone::Looked { epoch, ended } => {
                self.steering.under_way.look = false;
                if epoch == self.steering.epoch {
                    self.take_steering_look(ended.map(|ended| *ended), now);
                }
                if self.steering.under_way.again
                    && let Some(standing) = &mut self.steering.enrolled
                {
                    standing.poll.now(now);
                }
            }
            SteeringDone::Weighed {
                epoch,
                facts,
                weighed,
            } => {
                self.steering.under_way.weighing = false;
                if epoch == self.steering.epoch {
                    self.take_weighed(*facts, *weighed, now);
                    self.answer_waiting();
                }
            }
            SteeringDone::Read { read, then, reply } => match (*read, then) {
                (Err(refusal), _) => reply.send(Err(refusal)),
                (Ok(enrolment), AfterReading::Show) => reply.send(Ok(Answer::EnrolmentRead {
                    enrolment: shown(&enrolment),
                })),
                (Ok(enrolment), AfterReading::Enrol { fingerprint }) => {
                    match self.enrol(enrolment, &fingerprint, now) {
                        Ok(()) => self.answer_with_steering(reply),
                        Err(refusal) => reply.send(Err(refusal)),
                    }
                }
            },
            SteeringDone::Code { code, reply } => {
                self.steering.changed |= code != self.steering.code;
                self.steering.code = code;
                reply.send(Ok(self.steering_answer()));
            }
        }
    }

    /// Answers with the view, once the practice's key was read, or made.
    fn answer_with_steering(&self, reply: Reply) {
        if self.steering.code.is_some() {
            return reply.send(Ok(self.steering_answer()));
        }
        let (secrets, name) = (Arc::clone(&self.world.secrets), self.steering_key());
        let installation = self.record.installation().to_owned();
        let done = self.done.clone();
        tokio::task::spawn_blocking(move || {
            let code = code_of(&*secrets, &name, &installation)
                .inspect_err(|error| tracing::info!(%error, "there is no practice code now"))
                .ok();
            let _ = done.send(Done::Steering(SteeringDone::Code { code, reply }));
        });
    }

    fn steering_answer(&self) -> Answer {
        Answer::Steering {
            steering: Box::new(self.steering_view()),
        }
    }

    /// The way to support's server; the same as long as an enrolment stands.
    fn steering_way(&mut self) -> Arc<Way> {
        let roots = &self.world.extra_roots;
        let way = self
            .steering
            .way
            .get_or_insert_with(|| Arc::new(Way::new(roots.clone())));
        Arc::clone(way)
    }

    /// The name of the practice's key in the keychain.
    fn steering_key(&self) -> String {
        format!("{}/{KEY}", self.record.installation())
    }

    fn read_enrolment(&mut self, given: String, then: AfterReading, reply: Reply) {
        if given.len() > LONGEST_GIVEN {
            return reply.send(Err(super::answers::out_of_range("given")));
        }
        let (way, done) = (self.steering_way(), self.done.clone());
        tokio::task::spawn_local(async move {
            let reading = tokio::task::spawn_local(async move { read_given(&given, &way).await });
            let read = reading.await.unwrap_or_else(|error| {
                tracing::error!(%error, "a fault broke off the reading of an enrolment");
                Err(Refusal::NotPossible)
            });
            let _ = done.send(Done::Steering(SteeringDone::Read {
                read: Box::new(read),
                then,
                reply,
            }));
        });
    }

    fn enrol(
        &mut self,
        enrolment: Enrolment,
        accepted: &str,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        if accepted.parse() != Ok(enrolment.root()) {
            return Err(Refusal::NotAnEnrolment {
                what: "its root is not the one that was accepted".to_owned(),
            });
        }
        let record = EnrolmentRecord {
            organisation: enrolment.organisation().to_owned(),
            repository: enrolment.repository().to_string(),
            root: enrolment.root().to_string(),
            enrolled_at: now,
            fetched_at: None,
        };
        let journal = self.record.journal();
        journal
            .enrol(&record)
            .and_then(|()| journal.set_setting(LEFT, &false))
            .map_err(|error| refusal(&error))?;
        tracing::info!(organisation = record.organisation, "enrolled");
        self.nothing_is_pushed(now);
        let standing = Standing::new(enrolment, record, &self.world, now);
        self.steering.enrolled = Some(standing);
        if let Some(standing) = &mut self.steering.enrolled {
            standing.poll.now(now);
        }
        Ok(())
    }

    fn leave_organisation(&mut self, now: Timestamp) -> Result<(), RecordError> {
        let journal = self.record.journal();
        journal.leave()?;
        journal.set_setting(LEFT, &true)?;
        self.nothing_is_pushed(now);
        let metadata = folder(&self.world.data_dir);
        tokio::task::spawn_blocking(move || {
            if let Err(error) = std::fs::remove_dir_all(&metadata)
                && error.kind() != std::io::ErrorKind::NotFound
            {
                tracing::info!(%error, "verified metadata stays on this computer");
            }
        });
        tracing::info!("the organisation was left");
        Ok(())
    }

    /// Everything is again as this release brings it, and as the user set it.
    fn nothing_is_pushed(&mut self, now: Timestamp) {
        self.put_in_force(InForce::default(), &Tables::default(), now);
        let desk = &mut self.steering;
        let waiting = mem::take(&mut desk.waiting);
        desk.enrolled = None;
        desk.way = None;
        desk.facts = None;
        desk.offered = None;
        desk.bulletins.clear();
        desk.under_way.again = false;
        desk.epoch += 1;
        for reply in waiting {
            reply.send(Err(Refusal::NotPossible));
        }
    }

    fn look_if_due(&mut self, now: Timestamp) {
        let is_alarmed = self.watch.all().any(|watched| {
            let account = &watched.account;
            !account.training && account.former.is_none() && watched.health.level() == Level::Alarm
        });
        let way = self.steering_way();
        let desk = &mut self.steering;
        let urgent = is_alarmed || desk.in_force.has_incident();
        let Some(standing) = &mut desk.enrolled else {
            return;
        };
        standing.poll.is_urgent(urgent, now);
        if desk.under_way.look || standing.poll.next() > now {
            return;
        }
        desk.under_way.look = true;
        desk.under_way.again = false;
        let round = Round {
            enrolment: standing.enrolment.clone(),
            datastore: folder(&self.world.data_dir).join(&standing.record.root[..16]),
            way,
            journal: self.record.journal().clone(),
            secrets: Arc::clone(&self.world.secrets),
            key: format!("{}/{KEY}", self.record.installation()),
            practice: practice_number(self.record.installation()),
            settled: standing.settled,
            now,
        };
        let (epoch, done) = (desk.epoch, self.done.clone());
        let looking = tokio::task::spawn_local(round.carry_out());
        tokio::task::spawn_local(async move {
            let ended = looking
                .await
                .inspect_err(|error| tracing::error!(%error, "a fault broke off a look"))
                .ok()
                .map(Box::new);
            let _ = done.send(Done::Steering(SteeringDone::Looked { epoch, ended }));
        });
    }

    fn take_steering_look(&mut self, ended: Option<RoundEnded>, now: Timestamp) {
        let Some(standing) = &mut self.steering.enrolled else {
            return;
        };
        let ended = ended.unwrap_or_else(|| RoundEnded::broken(standing.settled));
        standing.poll.ended(ended.outcome, ended.pause, now);
        standing.settled = ended.settled;
        standing.note(ended.faulty);
        if ended.verified {
            standing.record.fetched_at = Some(now);
            standing.expires = ended.expires;
        }
        self.steering.changed = true;
        if ended.adopted {
            self.begin_weighing(now);
        } else {
            self.answer_waiting();
        }
    }

    fn answer_waiting(&mut self) {
        let under_way = &self.steering.under_way;
        if under_way.look || under_way.weighing || under_way.again {
            return;
        }
        for reply in mem::take(&mut self.steering.waiting) {
            self.answer_with_steering(reply);
        }
    }

    /// Works out again what the documents mean, where that may have changed.
    fn weigh_if_due(&mut self, now: Timestamp) {
        let desk = &self.steering;
        let holds = self.holds_profiles(now);
        let is_due =
            desk.in_force.next_change.is_some_and(|at| at <= now) || (desk.profiles_wait && !holds);
        if is_due || desk.facts.as_ref() != Some(&self.facts()) {
            self.begin_weighing(now);
        }
    }

    fn begin_weighing(&mut self, now: Timestamp) {
        // What changes meanwhile is seen when this one has ended: by the facts, or by a look.
        if mem::replace(&mut self.steering.under_way.weighing, true) {
            return;
        }
        let (epoch, facts) = (self.steering.epoch, self.facts());
        let (record, done) = (self.record.clone(), self.done.clone());
        tokio::task::spawn_blocking(move || {
            let weighed = Box::new(weigh(&record, &facts, now));
            let _ = done.send(Done::Steering(SteeringDone::Weighed {
                epoch,
                facts: Box::new(facts),
                weighed,
            }));
        });
    }

    fn take_weighed(&mut self, facts: Facts, weighed: Weighed, now: Timestamp) {
        match weighed {
            Weighed::InForce(weighed) => {
                let (in_force, tables) = *weighed;
                self.put_in_force(in_force, &tables, now);
            }
            // They were right when they were kept; what was made of them then holds on.
            Weighed::Refused(faulty) => {
                if let Some(standing) = &mut self.steering.enrolled {
                    standing.note(faulty);
                }
            }
            Weighed::Unreadable(error) => {
                tracing::error!(%error, "support's documents cannot be read");
            }
        }
        self.steering.facts = Some(facts);
    }

    fn put_in_force(&mut self, in_force: InForce, tables: &Tables, now: Timestamp) {
        let holds = self.holds_profiles(now);
        let before = mem::replace(&mut self.steering.in_force, in_force);
        self.steering
            .steer(&self.world, &self.record, tables, holds);
        self.withdraw_bulletins(&before.bulletins);
        self.settings_hold(now);
        self.steering.changed = true;
    }

    /// Whether a switch goes on, or is being decided on, by the profiles that are in force.
    fn holds_profiles(&self, now: Timestamp) -> bool {
        let is_shown = self.steering.ways_shown_until.is_some_and(|at| at > now);
        is_shown || self.switch.is_under_way()
    }

    fn facts(&self) -> Facts {
        let accounts = self.watch.all().map(|watched| &watched.account);
        let profiles: Vec<String> = self
            .watch
            .all()
            .flat_map(|watched| self.books.sources.of_account(watched.account.id))
            .filter_map(|source| match &source.kind {
                SourceKind::Pyxvital { .. } => Some("pyxvital".to_owned()),
                SourceKind::Log { profile, .. } => Some(profile.clone()),
                SourceKind::LotFolder { .. } | SourceKind::ReturnFolder { .. } => None,
            })
            .collect();
        facts(&self.record, &self.own_settings, accounts, &profiles)
    }
}

/// What documents are chosen by.
pub(super) fn facts<'a>(
    record: &Record,
    settings: &OwnSettings,
    accounts: impl Iterator<Item = &'a Account>,
    profiles: &[String],
) -> Facts {
    let settings = settings.settings();
    Facts {
        installation: record.installation().to_owned(),
        mailboxes: accounts
            .filter(|account| !account.training)
            .map(Mailbox::of)
            .collect(),
        software: settings
            .billing_software
            .iter()
            .chain(profiles)
            .cloned()
            .collect(),
        department: settings.department.clone(),
    }
}

/// What the documents of the record mean. Blocks on the record.
fn weigh(record: &Record, facts: &Facts, now: Timestamp) -> Weighed {
    let documents = match record.journal().steering_documents() {
        Ok(documents) => documents,
        Err(error) => return Weighed::Unreadable(error),
    };
    match InForce::of(&documents, facts, now) {
        Ok(weighed) => Weighed::InForce(Box::new(weighed)),
        Err(faults) => Weighed::Refused(Faulty::refused(&faults)),
    }
}

/// Reads an enrolment, or fetches it from a link.
async fn read_given(given: &str, way: &Way) -> Result<Enrolment, Refusal> {
    let given = given.trim();
    let no = |what: String| Refusal::NotAnEnrolment { what };
    let fetched;
    let octets = match given.parse::<EnrolmentAddress>() {
        Ok(address) => {
            let fetch =
                async { fetch_enrolment(&address, way.http().await?, &Limits::default()).await };
            fetched = fetch.await.map_err(|error| no(error.to_string()))?;
            fetched.as_slice()
        }
        Err(_) => given.as_bytes(),
    };
    Enrolment::read(octets).map_err(|error| no(error.to_string()))
}

/// The file that lies beside the programme, where it is an enrolment.
fn offered() -> Option<EnrolmentOffered> {
    let given = beside::find()?;
    match Enrolment::read(given.as_bytes()) {
        Ok(enrolment) => Some(EnrolmentOffered {
            enrolment: shown(&enrolment),
            given,
        }),
        Err(error) => {
            tracing::warn!(%error, "the file beside the programme is no enrolment");
            None
        }
    }
}

fn shown(enrolment: &Enrolment) -> EnrolmentRead {
    EnrolmentRead {
        organisation: enrolment.organisation().to_owned(),
        repository: enrolment.repository().to_string(),
        fingerprint: enrolment.fingerprint().to_string(),
    }
}
