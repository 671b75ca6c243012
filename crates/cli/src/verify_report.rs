//! The verdict on a new mailbox as it is shown.

use std::{collections::BTreeMap, io};

use serde::Serialize;
use vigie_domain::{
    account::Address,
    text::{Text, TextArg},
    verdict::{Evidence, Found, Question, Strength, Verdict},
};
use vigie_relocation::{Removal, Task};
use vigie_words::verdict::{self, Candidate};

use crate::terminal::Terminal;

/// Everything that is said at the end.
pub(crate) struct Report<'a> {
    pub(crate) candidate: &'a Address,
    /// The provider's name for people.
    pub(crate) provider: Option<&'a str>,
    pub(crate) verdict: &'a Verdict,
    pub(crate) evidence: &'a Evidence,
    pub(crate) checks: &'a [CheckJson],
    pub(crate) removal: &'a Removal,
    pub(crate) is_stopped: bool,
    pub(crate) probe_subject: &'a str,
    pub(crate) seconds: f64,
}

/// One step, as JSON.
#[derive(Debug, Serialize)]
pub(crate) struct CheckJson {
    #[serde(flatten)]
    pub(crate) task: Task,
    pub(crate) well: bool,
    pub(crate) seconds: f64,
}

/// The report as JSON. The names are public and do not change. The evidence holds neither senders
/// nor subjects, which may name a person.
#[derive(Debug, Serialize)]
struct Json<'a> {
    candidate: &'a Address,
    #[serde(flatten)]
    verdict: &'a Verdict,
    exit_status: u8,
    questions: BTreeMap<&'static str, &'static str>,
    checks: &'a [CheckJson],
    probes: &'a Removal,
    /// It was asked to stop before everything was seen.
    stopped: bool,
    seconds: f64,
    evidence: &'a Evidence,
}

impl Report<'_> {
    pub(crate) fn json(&self, terminal: &mut Terminal) -> io::Result<()> {
        terminal.json(&Json {
            candidate: self.candidate,
            verdict: self.verdict,
            exit_status: self.verdict.conclusion.exit_status(),
            questions: Question::ALL
                .iter()
                .map(|question| (question.name(), self.verdict.answer(*question).name()))
                .collect(),
            checks: self.checks,
            probes: self.removal,
            stopped: self.is_stopped,
            seconds: self.seconds,
            evidence: self.evidence,
        })
    }

    pub(crate) fn tell(&self, terminal: &mut Terminal) -> io::Result<()> {
        let candidate = Candidate {
            address: self.candidate,
            provider: self.provider,
        };
        let Verdict {
            conclusion,
            strength,
            reasons,
            warnings,
            stronger,
        } = self.verdict;
        terminal.explain(&verdict::explain(*conclusion, &candidate), "")?;
        if *strength != Strength::Proven {
            terminal.say(&verdict::strength(*strength))?;
        }
        for question in Question::ALL {
            let asked = terminal.words(&verdict::question(question));
            let answer = terminal.words(&verdict::answer(self.verdict.answer(question)));
            terminal.say(
                &Text::new("cli-verify-answer")
                    .with("question", TextArg::Words(asked))
                    .with("answer", TextArg::Words(answer)),
            )?;
        }
        for reason in reasons {
            listed(terminal, "•", &verdict::reason(reason, &candidate))?;
        }
        self.tell_contents(terminal)?;
        for warning in warnings {
            listed(terminal, "!", &verdict::warning(warning, &candidate))?;
        }
        for step in stronger {
            listed(terminal, "→", &verdict::step(step, &candidate))?;
        }
        self.tell_probes(terminal)?;
        if self.is_stopped {
            terminal.say(&Text::new("cli-verify-stopped"))?;
        }
        terminal.say(&Text::new("cli-check-took").with("took", TextArg::Seconds(self.seconds)))
    }

    /// What lies in the mailbox, so that people recognise their own mail.
    fn tell_contents(&self, terminal: &mut Terminal) -> io::Result<()> {
        let Some(session) = self.evidence.session() else {
            return Ok(());
        };
        let messages = session.before.shown.iter().chain(&session.strangers);
        for Found {
            from,
            subject,
            received_at,
            ..
        } in messages
        {
            let words = |text: &Option<String>| TextArg::Words(text.clone().unwrap_or_default());
            let (text, at) = match received_at {
                Some(at) => (Text::new("cli-verify-lies-there"), TextArg::Time(*at)),
                None => (
                    Text::new("cli-verify-lies-there-undated"),
                    TextArg::Words(String::new()),
                ),
            };
            let text = text
                .with("from", words(from))
                .with("subject", words(subject))
                .with("at", at);
            listed(terminal, " ", &text)?;
        }
        Ok(())
    }

    fn tell_probes(&self, terminal: &mut Terminal) -> io::Result<()> {
        #[expect(clippy::cast_precision_loss, reason = "a handful")]
        let removed = self.removal.removed as f64;
        if self.removal.removed > 0 {
            terminal
                .say(&Text::new("cli-verify-removed").with("count", TextArg::Number(removed)))?;
        }
        for left in &self.removal.left {
            let lies_in = left.lies_in.as_ref().unwrap_or(&left.sent_to);
            terminal.say(
                &Text::new("cli-verify-left")
                    .with("why", TextArg::Words(left.why.name().to_owned()))
                    .with("mailbox", TextArg::Words(lies_in.to_string()))
                    .with("subject", TextArg::Words(self.probe_subject.to_owned())),
            )?;
        }
        Ok(())
    }
}

fn listed(terminal: &mut Terminal, mark: &str, text: &Text) -> io::Result<()> {
    let words = terminal.words(text);
    terminal.line(&format!("{mark} {words}"))
}
