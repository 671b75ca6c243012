//! Sending lots.

use std::{fs, io};

use jiff::Timestamp;
use lettre::{
    Message, SmtpTransport, Transport,
    address::{AddressError, Envelope},
    message::{Attachment, MultiPart, SinglePart, header::ContentType},
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, CertificateStore, Tls, TlsParameters},
    },
};
use secrecy::ExposeSecret;

use super::Settings;
use crate::caisse::{LotFile, date_file, letters};

/// Why a lot was not sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The root's file cannot be used.
    #[error("the root cannot be used: {0}")]
    Root(String),
    /// The lot does not make a message.
    #[error("the lot does not make a message: {0}")]
    Message(String),
    /// It was sent, and its message cannot be kept.
    #[error("the message cannot be kept: {0}")]
    Keep(#[from] io::Error),
    /// The server did not take it.
    #[error("the server did not take the lot: {0}")]
    Smtp(#[from] lettre::transport::smtp::Error),
}

/// Sends a file of any kind to the caisse of the settings, as an attachment.
pub(super) fn plain(settings: &Settings, name: &str, file: &[u8]) -> Result<(), SendError> {
    let message = message(settings, name, file).map_err(SendError::Message)?;
    transport(settings)?.send(&message)?;
    Ok(())
}

/// Sends a lot to its own caisse, and keeps the message where the settings say so.
pub(super) fn lot(settings: &Settings, lot: &LotFile, now: Timestamp) -> Result<(), SendError> {
    let id = format!("{}.{}@facturation.example", lot.stamp, now.as_second());
    let letter = letters::lot(lot, &settings.address, now, &id);
    let address = |text: &str| {
        text.parse()
            .map_err(|e: AddressError| SendError::Message(e.to_string()))
    };
    let envelope = Envelope::new(
        Some(address(&settings.address)?),
        vec![address(&letter.to)?],
    )
    .map_err(|e| SendError::Message(e.to_string()))?;
    transport(settings)?.send_raw(&envelope, &letter.octets)?;
    if let Some(folder) = &settings.messages {
        fs::create_dir_all(folder)?;
        let file = folder.join(format!("{id}.eml"));
        let half = file.with_extension("tmp");
        fs::write(&half, &letter.octets)?;
        date_file(&half, now)?;
        fs::rename(half, file)?;
    }
    Ok(())
}

fn transport(settings: &Settings) -> Result<SmtpTransport, SendError> {
    let tls = if settings.smtp.clear {
        Tls::None
    } else {
        Tls::Wrapper(tls(settings)?)
    };
    Ok(SmtpTransport::builder_dangerous(&settings.smtp.host)
        .port(settings.smtp.port)
        .tls(tls)
        .credentials(Credentials::new(
            settings.user.clone(),
            settings.password.expose_secret().to_owned(),
        ))
        .build())
}

fn tls(settings: &Settings) -> Result<TlsParameters, SendError> {
    let root = fs::read(&settings.ca_file).map_err(|e| SendError::Root(e.to_string()))?;
    // A store without the platform's roots: only the tests' own authority counts.
    Ok(TlsParameters::builder(settings.smtp.host.clone())
        .certificate_store(CertificateStore::None)
        .add_root_certificate(
            Certificate::from_pem(&root).map_err(|e| SendError::Root(e.to_string()))?,
        )
        .build()?)
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
