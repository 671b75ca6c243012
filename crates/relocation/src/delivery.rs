//! Whom the delivering servers name on a message.

use vigie_domain::verdict::{DeliveryField, DeliveryHeader};

use crate::header;

/// Names kept of one message.
const MOST: usize = 32;

/// The longest name, in characters.
const LONGEST: usize = 320;

/// Every mailbox that a delivering server names in this header, in order.
pub(crate) fn headers(header: &[u8]) -> Vec<DeliveryHeader> {
    header::fields(header)
        .filter_map(|(name, value)| {
            let is = |field: DeliveryField| name.eq_ignore_ascii_case(field.header());
            let (field, mailbox) = if is(DeliveryField::DeliveredTo) {
                (DeliveryField::DeliveredTo, plain(&value))
            } else if is(DeliveryField::XOriginalTo) {
                (DeliveryField::XOriginalTo, plain(&value))
            } else if is(DeliveryField::EnvelopeTo) {
                (DeliveryField::EnvelopeTo, plain(&value))
            } else if is(DeliveryField::ReceivedFor) {
                (DeliveryField::ReceivedFor, received_for(&value)?)
            } else {
                return None;
            };
            let fits = !mailbox.is_empty() && mailbox.chars().count() <= LONGEST;
            fits.then_some(DeliveryHeader { field, mailbox })
        })
        .take(MOST)
        .collect()
}

/// Whether the provider marked the message as spam. Values begin with « Yes » or « true », whatever
/// the filter.
pub(crate) fn is_marked_as_spam(header: &[u8]) -> bool {
    header::fields(header).any(|(name, value)| {
        let says_so = |word: &str| {
            value
                .trim_start()
                .get(..word.len())
                .is_some_and(|begin| begin.eq_ignore_ascii_case(word))
        };
        ["X-Spam-Flag", "X-Spam-Status", "X-Spam"]
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known))
            && (says_so("yes") || says_so("true"))
    })
}

fn plain(value: &str) -> String {
    value
        .trim()
        .trim_start_matches('<')
        .trim_end_matches('>')
        .trim()
        .to_owned()
}

/// The address behind « for » (RFC 5321 §4.4), outside of comments.
fn received_for(value: &str) -> Option<String> {
    let mut depth = 0_u32;
    let clear: String = value
        .chars()
        .map(|letter| {
            match letter {
                '(' => depth = depth.saturating_add(1),
                ')' => depth = depth.saturating_sub(1),
                _ if depth == 0 => return letter,
                _ => {}
            }
            ' '
        })
        .collect();
    let before_date = clear.split(';').next().unwrap_or_default();
    let mut words = before_date.split_whitespace();
    words.find(|word| word.eq_ignore_ascii_case("for"))?;
    let named = plain(words.next()?);
    named.contains('@').then_some(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_read_and_nothing_else() {
        let header = "Return-Path: <sender@a.test>\r\n\
            Delivered-To: <main@b.test>\r\n\
            Received: from mail.b.test\r\n\tby mail.b.test with LMTP\r\n\tid x (for <no@b.test>)\r\n\
            \tfor <main@b.test>; Mon, 2 Mar 2026 08:10:00 +0100\r\n\
            Received: by x with ESMTP; waiting for nobody@a.test\r\n\
            Received: by x with ESMTP for nobody; today\r\n\
            X-Original-To: alias@b.test\r\n\
            envelope-to: u123\r\n\
            To: <somebody@c.test>\r\n\r\nDelivered-To: body@b.test\r\n";
        let read: Vec<_> = headers(header.as_bytes())
            .into_iter()
            .map(|header| (header.field, header.mailbox))
            .collect();
        assert_eq!(
            read,
            [
                (DeliveryField::DeliveredTo, "main@b.test".to_owned()),
                (DeliveryField::ReceivedFor, "main@b.test".to_owned()),
                (DeliveryField::XOriginalTo, "alias@b.test".to_owned()),
                (DeliveryField::EnvelopeTo, "u123".to_owned()),
            ]
        );
    }

    #[test]
    fn hostile_names_are_bounded() {
        let long = format!("Delivered-To: {}@b.test\r\n", "a".repeat(1_000));
        assert!(headers(long.as_bytes()).is_empty());
        let many = "Delivered-To: a@b.test\r\n".repeat(1_000);
        assert_eq!(headers(many.as_bytes()).len(), MOST);
    }

    #[test]
    fn spam_is_what_the_provider_marks() {
        for marked in [
            "X-Spam-Flag: YES\r\n",
            "x-spam-status: Yes, score=7\r\n",
            "X-Spam: true\r\n",
        ] {
            assert!(is_marked_as_spam(marked.as_bytes()), "{marked}");
        }
        for clean in [
            "X-Spam-Status: No, score=1\r\n",
            "Subject: X-Spam-Flag: YES\r\n",
            "X-Spam-Score: 9\r\n",
            "X-Spam: é\r\n",
        ] {
            assert!(!is_marked_as_spam(clean.as_bytes()), "{clean}");
        }
    }
}
