//! APOP: a digest over the greeting's timestamp and a shared secret (RFC 1939 §7).
//!
//! MD5 is broken for this purpose; the client half uses APOP nowhere by itself. The server half speaks it for old programs.

use md5::{Digest as _, Md5};
use secrecy::{ExposeSecret as _, SecretString};

/// The timestamp in a greeting: the first `<…@…>` of printable ASCII. It stands for itself, angle brackets included.
#[must_use]
pub fn timestamp(greeting: &[u8]) -> Option<&str> {
    let mut rest = greeting;
    loop {
        let open = memchr::memchr(b'<', rest)?;
        rest = &rest[open..];
        let close = memchr::memchr(b'>', rest)?;
        let candidate = &rest[..=close];
        let inside = &candidate[1..close];
        if inside.contains(&b'@')
            && inside
                .iter()
                .all(|octet| octet.is_ascii_graphic() && *octet != b'<')
        {
            return std::str::from_utf8(candidate).ok();
        }
        rest = &rest[1..];
    }
}

/// The digest that proves the knowledge of `secret`, as 32 lower-case hexadecimal digits. Itself a secret: passwords can be
/// tried on it at leisure.
#[must_use]
pub fn digest(timestamp: &str, secret: &SecretString) -> SecretString {
    use std::fmt::Write as _;
    let hash = Md5::new()
        .chain_update(timestamp)
        .chain_update(secret.expose_secret())
        .finalize();
    hash.iter()
        .fold(String::with_capacity(32), |mut digits, octet| {
            // Writing into a `String` cannot fail.
            let _ = write!(digits, "{octet:02x}");
            digits
        })
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_1939() {
        let greeting = b"POP3 server ready <1896.697170952@dbc.mtview.ca.us>";
        let stamp = timestamp(greeting).unwrap();
        assert_eq!(stamp, "<1896.697170952@dbc.mtview.ca.us>");
        assert_eq!(
            digest(stamp, &"tanstaaf".into()).expose_secret(),
            "c4c9334bac560ecc979e58001b3e22fb"
        );
    }

    #[test]
    fn brackets_without_an_address_are_no_timestamp() {
        for odd in [
            &b"ready"[..],
            b"<>",
            b"<a b@c>",
            b"<unclosed@x",
            b"<no-at>",
            b"a > b <",
        ] {
            assert_eq!(timestamp(odd), None, "{odd:?}");
        }
        assert_eq!(timestamp(b"<one> <<1@two>"), Some("<1@two>"));
    }

    #[test]
    fn many_brackets_take_no_long_time() {
        assert_eq!(timestamp(&b"<".repeat(2_000)), None);
    }
}
