use std::time::Duration;

/// How the POP3 side behaves.
#[derive(Clone, Debug)]
pub struct PopSettings {
    /// Sessions at a time; further ones are turned away.
    pub sessions: usize,
    /// A session ends after so long without a command; RFC 1939 §3 asks for at least ten minutes.
    pub idle: Duration,
    /// Whether APOP is offered besides USER and PASS (RFC 1939 §7).
    pub apop: bool,
    /// What is said to the software.
    pub words: PopWords,
}

impl Default for PopSettings {
    fn default() -> Self {
        Self {
            sessions: 16,
            idle: Duration::from_mins(10),
            apop: true,
            words: PopWords::default(),
        }
    }
}

/// The sentences that billing software may show to its user. One line each, in ASCII.
#[derive(Clone, Debug)]
pub struct PopWords {
    /// The greeting.
    pub greeting: String,
    /// `[IN-USE]`: another session has the mailbox.
    pub in_use: String,
    /// `[AUTH]`: wrong name or password.
    pub wrong_login: String,
    /// `[SYS/TEMP]`: the keychain is locked or without answer.
    pub no_key: String,
    /// `[SYS/TEMP]`: the spool cannot be used now.
    pub no_spool: String,
    /// `[SYS/TEMP]`: the relay is being set up, or left.
    pub held: String,
    /// `[SYS/TEMP]`: this message is damaged, and is fetched again.
    pub damaged: String,
    /// `[SYS/TEMP]`: too many sessions at a time.
    pub too_many: String,
}

impl Default for PopWords {
    fn default() -> Self {
        let words = |text: &str| text.to_owned();
        Self {
            greeting: words("Vigie"),
            in_use: words("Another program is reading this mailbox"),
            wrong_login: words("Wrong user name or password"),
            no_key: words("The keychain of this computer is locked; nothing is lost"),
            no_spool: words("The messages cannot be read now; nothing is lost"),
            held: words("The mailbox is being set up; nothing is lost"),
            damaged: words("This message is damaged and will be fetched again"),
            too_many: words("Too many connections"),
        }
    }
}
