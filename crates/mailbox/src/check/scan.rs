//! Headers of the messages not seen before, and first lines where they are wanted; many in flight.

use std::collections::VecDeque;

use tokio::time::Instant;
use vigie_domain::{cause::Cause, report::NewMessage};
use vigie_pop3::{Command, Verb, client::Event};

use super::{
    envelope::EnvelopeReader,
    failure::Stop,
    inventory::Unseen,
    reader::{HEADER_OCTETS, LINES_OCTETS, MAX_LINES, MessageReader, SESSION_LINES_OCTETS, Wanted},
    session::Session,
};

/// TOP commands in flight: at least, at most. It begins with the least: lines are answered behind
/// the headers that are in flight, and even on a very slow line each session must get so far as to
/// have read one message whole, or no session would ever bring the scan further.
const WINDOW_MIN: usize = 8;
const WINDOW_MAX: usize = 384;

/// First lines in flight at most: so many answers may come after the session had enough of them.
const LINES_IN_FLIGHT: usize = 32;

/// Answers after which the pace is known well enough.
const PACE_AFTER: usize = 8;

/// Headers between two words to the progress callback.
const TELL_EVERY: usize = 100;

/// What a scan brought.
pub(super) struct Scanned {
    /// The messages that nothing is missing of, in the server's order.
    pub(super) new_messages: Vec<NewMessage>,
    pub(super) more_to_scan: bool,
    /// The connection stalled or broke: it is not worth a QUIT.
    pub(super) broken: bool,
    pub(super) lines: LinesFate,
}

/// How a server took the question for first lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LinesFate {
    /// They were not asked for, or nothing can be said.
    Unknown,
    /// It answered at least once, with lines or with a refusal.
    Answered,
    /// The session broke while it owed them, and it had never answered.
    Broke,
}

impl Session<'_, '_> {
    /// Reads headers in the server's order, and of each message the lines that are wanted, until
    /// nothing is missing or the session must end.
    ///
    /// The mailbox answered once a header came: that the rest takes another session, be it for
    /// lack of time or because the connection broke, is no failure then. Whatever is the matter
    /// shows at the next check, which begins with a connection and a login of its own.
    pub(super) async fn scan(
        &mut self,
        unseen: &[Unseen],
        lines_allowed: bool,
    ) -> Result<Scanned, Stop> {
        let began = Instant::now();
        let mut scan = Scan::new(unseen, EnvelopeReader::new(self.request.started_at));
        let mut broken = false;
        self.watch.tell_headers(0, unseen.len());
        loop {
            let window = self.window(scan.answered, began);
            while scan.in_flight.len() < window
                && Instant::now() < self.stop_at
                && let Some(command) = scan.ask()
            {
                self.queue(command);
            }
            if scan.in_flight.is_empty() {
                break;
            }
            let event = match self.event().await {
                Ok(event) => event,
                Err(stop) if scan.is_worth_keeping(stop.cause) => {
                    tracing::debug!(cause = ?stop.cause, "the scan broke off; what was read is kept");
                    broken = true;
                    break;
                }
                Err(stop) => return Err(stop),
            };
            match event {
                Event::Body { asked, chunk } if asked.verb == Verb::Top => scan.take(&chunk),
                event
                    if event
                        .completes()
                        .is_some_and(|asked| asked.verb == Verb::Top) =>
                {
                    let before = scan.headers;
                    scan.end_of_answer(self.reader, lines_allowed);
                    let (read, of) = (scan.headers, unseen.len());
                    if read > before && (read.is_multiple_of(TELL_EVERY) || read == of) {
                        self.watch.tell_headers(read, of);
                    }
                }
                _ => {}
            }
        }
        Ok(scan.finish(broken))
    }

    /// How many TOP commands may be in flight: at the pace so far, what comes in a quarter of the
    /// time that is set aside for the end of the session, so that a slow line does not use it up.
    fn window(&self, answered: usize, began: Instant) -> usize {
        if !self.pipelining {
            return 1;
        }
        if answered < PACE_AFTER {
            return WINDOW_MIN;
        }
        let set_aside = self.cap_at.saturating_duration_since(self.stop_at);
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a pace; the bounds follow"
        )]
        let drained_in_time = {
            let pace = answered as f64 / began.elapsed().as_secs_f64().max(0.001);
            (pace * set_aside.as_secs_f64() / 4.0) as usize
        };
        drained_in_time.clamp(WINDOW_MIN, WINDOW_MAX)
    }
}

/// Where a scan is.
struct Scan<'u> {
    unseen: &'u [Unseen],
    envelopes: EnvelopeReader,
    /// How many of the unseen were asked for.
    asked: usize,
    /// Headers are read, lines are still to be asked for.
    waiting: VecDeque<Wanting>,
    /// What the server owes, in the order in which it will answer.
    in_flight: VecDeque<Owed>,
    lines_in_flight: usize,
    /// The answer that is coming in.
    answer: Vec<u8>,
    /// With their places among the unseen.
    done: Vec<(usize, NewMessage)>,
    headers: usize,
    answered: usize,
    lines: LinesFate,
    /// What the answers with lines took so far.
    lines_octets: u64,
}

/// What the server owes.
enum Owed {
    /// The header of the message at this place among the unseen.
    Header(usize),
    Lines(Wanting),
}

/// A message that lines are wanted of.
struct Wanting {
    place: usize,
    message: NewMessage,
    header: Vec<u8>,
    lines: u32,
}

impl<'u> Scan<'u> {
    fn new(unseen: &'u [Unseen], envelopes: EnvelopeReader) -> Self {
        Self {
            unseen,
            envelopes,
            asked: 0,
            waiting: VecDeque::new(),
            in_flight: VecDeque::new(),
            lines_in_flight: 0,
            answer: Vec::new(),
            done: Vec::with_capacity(unseen.len().min(20_000)),
            headers: 0,
            answered: 0,
            lines: LinesFate::Unknown,
            lines_octets: 0,
        }
    }

    /// What to ask next. Lines come first, so that a session that ends early leaves few messages
    /// half read.
    fn ask(&mut self) -> Option<Command> {
        if !self.waiting.is_empty() && self.lines_octets >= SESSION_LINES_OCTETS {
            return None;
        }
        if self.lines_in_flight < LINES_IN_FLIGHT
            && let Some(wanting) = self.waiting.pop_front()
        {
            let message = self.unseen.get(wanting.place)?.number;
            let lines = wanting.lines;
            self.lines_in_flight += 1;
            self.in_flight.push_back(Owed::Lines(wanting));
            return Some(Command::Top { message, lines });
        }
        if self.waiting.len() >= LINES_IN_FLIGHT {
            return None;
        }
        let message = self.unseen.get(self.asked)?.number;
        self.in_flight.push_back(Owed::Header(self.asked));
        self.asked += 1;
        Some(Command::Top { message, lines: 0 })
    }

    fn take(&mut self, octets: &[u8]) {
        let most = match self.in_flight.front() {
            Some(Owed::Lines(_)) => {
                self.lines_octets += octets.len() as u64;
                LINES_OCTETS
            }
            Some(Owed::Header(_)) | None => HEADER_OCTETS,
        };
        let room = most.saturating_sub(self.answer.len());
        let taken = octets.get(..room).unwrap_or(octets);
        self.answer.extend_from_slice(taken);
    }

    /// The answer is complete, or was a refusal: then it is empty. Refused or not, it was asked
    /// for, and is not asked for again.
    fn end_of_answer(&mut self, reader: &mut dyn MessageReader, lines_allowed: bool) {
        let Some(owed) = self.in_flight.pop_front() else {
            return;
        };
        self.answered += 1;
        match owed {
            Owed::Header(place) => {
                self.headers += 1;
                self.end_of_header(place, reader, lines_allowed);
            }
            Owed::Lines(wanting) => {
                self.lines_in_flight -= 1;
                self.lines = LinesFate::Answered;
                let octets = if self.answer.is_empty() {
                    &wanting.header
                } else {
                    beginning(&self.answer, wanting.lines)
                };
                reader.lines(&wanting.message, octets);
                self.done.push((wanting.place, wanting.message));
            }
        }
        self.answer.clear();
    }

    fn end_of_header(&mut self, place: usize, reader: &mut dyn MessageReader, lines_allowed: bool) {
        let Some(unseen) = self.unseen.get(place) else {
            return;
        };
        let header = beginning(&self.answer, 0);
        let message = self
            .envelopes
            .read(unseen.uid.clone(), unseen.octets, header);
        match reader.header(&message, header) {
            Wanted::Lines(lines) if lines_allowed => self.waiting.push_back(Wanting {
                place,
                message,
                header: header.to_vec(),
                lines: lines.clamp(1, MAX_LINES),
            }),
            Wanted::Lines(_) => {
                reader.lines(&message, header);
                self.done.push((place, message));
            }
            Wanted::Nothing => self.done.push((place, message)),
        }
    }

    /// Whether the session did enough to count as one although it broke for this cause.
    fn is_worth_keeping(&self, cause: Cause) -> bool {
        let is_an_interruption = matches!(
            cause,
            Cause::TooSlow | Cause::ConnectionLost | Cause::NoNetwork
        );
        // Lines are asked for by us alone: a server that trips over them may be sound for
        // everybody else, who asks for headers or whole messages.
        self.owes_lines() || (is_an_interruption && self.headers > 0)
    }

    fn owes_lines(&self) -> bool {
        matches!(self.in_flight.front(), Some(Owed::Lines(_)))
    }

    fn finish(mut self, broken: bool) -> Scanned {
        let lines = if broken && self.owes_lines() && self.lines == LinesFate::Unknown {
            LinesFate::Broke
        } else {
            self.lines
        };
        self.done.sort_unstable_by_key(|(place, _)| *place);
        let new_messages: Vec<NewMessage> =
            self.done.into_iter().map(|(_, message)| message).collect();
        Scanned {
            more_to_scan: new_messages.len() < self.unseen.len(),
            new_messages,
            broken,
            lines,
        }
    }
}

/// A message's header with the empty line at its end, and so many lines of its body; some servers
/// send more than was asked for.
fn beginning(octets: &[u8], lines: u32) -> &[u8] {
    let mut end = 0;
    let mut left = None;
    for line in octets.split_inclusive(|octet| *octet == b'\n') {
        left = match left {
            Some(0) => break,
            Some(left) => Some(left - 1),
            None => matches!(line, b"\r\n" | b"\n").then_some(lines),
        };
        end += line.len();
    }
    octets.get(..end).unwrap_or(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_of_a_message_ends_after_the_lines_asked_for() {
        let message = b"Subject: a\r\nTo: b\r\n\r\none\r\n\r\nthree\r\nfour";
        let cut = |lines| std::str::from_utf8(beginning(message, lines)).unwrap();
        assert_eq!(cut(0), "Subject: a\r\nTo: b\r\n\r\n");
        assert_eq!(cut(1), "Subject: a\r\nTo: b\r\n\r\none\r\n");
        assert_eq!(cut(3), "Subject: a\r\nTo: b\r\n\r\none\r\n\r\nthree\r\n");
        assert_eq!(cut(9).len(), message.len());
    }

    #[test]
    fn headers_without_an_end_and_bodies_without_a_header_are_taken_as_they_are() {
        for (message, expected) in [
            ("", ""),
            ("\r\n", "\r\n"),
            ("\nbody\n", "\n"),
            ("Subject: a", "Subject: a"),
            ("Subject: a\nTo: b\n\nbody", "Subject: a\nTo: b\n\n"),
        ] {
            assert_eq!(beginning(message.as_bytes(), 0), expected.as_bytes());
        }
    }
}
