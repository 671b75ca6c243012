use std::time::Duration;

/// How the SMTP side behaves.
#[derive(Clone, Debug)]
pub struct SmtpSettings {
    /// Sessions at a time; further ones are turned away.
    pub sessions: usize,
    /// A session ends after so long without a command; RFC 5321 §4.5.3.2.7 asks for five minutes.
    pub idle: Duration,
    /// Whether the software must log in. Software that cannot is let in without; the senders, the
    /// loopback interface and the limits still hold.
    pub login_required: bool,
    /// The largest message, in octets.
    pub most_octets: u64,
    /// What is said to the software.
    pub words: SmtpWords,
}

impl Default for SmtpSettings {
    fn default() -> Self {
        Self {
            sessions: 8,
            idle: Duration::from_mins(10),
            login_required: true,
            most_octets: 64 << 20,
            words: SmtpWords::default(),
        }
    }
}

/// The sentences that billing software may show to its user. One line each, in ASCII; codes come
/// before them, and the provider's own words after those that end with a colon.
#[derive(Clone, Debug)]
pub struct SmtpWords {
    /// 535: wrong name or password.
    pub wrong_login: String,
    /// 530: the software must log in.
    pub login_required: String,
    /// 553: the sender is none of the practice's addresses.
    pub foreign_sender: String,
    /// 552: the message is too big.
    pub too_big: String,
    /// 451: another session is just sending this message.
    pub under_way: String,
    /// 452: the relay's record cannot be written.
    pub no_record: String,
    /// `451 4.3.0`: the practice was switching its mailbox at that moment.
    pub switched: String,
    /// 250: upstream has it from the first time.
    pub accepted_before: String,
    /// 451: nobody knows whether the provider took it.
    pub answer_lost: String,
    /// 451: the connection to the provider broke; its reason follows.
    pub provider_gone: String,
    /// 451: no connection to the provider; its reason follows.
    pub unreachable: String,
    /// 454: the provider refuses the login; its words follow.
    pub login_refused: String,
    /// 554: the provider refuses the connection; its words follow.
    pub refused: String,
    /// 421: too many sessions at a time.
    pub too_many: String,
}

impl Default for SmtpWords {
    fn default() -> Self {
        let words = |text: &str| text.to_owned();
        Self {
            wrong_login: words("Wrong user name or password"),
            login_required: words("Authentication required"),
            foreign_sender: words("Not an address of this practice"),
            too_big: words("Message too big"),
            under_way: words("This message is just being sent"),
            switched: words("The mailbox has just changed; try again"),
            no_record: words("The relay cannot write; try again later"),
            accepted_before: words("Accepted before"),
            answer_lost: words("The provider's answer was lost; try again"),
            provider_gone: words("The provider is gone:"),
            unreachable: words("The provider cannot be reached:"),
            login_refused: words("The provider refuses the login:"),
            refused: words("The provider refuses:"),
            too_many: words("Too many connections"),
        }
    }
}
