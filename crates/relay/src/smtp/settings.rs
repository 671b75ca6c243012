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
}

impl Default for SmtpSettings {
    fn default() -> Self {
        Self {
            sessions: 8,
            idle: Duration::from_mins(10),
            login_required: true,
            most_octets: 64 << 20,
        }
    }
}
