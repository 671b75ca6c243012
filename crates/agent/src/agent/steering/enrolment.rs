//! Whom this installation follows: an enrolment is shown, accepted, and left.

use jiff::Timestamp;
use vigie_journal::{EnrolmentRecord, RecordError};
use vigie_protocol::{EnrolmentOffered, EnrolmentRead, Refusal};
use vigie_steering::{Enrolment, EnrolmentAddress, Limits, fetch_enrolment};

use super::{
    super::{Agent, answers::out_of_range, checks::Done, mailboxes::refusal},
    AfterReading, LEFT, Standing, SteeringDone,
};
use crate::{
    faces::Reply,
    steering::{InForce, Tables, Way, beside, folder},
};

/// Octets of an enrolment that a face gives.
const LONGEST_GIVEN: usize = 64 * 1024;

impl Agent {
    pub(super) fn read_enrolment(&mut self, given: String, then: AfterReading, reply: Reply) {
        if given.len() > LONGEST_GIVEN {
            return reply.send(Err(out_of_range("given")));
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

    pub(super) fn enrol(
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

    pub(super) fn leave_organisation(&mut self, now: Timestamp) -> Result<(), RecordError> {
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
    pub(super) fn nothing_is_pushed(&mut self, now: Timestamp) {
        // What was shown of a profile that is gone holds nothing; a switch that goes on does.
        self.steering.ways_shown_until = None;
        self.put_in_force(InForce::default(), &Tables::default(), now);
        let desk = &mut self.steering;
        let waiting = std::mem::take(&mut desk.waiting);
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
pub(super) fn offered() -> Option<EnrolmentOffered> {
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

pub(super) fn shown(enrolment: &Enrolment) -> EnrolmentRead {
    EnrolmentRead {
        organisation: enrolment.organisation().to_owned(),
        repository: enrolment.repository().to_string(),
        fingerprint: enrolment.fingerprint().to_string(),
    }
}
