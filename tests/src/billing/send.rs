//! Sending lots.

use lettre::{
    Message, SmtpTransport, Transport,
    message::{Attachment, MultiPart, SinglePart, header::ContentType},
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, CertificateStore, Tls, TlsParameters},
    },
};
use secrecy::ExposeSecret;

use super::Settings;

/// Why a lot was not sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The root's file cannot be used.
    #[error("the root cannot be used: {0}")]
    Root(String),
    /// The lot does not make a message.
    #[error("the lot does not make a message: {0}")]
    Message(String),
    /// The server did not take it.
    #[error("the server did not take the lot: {0}")]
    Smtp(#[from] lettre::transport::smtp::Error),
}

/// Sends one lot as an attachment.
pub(super) fn send(settings: &Settings, name: &str, lot: &[u8]) -> Result<(), SendError> {
    let root = std::fs::read(&settings.ca_file).map_err(|e| SendError::Root(e.to_string()))?;
    // A store without the platform's roots: only the tests' own authority counts.
    let tls = TlsParameters::builder(settings.smtp.host.clone())
        .certificate_store(CertificateStore::None)
        .add_root_certificate(
            Certificate::from_pem(&root).map_err(|e| SendError::Root(e.to_string()))?,
        )
        .build()?;
    let transport = SmtpTransport::builder_dangerous(&settings.smtp.host)
        .port(settings.smtp.port)
        .tls(Tls::Wrapper(tls))
        .credentials(Credentials::new(
            settings.user.clone(),
            settings.password.expose_secret().to_owned(),
        ))
        .build();
    let message = message(settings, name, lot).map_err(SendError::Message)?;
    transport.send(&message)?;
    Ok(())
}

fn message(settings: &Settings, name: &str, lot: &[u8]) -> Result<Message, String> {
    let attachment = Attachment::new(name.to_owned()).body(
        lot.to_vec(),
        ContentType::parse("application/octet-stream").map_err(|e| e.to_string())?,
    );
    let body = MultiPart::mixed()
        .singlepart(SinglePart::plain(format!("Lot {name}")))
        .singlepart(attachment);
    Message::builder()
        .from(settings.address.parse().map_err(|e| format!("{e}"))?)
        .to(settings.caisse.parse().map_err(|e| format!("{e}"))?)
        .subject(format!("Lot {name}"))
        .multipart(body)
        .map_err(|e| e.to_string())
}
