//! A lot's mail, to its caisse.

use jiff::Timestamp;

use super::{Head, Letter, date_field, field, packed};
use crate::caisse::{arrival::Packing, lot_file::LotFile};

/// A lot's mail from that address. `id` is its Message-ID, which is another one for each
/// transmission; subject and content are the same.
///
/// The stamp's last digit decides how it is dressed, so that each lot keeps its own: some are
/// inside an envelope (an invented one: nothing is encrypted), some have two Content-Type fields,
/// as both occur.
#[must_use]
pub fn lot(file: &LotFile, from: &str, at: Timestamp, id: &str) -> Letter {
    let subject = format!(
        "IR/{:0>14}/{}/{:05}",
        file.emitter.as_str(),
        file.stamp,
        file.invoices
    );
    let head = Head {
        from: from.to_owned(),
        to: file.recipient(),
        subject,
        at: date_field(at),
        id: id.to_owned(),
        more: Vec::new(),
    };
    let (content, _) = packed(&file.octets, Packing::Gzip);
    let name = format!("B2_{}.gz", file.stamp);
    let kind = "application/EDI-consent";
    match file.stamp.bytes().last() {
        _ if is_enveloped(&file.stamp) => head.edi(
            "application/pkcs7-mime",
            "IRISTEST/B2/Z",
            "smime.p7m",
            b"ENVELOPPE INVENTEE: RIEN N'EST CHIFFRE, ET RIEN N'EST DEDANS",
        ),
        Some(b'4') => {
            head.with("Content-Type: text/plain")
                .edi(kind, "IRISTEST/B2/Z", &name, &content)
        }
        _ => head.edi(kind, "IRISTEST/B2/Z", &name, &content),
    }
}

/// Whether the mail of a lot with this stamp is inside an envelope.
pub(in crate::caisse) fn is_enveloped(stamp: &str) -> bool {
    stamp.ends_with(['3', '8'])
}

/// The emitter and the stamp that a lot's mail shows in its subject; `None` for any other mail.
#[must_use]
pub fn stamp_of(octets: &[u8]) -> Option<(String, String)> {
    let subject = field(octets, "Subject")?;
    let mut parts = subject.strip_prefix("IR/")?.split('/');
    let (emitter, stamp) = (parts.next()?, parts.next()?);
    Some((emitter.trim_start_matches('0').to_owned(), stamp.to_owned()))
}
