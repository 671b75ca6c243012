//! Why a check failed.

use vigie_domain::{
    report::Failure,
    text::{Explanation, Text, TextArg},
};

use crate::mailbox::{Mailbox, words};

/// What happened, what it means, what to do, and the line for support.
#[must_use]
pub fn explain(failure: &Failure, mailbox: &Mailbox<'_>) -> Explanation {
    Explanation {
        title: title(failure, mailbox),
        meaning: Some(sentence(failure, mailbox, "meaning")),
        action: Some(action(failure, mailbox)),
        detail: Some(detail(failure, mailbox)),
    }
}

/// What happened, in a few words.
#[must_use]
pub fn title(failure: &Failure, mailbox: &Mailbox<'_>) -> Text {
    sentence(failure, mailbox, "title")
}

/// The one thing to do.
#[must_use]
pub fn action(failure: &Failure, mailbox: &Mailbox<'_>) -> Text {
    sentence(failure, mailbox, "action")
}

/// The technical particulars in one line: the cause's public name, the server, the phase, and the
/// server's words or the certificate's issuer where there are any.
#[must_use]
pub fn detail(failure: &Failure, mailbox: &Mailbox<'_>) -> Text {
    let text = |key| {
        Text::new(key)
            .with("cause", words(failure.cause.name()))
            .with("server", TextArg::Words(mailbox.server.to_string()))
            .with("phase", words(failure.phase.name()))
    };
    match &failure.detail {
        None => text("detail-failure"),
        Some(particulars) => text("detail-failure-words").with("words", words(particulars)),
    }
}

/// One sentence of the cause. Beside the mailbox's variables it may use `$detail` with `$known`
/// (`yes` or `no`: whether there is a detail) and `$wait` with `$announced` (whether the server
/// says how long to wait).
fn sentence(failure: &Failure, mailbox: &Mailbox<'_>, attribute: &str) -> Text {
    let name = failure.cause.name().replace('_', "-");
    let yes = |is: bool| words(if is { "yes" } else { "no" });
    #[expect(
        clippy::cast_precision_loss,
        reason = "a pause between logins is far below 2^52 seconds"
    )]
    let wait = failure.retry_after_s.unwrap_or_default() as f64;
    mailbox
        .text(format!("cause-{name}.{attribute}"))
        .with(
            "detail",
            words(failure.detail.as_deref().unwrap_or_default()),
        )
        .with("known", yes(failure.detail.is_some()))
        .with("wait", TextArg::Seconds(wait))
        .with("announced", yes(failure.retry_after_s.is_some()))
}
