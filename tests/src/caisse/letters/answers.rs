//! What a caisse and the post answer.

use jiff::civil::Date;
use vigie_domain::book::lot::{Caisse, LotReference};

use super::{Head, Letter, address_of, field, packed};
use crate::{
    caisse::{
        arrival::{Outcome, Packing},
        lot::Lot,
        records,
    },
    mail::DOMAIN,
};

/// What an ARL's mail says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arl {
    /// Whether the caisse takes the lot.
    pub positive: bool,
    /// The lot.
    pub lot: LotReference,
}

/// An ARL, in the layout invented for these tests: sign, emitter, number and date in the subject.
pub(super) fn arl(head: Head, lot: &Lot, positive: bool) -> Letter {
    let sign = if positive { "POSITIF" } else { "NEGATIF" };
    let subject = format!(
        "ARL-INVENTE {sign} {:0>14} {} {}",
        lot.emitter.as_str(),
        lot.number,
        lot.date.strftime("%Y%m%d")
    );
    let (content, extension) = packed(&records::b2_arl(lot, positive), Packing::Gzip);
    head.from(&address_of(lot.caisse, "retours"), &subject).edi(
        "application/EDI-consent",
        "ARL/ESSAI",
        &format!("ARL_{}.{extension}", lot.stamp),
        &content,
    )
}

/// Reads an ARL's mail, as billing software must; `None` for any other mail.
#[must_use]
pub fn read_arl(octets: &[u8]) -> Option<Arl> {
    let subject = field(octets, "Subject")?;
    let mut words = subject.strip_prefix("ARL-INVENTE ")?.split(' ');
    let positive = match words.next()? {
        "POSITIF" => true,
        "NEGATIF" => false,
        _ => return None,
    };
    Some(Arl {
        positive,
        lot: LotReference {
            emitter: Some(words.next()?.parse().ok()?),
            number: Some(words.next()?.parse().ok()?),
            date: Some(Date::strptime("%Y%m%d", words.next()?).ok()?),
        },
    })
}

/// A NOEMIE return.
pub(super) fn rsp(head: Head, lot: &Lot, outcome: Outcome, packing: Packing) -> Letter {
    let (content, extension) = packed(&records::noemie(lot, outcome, false), packing);
    // The letter case differs from message to message in life too.
    let media_type = if lot.index.is_multiple_of(2) {
        "application/EDI-consent"
    } else {
        "Application/edi-consent"
    };
    head.from(&address_of(lot.caisse, "retours"), "Retour NOEMIE (essai)")
        .edi(
            media_type,
            "NOEMIE/PS",
            &format!("NOEMIE_{}.{extension}", lot.stamp),
            &content,
        )
}

/// A service message, in the layout invented for these tests.
pub(super) fn service_message(head: Head, caisse: Caisse) -> Letter {
    head.from(
        &address_of(caisse, "service"),
        "SERVICE-INVENTE =?iso-8859-1?q?Arr=EAt_du_syst=E8me_samedi?=",
    )
    .text("Message de service inventé : le système est arrêté samedi matin.\n")
}

/// A non-delivery notice (RFC 3464). Of the message that it is about it shows the header, with the
/// Message-ID where that is known.
pub(super) fn non_delivery(head: Head, lot: &Lot, about: Option<&str>) -> Letter {
    let mailer = format!("MAILER-DAEMON@mail.{DOMAIN}");
    let recipient = address_of(lot.caisse, &lot.caisse.to_string());
    let subject = format!(
        "IR/{:0>14}/{}/{:05}",
        lot.emitter.as_str(),
        lot.stamp,
        lot.invoices
    );
    let (practice, date) = (head.to.clone(), head.at.clone());
    let boundary = format!("essai-{}", lot.stamp);
    let id = about.map_or_else(String::new, |id| format!("Message-ID: <{id}>\r\n"));
    let body = format!(
        "--{boundary}\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n\
         Votre message n'a pas pu etre remis a {recipient}.\r\n\r\n\
         --{boundary}\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mail.{DOMAIN}\r\nArrival-Date: {date}\r\n\r\n\
         Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\n\
         Diagnostic-Code: smtp; 550 5.1.1 <{recipient}>: utilisateur inconnu (essai)\r\n\r\n\
         --{boundary}\r\nContent-Type: text/rfc822-headers\r\n\r\n\
         From: <{practice}>\r\nTo: <{recipient}>\r\nSubject: {subject}\r\n{id}\r\n\
         --{boundary}--\r\n"
    );
    let mut letter = head
        .from(&mailer, "Undelivered Mail Returned to Sender")
        .with("Auto-Submitted: auto-replied")
        .with("MIME-Version: 1.0")
        .with(&format!(
            "Content-Type: multipart/report; report-type=delivery-status; boundary=\"{boundary}\""
        ))
        .whole(&body);
    letter.from = None;
    letter
}
