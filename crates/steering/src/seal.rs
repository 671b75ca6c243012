//! A document for one practice, closed to everybody else.
//!
//! `crypto_box`'s sealed box (X25519, XSalsa20-Poly1305, an ephemeral key per box). Who sealed it
//! is not proven by it: the signed list that names its digest does that.

use crypto_box::aead::OsRng;

use crate::{PracticeCode, PracticeKey};

/// Octets of a document to seal at most.
const MOST_PLAIN: usize = 64 << 10;
/// Plain texts are filled up to a multiple of this, so that a box tells little by its length.
const STEP: usize = 1 << 10;
/// Before the document: its length.
const HEAD: usize = 4;
/// What a sealed box adds: the ephemeral public key and the tag.
const OVERHEAD: usize = 48;
/// Octets of a sealed file at most.
pub const MOST_SEALED: usize = MOST_PLAIN + STEP + OVERHEAD;

/// Why something cannot be sealed, or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// It is too large.
    #[error("a document for one practice is larger than {MOST_PLAIN} octets")]
    TooLarge,
    /// It cannot be encrypted to this public key.
    #[error("it cannot be sealed to this public key")]
    Refused,
    /// It is sealed to another key, or was altered.
    #[error("it is not sealed to this key, or was altered")]
    NotForUs,
    /// It opens, and holds nothing of the form agreed on.
    #[error("it opens, and its content is malformed")]
    Malformed,
}

/// Seals a document to a practice.
pub fn seal(document: &[u8], code: &PracticeCode) -> Result<Vec<u8>, SealError> {
    if document.len() > MOST_PLAIN {
        return Err(SealError::TooLarge);
    }
    let length = u32::try_from(document.len()).map_err(|_| SealError::TooLarge)?;
    let mut plain = Vec::with_capacity((HEAD + document.len()).next_multiple_of(STEP));
    plain.extend_from_slice(&length.to_be_bytes());
    plain.extend_from_slice(document);
    plain.resize(plain.len().next_multiple_of(STEP), 0);
    code.public_key()
        .seal(&mut OsRng, &plain)
        .map_err(|_| SealError::Refused)
}

/// Opens what was sealed to this key.
pub fn open_sealed(sealed: &[u8], key: &PracticeKey) -> Result<Vec<u8>, SealError> {
    if sealed.len() > MOST_SEALED {
        return Err(SealError::TooLarge);
    }
    let mut plain = key.unseal(sealed).ok_or(SealError::NotForUs)?;
    let head = plain.first_chunk::<HEAD>().ok_or(SealError::Malformed)?;
    let length = usize::try_from(u32::from_be_bytes(*head)).map_err(|_| SealError::Malformed)?;
    let end = HEAD.checked_add(length).ok_or(SealError::Malformed)?;
    let filler = plain.get(end..).ok_or(SealError::Malformed)?;
    if length > MOST_PLAIN || filler.len() >= STEP || filler.iter().any(|&octet| octet != 0) {
        return Err(SealError::Malformed);
    }
    plain.truncate(end);
    plain.drain(..HEAD);
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key_and_code() -> (PracticeKey, PracticeCode) {
        let key = PracticeKey::generate();
        let code = key.code("7KQM-2XRD-9VTA".parse().unwrap());
        (key, code)
    }

    #[test]
    fn only_the_practice_opens_what_is_sealed_to_it() {
        let (key, code) = key_and_code();
        let (other, _) = key_and_code();
        for document in [&b""[..], b"{\"kind\":\"practice\"}", &vec![7; MOST_PLAIN]] {
            let sealed = seal(document, &code).unwrap();
            assert!(sealed.len() <= MOST_SEALED);
            assert_eq!(open_sealed(&sealed, &key).unwrap(), document);
            assert_eq!(open_sealed(&sealed, &other), Err(SealError::NotForUs));
        }
        assert_eq!(
            seal(&vec![0; MOST_PLAIN + 1], &code),
            Err(SealError::TooLarge)
        );
    }

    #[test]
    fn lengths_tell_little() {
        let (_, code) = key_and_code();
        let length = |document: &[u8]| seal(document, &code).unwrap().len();
        assert_eq!(length(b"a"), length(&[b'a'; 1000]));
    }

    #[test]
    fn what_was_altered_does_not_open() {
        let (key, code) = key_and_code();
        let sealed = seal(b"document", &code).unwrap();
        for at in [0, 31, 32, 47, 48, sealed.len() - 1] {
            let mut altered = sealed.clone();
            altered[at] ^= 1;
            assert_eq!(
                open_sealed(&altered, &key),
                Err(SealError::NotForUs),
                "{at}"
            );
        }
        assert_eq!(open_sealed(&sealed[..40], &key), Err(SealError::NotForUs));
        assert_eq!(open_sealed(&[], &key), Err(SealError::NotForUs));
        assert_eq!(
            open_sealed(&vec![0; MOST_SEALED + 1], &key),
            Err(SealError::TooLarge)
        );
    }

    #[test]
    fn what_opens_and_is_malformed_is_refused() {
        let (key, code) = key_and_code();
        let mut too_long = vec![0, 0, 4, 0];
        too_long.resize(STEP, 0);
        let mut noise = vec![0, 0, 0, 1, b'a', b'b'];
        noise.resize(STEP, 0);
        for plain in [vec![], vec![0; 3], too_long, noise, vec![0; 2 * STEP]] {
            let sealed = code.public_key().seal(&mut OsRng, &plain).unwrap();
            assert_eq!(open_sealed(&sealed, &key), Err(SealError::Malformed));
        }
    }
}
