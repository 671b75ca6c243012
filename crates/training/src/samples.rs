//! A few invented messages, of the kinds that a télétransmission mailbox receives.

use jiff::{Span, Timestamp};

/// The messages that lie in the mailbox at start: three, received within the last half hour. They
/// name no person, and their attachments are words about what would stand there.
pub(crate) fn messages(address: &str, now: Timestamp) -> Vec<String> {
    [
        (
            25,
            "arl@caisse-maladie.example",
            "ARL positif, lot 412 (entrainement)",
            "Accuse de reception logique : le lot 412 est recu.",
        ),
        (
            14,
            "arl@mutuelle.example",
            "ARL positif, lot 413 (entrainement)",
            "Accuse de reception logique : le lot 413 est recu.",
        ),
        (
            3,
            "retours@caisse-maladie.example",
            "Retour NOEMIE, reference 908 (entrainement)",
            "Retour de paiement des lots 398 a 401.",
        ),
    ]
    .into_iter()
    .enumerate()
    .map(|(number, (minutes, from, subject, body))| {
        let received = now.checked_sub(Span::new().minutes(minutes)).unwrap_or(now);
        let date = rfc2822(received);
        format!(
            "Received: from sortie.caisse.example by localhost with ESMTPS; {date}\r\n\
             From: <{from}>\r\n\
             To: <{address}>\r\n\
             Subject: {subject}\r\n\
             Date: {date}\r\n\
             Message-ID: <entrainement-{number}@caisse.example>\r\n\
             MIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset=us-ascii\r\n\
             \r\n\
             {body}\r\n\
             Message invente, pour s'entrainer.\r\n"
        )
    })
    .collect()
}

/// A header's date (RFC 5322 §3.3).
pub(crate) fn rfc2822(at: Timestamp) -> String {
    jiff::fmt::rfc2822::to_string(&at.to_zoned(jiff::tz::TimeZone::UTC)).unwrap_or_default()
}
