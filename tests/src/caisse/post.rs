//! Sending by SMTP, through the test servers.

use std::time::Duration;

use lettre::{
    SmtpTransport, Transport,
    address::Envelope,
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, CertificateStore, Tls, TlsParameters},
    },
};

use super::letters::Letter;
use crate::{mail::Mail, wait};

/// How long a server may say « later ».
const PATIENCE: Duration = Duration::from_secs(20);

/// A way into the test servers: their submission port, with a login.
pub struct Post {
    transport: SmtpTransport,
}

impl Post {
    /// With that mailbox's login. Whose addresses the letters show does not matter to the server.
    #[must_use]
    pub fn of(mail: &Mail, name: &str) -> Self {
        let user = mail.user(name);
        let root = std::fs::read(mail.ca_file()).expect("the root can be read");
        let tls = TlsParameters::builder("127.0.0.1".to_owned())
            .certificate_store(CertificateStore::None)
            .add_root_certificate(Certificate::from_pem(&root).expect("a root"))
            .build()
            .expect("TLS can be set up");
        Self {
            transport: SmtpTransport::builder_dangerous("127.0.0.1")
                .port(mail.smtps_port())
                .tls(Tls::Wrapper(tls))
                .credentials(Credentials::new(user.address(), user.password.clone()))
                .build(),
        }
    }

    /// Hands a letter to the server, which takes it or fails the test. A server that says « later »
    /// (RFC 5321 §4.2.1), as one does that has just come back, is asked again for a while.
    pub fn send(&self, letter: &Letter) {
        let address = |text: &str| text.parse().expect("an address");
        let envelope = Envelope::new(
            letter.from.as_deref().map(address),
            vec![address(&letter.to)],
        )
        .expect("an envelope");
        let what = format!("the server to take a letter to {}", letter.to);
        wait::until(&what, PATIENCE, || {
            match self.transport.send_raw(&envelope, &letter.octets) {
                Ok(_) => Some(()),
                Err(error) if error.is_transient() => None,
                Err(error) => panic!("{what}: {error}"),
            }
        });
    }
}
