//! A real mailbox, by way of [`vigie_mailbox`].

use std::{collections::HashMap, sync::Arc, time::Duration};

use tokio::task::spawn_blocking;
use vigie_domain::report::Failure;
use vigie_mailbox::{CheckRequest, Retrieval, Retrieved};
use vigie_pop3::MessageNumber;

use super::{Collected, InMailbox, Part, Turn, TurnError, Upstream, turn};
use crate::{
    clock::Clock,
    spool::{Accepted, KeySource, LoginTurn, Spool, SpoolError},
};

/// The least time between two logins to one mailbox, where the server announces no other.
pub const PACE: Duration = Duration::from_mins(1);

/// Takes one turn in a mailbox: one login, then [`turn`].
///
/// No login is tried without the spool's key, nor within `pace` of the last one, which is noted on
/// the disk before the connection is opened. The request's limits are those of the whole session:
/// [`limits`] has fitting ones. A refused password is for the caller to count.
pub async fn collect(
    spool: &Arc<Spool>,
    keys: &Arc<dyn KeySource>,
    of: &Collected,
    request: &CheckRequest<'_>,
    pace: Duration,
    clock: &dyn Clock,
    told: &mut (dyn FnMut(&[Accepted]) + Send),
) -> Result<Turn, TurnError> {
    let prepared = {
        let (spool, keys) = (Arc::clone(spool), Arc::clone(keys));
        let (mailbox, now) = (of.mailbox.clone(), clock.now());
        spawn_blocking(move || {
            let key = keys.key()?;
            spool.check_key(&key)?;
            let login = spool.begin_login(&mailbox, pace, now)?;
            Ok::<_, SpoolError>((key, login))
        })
    };
    let key = match prepared.await?? {
        (key, LoginTurn::Now) => key,
        (_, LoginTurn::NotBefore(then)) => return Err(TurnError::NotBefore(then)),
    };
    let session = Box::pin(Retrieval::open(request)).await?;
    let mailbox = InTurn {
        session,
        numbers: HashMap::new(),
    };
    Box::pin(turn(spool, &key, of, mailbox, clock, told)).await
}

/// Limits for a session that may fetch lots of 20 MB over a slow line: half an hour in all, half a
/// minute for each part of an answer.
#[must_use]
pub fn limits() -> vigie_mailbox::SessionLimits {
    vigie_mailbox::SessionLimits {
        cap: Duration::from_mins(30),
        reply: Duration::from_secs(30),
        ..vigie_mailbox::SessionLimits::default()
    }
}

struct InTurn<'r> {
    session: Retrieval<'r>,
    numbers: HashMap<u32, MessageNumber>,
}

impl InTurn<'_> {
    fn number(&self, message: u32) -> Option<MessageNumber> {
        self.numbers.get(&message).copied()
    }
}

impl Upstream for InTurn<'_> {
    async fn listing(&mut self) -> Result<Vec<InMailbox>, Failure> {
        let listing = self.session.listing().await?;
        self.numbers = listing
            .iter()
            .map(|stored| (stored.number.get(), stored.number))
            .collect();
        let there = listing.into_iter().map(|stored| InMailbox {
            number: stored.number.get(),
            uid: stored.uid,
            octets: stored.octets,
        });
        Ok(there.collect())
    }

    fn ask(&mut self, messages: &[u32]) {
        let numbers: Vec<MessageNumber> = messages
            .iter()
            .filter_map(|&message| self.number(message))
            .collect();
        self.session.ask(numbers);
    }

    async fn next(&mut self) -> Result<Option<Part>, Failure> {
        Ok(self.session.next().await?.map(|what| match what {
            Retrieved::Octets(octets) => Part::Octets(octets),
            Retrieved::Whole => Part::Whole,
            Retrieved::Refused => Part::Refused,
        }))
    }

    async fn header(&mut self, message: u32) -> Result<Option<Vec<u8>>, Failure> {
        match self.number(message) {
            Some(number) => self.session.header(number).await,
            None => Ok(None),
        }
    }

    async fn delete(&mut self, message: u32) -> Result<bool, Failure> {
        match self.number(message) {
            Some(number) => self.session.delete(number).await,
            None => Ok(false),
        }
    }

    async fn quit(self) -> bool {
        self.session.quit().await
    }
}
