//! Reports that a probe could not be delivered (RFC 3464), and why.

use vigie_domain::verdict::Bounce;

use crate::{header, probe::Probe};

/// Whether a header is that of a delivery report: worth reading the first lines of.
pub(crate) fn looks_like_report(header: &[u8]) -> bool {
    header::fields(header).any(|(name, value)| {
        let value = value.trim().to_ascii_lowercase();
        if name.eq_ignore_ascii_case("Content-Type") {
            value.starts_with("multipart/report")
        } else if name.eq_ignore_ascii_case("Return-Path") {
            value == "<>"
        } else if name.eq_ignore_ascii_case("From") {
            value.contains("mailer-daemon")
        } else {
            false
        }
    })
}

/// The probe that a report is about, by the token in what it gives back of it, and why it came
/// back; `None` for the reason where it is only delayed.
pub(crate) fn report_on<'p>(
    report: &[u8],
    probes: &'p [Probe],
) -> Option<(&'p Probe, Option<Bounce>)> {
    let text = String::from_utf8_lossy(report);
    let probe = probes
        .iter()
        .find(|probe| text.contains(probe.token.as_str()))?;
    let delayed = text.lines().any(|line| {
        line.trim()
            .to_ascii_lowercase()
            .strip_prefix("action:")
            .is_some_and(|action| matches!(action.trim(), "delayed" | "relayed" | "delivered"))
    });
    Some((probe, (!delayed).then(|| reason(&text))))
}

/// Why, by the words of a server: the codes of Orange and La Poste, else the enhanced status code
/// (RFC 3463), else a plain 550 with the usual words for nobody.
pub(crate) fn reason(words: &str) -> Bounce {
    if let Some(code) = provider_code(words) {
        return Bounce::of_provider_code(code);
    }
    let has = |code: &str| {
        words
            .split(|letter: char| !(letter.is_ascii_digit() || letter == '.'))
            .any(|word| word.trim_end_matches('.') == code)
    };
    if has("5.1.1") || has("5.1.10") || has("5.1.6") {
        Bounce::UnknownAddress
    } else if has("5.2.2") || has("4.2.2") {
        Bounce::Full
    } else if has("5.2.1") {
        Bounce::Blocked
    } else {
        Bounce::Other
    }
}

/// The number in `OFR_416`, `LPN007_420`, `LPN_426`.
fn provider_code(words: &str) -> Option<u16> {
    words
        .split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'))
        .filter(|word| word.starts_with("OFR") || word.starts_with("LPN"))
        .find_map(|word| word.rsplit_once('_')?.1.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::Purpose;

    #[test]
    fn reasons_are_read_from_codes() {
        for (words, bounce) in [
            (
                "550 5.1.1 <x@b.test>: Recipient address rejected",
                Bounce::UnknownAddress,
            ),
            ("Status: 5.2.2\r\n", Bounce::Full),
            ("552-5.2.2 over quota", Bounce::Full),
            ("550 5.2.1 The account is disabled.", Bounce::Blocked),
            (
                "550 5.2.0 OFR_416 adresse inconnue [416]",
                Bounce::UnknownAddress,
            ),
            ("mwinf OFR005_417 mailbox full", Bounce::Full),
            ("550 LPN007_420 boite archivee", Bounce::Archived),
            ("550 5.2.0 LPN_426", Bounce::Blocked),
            ("554 5.7.1 no", Bounce::Other),
            ("15.1.1.2", Bounce::Other),
            ("", Bounce::Other),
        ] {
            assert_eq!(reason(words), bounce, "{words}");
        }
    }

    #[test]
    fn a_report_is_known_by_the_token_it_gives_back() {
        let probe = Probe::new(Purpose::Candidate, "b@exemple.test".parse().unwrap()).unwrap();
        let probes = [probe];
        let token = probes[0].token.as_str();
        let failed = format!(
            "Content-Type: multipart/report\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\nX-Vigie-Essai: {token}\r\n"
        );
        assert_eq!(
            report_on(failed.as_bytes(), &probes).unwrap().1,
            Some(Bounce::UnknownAddress)
        );
        let delayed = failed.replace("failed", "delayed");
        assert_eq!(report_on(delayed.as_bytes(), &probes).unwrap().1, None);
        assert!(report_on(b"Action: failed\r\nStatus: 5.1.1\r\n", &probes).is_none());
    }

    #[test]
    fn only_what_looks_like_a_report_is_read_on() {
        for header in [
            "Content-Type: multipart/report; report-type=delivery-status\r\n",
            "Return-Path: <>\r\n",
            "From: MAILER-DAEMON@b.test (Mail Delivery System)\r\n",
        ] {
            assert!(looks_like_report(header.as_bytes()), "{header}");
        }
        assert!(!looks_like_report(
            b"From: a@b.test\r\nContent-Type: text/plain\r\n"
        ));
    }
}
