//! `vigie training`: the story of two breakdowns, for machines without a display: access that is cut,
//! and ARLs that stop. A private agent watches the training ground's mailbox; everything is the
//! production path but the provider and the caisse behind it.

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
    account::AccountId,
    book::{
        matter::{Matter, Subject},
        observability::Observability,
        query::{LotFilter, LotOrder, LotQuery, Standing},
    },
    health::{Level, Situation},
    text::{Explanation, Text, TextArg},
};
use vigie_protocol::{Answer, Event, Events, MailboxStatus, Request, TrainingAction};

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

/// One chapter: what is done on the ground, and what Vigie must then say.
struct Chapter {
    name: &'static str,
    /// The agent is started on the ground already, so the first chapter does nothing.
    actions: &'static [TrainingAction],
    told: &'static str,
    /// A lot was sent: Vigie must know of it before anything else counts.
    sends: bool,
    /// What Vigie says of that lot belongs to the chapter.
    shows_lot: bool,
    came: fn(&MailboxStatus) -> bool,
}

const STORY: [Chapter; 7] = [
    Chapter {
        name: "well",
        actions: &[],
        told: "cli-training-start",
        sends: false,
        shows_lot: false,
        came: is_well_and_followed,
    },
    Chapter {
        name: "acknowledged",
        actions: &[TrainingAction::SendLot],
        told: "cli-training-lot",
        sends: true,
        shows_lot: true,
        came: is_answered,
    },
    Chapter {
        name: "cut",
        actions: &[TrainingAction::CutPop],
        told: "cli-training-cut",
        sends: false,
        shows_lot: false,
        came: is_alarm,
    },
    Chapter {
        name: "restored",
        actions: &[TrainingAction::Restore],
        told: "cli-training-restore",
        sends: false,
        shows_lot: false,
        came: is_well,
    },
    Chapter {
        name: "late",
        actions: &[TrainingAction::StopArls, TrainingAction::SendLot],
        told: "cli-training-silence",
        sends: true,
        shows_lot: true,
        came: is_missed,
    },
    Chapter {
        name: "unanswered",
        actions: &[],
        told: "cli-training-wait",
        sends: false,
        shows_lot: true,
        came: is_unanswered,
    },
    Chapter {
        name: "answered",
        actions: &[TrainingAction::Restore],
        told: "cli-training-arl",
        sends: false,
        shows_lot: true,
        came: is_answered,
    },
];

#[derive(Serialize)]
struct ChapterJson {
    chapter: &'static str,
    ok: bool,
    seconds: f64,
    said: Option<String>,
    /// What it says of the lot that left last, where the chapter is about one.
    lot: Option<String>,
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
            lot: played.lot.map(|lot| terminal.words(&lot.title)),
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
    lot: Option<Explanation>,
    took: Duration,
}

async fn play_chapter(
    chapter: &Chapter,
    agent: &Agent,
    events: &mut Events,
) -> Result<Played, Complaint> {
    let began = Instant::now();
    let deadline = began + CHAPTER_WITHIN;
    for action in chapter.actions {
        agent.order(Request::Training { action: *action }).await?;
    }
    let mut status = agent.status().await?;
    let mut knows = !chapter.sends;
    loop {
        let trained = |mailbox: &MailboxStatus| mailbox.account.training;
        if let Some(mailbox) = status.mailboxes.into_iter().find(trained) {
            knows |= !is_answered(&mailbox);
            if knows && (chapter.came)(&mailbox) {
                let lot = if chapter.shows_lot {
                    last_lot(agent, mailbox.account.id).await?
                } else {
                    None
                };
                return Ok(Played {
                    mailbox: Some(Box::new(mailbox)),
                    lot,
                    took: began.elapsed(),
                });
            }
        }
        status = loop {
            match timeout_at(deadline, events.next()).await {
                Err(_) => {
                    return Ok(Played {
                        mailbox: None,
                        lot: None,
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

/// What Vigie says of the lot that left last.
async fn last_lot(agent: &Agent, account: AccountId) -> Result<Option<Explanation>, Complaint> {
    let query = LotQuery {
        account: Some(account),
        filter: LotFilter::All,
        search: String::new(),
        order: LotOrder::Sent,
        descending: true,
        offset: 0,
        limit: 1,
    };
    let Answer::Lots { page } = agent.call(Request::Lots { query }).await? else {
        return Ok(None);
    };
    let Some(lot) = page.rows.first().map(|lot| lot.id) else {
        return Ok(None);
    };
    match agent.call(Request::Lot { lot }).await? {
        Answer::Lot { explanation, .. } => Ok(Some(explanation)),
        _ => Ok(None),
    }
}

/// The weeks of lots before the training were read and understood.
fn is_well_and_followed(mailbox: &MailboxStatus) -> bool {
    is_well(mailbox) && mailbox.book.observability == Observability::Full
}

/// No lot waits for its ARL.
fn is_answered(mailbox: &MailboxStatus) -> bool {
    mailbox.book.standing == Standing::default() && mailbox.book.matters.is_empty()
}

/// Vigie says that answers are missing.
fn is_missed(mailbox: &MailboxStatus) -> bool {
    let is_missing = |matter: &Matter| matter.subject() == Subject::Answers;
    mailbox.book.matters.iter().any(is_missing)
}

/// The 48 hours of the rule have passed.
fn is_unanswered(mailbox: &MailboxStatus) -> bool {
    mailbox.book.standing.unanswered > 0
}

fn is_alarm(mailbox: &MailboxStatus) -> bool {
    mailbox.level == Level::Alarm
}

fn tell(played: &Played, terminal: &mut Terminal) -> io::Result<()> {
    let took = TextArg::Seconds(played.took.as_secs_f64());
    match &played.mailbox {
        Some(mailbox) => {
            terminal.say(&Text::new("cli-training-after").with("took", took))?;
            terminal.explain(&mailbox.explanation, "  ")?;
            match &played.lot {
                Some(lot) => {
                    let title = TextArg::Words(terminal.words(&lot.title));
                    terminal.say(&Text::new("cli-training-of-lot").with("title", title))
                }
                None => Ok(()),
            }
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
