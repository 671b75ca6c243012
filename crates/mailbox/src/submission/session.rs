//! The conversation.

use std::net::Ipv4Addr;

use lettre::transport::smtp::{
    authentication::{Credentials, Mechanism},
    client::AsyncSmtpConnection,
    commands::{Data, Ehlo, Mail, Rcpt, Rset},
    extension::{ClientId, Extension, MailBodyParameter, MailParameter},
    response::Response,
};
use secrecy::ExposeSecret as _;
use tokio::time::{Instant, timeout_at};

use super::{
    Letter, LetterError, SubmissionError, SubmissionRequest, Submitted,
    error::{No, is_about_sender, no},
    letter::Written,
    opening,
};

/// Both take a password inside TLS; whichever the server lists first of these.
const MECHANISMS: [Mechanism; 2] = [Mechanism::Plain, Mechanism::Login];

pub(super) async fn run(
    request: &SubmissionRequest<'_>,
    letters: &[Letter],
) -> Result<Submitted, SubmissionError> {
    let deadline = Instant::now() + request.cap;
    let (stream, tls) = opening::open(
        request.server,
        request.resolver,
        request.extra_roots,
        deadline,
    )
    .await?;
    // The computer's own name is nobody's business.
    let us = ClientId::Ipv4(Ipv4Addr::LOCALHOST);
    let conversation = async {
        let mut connection = AsyncSmtpConnection::connect_with_transport(Box::new(stream), &us)
            .await
            .map_err(|error| before_login(&error))?;
        log_in(&mut connection, request).await?;
        let size_limit = connection
            .command(Ehlo::new(us.clone()))
            .await
            .ok()
            .and_then(|reply| size(&reply));
        Ok::<_, SubmissionError>((connection, size_limit))
    };
    let (mut connection, size_limit) = timeout_at(deadline, conversation)
        .await
        .map_err(|_| SubmissionError::TooSlow)??;
    let mut fates = Vec::with_capacity(letters.len());
    for letter in letters {
        let fate = match letter.write() {
            Ok(written) => timeout_at(deadline, submit(&mut connection, &written))
                .await
                .unwrap_or_else(|_| Err(LetterError::Broken("too slow".into()))),
            Err(error) => Err(LetterError::Refused {
                words: error.to_string(),
            }),
        };
        fates.push(fate);
    }
    if let Ok(Err(error)) = timeout_at(deadline, connection.quit()).await {
        tracing::debug!(%error, "QUIT was not answered");
    }
    Ok(Submitted {
        tls,
        size_limit,
        letters: fates,
    })
}

async fn log_in(
    connection: &mut AsyncSmtpConnection,
    request: &SubmissionRequest<'_>,
) -> Result<(), SubmissionError> {
    let info = connection.server_info();
    if info.get_auth_mechanism(&MECHANISMS).is_none() {
        return Err(SubmissionError::NoPasswordLogin);
    }
    let credentials = Credentials::new(
        request.login.to_owned(),
        request.password.expose_secret().to_owned(),
    );
    match connection.auth(&MECHANISMS, &credentials).await {
        Ok(_) => Ok(()),
        Err(error) => {
            let refused = match no(&error) {
                No::ForGood(words) => SubmissionError::LoginRefused { words },
                No::ForNow(words) => SubmissionError::NotNow { words },
                No::Broken(words) => SubmissionError::Broken(words),
            };
            connection.abort().await;
            Err(refused)
        }
    }
}

/// One letter; the connection serves for the next one, unless it broke.
async fn submit(connection: &mut AsyncSmtpConnection, letter: &Written) -> Result<(), LetterError> {
    let mut parameters = Vec::new();
    if connection
        .server_info()
        .supports_feature(Extension::EightBitMime)
        && !letter.octets.is_ascii()
    {
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    let refused = match connection
        .command(Mail::new(Some(letter.from.clone()), parameters))
        .await
    {
        Err(error) => match no(&error) {
            No::ForGood(words) => LetterError::SenderRefused { words },
            No::ForNow(words) => LetterError::NotNow { words },
            No::Broken(words) => return Err(LetterError::Broken(words)),
        },
        Ok(_) => match connection
            .command(Rcpt::new(letter.to.clone(), vec![]))
            .await
        {
            Err(error) => match no(&error) {
                No::ForGood(words) if is_about_sender(&words) => {
                    LetterError::SenderRefused { words }
                }
                No::ForGood(words) => LetterError::RecipientRefused { words },
                No::ForNow(words) => LetterError::NotNow { words },
                No::Broken(words) => return Err(LetterError::Broken(words)),
            },
            Ok(_) => match content(connection, letter).await {
                Ok(()) => return Ok(()),
                Err(refused) => refused,
            },
        },
    };
    if !matches!(refused, LetterError::Broken(_))
        && let Err(error) = connection.command(Rset).await
    {
        tracing::debug!(%error, "RSET was not answered");
    }
    Err(refused)
}

async fn content(
    connection: &mut AsyncSmtpConnection,
    letter: &Written,
) -> Result<(), LetterError> {
    let said = match connection.command(Data).await {
        Ok(_) => connection.message(&letter.octets).await,
        Err(error) => Err(error),
    };
    said.map(|_| ()).map_err(|error| match no(&error) {
        No::ForGood(words) if is_about_sender(&words) => LetterError::SenderRefused { words },
        No::ForGood(words) => LetterError::Refused { words },
        No::ForNow(words) => LetterError::NotNow { words },
        No::Broken(words) => LetterError::Broken(words),
    })
}

fn before_login(error: &lettre::transport::smtp::Error) -> SubmissionError {
    match no(error) {
        No::ForGood(words) => SubmissionError::Refused { words },
        No::ForNow(words) => SubmissionError::NotNow { words },
        No::Broken(words) => SubmissionError::Broken(words),
    }
}

/// The limit in the answer to EHLO (RFC 1870 §3).
fn size(reply: &Response) -> Option<u64> {
    reply.message().find_map(|line| {
        let mut words = line.split_ascii_whitespace();
        words
            .next()
            .filter(|keyword| keyword.eq_ignore_ascii_case("SIZE"))?;
        words.next()?.parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use lettre::transport::smtp::response::{Category, Code, Detail, Severity};

    use super::*;

    #[test]
    fn the_size_limit_is_read() {
        let code = Code::new(
            Severity::PositiveCompletion,
            Category::MailSystem,
            Detail::Zero,
        );
        let reply = |lines: &[&str]| {
            size(&Response::new(
                code,
                lines.iter().map(|&line| line.to_owned()).collect(),
            ))
        };
        assert_eq!(
            reply(&["mail.exemple.test", "size 10240000"]),
            Some(10_240_000)
        );
        assert_eq!(reply(&["mail.exemple.test", "SIZE 0"]), Some(0));
        assert_eq!(reply(&["mail.exemple.test", "SIZE"]), None);
        assert_eq!(reply(&["mail.exemple.test", "SIZE x", "8BITMIME"]), None);
        assert_eq!(reply(&["SIZED 1"]), None);
    }
}
