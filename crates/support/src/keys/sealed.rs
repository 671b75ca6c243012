//! A key under a passphrase: Argon2id makes a key of the passphrase, XChaCha20-Poly1305 seals with
//! it. The rest of the file is vouched for by the same seal.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The private part of a key: the seed of Ed25519 (RFC 8032, section 5.1.5).
pub(super) type Seed = Zeroizing<[u8; 32]>;

/// A sealed seed as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sealed {
    argon2id: Cost,
    #[serde(with = "hex::serde")]
    salt: [u8; 16],
    #[serde(with = "hex::serde")]
    nonce: [u8; 24],
    #[serde(with = "hex::serde")]
    octets: [u8; 48],
}

/// What one guess of the passphrase costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cost {
    /// Memory in KiB.
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    /// RFC 9106, section 4, the second recommendation, on one lane.
    const USUAL: Self = Self {
        memory_kib: 64 * 1024,
        passes: 3,
        lanes: 1,
    };

    /// A file may not make us spend more than this.
    const fn is_bearable(self) -> bool {
        self.memory_kib <= 256 * 1024 && self.passes <= 16 && self.lanes <= 4
    }
}

/// Why a seed cannot be sealed or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SealError {
    /// Not the passphrase, or the file was changed.
    #[error("this is not the key's passphrase, or its file was changed")]
    WrongPassphrase,
    /// The file asks for more memory or time than a passphrase costs.
    #[error("the file asks for more than a passphrase costs")]
    Unbearable,
    /// The system gave no random numbers, or too little memory.
    #[error("the system gave no random numbers or too little memory")]
    NoKey,
}

/// Seals a seed; `vouched` is what the file says besides.
pub(super) fn seal(
    seed: &Seed,
    vouched: &[u8],
    passphrase: &SecretString,
) -> Result<Sealed, SealError> {
    let salt = random()?;
    let nonce = random()?;
    let cost = Cost::USUAL;
    let cipher = cipher(passphrase, &salt, cost)?;
    let payload = Payload {
        msg: seed.as_slice(),
        aad: vouched,
    };
    let sealed = cipher
        .encrypt(XNonce::from_slice(&nonce), payload)
        .map_err(|_| SealError::NoKey)?;
    let octets = sealed.try_into().map_err(|_| SealError::NoKey)?;
    Ok(Sealed {
        argon2id: cost,
        salt,
        nonce,
        octets,
    })
}

/// Opens a sealed seed. Takes about a second and 64 MiB for that time.
pub(super) fn open(
    sealed: &Sealed,
    vouched: &[u8],
    passphrase: &SecretString,
) -> Result<Seed, SealError> {
    if !sealed.argon2id.is_bearable() {
        return Err(SealError::Unbearable);
    }
    let cipher = cipher(passphrase, &sealed.salt, sealed.argon2id)?;
    let payload = Payload {
        msg: &sealed.octets,
        aad: vouched,
    };
    let plain = cipher
        .decrypt(XNonce::from_slice(&sealed.nonce), payload)
        .map(Zeroizing::new)
        .map_err(|_| SealError::WrongPassphrase)?;
    let mut seed = Seed::default();
    if plain.len() != seed.len() {
        return Err(SealError::WrongPassphrase);
    }
    seed.copy_from_slice(&plain);
    Ok(seed)
}

fn cipher(
    passphrase: &SecretString,
    salt: &[u8; 16],
    cost: Cost,
) -> Result<XChaCha20Poly1305, SealError> {
    let mut key = Zeroizing::new([0; 32]);
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(key.len()))
        .map_err(|_| SealError::Unbearable)?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(
            passphrase.expose_secret().as_bytes(),
            salt,
            key.as_mut_slice(),
        )
        .map_err(|_| SealError::NoKey)?;
    Ok(XChaCha20Poly1305::new(key.as_slice().into()))
}

/// Random octets of the system.
pub(super) fn random<const N: usize>() -> Result<[u8; N], SealError> {
    let mut octets = [0; N];
    getrandom::fill(&mut octets).map_err(|_| SealError::NoKey)?;
    Ok(octets)
}
