//! `vigie enroll`: the organisation that steers this installation, shown before it is accepted.

use std::{
    fs::File,
    io::{self, IsTerminal, Read, Write},
    path::Path,
};

use vigie_domain::text::{Text, TextArg};
use vigie_protocol::{Answer, EnrolmentRead, Request};

use crate::{
    agent::{self, Agent},
    arguments::{Arguments, Enroll},
    complaint::Complaint,
    outcome::Outcome,
    recognise::RecogniseError,
    steering,
    terminal::Terminal,
};

/// Octets of an enrolment file at most.
const LONGEST: u64 = 64 * 1024;

pub(crate) async fn run(
    asked: &Enroll,
    arguments: &Arguments,
    terminal: &mut Terminal,
) -> Result<Outcome, Complaint> {
    let (agent, _events) = agent::open(arguments, terminal).await?;
    if asked.leave {
        let left = steering::ask(Request::LeaveOrganisation, &agent).await?;
        if asked.listing.json {
            terminal.json(&left)?;
        } else {
            terminal.say(&Text::new("steering-cli-left"))?;
        }
        return Ok(Outcome::Well);
    }
    let given = match &asked.source {
        Some(source) if source.starts_with("https://") => source.clone(),
        Some(file) => read(Path::new(file))?,
        None => {
            let Some(offered) = steering::ask(Request::Steering, &agent).await?.offered else {
                terminal.remark(&Text::new("steering-cli-none-offered"));
                return Ok(Outcome::Usage);
            };
            offered.given
        }
    };
    let enrolment = look(&given, &agent).await?;
    let fingerprint = if let Some(fingerprint) = &asked.accept {
        fingerprint.clone()
    } else if asked.listing.json {
        terminal.json(&enrolment)?;
        return Ok(Outcome::Usage);
    } else {
        tell(&enrolment, terminal)?;
        if !is_accepted(&enrolment, terminal)? {
            return Ok(Outcome::Usage);
        }
        enrolment.fingerprint.clone()
    };
    let enrolled = steering::ask(Request::Enrol { given, fingerprint }, &agent).await?;
    // The first look tells at once whether the address is right.
    let seen = steering::ask(Request::FetchConfiguration, &agent).await;
    let enrolled = seen.unwrap_or(enrolled);
    if asked.listing.json {
        terminal.json(&enrolled)?;
    } else {
        terminal.say(
            &Text::new("steering-cli-enrolled")
                .with("organisation", TextArg::Words(enrolment.organisation)),
        )?;
        steering::tell(&enrolled, &[], terminal)?;
    }
    let problem = enrolled.enrolled.and_then(|enrolled| enrolled.problem);
    Ok(problem.map_or(Outcome::Well, |_| Outcome::Unknown))
}

async fn look(given: &str, agent: &Agent) -> Result<EnrolmentRead, Complaint> {
    let asked = Request::ReadEnrolment {
        given: given.to_owned(),
    };
    match agent.call(asked).await? {
        Answer::EnrolmentRead { enrolment } => Ok(enrolment),
        _ => Err(Complaint::OddAnswer),
    }
}

fn tell(enrolment: &EnrolmentRead, terminal: &mut Terminal) -> io::Result<()> {
    for (name, words) in [
        ("organisation", &enrolment.organisation),
        ("repository", &enrolment.repository),
        ("fingerprint", &enrolment.fingerprint),
    ] {
        let text = Text::new(format!("steering-cli-{name}"));
        terminal.say(&text.with(name, TextArg::Words(words.clone())))?;
    }
    terminal.say(&Text::new("steering-cli-means"))
}

/// Asks whoever sits there; where nobody does, says how it is accepted.
fn is_accepted(enrolment: &EnrolmentRead, terminal: &Terminal) -> io::Result<bool> {
    terminal.remark(&Text::new("steering-cli-compare"));
    if !io::stdin().is_terminal() {
        let fingerprint = TextArg::Words(enrolment.fingerprint.clone());
        terminal.remark(&Text::new("steering-cli-accept").with("fingerprint", fingerprint));
        return Ok(false);
    }
    terminal.remark(&Text::new("steering-cli-ask"));
    io::stderr().flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    let answer = answer.trim().to_lowercase();
    let accepted = matches!(answer.as_str(), "oui" | "o" | "yes" | "y");
    if !accepted {
        terminal.remark(&Text::new("steering-cli-nothing-changed"));
    }
    Ok(accepted)
}

fn read(file: &Path) -> Result<String, Complaint> {
    let unreadable = |error| {
        Complaint::Recognise(RecogniseError::Unreadable {
            path: file.to_owned(),
            error,
        })
    };
    let mut content = String::new();
    File::open(file)
        .and_then(|file| file.take(LONGEST + 1).read_to_string(&mut content))
        .map_err(unreadable)?;
    Ok(content)
}
