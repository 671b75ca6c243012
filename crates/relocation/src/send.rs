//! Sending the probes: to the candidate from outside where that can be, to the existing mailboxes
//! from the candidate, so that its own sending is proven with them.

use std::time::Duration;

use jiff::Timestamp;
use vigie_domain::{
    account::Address,
    cause::Cause,
    verdict::{
        Access, Answer, Bounce, Dispatch, FromSeen, Origin, Question, Reading, Sending,
        SendingFailure, Sent, Submission, judge,
    },
};
use vigie_mailbox::{
    providers,
    submission::{LetterError, SubmissionError, SubmissionRequest, Submitted, submit},
};

use crate::{
    bounce,
    gather::Gathering,
    probe::{Probe, Purpose},
    progress::Task,
};

/// How long one session of sending may take.
const CAP: Duration = Duration::from_secs(40);

impl Gathering<'_> {
    /// Sends every probe that makes sense, and notes what was sent.
    pub(crate) async fn send(&mut self) {
        if !self.is_worth_probing() {
            return;
        }
        let candidate = self.request.candidate.address.clone();
        let others: Vec<usize> = (1..self.state.books.len())
            .filter(|&book| !self.is_candidate_itself(book))
            .collect();
        let Ok(to_candidate) = self.add_probe(Purpose::Candidate, candidate.clone()) else {
            return;
        };
        let began = self.begin(&Task::SendProbe);
        for sender in self.outsiders(&others) {
            if self.send_from(sender, &[to_candidate]).await.is_some() && self.is_sent(to_candidate)
            {
                break;
            }
        }
        if self.is_sent(to_candidate) {
            self.end(Task::SendProbe, true, began);
        }
        let mut from_candidate = Vec::new();
        for &book in &others {
            let Some(address) = self.mailbox(book).map(|mailbox| mailbox.address.clone()) else {
                continue;
            };
            if let Ok(probe) = self.add_probe(Purpose::Existing, address) {
                from_candidate.push(probe);
            }
        }
        if !self.is_sent(to_candidate) {
            from_candidate.push(to_candidate);
        }
        if self.may_try_nobody()
            && let Ok(probe) = self.add_nobody(&candidate)
        {
            from_candidate.push(probe);
        }
        self.send_as_candidate(&from_candidate).await;
        if !self.is_sent(to_candidate) {
            self.end(Task::SendProbe, false, began);
        } else if from_candidate.contains(&to_candidate) {
            self.end(Task::SendProbe, true, began);
        }
        // The control must be sent, from wherever: without it not seeing the probe says nothing.
        for (&book, &probe) in others.iter().zip(&from_candidate) {
            if !self.is_sent(probe) && self.can_send(book) {
                let _submitted = self.send_from(book, &[probe]).await;
            }
        }
    }

    /// Whether probes can show anything. A candidate whose login is refused may still be an alias
    /// that has none; where it was not found, cannot be opened just now, or has no POP that serves,
    /// nothing is sent.
    fn is_worth_probing(&self) -> bool {
        let verdict = judge(&self.state.evidence, &self.request.patience);
        if verdict.answer(Question::RealPop) == Answer::No {
            return false;
        }
        match &self.state.evidence.access {
            Access::Open(_) => true,
            Access::Failed { failure, .. } => matches!(
                failure.cause,
                Cause::PasswordRefused | Cause::WebLoginRequired
            ),
            Access::NotTried | Access::NoServer { .. } | Access::NoTls => false,
        }
    }

    /// Existing mailboxes from which the probe can be sent, those at other providers first.
    fn outsiders(&self, others: &[usize]) -> Vec<usize> {
        let mut senders: Vec<usize> = others
            .iter()
            .copied()
            .filter(|&book| self.can_send(book))
            .collect();
        senders.sort_by_key(|&book| self.origin(book) == Origin::Inside);
        senders
    }

    /// Whether its password may be presented: not one that was refused a moment ago.
    fn can_send(&self, book: usize) -> bool {
        let reading = self
            .state
            .evidence
            .existing
            .get(book.wrapping_sub(1))
            .map(|existing| &existing.reading);
        let refused = matches!(reading, Some(Reading::Failed { failure })
            if matches!(failure.cause, Cause::PasswordRefused | Cause::WebLoginRequired));
        !refused
            && self
                .mailbox(book)
                .is_some_and(|mailbox| mailbox.way_out().is_some())
    }

    fn origin(&self, book: usize) -> Origin {
        let evidence = &self.state.evidence;
        match book
            .checked_sub(1)
            .and_then(|place| evidence.existing.get(place))
        {
            Some(existing) if !evidence.is_at_candidates_provider(existing) => Origin::Outside,
            _ => Origin::Inside,
        }
    }

    /// A name that nobody has is tried at a domain of the person's own alone.
    fn may_try_nobody(&self) -> bool {
        let domain = self.request.candidate.address.domain();
        self.request.own_domain && providers::table().by_domain(domain).is_none()
    }

    fn add_probe(&mut self, purpose: Purpose, to: Address) -> Result<usize, ()> {
        match Probe::new(purpose, to) {
            Ok(probe) => {
                self.state.probes.push(probe);
                Ok(self.state.probes.len() - 1)
            }
            Err(error) => {
                tracing::error!(%error, "no probe can be made");
                Err(())
            }
        }
    }

    fn add_nobody(&mut self, candidate: &Address) -> Result<usize, ()> {
        let place = self.add_probe(Purpose::Nobody, candidate.clone())?;
        let probe = self.state.probes.get_mut(place).ok_or(())?;
        let name: String = probe.token.as_str().chars().take(12).collect();
        probe.to = format!("essai-{name}@{}", candidate.domain())
            .parse()
            .map_err(|_| ())?;
        Ok(place)
    }

    fn is_sent(&self, probe: usize) -> bool {
        self.state
            .probes
            .get(probe)
            .is_some_and(|probe| probe.sent_at.is_some())
    }

    /// Sends through the candidate's own server and notes whether that works.
    async fn send_as_candidate(&mut self, probes: &[usize]) {
        let is_open = matches!(self.state.evidence.access, Access::Open(_));
        if !is_open || probes.is_empty() {
            return;
        }
        let began = self.begin(&Task::SendControls);
        let sending = if self.request.candidate.submission.is_none() {
            Sending::Failed {
                failure: SendingFailure::NoServer,
            }
        } else {
            match self.send_from(0, probes).await {
                Some(sent) => sending_of(sent),
                None => Sending::NotTried,
            }
        };
        let well = matches!(sending, Sending::Accepted(_));
        self.state.evidence.sending = sending;
        self.end(Task::SendControls, well, began);
    }

    /// Sends these probes in one session as the owner of that book; `None` where there is no way.
    async fn send_from(
        &mut self,
        book: usize,
        probes: &[usize],
    ) -> Option<Result<Submitted, SubmissionError>> {
        let mailbox = self.mailbox(book)?.clone();
        let (place, password) = mailbox.way_out()?;
        let now = self.now();
        let letters: Vec<_> = probes
            .iter()
            .filter_map(|&probe| self.state.probes.get(probe))
            .map(|probe| probe.letter(&mailbox.address, self.request.text, now))
            .collect();
        let request = SubmissionRequest {
            server: &place.server,
            login: &place.login,
            password,
            extra_roots: self.request.extra_roots,
            resolver: self.request.resolver,
            cap: CAP,
        };
        self.under_way(probes, true);
        self.known();
        let submitted = submit(&request, &letters).await;
        self.under_way(probes, false);
        match &submitted {
            Ok(done) => {
                let origin = self.origin(book);
                for (&probe, fate) in probes.iter().zip(&done.letters) {
                    self.note_fate(probe, fate, &mailbox.address, origin, now);
                }
            }
            Err(error) => tracing::debug!(%error, "nothing could be sent"),
        }
        self.known();
        Some(submitted)
    }

    fn under_way(&mut self, probes: &[usize], under_way: bool) {
        for &place in probes {
            if let Some(probe) = self.state.probes.get_mut(place) {
                probe.under_way = under_way;
            }
        }
    }

    fn note_fate(
        &mut self,
        probe: usize,
        fate: &Result<(), LetterError>,
        from: &Address,
        origin: Origin,
        now: Timestamp,
    ) {
        let bounce = match fate {
            Ok(()) => None,
            // The server says at once what a report would say later.
            Err(LetterError::RecipientRefused { words }) => Some(bounce::reason(words)),
            Err(error) => {
                tracing::debug!(%error, "a probe was not taken");
                return;
            }
        };
        let Some(probe) = self.state.probes.get_mut(probe) else {
            return;
        };
        probe.sent_at = Some(now);
        probe.from = Some(from.clone());
        probe.came_back = bounce.is_some();
        let (to, purpose) = (probe.to.clone(), probe.purpose);
        if purpose == Purpose::Nobody {
            if bounce.is_some() {
                self.no_catch_all();
            }
        } else if let Some(dispatch) = self.state.dispatch_of(&to) {
            *dispatch = Dispatch::Sent(Sent {
                at: now,
                from: origin,
                bounce,
            });
        }
    }

    /// Mail to a name that nobody has does not arrive.
    pub(crate) fn no_catch_all(&mut self) {
        if let Access::Open(session) = &mut self.state.evidence.access {
            session.catch_all.get_or_insert(false);
        }
    }

    /// A report says that this probe came back.
    pub(crate) fn note_bounce(&mut self, probe: &Probe, bounce: Bounce) {
        if let Some(known) = self
            .state
            .probes
            .iter_mut()
            .find(|known| known.token == probe.token)
        {
            known.came_back = true;
        }
        if probe.purpose == Purpose::Nobody {
            self.no_catch_all();
        } else if let Some(Dispatch::Sent(sent)) = self.state.dispatch_of(&probe.to) {
            sent.bounce.get_or_insert(bounce);
        }
    }
}

/// What the session says of the candidate's sending.
fn sending_of(submitted: Result<Submitted, SubmissionError>) -> Sending {
    let failure = match submitted {
        Ok(done) if done.letters.iter().any(Result::is_ok) => {
            return Sending::Accepted(Submission {
                size_limit: done.size_limit,
                from: FromSeen::NotSeen,
            });
        }
        Ok(done) => done
            .letters
            .iter()
            .find_map(|fate| fate.as_ref().err())
            .map_or(SendingFailure::NotNow, |error| match error {
                LetterError::SenderRefused { .. } => SendingFailure::SenderRefused,
                LetterError::Refused { .. } => SendingFailure::Refused,
                // A wrong address of somebody else says nothing against this sender.
                LetterError::RecipientRefused { .. }
                | LetterError::NotNow { .. }
                | LetterError::Broken(_) => SendingFailure::NotNow,
            }),
        Err(error) => match error {
            SubmissionError::Tls { cause, .. } => SendingFailure::Tls { cause },
            SubmissionError::LoginRefused { .. } | SubmissionError::NoPasswordLogin => {
                SendingFailure::LoginRefused
            }
            SubmissionError::Refused { .. } => SendingFailure::Refused,
            SubmissionError::Unreachable { .. }
            | SubmissionError::NotNow { .. }
            | SubmissionError::Broken(_)
            | SubmissionError::TooSlow => SendingFailure::NotNow,
        },
    };
    Sending::Failed { failure }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(submitted: Result<Submitted, SubmissionError>) -> SendingFailure {
        match sending_of(submitted) {
            Sending::Failed { failure } => failure,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_refusal_has_its_cause() {
        let words = || "no".to_owned();
        assert_eq!(
            failure(Err(SubmissionError::LoginRefused { words: words() })),
            SendingFailure::LoginRefused
        );
        assert_eq!(
            failure(Err(SubmissionError::NotNow { words: words() })),
            SendingFailure::NotNow
        );
        assert_eq!(
            failure(Err(SubmissionError::Tls {
                cause: Cause::TlsExpired,
                detail: words()
            })),
            SendingFailure::Tls {
                cause: Cause::TlsExpired
            }
        );
        assert_eq!(
            failure(Err(SubmissionError::TooSlow)),
            SendingFailure::NotNow
        );
    }
}
