//! `vigie switch`: the switch to the mailbox that was checked, through the agent.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};
use vigie_domain::text::{Text, TextArg};
use vigie_protocol::{
    Answer, CallError, Event, Events, MaySwitch, Refusal, Request, StepState, Switch as Shown,
    SwitchState, WayOffered,
};

use crate::{
    agent::{self, Agent},
    arguments::{Arguments, Listing, Switch, WayChoice},
    complaint::Complaint,
    fiche,
    outcome::Outcome,
    terminal::Terminal,
};

/// How long a switch that goes on is followed; what then is still to be done goes on without us.
const FOLLOWED: Duration = Duration::from_mins(2);

pub(crate) async fn run(
    command: &Switch,
    arguments: &Arguments,
    terminal: &mut Terminal,
) -> Result<Outcome, Complaint> {
    let (agent, mut events) = agent::open(arguments, terminal).await?;
    match command {
        Switch::Plan { way, listing } => {
            let ways = ways(way, &agent).await?;
            if listing.json {
                terminal.json(&ways)?;
            } else {
                tell_ways(&ways, way, &agent, terminal).await?;
            }
            Ok(Outcome::Well)
        }
        Switch::Apply {
            way,
            write_password,
            yes,
            listing,
        } => {
            let choice = way;
            let ways = ways(choice, &agent).await?;
            let first = ways.iter().position(|way| way.hindrance.is_none());
            let mut chosen = ways[first.unwrap_or(0)..=first.unwrap_or(0)].to_vec();
            if !yes {
                tell_ways(&chosen, choice, &agent, terminal).await?;
                terminal.remark(&Text::new("cli-switch-yes"));
                return Ok(Outcome::Usage);
            }
            let mut way = chosen.remove(0).way;
            if let vigie_domain::switch::Way::Profile { password, .. } = &mut way {
                *password = *write_password;
            }
            let asked = match choice.back_from_relay() {
                Some(back) => Request::ApplyRelay { way, back },
                None => Request::ApplySwitch {
                    way,
                    consented: true,
                },
            };
            let switch = ask(asked, &agent).await?;
            follow(switch, SwitchState::New, &mut events, *listing, terminal).await
        }
        Switch::Continue(listing) => {
            let switch = ask(Request::ContinueSwitch, &agent).await?;
            follow(switch, SwitchState::New, &mut events, *listing, terminal).await
        }
        Switch::Undo(listing) => {
            let switch = ask(Request::UndoSwitch, &agent).await?;
            follow(switch, SwitchState::Old, &mut events, *listing, terminal).await
        }
        Switch::Fiche(asked) => fiche::run(asked, &agent, terminal).await,
        Switch::Status(listing) => {
            let Answer::Switch { switch } = agent.call(Request::Switch).await? else {
                return Err(Complaint::OddAnswer);
            };
            match switch {
                _ if listing.json => terminal.json(&switch)?,
                None => terminal.say(&Text::new("cli-switch-none"))?,
                Some(ref switch) => tell(switch, terminal)?,
            }
            Ok(match switch.map(|switch| switch.state) {
                None | Some(SwitchState::New | SwitchState::Old) => Outcome::Well,
                Some(SwitchState::Running | SwitchState::Waiting | SwitchState::Undoing) => {
                    Outcome::Unknown
                }
            })
        }
    }
}

/// The ways that are possible and allowed, at least one.
async fn ways(choice: &WayChoice, agent: &Agent) -> Result<Vec<WayOffered>, Complaint> {
    let asked = match choice.back_from_relay() {
        Some(back) => Request::RelayWays { back },
        None => Request::SwitchWays,
    };
    let Answer::Ways { mut ways } = agent.call(asked).await? else {
        return Err(Complaint::OddAnswer);
    };
    ways.retain(|way| choice.allows(&way.way));
    if ways.is_empty() {
        let refusal = match may_switch(agent).await? {
            _ if choice.back_from_relay().is_some() => Refusal::NotPossible,
            None => Refusal::NothingUnderWay,
            Some(MaySwitch::No) => Refusal::VerdictForbids,
            Some(_) => Refusal::NotPossible,
        };
        return Err(Complaint::Call(CallError::Refused(refusal)));
    }
    Ok(ways)
}

async fn may_switch(agent: &Agent) -> Result<Option<MaySwitch>, Complaint> {
    match agent.call(Request::Relocation).await? {
        Answer::Relocation { relocation } => Ok(relocation.map(|checked| checked.may_switch)),
        _ => Err(Complaint::OddAnswer),
    }
}

async fn ask(request: Request, agent: &Agent) -> Result<Shown, Complaint> {
    match agent.call(request).await? {
        Answer::Switch {
            switch: Some(switch),
        } => Ok(*switch),
        _ => Err(Complaint::OddAnswer),
    }
}

async fn tell_ways(
    ways: &[WayOffered],
    choice: &WayChoice,
    agent: &Agent,
    terminal: &mut Terminal,
) -> Result<(), Complaint> {
    if choice.back_from_relay().is_none()
        && let Ok(Some(MaySwitch::AfterConsent { sentence })) = may_switch(agent).await
    {
        terminal.say(&sentence)?;
        terminal.line("")?;
    }
    for way in ways {
        terminal.say(&way.label)?;
        for (number, step) in way.steps.iter().enumerate() {
            let step = terminal.words(step);
            terminal.line(&format!("  {}. {step}", number + 1))?;
        }
        for place in &way.touched {
            let place = TextArg::Words(place.clone());
            let text = Text::new("cli-switch-touched").with("place", place);
            let said = terminal.words(&text);
            terminal.line(&format!("  {said}"))?;
        }
        if let Some(hindrance) = &way.hindrance {
            let said = terminal.words(hindrance);
            terminal.line(&format!("  ! {said}"))?;
        }
    }
    Ok(())
}

/// Follows a switch until it rests or waits for the person.
async fn follow(
    mut switch: Shown,
    wanted: SwitchState,
    events: &mut Events,
    listing: Listing,
    terminal: &mut Terminal,
) -> Result<Outcome, Complaint> {
    let deadline = Instant::now() + FOLLOWED;
    // What was asked may not have begun: what is shown first may be what was there before.
    let mut fresh = false;
    while !fresh || matches!(switch.state, SwitchState::Running | SwitchState::Undoing) {
        match timeout_at(deadline, events.next()).await {
            Ok(Some(Event::Switch {
                switch: Some(changed),
            })) => {
                switch = *changed;
                fresh = true;
            }
            Ok(Some(_)) => {}
            Ok(None) => return Err(Complaint::Call(CallError::Closed)),
            Err(_) => break,
        }
    }
    if listing.json {
        terminal.json(&switch)?;
    } else {
        tell(&switch, terminal)?;
    }
    Ok(match switch.state {
        state if state == wanted => Outcome::Well,
        SwitchState::New | SwitchState::Old => Outcome::Unwell,
        SwitchState::Running | SwitchState::Waiting | SwitchState::Undoing => Outcome::Unknown,
    })
}

fn tell(switch: &Shown, terminal: &mut Terminal) -> Result<(), Complaint> {
    terminal.explain(&switch.explanation, "")?;
    for step in &switch.steps {
        let mark = match step.state {
            StepState::Waiting => " ",
            StepState::Running | StepState::Person => ">",
            StepState::Done => "x",
            StepState::Failed => "!",
            StepState::Undone => "-",
        };
        let label = terminal.words(&step.label);
        terminal.line(&format!("  [{mark}] {label}"))?;
        if let Some(remark) = &step.remark {
            let remark = terminal.words(remark);
            terminal.line(&format!("      {remark}"))?;
        }
    }
    if !switch.values.is_empty() {
        terminal.line("")?;
    }
    for value in &switch.values {
        let label = terminal.words(&value.label);
        let said = match (&value.value, &value.remark) {
            (Some(value), _) => value.clone(),
            (None, Some(remark)) => terminal.words(remark),
            (None, None) => String::new(),
        };
        terminal.line(&format!("  {label}: {said}"))?;
    }
    Ok(())
}
