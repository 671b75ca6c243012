//! The caisse: it takes lots by the ground's SMTP server, and answers into the mailbox.

use std::{collections::BTreeMap, time::Duration};

use jiff::Timestamp;
use tokio::{
    sync::{mpsc, watch},
    task::JoinHandle,
    time::{self, Instant},
};

use crate::{
    letters::{Kind, Received},
    maildrop::Maildrop,
    trouble::Trouble,
};

/// After how long a lot is acknowledged.
const ARL_AFTER: Duration = Duration::from_secs(3);
/// After how long its invoices are answered.
const RSP_AFTER: Duration = Duration::from_secs(72);
/// Lots that wait to be read; further ones are refused for the moment.
const MAX_LOTS: usize = 64;
/// Answers that wait to be sent; what would come beyond is never answered.
const MAX_ANSWERS: usize = 1000;

/// The caisse at work; it ends when dropped.
pub(crate) struct Caisse {
    lots: mpsc::Sender<Vec<u8>>,
    work: JoinHandle<()>,
}

/// Where a lot is handed in.
pub(crate) type Counter = mpsc::Sender<Vec<u8>>;

impl Caisse {
    /// Opens. It answers into this mailbox, which has this address. While the trouble is
    /// [`Trouble::StopArls`] it takes lots and sends nothing; what was held back comes afterwards.
    pub(crate) fn open(
        maildrop: Maildrop,
        address: String,
        trouble: watch::Receiver<Trouble>,
    ) -> Self {
        let (lots, received) = mpsc::channel(MAX_LOTS);
        let desk = Desk {
            maildrop,
            address,
            due: BTreeMap::new(),
            answers: 0,
        };
        Self {
            lots,
            work: tokio::spawn(desk.work(received, trouble)),
        }
    }

    /// Where lots are handed in.
    pub(crate) fn counter(&self) -> Counter {
        self.lots.clone()
    }
}

impl Drop for Caisse {
    fn drop(&mut self) {
        self.work.abort();
    }
}

struct Desk {
    maildrop: Maildrop,
    address: String,
    /// What is to be sent, and when; the number tells apart what is due at one moment.
    due: BTreeMap<(Instant, u64), (Kind, Received)>,
    answers: u64,
}

impl Desk {
    async fn work(
        mut self,
        mut lots: mpsc::Receiver<Vec<u8>>,
        mut trouble: watch::Receiver<Trouble>,
    ) {
        loop {
            let silent = *trouble.borrow_and_update() == Trouble::StopArls;
            if !silent {
                self.send_due();
            }
            let next = self.due.keys().next().filter(|_| !silent);
            let next = next.map(|(at, _)| *at);
            tokio::select! {
                lot = lots.recv() => match lot {
                    Some(mail) => self.take(&mail),
                    None => return,
                },
                changed = trouble.changed() => if changed.is_err() {
                    return;
                },
                () = until(next) => {}
            }
        }
    }

    fn take(&mut self, mail: &[u8]) {
        let Some(lot) = Received::read(mail) else {
            tracing::debug!("the training caisse received what is no lot");
            return;
        };
        let now = Instant::now();
        for (kind, after) in [(Kind::Arl, ARL_AFTER), (Kind::Rsp, RSP_AFTER)] {
            if self.due.len() < MAX_ANSWERS {
                self.answers += 1;
                self.due
                    .insert((now + after, self.answers), (kind, lot.clone()));
            }
        }
    }

    fn send_due(&mut self) {
        let now = Instant::now();
        while let Some(first) = self.due.first_entry()
            && first.key().0 <= now
        {
            let (kind, lot) = first.remove();
            let mail = lot.answer(kind, &self.address, Timestamp::now());
            if self.maildrop.deliver(mail.as_bytes()).is_err() {
                tracing::debug!("an answer of the training caisse found the mailbox full");
            }
        }
    }
}

/// Ends at that moment; never, where there is none.
async fn until(at: Option<Instant>) {
    match at {
        Some(at) => time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letters::Lot;

    fn lot(number: u16) -> Vec<u8> {
        let lot = Lot {
            number,
            made: "2026-11-23T17:05:09".parse().unwrap(),
        };
        lot.mail("a@b.example", Timestamp::UNIX_EPOCH).into_bytes()
    }

    fn subjects(maildrop: &Maildrop) -> Vec<String> {
        let messages = maildrop.lock().unwrap().messages.clone();
        messages
            .iter()
            .filter_map(|message| {
                let text = String::from_utf8_lossy(&message.octets).into_owned();
                let subject = text.lines().find(|line| line.starts_with("Subject: "))?;
                Some(subject["Subject: ".len()..].to_owned())
            })
            .collect()
    }

    #[tokio::test(start_paused = true)]
    async fn a_lot_is_acknowledged_then_paid_and_held_back_while_arls_are_stopped() {
        let maildrop = Maildrop::default();
        let trouble = watch::Sender::new(Trouble::None);
        let caisse = Caisse::open(maildrop.clone(), "a@b.example".into(), trouble.subscribe());
        let counter = caisse.counter();
        counter.send(lot(1)).await.unwrap();
        counter
            .send(b"Subject: bonjour\r\n\r\n".to_vec())
            .await
            .unwrap();
        time::sleep(Duration::from_millis(2900)).await;
        assert_eq!(maildrop.len(), 0);
        time::sleep(Duration::from_millis(200)).await;
        let arl = |number| format!("ARL-INVENTE POSITIF 99999999900001 {number:03} 20261123");
        assert_eq!(subjects(&maildrop), [arl(1)]);

        trouble.send_replace(Trouble::StopArls);
        counter.send(lot(2)).await.unwrap();
        time::sleep(RSP_AFTER * 2).await;
        assert_eq!(maildrop.len(), 1);
        trouble.send_replace(Trouble::CutPop);
        time::sleep(Duration::from_millis(10)).await;
        let rsp = |number| format!("RSP-INVENTE 99999999900001 {number:03} 20261123");
        assert_eq!(subjects(&maildrop), [arl(1), arl(2), rsp(1), rsp(2)]);
    }
}
