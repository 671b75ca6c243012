use crate::capability::Capabilities;
use crate::parse::Tolerance;

/// What the connection is at its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// TLS from the first octet (RFC 8314), or what counts as safe as that.
    Tls,
    /// Clear text; TLS can begin by STLS.
    ClearWithStls,
    /// Clear text for good.
    Clear,
}

/// How one session behaves.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What the connection is.
    pub transport: Transport,
    /// Whether names and passwords are taken in clear text.
    pub clear_text_login: bool,
    /// The text of the greeting.
    pub greeting: String,
    /// Offers APOP: a timestamp in angle brackets, of this session alone (RFC 1939 §7). Sent in the greeting.
    pub apop_timestamp: Option<String>,
    /// Offers UTF8 (RFC 6856).
    pub utf8: bool,
    /// What CAPA announces besides what follows from the other settings and the state, such as LOGIN-DELAY.
    pub announced: Capabilities,
    /// How exactly the client must keep to the grammar.
    pub tolerance: Tolerance,
    /// The longest line of a client, its end included.
    pub line_octets: usize,
    /// After so many lines that are no command, or none in this state, the session ends.
    pub bad_commands: u32,
    /// After so many refused logins the session ends.
    pub login_attempts: u32,
}

impl Settings {
    /// A tolerant server that takes no password in clear text.
    #[must_use]
    pub fn new(transport: Transport) -> Self {
        Self {
            transport,
            clear_text_login: false,
            greeting: "POP3 ready".to_owned(),
            apop_timestamp: None,
            utf8: false,
            announced: Capabilities::default(),
            tolerance: Tolerance::Tolerant,
            line_octets: 1_024,
            bad_commands: 20,
            login_attempts: 3,
        }
    }
}
