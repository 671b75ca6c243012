//! Whose mailbox a delivering server names.

use super::evidence::{Evidence, is_same_address};
use crate::account::Address;

/// Whom a header, or a user name, names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// The candidate.
    Candidate,
    /// A mailbox that is not the candidate's.
    Another,
    /// Somebody that cannot be told: a provider's inner name.
    Unclear,
}

/// Whom it names. Servers write the address, the part before the @, the address at an inner
/// machine's name, or (qmail) the address with its domain put before it.
pub(super) fn named(mailbox: &str, evidence: &Evidence) -> Named {
    let candidate = &evidence.candidate.address;
    let is = |address: &Address| mailbox.to_lowercase() == address.as_str().to_lowercase();
    if is(candidate) {
        return Named::Candidate;
    }
    if evidence
        .existing
        .iter()
        .any(|existing| is(&existing.address) && !is_same_address(&existing.address, candidate))
    {
        return Named::Another;
    }
    let own_local = candidate.local_part().to_lowercase();
    let own_domain = candidate.domain().to_lowercase();
    let Some((local, domain)) = mailbox.rsplit_once('@') else {
        return if mailbox.to_lowercase() == own_local {
            Named::Candidate
        } else {
            Named::Unclear
        };
    };
    let (local, domain) = (local.to_lowercase(), domain.to_lowercase());
    if local.is_empty() || domain.is_empty() {
        return Named::Unclear;
    }
    if local == own_local {
        return if is_within(&domain, &own_domain) {
            Named::Candidate
        } else {
            Named::Unclear
        };
    }
    match local
        .strip_suffix(&own_local)
        .and_then(|before| before.strip_suffix('-'))
    {
        Some(prefix) if prefix == own_domain => Named::Candidate,
        Some(prefix) if prefix.contains('.') => Named::Unclear,
        _ => Named::Another,
    }
}

/// Whether it is the domain itself, or a machine's name inside it.
fn is_within(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain)
        .is_some_and(|inner| inner.is_empty() || inner.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::{super::stage::*, *};

    #[test]
    fn servers_name_a_mailbox_in_several_ways() {
        let evidence = Stage::new().with_old_mailbox().evidence;
        for (mailbox, whose) in [
            (CANDIDATE, Named::Candidate),
            ("Teletrans@Acces.example", Named::Candidate),
            ("teletrans", Named::Candidate),
            ("teletrans@store3.mail.acces.example", Named::Candidate),
            ("acces.example-teletrans@acces.example", Named::Candidate),
            (OLD, Named::Another),
            ("main@acces.example", Named::Another),
            ("jean-teletrans@acces.example", Named::Another),
            ("someone@elsewhere.example", Named::Another),
            ("teletrans@elsewhere.example", Named::Unclear),
            ("teletrans@notacces.example", Named::Unclear),
            ("box.acces-teletrans@acces.example", Named::Unclear),
            ("u1234567", Named::Unclear),
            ("", Named::Unclear),
            ("@acces.example", Named::Unclear),
        ] {
            assert_eq!(named(mailbox, &evidence), whose, "{mailbox:?}");
        }
    }

    #[test]
    fn an_existing_mailbox_is_another_one_even_with_the_same_name() {
        let mut stage = Stage::new();
        stage.add_existing("teletrans@elsewhere.example");
        assert_eq!(
            named("teletrans@elsewhere.example", &stage.evidence),
            Named::Another
        );
    }
}
