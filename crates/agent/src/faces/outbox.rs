//! What waits to be written to one face.

use std::{collections::VecDeque, mem, sync::Mutex};

use tokio::sync::Notify;
use vigie_domain::account::AccountId;
use vigie_protocol::{Event, Line, Refusal, framing::line_of};
use zeroize::Zeroizing;

use crate::log::unpoisoned;

/// Steps of checks that may wait for a face; a slow face misses the older ones.
const MOST_STEPS: usize = 64;

/// A bounded queue of lines. Of a kind of event that tells a whole state, only the latest waits, so
/// that a slow face costs nobody anything and still learns how things stand.
#[derive(Debug, Default)]
pub struct Outbox {
    queue: Mutex<Queue>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Queue {
    lines: VecDeque<(Kind, Zeroizing<Vec<u8>>)>,
    closed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Bounded by the number of calls that a face may have open.
    Answer,
    Status,
    Settings,
    Step,
    /// One for each mailbox is enough.
    BookChanged(AccountId),
    /// Only the latest matters.
    Relocation,
    Switch,
    Relay,
    Steering,
    ComeForward,
    Goodbye,
}

impl Outbox {
    /// Queues the answer to a call, or its refusal. In place of an answer that is longer than a line
    /// may be goes a refusal: a face that hears nothing waits for minutes.
    pub(super) fn push_answer(&self, line: &Line) {
        if !self.push(Kind::Answer, line)
            && let Line::Answer { id, .. } = line
        {
            let refusal = Refusal::TooLong;
            self.push(Kind::Answer, &Line::Refused { id: *id, refusal });
        }
    }

    /// Queues an event.
    pub fn push_event(&self, event: &Event) {
        let kind = match event {
            Event::Status { .. } => Kind::Status,
            Event::Settings { .. } => Kind::Settings,
            Event::CheckProgress { .. } => Kind::Step,
            Event::BookChanged { account } => Kind::BookChanged(*account),
            Event::Relocation { .. } => Kind::Relocation,
            Event::Switch { .. } => Kind::Switch,
            Event::Relay { .. } => Kind::Relay,
            Event::Steering { .. } => Kind::Steering,
            Event::ComeForward => Kind::ComeForward,
            Event::Goodbye => Kind::Goodbye,
        };
        let event = event.clone();
        self.push(kind, &Line::Event { event });
    }

    /// Nothing more is queued; what waits is still written.
    pub(super) fn close(&self) {
        unpoisoned(&self.queue).closed = true;
        self.changed.notify_one();
    }

    /// The next line to write; `None` when the queue is closed and empty. Cancel-safe.
    pub(super) async fn next(&self) -> Option<Zeroizing<Vec<u8>>> {
        loop {
            let changed = self.changed.notified();
            {
                let mut queue = unpoisoned(&self.queue);
                if let Some((_, line)) = queue.lines.pop_front() {
                    return Some(line);
                }
                if queue.closed {
                    return None;
                }
                // An idle face keeps no room.
                drop(mem::take(&mut queue.lines));
            }
            changed.await;
        }
    }

    /// `false`: the line is too long to be sent.
    fn push(&self, kind: Kind, line: &Line) -> bool {
        let Some(line) = line_of(line) else {
            tracing::error!(?kind, "a line too long for its face is not sent");
            return false;
        };
        {
            let mut queue = unpoisoned(&self.queue);
            if queue.closed {
                return true;
            }
            match kind {
                Kind::Answer => {}
                Kind::Step => {
                    let steps = queue.lines.iter().filter(|(kind, _)| *kind == Kind::Step);
                    if steps.count() >= MOST_STEPS
                        && let Some(oldest) =
                            queue.lines.iter().position(|(kind, _)| *kind == Kind::Step)
                    {
                        queue.lines.remove(oldest);
                    }
                }
                _ => queue.lines.retain(|(waiting, _)| *waiting != kind),
            }
            queue.lines.push_back((kind, line));
        }
        self.changed.notify_one();
        true
    }
}

#[cfg(test)]
mod tests {
    use vigie_domain::report::Phase;
    use vigie_protocol::Answer;

    use super::*;

    #[test]
    fn a_slow_face_gets_the_latest_and_costs_a_bounded_amount() {
        let outbox = Outbox::default();
        for round in 0..1000 {
            outbox.push_event(&Event::CheckProgress {
                account: Some(AccountId(round)),
                phase: Phase::Dns,
                ms: None,
            });
            outbox.push_event(&Event::ComeForward);
        }
        outbox.push_answer(&Line::Answer {
            id: 1,
            answer: Answer::Done,
        });
        outbox.push_answer(&Line::Refused {
            id: 2,
            refusal: Refusal::NotPossible,
        });
        outbox.close();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let lines = runtime.block_on(async {
            let mut lines = Vec::new();
            while let Some(line) = outbox.next().await {
                lines.push(String::from_utf8(line.to_vec()).unwrap());
            }
            lines
        });
        assert_eq!(lines.len(), MOST_STEPS + 1 + 2);
        assert!(lines.iter().any(|line| line.contains("\"account\":999")));
        assert!(!lines.iter().any(|line| line.contains("\"account\":0,")));
        assert!(lines.last().unwrap().contains("not_possible"));
    }

    #[test]
    fn an_answer_too_long_for_its_face_is_refused_not_swallowed() {
        let outbox = Outbox::default();
        outbox.push_answer(&Line::Answer {
            id: 7,
            answer: Answer::Diagnostics {
                files: vec![vigie_protocol::DiagnosticFile {
                    name: "agent.log".to_owned(),
                    content: "x".repeat(vigie_protocol::MAX_LINE),
                }],
                support_address: None,
            },
        });
        outbox.close();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let line = runtime.block_on(outbox.next()).unwrap();
        let refused: Line = vigie_protocol::framing::parse(line.trim_ascii_end()).unwrap();
        assert!(matches!(
            refused,
            Line::Refused {
                id: 7,
                refusal: Refusal::TooLong
            }
        ));
    }
}
