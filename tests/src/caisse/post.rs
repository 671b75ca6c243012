//! Sending by SMTP, through the test servers.

use lettre::{
    SmtpTransport, Transport,
    address::Envelope,
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, CertificateStore, Tls, TlsParameters},
    },
};

use super::letters::Letter;
use crate::mail::Mail;

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

    /// Hands a letter to the server, which takes it or fails the test.
    pub fn send(&self, letter: &Letter) {
        let address = |text: &str| text.parse().expect("an address");
        let envelope = Envelope::new(
            letter.from.as_deref().map(address),
            vec![address(&letter.to)],
        )
        .expect("an envelope");
        self.transport
            .send_raw(&envelope, &letter.octets)
            .unwrap_or_else(|error| panic!("the server takes a letter to {}: {error}", letter.to));
    }
}
