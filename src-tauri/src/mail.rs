//! A prepared mail, as a `mailto:` address (RFC 6068).

use std::fmt::Write;

use vigie_domain::account::{Address, InvalidAddress};

/// The longest URL that every system's launcher takes (Windows: 2,083 characters).
const LONGEST: usize = 2000;

/// The URL that opens a mail to this address. What of the body does not fit is left out, at a
/// character's border.
pub(crate) fn url(address: &str, subject: &str, body: &str) -> Result<String, InvalidAddress> {
    let address: Address = address.parse()?;
    Ok(prepared(address.as_str(), subject, body))
}

/// The URL that opens a mail whose recipient is still to be written.
pub(crate) fn to_nobody(subject: &str, body: &str) -> String {
    prepared("", subject, body)
}

fn prepared(address: &str, subject: &str, body: &str) -> String {
    let mut url = String::from("mailto:");
    escape(&mut url, address, LONGEST);
    url.push_str("?subject=");
    escape(&mut url, subject, LONGEST / 2);
    url.push_str("&body=");
    escape(&mut url, body, LONGEST);
    url
}

/// Appends percent-encoded text until the URL would be longer than this.
fn escape(url: &mut String, text: &str, longest: usize) {
    let mut buffer = [0; 4];
    for c in text.chars() {
        let mut encoded = String::new();
        match c {
            // RFC 6068 §5: line breaks are %0D%0A.
            '\n' => encoded.push_str("%0D%0A"),
            '\r' => {}
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '.' | '_' | '~' | '@' => encoded.push(c),
            _ => {
                for octet in c.encode_utf8(&mut buffer).bytes() {
                    // Writing to a string cannot fail.
                    let _ = write!(encoded, "%{octet:02X}");
                }
            }
        }
        if url.len() + encoded.len() > longest {
            return;
        }
        url.push_str(&encoded);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_break_out_of_its_field() {
        assert_eq!(
            url(
                "aide@support.example",
                "Vigie : aide",
                "a&cc=x@y.example\nb#?é"
            )
            .unwrap(),
            "mailto:aide@support.example?subject=Vigie%20%3A%20aide\
             &body=a%26cc%3Dx@y.example%0D%0Ab%23%3F%C3%A9"
        );
    }

    #[test]
    fn the_recipient_may_be_left_to_the_person() {
        assert_eq!(to_nobody("a b", "c"), "mailto:?subject=a%20b&body=c");
    }

    #[test]
    fn only_an_address_is_written_to() {
        for odd in [
            "",
            "x",
            "a@b.example?cc=c@d.example",
            "a@b.example\nBcc: c@d.example",
        ] {
            assert!(url(odd, "", "").is_err(), "{odd:?}");
        }
    }

    #[test]
    fn a_long_body_is_cut_at_a_characters_border() {
        let url = url("a@b.example", &"s".repeat(5000), &"é".repeat(5000)).unwrap();
        assert!(url.len() <= LONGEST);
        assert!(url.ends_with("%C3%A9"));
    }
}
