//! Tells probes, reports on them and other people's mail apart, as a session comes by them.

use vigie_domain::{
    report::NewMessage,
    verdict::{Bounce, DeliveryHeader, Found},
};
use vigie_mailbox::{MessageReader, Wanted};

use crate::{
    bounce, delivery,
    probe::{Probe, Token},
};

/// Lines of a report that are read: its text, its status and the header that it gives back.
const REPORT_LINES: u32 = 100;

/// A message, and what it is.
#[derive(Clone, Debug)]
pub(crate) struct Find {
    pub(crate) message: Found,
    pub(crate) what: What,
}

#[derive(Clone, Debug)]
pub(crate) enum What {
    /// A copy of a probe.
    Probe {
        token: Token,
        headers: Vec<DeliveryHeader>,
        marked_as_spam: bool,
    },
    /// A report on a probe; the reason where it came back for good.
    Report {
        token: Token,
        bounce: Option<Bounce>,
    },
    /// Something else.
    Other,
}

/// Reads headers, and of what looks like a delivery report the first lines.
pub(crate) struct ProbeReader<'p> {
    probes: &'p [Probe],
    pub(crate) finds: Vec<Find>,
    /// The server refused TOP at least once.
    pub(crate) top_refused: bool,
}

impl<'p> ProbeReader<'p> {
    pub(crate) fn new(probes: &'p [Probe]) -> Self {
        Self {
            probes,
            finds: Vec::new(),
            top_refused: false,
        }
    }

    fn found(&mut self, message: &NewMessage, what: What) {
        self.finds.push(Find {
            message: Found {
                uid: message.uid.clone(),
                octets: message.octets,
                message_id: message.message_id.clone(),
                from: message.from.clone(),
                subject: message.subject.clone(),
                received_at: message.received_at,
            },
            what,
        });
    }
}

impl MessageReader for ProbeReader<'_> {
    fn header(&mut self, message: &NewMessage, header: &[u8]) -> Wanted {
        if header.is_empty() {
            self.top_refused = true;
        }
        if let Some(probe) = self.probes.iter().find(|probe| probe.is_in(header)) {
            let what = What::Probe {
                token: probe.token.clone(),
                headers: delivery::headers(header),
                marked_as_spam: delivery::is_marked_as_spam(header),
            };
            self.found(message, what);
            return Wanted::Nothing;
        }
        if !self.probes.is_empty() && bounce::looks_like_report(header) {
            return Wanted::Lines(REPORT_LINES);
        }
        self.found(message, What::Other);
        Wanted::Nothing
    }

    fn lines(&mut self, message: &NewMessage, octets: &[u8]) {
        let what = match bounce::report_on(octets, self.probes) {
            Some((probe, bounce)) => What::Report {
                token: probe.token.clone(),
                bounce,
            },
            None => What::Other,
        };
        self.found(message, what);
    }
}
