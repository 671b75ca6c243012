//! What one message is, which rule said so, and which lots it speaks of.

use jiff::civil::Date;
use serde::Serialize;
use vigie_domain::book::{
    lot::{Caisse, LotReference},
    returns::{MessageClass, Strength},
};

use crate::{
    Bounds,
    content::{self, Content},
    message::MessageView,
    rules::{Captures, RuleSet},
};

/// What a message is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Classification {
    /// Its class.
    pub class: MessageClass,
    /// How sure the class is.
    pub strength: Strength,
    /// The rule that decided; `None`: no rule matched, and the message is foreign.
    pub rule: Option<String>,
    /// The caisse it came from or goes to, where an address shows it.
    pub caisse: Option<Caisse>,
    /// The lots that it names, read in the message itself; without duplicates.
    pub references: Vec<LotReference>,
    /// What its content says, where it was there to be read and could be.
    pub content: Option<Content>,
    /// Why its content could not be read to the end.
    pub content_fault: Option<content::ContentFault>,
}

/// Decides what a message is, from its octets or from as much of them as TOP gives.
///
/// Never fails: what no rule explains is [`MessageClass::Foreign`], and what cannot be decoded is
/// reported beside the class.
#[must_use]
pub fn classify(rules: &RuleSet, octets: &[u8], bounds: &Bounds) -> Classification {
    let message = MessageView::parse(octets, bounds);
    let Some((rule, captures)) = rules.decide(&message) else {
        return Classification {
            class: MessageClass::Foreign,
            strength: Strength::Probable,
            rule: None,
            caisse: None,
            references: Vec::new(),
            content: None,
            content_fault: None,
        };
    };
    let mut references: Vec<_> = captured_reference(&captures).into_iter().collect();
    let mut content = None;
    let mut content_fault = None;
    if rule.class().is_return()
        && let Some(octets) = message.parts.iter().find_map(|part| part.edi.as_deref())
    {
        let (read, fault) = content::read(octets, rules.positions(), bounds);
        references.extend(read.lots.iter().cloned());
        content = Some(read);
        content_fault = fault;
    }
    references.sort();
    references.dedup();
    references.truncate(bounds.references);
    Classification {
        class: rule.class(),
        strength: rule.strength(),
        rule: Some(rule.id().to_owned()),
        caisse: caisse(rule.class(), &message),
        references,
        content,
        content_fault,
    }
}

fn caisse(class: MessageClass, message: &MessageView) -> Option<Caisse> {
    let addresses = if class == MessageClass::Lot {
        &message.recipients
    } else {
        &message.senders
    };
    addresses
        .iter()
        .find_map(|address| Caisse::of_address(address))
}

/// The lot that the patterns' captures name. The stamp of a lot's subject is no lot date: it says
/// when the file was made, so only `date` counts.
fn captured_reference(captures: &Captures) -> Option<LotReference> {
    let reference = LotReference {
        emitter: captures.get("emitter").and_then(|text| text.parse().ok()),
        number: captures.get("lot").and_then(|text| text.parse().ok()),
        date: captures.get("date").and_then(date),
    };
    (reference != LotReference::default()).then_some(reference)
}

/// AAMMJJ or AAAAMMJJ; two digits of year are of this century (the flow began in 1998, and no lot
/// of that time is still on its way).
pub(crate) fn date(text: &str) -> Option<Date> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = match text.len() {
        6 => (2000 + text[..2].parse::<i16>().ok()?, &text[2..]),
        8 => (text[..4].parse().ok()?, &text[4..]),
        _ => return None,
    };
    Date::new(year, rest[..2].parse().ok()?, rest[2..].parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class_of(message: &str) -> Classification {
        classify(
            &RuleSet::built_in(),
            message.replace('\n', "\r\n").as_bytes(),
            &Bounds::default(),
        )
    }

    #[test]
    fn a_lot_names_its_emitter_and_its_caisse() {
        let found = class_of(
            "From: cabinet@exemple.example\nTo: <01511@511.01.rss.fr>\n\
             Subject: IR100500/00000000000042/2025080617250910188/00001\n\n",
        );
        assert_eq!(
            (found.class, found.strength),
            (MessageClass::Lot, Strength::Proven)
        );
        assert_eq!(found.caisse.unwrap().to_string(), "01511");
        assert_eq!(found.references[0].emitter.as_ref().unwrap().as_str(), "42");
        assert!(!found.references[0].is_complete());
    }

    #[test]
    fn a_return_is_read_by_its_description_whatever_the_letter_case() {
        let message = |description: &str| {
            format!(
                "From: retour@511.01.rss.fr\nMIME-Version: 1.0\nContent-Type: Application/EDI-Consent\n\
                 Content-Transfer-Encoding: base64\nContent-Description: {description}\n\nQUJD\n"
            )
        };
        for (description, class) in [
            ("NOEMIE/PS", MessageClass::Rsp),
            ("noemie", MessageClass::Rsp),
            ("ARL", MessageClass::ArlUnsigned),
            ("RSP/01", MessageClass::Rsp),
            ("CARLO", MessageClass::UnknownMachine),
            ("", MessageClass::UnknownMachine),
        ] {
            let found = class_of(&message(description));
            assert_eq!(found.class, class, "{description}");
            assert_eq!(found.caisse.unwrap().number(), 511);
        }
    }

    #[test]
    fn a_bounce_is_no_foreign_mail() {
        let report = "From: MAILER-DAEMON@mail.exemple.example\nReturn-Path: <>\nAuto-Submitted: auto-replied\n\
            MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
            --b\nContent-Type: text/plain\n\nsorry\n--b\nContent-Type: message/delivery-status\n\n\
            Final-Recipient: rfc822; 01511@511.01.rss.fr\nAction: failed\nStatus: 5.1.1\n\n--b--\n";
        let found = class_of(report);
        assert_eq!(found.class, MessageClass::NonDelivery);
        assert_eq!(found.rule.as_deref(), Some("delivery-status"));
        let plain = "From: MAILER-DAEMON@mail.exemple.example\nX-Failed-Recipients: 01511@511.01.rss.fr\nSubject: failed\n\nx\n";
        assert_eq!(class_of(plain).class, MessageClass::NonDelivery);
    }

    #[test]
    fn what_no_rule_explains_is_foreign() {
        for message in [
            "From: a@exemple.example\nSubject: Bonjour\n\nx\n",
            "",
            "\0\0\0",
        ] {
            let found = class_of(message);
            assert_eq!((found.class, found.rule), (MessageClass::Foreign, None));
        }
    }

    #[test]
    fn dates_have_two_or_four_digits_of_year() {
        assert_eq!(date("250806"), date("20250806"));
        for bad in ["", "2508", "251306", "ABCDEF", "２５"] {
            assert_eq!(date(bad), None, "{bad}");
        }
    }
}
