use secrecy::ExposeSecret as _;

use super::error::{Place, Violation};
use super::event::{Chunk, Event, Greeting};
use super::machine::{Client, Phase};
use super::shape::{Item, Shape};
use crate::apop;
use crate::capability::{Capabilities, Capability};
use crate::limits::Limits;
use crate::line::{Line, LineTooLong};
use crate::listing::{Maildrop, ScanListing, UniqueIdListing};
use crate::reply::{Status, StatusLine};
use crate::stuffing::Unstuffer;
use crate::text::{excerpt, readable};
use crate::verb::Asked;

/// What one step of reading yields: an event, nothing until more arrives, or the end of the session.
type Step = Result<Option<Event>, Violation>;

impl Client {
    pub(super) fn advance(&mut self) -> Step {
        match self.phase {
            Phase::Greeting => self.greeting(),
            Phase::Status => self.status_line(),
            Phase::Listing { .. } => self.listing_line(),
            Phase::Body { .. } => self.body(),
            Phase::AwaitingTls if self.input.is_empty() => self.wait(false),
            Phase::AwaitingTls => Err(Violation::ClearTextBeforeTls),
            Phase::Over => Ok(None),
        }
    }

    pub(super) fn place(&self) -> Place {
        match (&self.phase, self.outstanding.front()) {
            (Phase::Greeting, _) => Place::Greeting,
            (_, Some(first)) => Place::Answer(first.asked),
            (_, None) => Place::Idle,
        }
    }

    fn greeting(&mut self) -> Step {
        let limit = self.limits.line_octets;
        let Some(line) =
            self.input
                .next_line(limit)
                .map_err(|LineTooLong| Violation::LineTooLong {
                    place: Place::Greeting,
                    limit,
                })?
        else {
            return self.wait(!self.input.is_empty());
        };
        let status = StatusLine::parse(line.content);
        let reply = status.as_ref().map(StatusLine::reply).unwrap_or_default();
        match status.map(|line| line.status) {
            Some(Status::Positive) => {
                let apop_timestamp = apop::timestamp(line.content).map(str::to_owned);
                self.phase = Phase::Status;
                Ok(Some(Event::Greeting(Greeting {
                    reply,
                    apop_timestamp,
                })))
            }
            Some(Status::Negative) => {
                self.phase = Phase::Over;
                Ok(Some(Event::TurnedAway(reply)))
            }
            Some(Status::Challenge) | None => Err(Violation::NotAStatusLine {
                place: Place::Greeting,
                excerpt: excerpt(line.content),
            }),
        }
    }

    fn status_line(&mut self) -> Step {
        let place = self.place();
        let limit = self.limits.line_octets;
        let Some(line) = self
            .input
            .next_line(limit)
            .map_err(|LineTooLong| Violation::LineTooLong { place, limit })?
        else {
            return self.wait(!self.input.is_empty());
        };
        let Some(first) = self.outstanding.front_mut() else {
            return Err(Violation::Unsolicited {
                excerpt: excerpt(line.content),
            });
        };
        let (asked, shape) = (first.asked, first.shape);
        let Some(status) = StatusLine::parse(line.content) else {
            return Err(Violation::NotAStatusLine {
                place,
                excerpt: excerpt(line.content),
            });
        };
        let reply = match status.status {
            Status::Challenge => {
                let Some(response) = first.response.take() else {
                    return Err(Violation::UnexpectedChallenge { asked });
                };
                self.output.push(response.expose_secret().as_bytes());
                self.output.push(b"\r\n");
                // A second line may be there already.
                return self.status_line();
            }
            Status::Negative => {
                self.outstanding.pop_front();
                if shape == Shape::Quit {
                    self.phase = Phase::Over;
                }
                let reply = status.reply();
                return Ok(Some(Event::Refused { asked, reply }));
            }
            Status::Positive => status.reply(),
        };
        match shape {
            Shape::Listing(item) => {
                self.phase = Phase::Listing {
                    item,
                    lines: 0,
                    octets: 0,
                    announced: Capabilities::default(),
                };
            }
            Shape::Body { limit } => {
                self.phase = Phase::Body {
                    unstuffer: Unstuffer::new(line.bare_lf),
                    octets: 0,
                    limit,
                };
            }
            Shape::Inline(item) => {
                let data = item.read(status.rest, asked, &self.limits);
                self.ready.extend(data);
                self.ready.push_back(Event::End(asked));
                self.outstanding.pop_front();
            }
            Shape::Status | Shape::Sasl | Shape::Stls | Shape::Quit => {
                self.outstanding.pop_front();
                self.end_of_status(shape)?;
            }
        }
        Ok(Some(Event::Accepted { asked, reply }))
    }

    fn end_of_status(&mut self, shape: Shape) -> Result<(), Violation> {
        match shape {
            Shape::Stls if !self.input.is_empty() => return Err(Violation::ClearTextBeforeTls),
            Shape::Stls => {
                self.phase = Phase::AwaitingTls;
                self.capabilities = None;
            }
            Shape::Quit => self.phase = Phase::Over,
            _ => {}
        }
        Ok(())
    }

    fn listing_line(&mut self) -> Step {
        let place = self.place();
        let (
            Phase::Listing {
                item,
                lines,
                octets,
                announced,
            },
            Some(first),
        ) = (&mut self.phase, self.outstanding.front())
        else {
            return Ok(None);
        };
        let asked = first.asked;
        let limit = self.limits.line_octets;
        let Some(line) = self
            .input
            .next_line(limit)
            .map_err(|LineTooLong| Violation::LineTooLong { place, limit })?
        else {
            return self.wait(true);
        };
        if line.content == b"." {
            if *item == Item::Capability {
                self.capabilities = Some(std::mem::take(announced));
            }
            self.phase = Phase::Status;
            self.outstanding.pop_front();
            return Ok(Some(Event::End(asked)));
        }
        *lines += 1;
        *octets += line.octets as u64;
        let allowed_lines = match item {
            Item::Capability => self.limits.capability_items,
            _ => self.limits.listing_items,
        };
        if *lines > allowed_lines {
            return Err(Violation::TooManyLines {
                asked,
                limit: allowed_lines,
            });
        }
        if *octets > self.limits.listing_octets {
            return Err(Violation::AnswerTooLong {
                asked,
                limit: self.limits.listing_octets,
            });
        }
        let event = item.read(unstuffed(line), asked, &self.limits);
        if let Some(Event::Capability(capability)) = &event {
            announced.add(capability.clone());
        }
        Ok(event)
    }

    fn body(&mut self) -> Step {
        let (
            Phase::Body {
                unstuffer,
                octets,
                limit,
            },
            Some(first),
        ) = (&mut self.phase, self.outstanding.front())
        else {
            return Ok(None);
        };
        let asked = first.asked;
        let unread = self.input.unread();
        if unread.is_empty() {
            return self.wait(true);
        }
        let allowance = usize::try_from(*limit - *octets).unwrap_or(usize::MAX);
        if allowance == 0 {
            return Err(Violation::AnswerTooLong {
                asked,
                limit: *limit,
            });
        }
        let mut chunk = Vec::new();
        let decoded = unstuffer.decode(&unread[..unread.len().min(allowance)], &mut chunk);
        *octets += decoded.used as u64;
        self.input.consume(decoded.used);
        if decoded.ended {
            self.phase = Phase::Status;
            self.outstanding.pop_front();
            if chunk.is_empty() {
                return Ok(Some(Event::End(asked)));
            }
            self.ready.push_back(Event::End(asked));
        } else if chunk.is_empty() {
            // Nothing but the beginning of what may be the end: either all input is used, or the limit is.
            return self.body();
        }
        Ok(Some(Event::Body {
            asked,
            chunk: Chunk::new(chunk),
        }))
    }

    /// More must arrive; an error if no more will.
    fn wait(&self, partial: bool) -> Step {
        if self.stream_ended {
            return Err(Violation::ConnectionClosed {
                place: self.place(),
                partial,
            });
        }
        Ok(None)
    }
}

/// Every multi-line answer is stuffed (RFC 1939 §3), listings too.
fn unstuffed(line: Line<'_>) -> &[u8] {
    match line.content {
        [b'.', rest @ ..] if rest.starts_with(b".") => rest,
        content => content,
    }
}

impl Item {
    fn read(self, line: &[u8], asked: Asked, limits: &Limits) -> Option<Event> {
        let event = match self {
            Self::Nothing => return None,
            Self::Capability => Some(Event::Capability(Capability::parse(line))),
            Self::Language => Some(Event::Language(readable(line).trim().to_owned())),
            Self::Maildrop => Maildrop::parse(line).map(Event::Maildrop),
            Self::Scan => ScanListing::parse(line).map(Event::Scan),
            Self::UniqueId => {
                UniqueIdListing::parse(line, limits.unique_id_octets).map(Event::UniqueId)
            }
        };
        Some(event.unwrap_or_else(|| Event::Unparsable {
            asked,
            excerpt: excerpt(line),
        }))
    }
}
