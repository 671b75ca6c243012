use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::spool::{SpoolError, random};

/// Letters and digits that are not taken for one another when they are typed. 32 of them: five
/// random bits choose one.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Letters of the password: 120 bits.
const PASSWORD: usize = 24;
/// Random letters of the user name.
const NAME: usize = 6;

/// Under what name and password the billing software may use the relay. Random, and made once per
/// installation; the password belongs into the keychain.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The user name.
    pub user: String,
    /// The password.
    pub password: SecretString,
}

impl Credentials {
    /// Makes new ones.
    pub fn generate() -> Result<Self, SpoolError> {
        let name = letters::<NAME>()?;
        let password = letters::<PASSWORD>()?;
        Ok(Self {
            user: format!("vigie-{}", name.as_str()),
            password: SecretString::from(password.as_str()),
        })
    }
}

fn letters<const N: usize>() -> Result<Zeroizing<String>, SpoolError> {
    let octets = Zeroizing::new(random::<N>()?);
    let mut text = Zeroizing::new(String::with_capacity(N));
    for octet in octets.iter() {
        let letter = LETTERS.get(usize::from(octet % 32)).copied();
        text.push(char::from(letter.unwrap_or(b'a')));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    #[test]
    fn two_installations_differ_and_debug_tells_no_password() {
        let one = Credentials::generate().unwrap();
        let other = Credentials::generate().unwrap();
        assert_ne!(one.user, other.user);
        let password = one.password.expose_secret();
        assert_ne!(password, other.password.expose_secret());
        assert_eq!(password.len(), 24);
        assert!(password.bytes().all(|letter| LETTERS.contains(&letter)));
        assert!(!format!("{one:?}").contains(password));
    }
}
