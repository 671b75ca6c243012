//! What stands in a vault's file.
//!
//! The file is a header (magic, version, cost of the passphrase, salt, nonce), the entries
//! encrypted with XChaCha20-Poly1305 under a key that Argon2id makes of the passphrase, and a
//! digest of all before it. The digest is no secret and protects nothing: it tells a damaged file
//! from a wrong passphrase. Every version ends with it.

use std::collections::BTreeMap;

use argon2::{Algorithm, Argon2, Params, Version};
use blake2::{Blake2b, Digest, digest::consts::U32};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::VaultError;

const MAGIC: &[u8; 8] = b"VIGIEVLT";
const VERSION: u8 = 1;
/// Magic, version, three costs.
pub(super) const COSTS_AT: usize = MAGIC.len() + 1;
pub(super) const SALT_AT: usize = COSTS_AT + 12;
pub(super) const NONCE_AT: usize = SALT_AT + 16;
pub(super) const HEADER: usize = NONCE_AT + 24;
pub(super) const DIGEST: usize = 32;

/// What one guess of the passphrase costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cost {
    /// Memory in KiB.
    pub(super) memory: u32,
    pub(super) passes: u32,
    pub(super) lanes: u32,
}

impl Cost {
    /// RFC 9106 §4, the second recommendation, on one lane.
    pub(super) const USUAL: Self = Self {
        memory: 64 * 1024,
        passes: 3,
        lanes: 1,
    };

    /// A file may not make us spend more than this.
    fn bearable(self) -> bool {
        self.memory <= 256 * 1024 && self.passes <= 16 && self.lanes <= 4
    }
}

pub(super) type Entries = BTreeMap<String, SecretString>;

/// A file whose digest is right.
pub(super) struct Sealed<'a> {
    pub(super) header: &'a [u8],
    pub(super) cost: Cost,
    pub(super) salt: [u8; 16],
    pub(super) nonce: &'a [u8],
    pub(super) entries: &'a [u8],
}

impl<'a> Sealed<'a> {
    pub(super) fn parse(file: &'a [u8]) -> Result<Self, VaultError> {
        let body_end = file.len().checked_sub(DIGEST).ok_or(VaultError::Damaged)?;
        let (body, stored) = file.split_at(body_end);
        if digest(body) != *stored || !body.starts_with(MAGIC) {
            return Err(VaultError::Damaged);
        }
        match body.get(MAGIC.len()) {
            Some(&VERSION) => {}
            Some(&version) => return Err(VaultError::ForeignVersion(version)),
            None => return Err(VaultError::Damaged),
        }
        let (header, entries) = body.split_at_checked(HEADER).ok_or(VaultError::Damaged)?;
        let number = |index: usize| {
            let octets = header.get(COSTS_AT + 4 * index..)?.first_chunk()?;
            Some(u32::from_be_bytes(*octets))
        };
        let salt = header.get(SALT_AT..).and_then(<[u8]>::first_chunk);
        let (Some(memory), Some(passes), Some(lanes), Some(salt), Some(nonce)) = (
            number(0),
            number(1),
            number(2),
            salt,
            header.get(NONCE_AT..),
        ) else {
            return Err(VaultError::Damaged);
        };
        let cost = Cost {
            memory,
            passes,
            lanes,
        };
        if !cost.bearable() {
            return Err(VaultError::Damaged);
        }
        Ok(Self {
            header,
            cost,
            salt: *salt,
            nonce,
            entries,
        })
    }
}

/// What a file begins with.
pub(super) fn header(cost: Cost, salt: &[u8; 16], nonce: &[u8; 24]) -> Vec<u8> {
    let mut header = Vec::with_capacity(HEADER);
    header.extend_from_slice(MAGIC);
    header.push(VERSION);
    for cost in [cost.memory, cost.passes, cost.lanes] {
        header.extend_from_slice(&cost.to_be_bytes());
    }
    header.extend_from_slice(salt);
    header.extend_from_slice(nonce);
    header
}

/// Each entry is its name and its secret, each after its length in two octets.
pub(super) fn write_entries(entries: &Entries) -> Zeroizing<Vec<u8>> {
    let length = entries
        .iter()
        .map(|(name, secret)| 4 + name.len() + secret.expose_secret().len())
        .sum();
    // Of the right length at once: a vector that grows leaves copies behind.
    let mut plain = Zeroizing::new(Vec::with_capacity(length));
    for (name, secret) in entries {
        for text in [name.as_str(), secret.expose_secret()] {
            let length = u16::try_from(text.len()).unwrap_or(u16::MAX);
            plain.extend_from_slice(&length.to_be_bytes());
            plain.extend_from_slice(text.as_bytes());
        }
    }
    plain
}

pub(super) fn parse_entries(plain: &[u8]) -> Option<Entries> {
    fn text<'a>(rest: &mut &'a [u8]) -> Option<&'a str> {
        let (length, after) = rest.split_first_chunk()?;
        let (text, after) = after.split_at_checked(u16::from_be_bytes(*length).into())?;
        *rest = after;
        std::str::from_utf8(text).ok()
    }
    let mut rest = plain;
    let mut entries = Entries::new();
    while !rest.is_empty() {
        let name = text(&mut rest)?.to_owned();
        let secret = SecretString::from(text(&mut rest)?);
        entries.insert(name, secret);
    }
    Some(entries)
}

pub(super) fn derive(
    passphrase: &SecretString,
    salt: &[u8; 16],
    cost: Cost,
) -> Result<Zeroizing<[u8; 32]>, VaultError> {
    let mut key = Zeroizing::new([0; 32]);
    let params = Params::new(cost.memory, cost.passes, cost.lanes, Some(key.len()))
        .map_err(|_| VaultError::Damaged)?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(
            passphrase.expose_secret().as_bytes(),
            salt,
            key.as_mut_slice(),
        )
        .map_err(|error| VaultError::NoKey(error.to_string()))?;
    Ok(key)
}

pub(super) fn random<const N: usize>() -> Result<[u8; N], VaultError> {
    let mut octets = [0; N];
    getrandom::fill(&mut octets).map_err(|error| VaultError::NoKey(error.to_string()))?;
    Ok(octets)
}

pub(super) fn digest(octets: &[u8]) -> [u8; DIGEST] {
    Blake2b::<U32>::digest(octets).into()
}
