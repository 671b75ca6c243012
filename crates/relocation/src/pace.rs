//! How often one logs in.

use jiff::SignedDuration;
use vigie_mailbox::witnesses;

/// Between two logins, where the server announces nothing else. A rule of ours.
const USUAL: SignedDuration = SignedDuration::from_secs(60);

/// The same at a test's own servers.
const HURRIED: SignedDuration = SignedDuration::from_secs(1);

/// The longest pause that is waited for, as under watch; what is announced beyond is as good as never.
const LONGEST: u64 = 6 * 60 * 60;

/// How often one logs in to a mailbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// At least 60 s apart, or what the server announces (LOGIN-DELAY).
    #[default]
    Usual,
    /// The same, but a second apart at servers on loopback or a private address, which can only be
    /// a test's own.
    Hurried,
}

impl Pace {
    /// The pause between two logins at a server that announces `login_delay_s`.
    #[must_use]
    pub fn pause(self, host: &str, login_delay_s: Option<u64>) -> SignedDuration {
        let least = match self {
            Self::Hurried if witnesses::is_private(host) => HURRIED,
            Self::Hurried | Self::Usual => USUAL,
        };
        let announced = login_delay_s.map_or(0, |seconds| seconds.min(LONGEST));
        least.max(SignedDuration::from_secs(
            i64::try_from(announced).unwrap_or(i64::MAX),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_test_s_own_server_is_hurried() {
        let pause = |pace: Pace, host, announced| pace.pause(host, announced).as_secs();
        assert_eq!(pause(Pace::Usual, "127.0.0.1", None), 60);
        assert_eq!(pause(Pace::Hurried, "127.0.0.1", None), 1);
        assert_eq!(pause(Pace::Hurried, "pop.exemple.example", None), 60);
        assert_eq!(pause(Pace::Hurried, "127.0.0.1", Some(30)), 30);
        assert_eq!(pause(Pace::Usual, "pop.exemple.example", Some(900)), 900);
        assert_eq!(
            pause(Pace::Usual, "pop.exemple.example", Some(u64::MAX)),
            21_600
        );
    }
}
