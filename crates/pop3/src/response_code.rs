use std::fmt;

/// A response code in brackets, `[IN-USE]` and its like (RFC 2449 §8).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ResponseCode {
    /// Another session has the mailbox (RFC 2449 §8.1.2).
    InUse,
    /// The last login was too short a time ago; the credentials were right (RFC 2449 §8.1.1).
    LoginDelay,
    /// A fault that will pass (RFC 3206 §4).
    SysTemp,
    /// A fault that a person must repair (RFC 3206 §4).
    SysPerm,
    /// The credentials are at fault (RFC 3206 §5).
    Auth,
    /// The message or the name needs UTF8 mode (RFC 6856 §5).
    Utf8,
    /// Any other code, as sent, without its brackets.
    Other(String),
}

impl ResponseCode {
    /// The code without its brackets.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::InUse => "IN-USE",
            Self::LoginDelay => "LOGIN-DELAY",
            Self::SysTemp => "SYS/TEMP",
            Self::SysPerm => "SYS/PERM",
            Self::Auth => "AUTH",
            Self::Utf8 => "UTF8",
            Self::Other(code) => code,
        }
    }

    /// Splits the code from the front of a reply's text; `None` if the text begins with none.
    pub(crate) fn split(text: &str) -> Option<(Self, &str)> {
        let (code, rest) = text.strip_prefix('[')?.split_once(']')?;
        let one_word = !code.is_empty() && code.bytes().all(|octet| octet.is_ascii_graphic());
        one_word.then(|| (Self::parse(code), rest.trim()))
    }

    /// Levels that we do not know are dropped from the right, as RFC 2449 §8 has it: `SYS/TEMP/DISK` is `SYS/TEMP`.
    fn parse(code: &str) -> Self {
        let mut levels = code.split('/').map(str::to_ascii_uppercase);
        match (levels.next().as_deref(), levels.next().as_deref()) {
            (Some("IN-USE"), _) => Self::InUse,
            (Some("LOGIN-DELAY"), _) => Self::LoginDelay,
            (Some("AUTH"), _) => Self::Auth,
            (Some("UTF8"), _) => Self::Utf8,
            (Some("SYS"), Some("TEMP")) => Self::SysTemp,
            (Some("SYS"), Some("PERM")) => Self::SysPerm,
            _ => Self::Other(code.to_owned()),
        }
    }
}

impl fmt::Display for ResponseCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}]", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Option<(ResponseCode, &str)> {
        ResponseCode::split(text)
    }

    #[test]
    fn known_codes_in_any_case_and_with_further_levels() {
        assert_eq!(
            split("[in-use] locked"),
            Some((ResponseCode::InUse, "locked"))
        );
        assert_eq!(split("[SYS/TEMP/DISK]"), Some((ResponseCode::SysTemp, "")));
        assert_eq!(split("[AUTH]no"), Some((ResponseCode::Auth, "no")));
    }

    #[test]
    fn unknown_codes_are_kept() {
        assert_eq!(
            split("[X-Quota/Full] so"),
            Some((ResponseCode::Other("X-Quota/Full".into()), "so"))
        );
    }

    #[test]
    fn text_in_brackets_is_no_code() {
        assert_eq!(split("[ALERT please read]"), None);
        assert_eq!(split("[]"), None);
        assert_eq!(split("[unclosed"), None);
        assert_eq!(split("see [AUTH]"), None);
    }
}
