//! What support pushes: what faces ask of it, and what is done about it by itself.
//!
//! Nothing of it is built where there is no enrolment. What is fetched is fetched beside the loop,
//! one look at a time, and what the last good documents mean is worked out beside it too.

mod enrolment;
mod force;

use std::{collections::BTreeMap, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use vigie_journal::{BulletinRecord, EnrolmentRecord, RecordError};
use vigie_protocol::{Answer, EnrolmentOffered, Refusal, Request, Steering};
use vigie_steering::{Digest, Enrolment};
use vigie_words::steering::Problem;

use super::{Agent, World, checks::Done, mailboxes::refusal, record::Record};
use crate::{
    faces::Reply,
    settings,
    steering::{Closures, Facts, Faulty, InForce, Poll, RoundEnded, Tables, Way, Word, code_of},
    watch::{Pace, is_of_our_own},
};
use enrolment::{offered, shown};
pub(super) use force::facts;
use force::weigh;

/// The name of the practice's key in the keychain, behind the installation's number.
const KEY: &str = "steering";

/// The profiles in force, in the record: a switch goes on with those that it began with.
const PROFILES: &str = "steering_profiles";

/// Whether the user left an organisation: what lies beside the programme is not offered any more.
const LEFT: &str = "steering_left";

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
    /// Faces that wait for the practice's key, which is read, or made, once for all of them.
    wait_for_code: Vec<Reply>,
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
    weighing: Weighing,
}

/// Whether what the documents mean is being worked out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Weighing {
    #[default]
    No,
    UnderWay,
    /// And anew as soon as that has ended: other documents were kept meanwhile.
    OnceMore,
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
    /// The clock stood long before what was already seen.
    pub(super) clock_behind: bool,
    /// What was left out of the last set, for support.
    pub(super) notes: Vec<String>,
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
    Code(Option<String>),
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
            if journal
                .setting::<Option<String>>(PROFILES)
                .is_ok_and(|kept| kept.flatten().is_some())
            {
                // An organisation was left while a switch went on by its profiles.
                desk.steer(world, record, &Tables::default(), switch_is_open(record));
            }
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
                desk.in_force = in_force;
                desk.steer(world, record, &tables, switch_is_open(record));
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

impl Weighing {
    fn is_under_way(self) -> bool {
        self != Self::No
    }

    /// Whether one may begin; otherwise another follows the one that is under way.
    fn begins(&mut self) -> bool {
        let begins = !self.is_under_way();
        *self = if begins {
            Self::UnderWay
        } else {
            Self::OnceMore
        };
        begins
    }

    /// One has ended; whether another is to follow.
    fn ended(&mut self) -> bool {
        std::mem::take(self) == Self::OnceMore
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
            clock_behind: false,
            notes: Vec::new(),
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

/// Whether a switch has begun and not ended.
fn switch_is_open(record: &Record) -> bool {
    matches!(record.journal().last_switch(), Ok(Some(last)) if last.ended_at.is_none())
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
        let look = desk
            .enrolled
            .as_ref()
            .filter(|_| !desk.under_way.look)
            .map(|standing| standing.poll.next());
        let change = desk
            .in_force
            .next_change
            .filter(|_| !desk.under_way.weighing.is_under_way());
        // What is past and holds on is a switch, whose end is heard of.
        let now = self.now();
        let held = desk
            .ways_shown_until
            .filter(|at| desk.profiles_wait && *at > now);
        [look, change, held].into_iter().flatten().min()
    }

    /// Does what is due, and tells the faces what changed.
    pub(super) fn start_steering(&mut self, now: Timestamp) {
        if self.steering.enrolled.is_none() {
            self.release_profiles(now);
        } else if !self.ending {
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
                let again = self.steering.under_way.weighing.ended();
                let is_meant = epoch == self.steering.epoch;
                if is_meant {
                    self.take_weighed(*facts, *weighed, now);
                }
                if again && self.steering.enrolled.is_some() {
                    self.begin_weighing(now);
                } else if is_meant {
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
            SteeringDone::Code(code) => {
                self.steering.changed |= code != self.steering.code;
                self.steering.code = code;
                for reply in std::mem::take(&mut self.steering.wait_for_code) {
                    reply.send(Ok(self.steering_answer()));
                }
            }
        }
    }

    /// Answers with the view, once the practice's key was read, or made.
    fn answer_with_steering(&mut self, reply: Reply) {
        if self.steering.code.is_some() {
            return reply.send(Ok(self.steering_answer()));
        }
        self.steering.wait_for_code.push(reply);
        // Two readings at a time could make two keys.
        if self.steering.wait_for_code.len() > 1 {
            return;
        }
        let (secrets, name) = (Arc::clone(&self.world.secrets), self.steering_key());
        let installation = self.record.installation().to_owned();
        let done = self.done.clone();
        let reading = tokio::task::spawn_blocking(move || {
            code_of(&*secrets, &name, &installation)
                .inspect_err(|error| tracing::info!(%error, "there is no practice code now"))
                .ok()
        });
        tokio::task::spawn_local(async move {
            let code = reading.await.unwrap_or_else(|error| {
                tracing::error!(%error, "a fault broke off the reading of the practice's key");
                None
            });
            let _ = done.send(Done::Steering(SteeringDone::Code(code)));
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_while_documents_are_weighed_is_weighed_next() {
        let mut weighing = Weighing::default();
        assert!(weighing.begins());
        assert!(!weighing.begins());
        assert!(!weighing.begins());
        assert!(weighing.ended());
        assert!(weighing.begins());
        assert!(!weighing.ended());
    }
}
