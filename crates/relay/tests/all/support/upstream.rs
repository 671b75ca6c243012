//! A provider in memory.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use vigie_domain::{
    cause::Cause,
    report::{Failure, Phase},
};
use vigie_relay::collect::{InMailbox, Part, Upstream};

/// A mailbox; clones are the same one.
#[derive(Clone, Default)]
pub(crate) struct Mailbox(pub(crate) Arc<Mutex<Vec<Mail>>>);

#[derive(Clone, Debug)]
pub(crate) struct Mail {
    pub(crate) uid: String,
    pub(crate) octets: Vec<u8>,
}

impl Mailbox {
    pub(crate) fn deliver(&self, uid: &str, octets: &[u8]) {
        self.0.lock().unwrap().push(Mail {
            uid: uid.to_owned(),
            octets: octets.to_owned(),
        });
    }

    pub(crate) fn mails(&self) -> Vec<Mail> {
        self.0.lock().unwrap().clone()
    }

    /// A session that breaks after so many answers.
    pub(crate) fn log_in(&self, cut_after: Option<u32>) -> Session {
        Session {
            mailbox: self.clone(),
            mails: self.mails(),
            asked: VecDeque::new(),
            marked: Vec::new(),
            cut_after,
            quit_is_lost: false,
            top_is_strange: false,
            heard: Arc::default(),
        }
    }
}

/// A session in it.
pub(crate) struct Session {
    mailbox: Mailbox,
    mails: Vec<Mail>,
    asked: VecDeque<Part>,
    marked: Vec<usize>,
    cut_after: Option<u32>,
    /// The server deletes, and the connection breaks before it says so.
    pub(crate) quit_is_lost: bool,
    /// TOP shows a header that RETR does not.
    pub(crate) top_is_strange: bool,
    /// RETR and DELE, with the unique id.
    pub(crate) heard: Arc<Mutex<Vec<String>>>,
}

impl Session {
    fn answer(&mut self) -> Result<(), Failure> {
        match &mut self.cut_after {
            Some(0) => Err(Failure {
                cause: Cause::ConnectionLost,
                phase: Phase::Headers,
                detail: None,
                retry_after_s: None,
            }),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn place(number: u32) -> usize {
        usize::try_from(number).unwrap() - 1
    }
}

impl Upstream for Session {
    async fn listing(&mut self) -> Result<Vec<InMailbox>, Failure> {
        self.answer()?;
        let numbered = (1..).zip(&self.mails);
        Ok(numbered
            .map(|(number, mail)| InMailbox {
                number,
                uid: mail.uid.clone(),
                octets: Some(mail.octets.len() as u64),
            })
            .collect())
    }

    fn ask(&mut self, messages: &[u32]) {
        for &number in messages {
            let mail = &self.mails[Self::place(number)];
            self.heard
                .lock()
                .unwrap()
                .push(format!("RETR {}", mail.uid));
            for part in mail.octets.chunks(40_000) {
                self.asked.push_back(Part::Octets(part.to_vec()));
            }
            self.asked.push_back(Part::Whole);
        }
    }

    async fn next(&mut self) -> Result<Option<Part>, Failure> {
        self.answer()?;
        Ok(self.asked.pop_front())
    }

    async fn header(&mut self, message: u32) -> Result<Option<Vec<u8>>, Failure> {
        self.answer()?;
        let octets = &self.mails[Self::place(message)].octets;
        let end = octets.windows(4).position(|four| four == b"\r\n\r\n");
        let mut top = octets[..end.map_or(octets.len(), |end| end + 4)].to_vec();
        if self.top_is_strange {
            top.splice(0..0, *b"X-Seen: top\r\n");
        }
        Ok(Some(top))
    }

    async fn delete(&mut self, message: u32) -> Result<bool, Failure> {
        self.answer()?;
        let place = Self::place(message);
        let uid = &self.mails[place].uid;
        self.heard.lock().unwrap().push(format!("DELE {uid}"));
        self.marked.push(place);
        Ok(true)
    }

    async fn quit(mut self) -> bool {
        if self.answer().is_err() {
            return false;
        }
        let gone: Vec<&str> = self
            .marked
            .iter()
            .map(|&at| self.mails[at].uid.as_str())
            .collect();
        let mut mails = self.mailbox.0.lock().unwrap();
        mails.retain(|mail| !gone.contains(&mail.uid.as_str()));
        !self.quit_is_lost
    }
}
