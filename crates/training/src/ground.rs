//! The embedded provider as a whole.

use std::{io, sync::Arc};

use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{Mutex, watch};
use vigie_domain::{
    account::{Address, InvalidAddress},
    server::{Security, Server},
};

use vigie_pop3::server::Login;

use crate::{
    authority::{self, Authority},
    caisse::{Caisse, Counter},
    letters,
    maildrop::{Full, Maildrop},
    pop,
    port::Port,
    smtp,
    submission::{self, Submission, SubmitError},
    trouble::Trouble,
};

/// The mailbox's address.
const ADDRESS: &str = "cabinet@entrainement.example";
/// Its password. It opens nothing but this mailbox in memory, so it is no secret.
const PASSWORD: &str = "entrainement";

/// A running provider; it ends when dropped.
pub struct TrainingGround {
    address: Address,
    password: SecretString,
    authority: Authority,
    maildrop: Maildrop,
    trouble: Arc<watch::Sender<Trouble>>,
    pop: Port,
    smtp: Port,
    witness: Port,
    _caisse: Caisse,
    /// One change of trouble at a time, so that no two of them open and close the ports together.
    changing: Mutex<()>,
}

/// Why the training ground does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// No loopback port could be opened.
    #[error("no port of 127.0.0.1 could be opened: {0}")]
    Port(#[from] io::Error),
    /// The certificates could not be made.
    #[error("the training certificates could not be made: {0}")]
    Certificates(String),
    /// The mailbox's own address or messages are not in order.
    #[error("the training mailbox could not be filled: {0}")]
    Mailbox(String),
}

/// Why a trouble could not be set.
#[derive(Debug, thiserror::Error)]
pub enum SetError {
    /// Another programme took a port while it was closed. The trouble is still
    /// [`Trouble::CutInternet`].
    #[error("a training port cannot be opened again: {0}")]
    PortTaken(#[from] io::Error),
}

impl TrainingGround {
    /// Opens the servers on random ports of 127.0.0.1, with a few messages in the mailbox and
    /// everything well. `now` dates the certificates and the messages.
    ///
    /// Must be called within a tokio runtime with I/O and time.
    pub async fn start(now: Timestamp) -> Result<Self, StartError> {
        let address: Address = ADDRESS
            .parse()
            .map_err(|error: InvalidAddress| StartError::Mailbox(error.to_string()))?;
        let authority = Authority::new(now).map_err(certificates)?;
        let certificates_of = |expired| {
            if expired {
                authority.expired(now)
            } else {
                authority.valid(now)
            }
        };
        let tls = Tls {
            valid: certificates_of(false).map_err(certificates)?,
            expired: certificates_of(true).map_err(certificates)?,
        };
        let maildrop = Maildrop::default();
        for message in letters::welcome(ADDRESS, now) {
            maildrop
                .deliver(message.as_bytes())
                .map_err(|full| StartError::Mailbox(full.to_string()))?;
        }
        let trouble = Arc::new(watch::Sender::new(Trouble::None));
        let caisse = Caisse::open(maildrop.clone(), ADDRESS.to_owned(), trouble.subscribe());
        let provider = Arc::new(Provider {
            tls,
            caisse: caisse.counter(),
            password: PASSWORD.to_owned().into(),
            maildrop: maildrop.clone(),
            trouble: Arc::clone(&trouble),
        });
        let pop = {
            let provider = Arc::clone(&provider);
            Port::open(Arc::new(move |stream| {
                Box::pin(pop::serve(stream, Arc::clone(&provider)))
            }))
            .await?
        };
        let smtp = Port::open(Arc::new(move |stream| {
            Box::pin(smtp::serve(stream, Arc::clone(&provider)))
        }))
        .await?;
        // A witness is asked by a TCP connection alone: taking it and hanging up is all it does.
        let witness = Port::open(Arc::new(|stream| Box::pin(async move { drop(stream) }))).await?;
        Ok(Self {
            address,
            password: PASSWORD.to_owned().into(),
            authority,
            maildrop,
            trouble,
            pop,
            smtp,
            witness,
            _caisse: caisse,
            changing: Mutex::new(()),
        })
    }

    /// The mailbox's address, which is also the user name for both servers.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Its password.
    #[must_use]
    pub fn password(&self) -> &SecretString {
        &self.password
    }

    /// The POP3S server (RFC 8314 §3.2). It announces `LOGIN-DELAY 1`, so that the production rules
    /// allow a check every second.
    #[must_use]
    pub fn pop(&self) -> Server {
        server(&self.pop)
    }

    /// The SMTPS submission server (RFC 8314 §3.3). It takes mail for the
    /// training mailbox and its caisse only.
    #[must_use]
    pub fn smtp(&self) -> Server {
        server(&self.smtp)
    }

    /// `127.0.0.1:port` of a witness that answers as long as the Internet is not cut.
    #[must_use]
    pub fn witness(&self) -> String {
        self.witness.address().to_string()
    }

    /// The authority that signed the servers' certificates: to be trusted for this ground alone.
    #[must_use]
    pub fn ca(&self) -> &CertificateDer<'static> {
        self.authority.certificate()
    }

    /// The trouble that is on.
    #[must_use]
    pub fn trouble(&self) -> Trouble {
        *self.trouble.borrow()
    }

    /// Puts a trouble on, and any other off; [`Trouble::None`] makes everything well. When this
    /// returns, the next client meets it.
    pub async fn set(&self, trouble: Trouble) -> Result<(), SetError> {
        let _one_at_a_time = self.changing.lock().await;
        let ports = [&self.pop, &self.smtp, &self.witness];
        if trouble == Trouble::CutInternet {
            self.trouble.send_replace(trouble);
            for port in ports {
                port.close().await;
            }
        } else {
            for port in ports {
                port.reopen().await?;
            }
            self.trouble.send_replace(trouble);
        }
        Ok(())
    }

    /// Hands a message in at the ground's own submission server, as the mailbox's owner.
    pub(crate) async fn submit(&self, to: &str, message: &str) -> Result<(), SubmitError> {
        let submission = Submission {
            user: ADDRESS,
            password: self.password.expose_secret(),
            to,
            message,
        };
        submission::submit(&self.smtp(), self.ca(), &submission).await
    }

    /// Puts a message into the mailbox, as if somebody had sent it: header, empty line, body.
    pub fn deliver(&self, message: &[u8]) -> Result<(), Full> {
        self.maildrop.deliver(message)
    }

    /// How many messages lie in the mailbox.
    #[must_use]
    pub fn messages(&self) -> usize {
        self.maildrop.len()
    }
}

fn server(port: &Port) -> Server {
    Server {
        host: "127.0.0.1".to_owned(),
        port: port.address().port(),
        security: Security::Tls,
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it is the argument of map_err"
)]
fn certificates(failed: authority::Failed) -> StartError {
    StartError::Certificates(failed.to_string())
}

/// What both servers share.
pub(crate) struct Provider {
    tls: Tls,
    password: SecretString,
    pub(crate) maildrop: Maildrop,
    /// Where lots for the caisse are handed in.
    pub(crate) caisse: Counter,
    trouble: Arc<watch::Sender<Trouble>>,
}

/// Who receives mail on the training ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recipient {
    /// The mailbox.
    Mailbox,
    /// The caisse.
    Caisse,
}

struct Tls {
    valid: Arc<rustls::ServerConfig>,
    expired: Arc<rustls::ServerConfig>,
}

impl Provider {
    /// The trouble that is on.
    pub(crate) fn trouble(&self) -> Trouble {
        *self.trouble.borrow()
    }

    /// The certificate to show to the next client.
    pub(crate) fn tls(&self) -> Arc<rustls::ServerConfig> {
        Arc::clone(if self.trouble() == Trouble::ExpireCertificate {
            &self.tls.expired
        } else {
            &self.tls.valid
        })
    }

    /// Whether this login is the mailbox's.
    pub(crate) fn proves(&self, login: &Login) -> bool {
        login.proves(ADDRESS, &self.password)
    }

    /// Whether these are the mailbox's user name and password.
    pub(crate) fn knows(user: &str, password: &str) -> bool {
        user == ADDRESS && password == PASSWORD
    }

    /// Who receives mail for this address; `None`: nobody here.
    pub(crate) fn recipient(address: &str) -> Option<Recipient> {
        if address.eq_ignore_ascii_case(ADDRESS) {
            Some(Recipient::Mailbox)
        } else if address.eq_ignore_ascii_case(letters::CAISSE) {
            Some(Recipient::Caisse)
        } else {
            None
        }
    }
}
