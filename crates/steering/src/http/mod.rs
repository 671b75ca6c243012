//! One file at a time over HTTPS, within bounds.
//!
//! A poll that finds nothing new is to be small: the agent asks some hundred times a day. So HTTP/1.1
//! without what is not needed, and TLS sessions that are resumed (RFC 8446 §2.2): a resumed session
//! carries no certificates, and the platform's roots need not be loaded for it.

mod tls;
pub(crate) mod trouble;

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::{Timestamp, fmt::rfc2822};
use reqwest::{
    Client, Response, StatusCode, Url,
    header::{
        CONTENT_ENCODING, CONTENT_TYPE, DATE, ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE,
        IF_NONE_MATCH, LAST_MODIFIED, RETRY_AFTER,
    },
    redirect,
};
use rustls::{ClientConfig, pki_types::CertificateDer};
use tokio::time::{Instant, timeout_at};

use crate::{FetchError, Limits};

/// Redirections within the same server that are followed.
const MOST_REDIRECTIONS: usize = 3;
/// The longest pause that a server may ask for.
const LONGEST_PAUSE: Duration = Duration::from_hours(24);
/// Octets of a page that says that something is not there, and is read to its end.
const MOST_OF_A_PAGE: u64 = 4 << 10;
/// The longest validator that is kept.
const LONGEST_VALIDATOR: usize = 200;

/// What fetches are made with. It is kept between them: it remembers TLS sessions, little else.
#[derive(Debug)]
pub struct Http {
    tls: ClientConfig,
    proxy: Proxy,
}

/// Which proxy is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proxy {
    /// The one of the system or the environment.
    System,
    /// None.
    None,
}

impl Http {
    /// TLS by the platform's verifier, with more roots beside the platform's.
    pub fn new(
        extra_roots: Vec<CertificateDer<'static>>,
        proxy: Proxy,
    ) -> Result<Self, FetchError> {
        let tls = tls::config(extra_roots).map_err(|error| FetchError::NoTls {
            detail: error.to_string(),
        })?;
        Ok(Self { tls, proxy })
    }

    /// For the files below one address. The connection ends with what is returned.
    pub(crate) fn visit(&self, base: &Url, limits: &Limits) -> Result<Visitor, FetchError> {
        let origin = base.origin();
        let policy = redirect::Policy::custom(move |attempt| {
            if attempt.url().origin() == origin && attempt.previous().len() <= MOST_REDIRECTIONS {
                attempt.follow()
            } else {
                attempt.stop()
            }
        });
        let mut builder = Client::builder()
            .tls_backend_preconfigured(self.tls.clone())
            .https_only(true)
            .http1_only()
            .redirect(policy)
            .referer(false)
            // What is compressed could unfold without bounds; nothing is asked for, so nothing is
            // unpacked.
            .no_gzip()
            .pool_max_idle_per_host(1)
            .connect_timeout(limits.request)
            .user_agent(concat!("vigie/", env!("CARGO_PKG_VERSION")));
        if self.proxy == Proxy::None {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| FetchError::NoTls {
            detail: trouble::words(&error),
        })?;
        Ok(Visitor {
            client,
            base: base.clone(),
            request: limits.request,
            deadline: Instant::now() + limits.whole,
            tally: Mutex::new(Tally {
                left: limits.octets,
                ..Tally::default()
            }),
        })
    }
}

/// Fetches the files of one visit, and counts.
#[derive(Debug)]
pub(crate) struct Visitor {
    client: Client,
    base: Url,
    request: Duration,
    deadline: Instant,
    tally: Mutex<Tally>,
}

/// What a visit has cost, and what the server said by the way.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) requests: u32,
    pub(crate) octets: u64,
    left: u64,
    pub(crate) pause: Option<Duration>,
    pub(crate) server_time: Option<Timestamp>,
}

/// By what a server recognises what was fetched before (RFC 9110 §8.8).
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Validators {
    pub(crate) etag: Option<String>,
    pub(crate) last_modified: Option<String>,
}

/// A file that was asked for.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// It is the one that the validators name.
    Unchanged,
    /// Its content.
    Body {
        octets: Vec<u8>,
        validators: Validators,
    },
}

impl Visitor {
    /// A file below the address, of `most` octets at most.
    pub(crate) async fn get(&self, file: &str, most: u64) -> Result<Vec<u8>, FetchError> {
        let (octets, _) = self.get_anew(file, most).await?;
        Ok(octets)
    }

    /// The same, with what recognises it later.
    pub(crate) async fn get_anew(
        &self,
        file: &str,
        most: u64,
    ) -> Result<(Vec<u8>, Validators), FetchError> {
        match self
            .get_if_changed(file, most, &Validators::default())
            .await?
        {
            Answer::Body { octets, validators } => Ok((octets, validators)),
            Answer::Unchanged => Err(FetchError::Status {
                file: file.to_owned(),
                status: StatusCode::NOT_MODIFIED.as_u16(),
            }),
        }
    }

    /// The same, unless it is still the one that the validators name.
    pub(crate) async fn get_if_changed(
        &self,
        file: &str,
        most: u64,
        known: &Validators,
    ) -> Result<Answer, FetchError> {
        let url = self.base.join(file).map_err(|_| FetchError::Malformed {
            file: file.to_owned(),
            detail: "its name is no part of an address".to_owned(),
        })?;
        let deadline = self.deadline.min(Instant::now() + self.request);
        let fetching = self.fetch(file, url, most, known);
        timeout_at(deadline, fetching).await.unwrap_or_else(|_| {
            Err(FetchError::TooSlow {
                file: file.to_owned(),
            })
        })
    }

    pub(crate) fn tally(&self) -> Tally {
        *self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn fetch(
        &self,
        file: &str,
        url: Url,
        most: u64,
        known: &Validators,
    ) -> Result<Answer, FetchError> {
        let mut request = self.client.get(url);
        if let Some(etag) = &known.etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        if let Some(moment) = &known.last_modified {
            request = request.header(IF_MODIFIED_SINCE, moment);
        }
        self.count(|tally| tally.requests += 1);
        let response = request
            .send()
            .await
            .map_err(|error| trouble::of(file, &error))?;
        self.listen(response.headers());
        if response.status() == StatusCode::NOT_MODIFIED {
            return Ok(Answer::Unchanged);
        }
        if let Err(error) = refuse(file, &response) {
            self.finish(response).await;
            return Err(error);
        }
        let validators = Validators {
            etag: text(response.headers(), &ETAG),
            last_modified: text(response.headers(), &LAST_MODIFIED),
        };
        let octets = self.body(file, response, most).await?;
        Ok(Answer::Body { octets, validators })
    }

    async fn body(
        &self,
        file: &str,
        mut response: Response,
        most: u64,
    ) -> Result<Vec<u8>, FetchError> {
        let most = most.min(self.tally().left);
        let too_long = || FetchError::TooLong {
            file: file.to_owned(),
            most,
        };
        if response
            .content_length()
            .is_some_and(|length| length > most)
        {
            return Err(too_long());
        }
        let mut octets = Vec::new();
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| trouble::of(file, &error))?
        {
            self.count(|tally| {
                tally.octets += chunk.len() as u64;
                tally.left = tally.left.saturating_sub(chunk.len() as u64);
            });
            if (octets.len() + chunk.len()) as u64 > most {
                return Err(too_long());
            }
            octets.extend_from_slice(&chunk);
        }
        Ok(octets)
    }

    /// Reads a short page to its end, so that the connection stays for the next file.
    async fn finish(&self, mut response: Response) {
        if response
            .content_length()
            .is_none_or(|length| length > MOST_OF_A_PAGE)
        {
            return;
        }
        while let Ok(Some(chunk)) = response.chunk().await {
            self.count(|tally| tally.octets += chunk.len() as u64);
        }
    }

    /// What a server says beside its answer.
    fn listen(&self, headers: &HeaderMap) {
        let server_time = text(headers, &DATE).and_then(|date| moment(&date));
        let pause = text(headers, &RETRY_AFTER).and_then(|wish| match wish.parse() {
            Ok(seconds) => Some(Duration::from_secs(seconds)),
            // A date counts from the server's own clock; ours may be wrong.
            Err(_) => Duration::try_from(moment(&wish)?.duration_since(server_time?)).ok(),
        });
        self.count(|tally| {
            tally.server_time = server_time.or(tally.server_time);
            tally.pause = pause.map(|pause| pause.min(LONGEST_PAUSE)).max(tally.pause);
        });
    }

    fn count(&self, change: impl FnOnce(&mut Tally)) {
        change(&mut self.tally.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// What is no file of a repository.
fn refuse(file: &str, response: &Response) -> Result<(), FetchError> {
    let file = || file.to_owned();
    let status = response.status();
    let is_page = text(response.headers(), &CONTENT_TYPE)
        .is_some_and(|kind| kind.to_ascii_lowercase().starts_with("text/html"));
    let is_encoded = response
        .headers()
        .get(CONTENT_ENCODING)
        .is_some_and(|encoding| encoding != "identity");
    match status.as_u16() {
        200 if is_page => Err(FetchError::Portal { file: file() }),
        200 if is_encoded => Err(FetchError::Encoded { file: file() }),
        200 => Ok(()),
        300..400 | 511 => Err(FetchError::Portal { file: file() }),
        404 | 410 => Err(FetchError::Missing { file: file() }),
        status @ (429 | 503) => Err(FetchError::Busy { status }),
        status => Err(FetchError::Status {
            file: file(),
            status,
        }),
    }
}

/// A header's text, where it is one of a sane length.
fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let text = headers.get(name)?.to_str().ok()?;
    (text.len() <= LONGEST_VALIDATOR).then(|| text.to_owned())
}

/// A moment as HTTP writes it (RFC 9110 §5.6.7).
fn moment(text: &str) -> Option<Timestamp> {
    rfc2822::DateTimeParser::new().parse_timestamp(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_as_http_writes_it() {
        assert_eq!(
            moment("Sun, 06 Nov 1994 08:49:37 GMT"),
            "1994-11-06T08:49:37Z".parse().ok()
        );
        assert_eq!(moment("soon"), None);
    }
}
