//! `vigie training`: the story of a breakdown, for machines without a display. A private agent
//! watches the training ground's mailbox; everything is the production path but the provider.

use std::{
    env, io,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use serde::Serialize;
use tokio::{
    io::AsyncWriteExt,
    process::{Child, Command},
    time::{Instant, sleep, timeout, timeout_at},
};
use vigie_domain::{
    health::{Level, Situation},
    text::{Text, TextArg},
};
use vigie_protocol::{Event, Events, MailboxStatus, Request, TrainingAction};

use crate::{
    agent::{self, Agent},
    arguments::Listing,
    complaint::Complaint,
    outcome::Outcome,
    stop,
    terminal::Terminal,
};

/// How long the agent may take to start, and to end.
const START_WITHIN: Duration = Duration::from_secs(20);
const END_WITHIN: Duration = Duration::from_secs(5);

/// The vault's passphrase. The vault is made for this story, in a folder of its own, holds nothing
/// but the training mailbox's password, and goes with it: this is no secret.
const PASSPHRASE: &[u8] = b"entrainement\n";

/// How long each chapter may take; seconds are usual.
const CHAPTER_WITHIN: Duration = Duration::from_mins(1);

/// One chapter: what is done to the provider, and what Vigie must then say.
struct Chapter {
    name: &'static str,
    action: TrainingAction,
    told: &'static str,
    came: fn(&MailboxStatus) -> bool,
}

const STORY: [Chapter; 3] = [
    Chapter {
        name: "well",
        action: TrainingAction::Start,
        told: "cli-training-start",
        came: is_well,
    },
    Chapter {
        name: "cut",
        action: TrainingAction::CutPop,
        told: "cli-training-cut",
        came: is_alarm,
    },
    Chapter {
        name: "restored",
        action: TrainingAction::Restore,
        told: "cli-training-restore",
        came: is_well,
    },
];

#[derive(Serialize)]
struct ChapterJson {
    chapter: &'static str,
    ok: bool,
    seconds: f64,
    said: Option<String>,
}

/// Plays the story; [`Outcome::Well`] if it went as told.
pub(crate) async fn run(listing: Listing, terminal: &mut Terminal) -> Result<Outcome, Complaint> {
    let folder = tempfile::Builder::new()
        .prefix("vigie-training-")
        .tempdir()?;
    let mut process = start(folder.path()).await?;
    let outcome = tokio::select! {
        outcome = play(folder.path(), listing, terminal) => outcome,
        // Broken off: the agent and its folder still go.
        stopped = stop::asked() => stopped.map(|()| Outcome::Unwell).map_err(Complaint::from),
    };
    end(&mut process, folder.path()).await;
    outcome
}

async fn play(
    folder: &Path,
    listing: Listing,
    terminal: &mut Terminal,
) -> Result<Outcome, Complaint> {
    if !listing.json {
        terminal.say(&Text::new("cli-training-begins"))?;
    }
    let (agent, mut events) = reach(folder).await?;
    let mut chapters = Vec::with_capacity(STORY.len());
    for chapter in &STORY {
        if !listing.json {
            terminal.line("")?;
            terminal.say(&Text::new(chapter.told))?;
        }
        let played = play_chapter(chapter, &agent, &mut events).await?;
        let went_on = played.mailbox.is_some();
        if !listing.json {
            tell(&played, terminal)?;
        }
        chapters.push(ChapterJson {
            chapter: chapter.name,
            ok: went_on,
            seconds: played.took.as_secs_f64(),
            said: played
                .mailbox
                .map(|mailbox| terminal.words(&mailbox.explanation.title)),
        });
        if !went_on {
            break;
        }
    }
    let as_told = chapters.len() == STORY.len() && chapters.iter().all(|chapter| chapter.ok);
    if listing.json {
        terminal.json(&chapters)?;
    } else {
        terminal.line("")?;
        let took: f64 = chapters.iter().map(|chapter| chapter.seconds).sum();
        let key = if as_told {
            "cli-training-ended"
        } else {
            "cli-training-broke"
        };
        terminal.say(&Text::new(key).with("took", TextArg::Seconds(took)))?;
    }
    Ok(if as_told {
        Outcome::Well
    } else {
        Outcome::Unwell
    })
}

/// How a chapter went: the mailbox's state once it was as told, or `None` when time ran out.
struct Played {
    mailbox: Option<Box<MailboxStatus>>,
    took: Duration,
}

async fn play_chapter(
    chapter: &Chapter,
    agent: &Agent,
    events: &mut Events,
) -> Result<Played, Complaint> {
    let began = Instant::now();
    let deadline = began + CHAPTER_WITHIN;
    // The agent was started on the training ground already.
    if chapter.action != TrainingAction::Start {
        let action = chapter.action;
        agent.order(Request::Training { action }).await?;
    }
    let mut status = agent.status().await?;
    loop {
        let trained = |mailbox: &MailboxStatus| mailbox.account.training;
        if let Some(mailbox) = status.mailboxes.into_iter().find(trained)
            && (chapter.came)(&mailbox)
        {
            return Ok(Played {
                mailbox: Some(Box::new(mailbox)),
                took: began.elapsed(),
            });
        }
        status = loop {
            match timeout_at(deadline, events.next()).await {
                Err(_) => {
                    return Ok(Played {
                        mailbox: None,
                        took: began.elapsed(),
                    });
                }
                Ok(None) => return Err(Complaint::Call(vigie_protocol::CallError::Closed)),
                Ok(Some(Event::Status { status })) => break status,
                Ok(Some(_)) => {}
            }
        };
    }
}

fn is_well(mailbox: &MailboxStatus) -> bool {
    matches!(mailbox.situation, Situation::Well { .. })
}

fn is_alarm(mailbox: &MailboxStatus) -> bool {
    mailbox.level == Level::Alarm
}

fn tell(played: &Played, terminal: &mut Terminal) -> io::Result<()> {
    let took = TextArg::Seconds(played.took.as_secs_f64());
    match &played.mailbox {
        Some(mailbox) => {
            terminal.say(&Text::new("cli-training-after").with("took", took))?;
            terminal.explain(&mailbox.explanation, "  ")
        }
        None => terminal.say(&Text::new("cli-training-too-late").with("took", took)),
    }
}

/// Starts the private agent. It ends with this process, whatever happens.
async fn start(folder: &Path) -> Result<Child, Complaint> {
    let programme = beside_ourselves()?;
    let mut command = Command::new(&programme);
    command
        .args(["--headless", "--training", "--passphrase-fd", "0"])
        .arg("--data-dir")
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    let no_programme = |error| Complaint::NoProgramme {
        path: programme.clone(),
        error,
    };
    let mut process = command.spawn().map_err(no_programme)?;
    if let Some(mut input) = process.stdin.take() {
        input.write_all(PASSPHRASE).await.map_err(no_programme)?;
    }
    Ok(process)
}

/// `vigie-agent` from the folder in which `vigie` itself lies.
fn beside_ourselves() -> Result<PathBuf, Complaint> {
    let name = format!("vigie-agent{}", env::consts::EXE_SUFFIX);
    match env::current_exe() {
        Ok(ourselves) => Ok(ourselves.with_file_name(name)),
        Err(error) => Err(Complaint::NoProgramme {
            path: name.into(),
            error,
        }),
    }
}

/// Connects once the agent listens.
async fn reach(folder: &Path) -> Result<(Agent, Events), Complaint> {
    let deadline = Instant::now() + START_WITHIN;
    loop {
        match agent::connect(folder).await {
            Ok(reached) => return Ok(reached),
            Err(complaint) if Instant::now() >= deadline => return Err(complaint),
            Err(_) => sleep(Duration::from_millis(50)).await,
        }
    }
}

/// Asks the agent to end, and ends it if it does not.
async fn end(process: &mut Child, folder: &Path) {
    let quit = async {
        if let Ok((agent, _events)) = agent::connect(folder).await {
            // It may close the connection before it answers; what counts is that it ends.
            let _ = agent.order(Request::Quit).await;
        }
        process.wait().await
    };
    if timeout(END_WITHIN, quit).await.is_err() {
        let _ = process.kill().await;
    }
}
