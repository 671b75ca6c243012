//! Which of our causes an error of the HTTP client is.

use std::{error::Error, io};

use crate::FetchError;

/// Characters of a detail.
const LONGEST_DETAIL: usize = 200;

/// The cause of a request that failed.
pub(super) fn of(file: &str, error: &reqwest::Error) -> FetchError {
    if error.is_timeout() {
        return FetchError::TooSlow {
            file: file.to_owned(),
        };
    }
    if error.is_redirect() {
        return FetchError::Portal {
            file: file.to_owned(),
        };
    }
    let tls = causes(error).find_map(tls);
    match tls {
        Some(tls) => FetchError::NotProven {
            detail: shortened(&tls.to_string()),
        },
        None => FetchError::Unreachable {
            detail: words(error),
        },
    }
}

/// What the innermost cause says.
pub(super) fn words(error: &reqwest::Error) -> String {
    shortened(&causes(error).last().unwrap_or(error).to_string())
}

/// One line of bounded length: some of it may come from the other side.
pub(crate) fn shortened(text: &str) -> String {
    let visible = |letter: char| if letter.is_control() { ' ' } else { letter };
    text.chars().take(LONGEST_DETAIL).map(visible).collect()
}

/// TLS's own error: it may stand within several of the system's.
fn tls<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    match cause.downcast_ref::<io::Error>() {
        Some(outer) => tls(outer.get_ref()?),
        None => cause.downcast_ref(),
    }
}

fn causes<'a>(error: &'a reqwest::Error) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(error.source(), |&cause| cause.source())
}
