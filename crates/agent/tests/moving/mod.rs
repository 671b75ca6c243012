//! The billing software is set to the relay and back, through the agent.

use vigie_domain::switch::{Aim, Step, Way};
use vigie_protocol::{Answer, Refusal, Request, StepState, Switch, SwitchState};

use crate::{Practice, place::Face, relay, software::Pop, until, until_relay};

async fn apply(face: &Face, back: bool) -> Result<Switch, Refusal> {
    let way = Way::Guided;
    match face.ask(Request::ApplyRelay { way, back }).await? {
        Answer::Switch { switch } => Ok(*switch.unwrap()),
        other => panic!("no switch: {other:?}"),
    }
}

async fn switch(face: &Face) -> Switch {
    match face.ask(Request::Switch).await {
        Ok(Answer::Switch {
            switch: Some(switch),
        }) => *switch,
        other => panic!("no switch: {other:?}"),
    }
}

/// Waits until the person is asked to see to this step.
async fn until_asked(face: &Face, step: Step) -> Switch {
    until(step.name(), async || {
        let switch = switch(face).await;
        let asks =
            |one: &vigie_protocol::SwitchStep| one.step == step && one.state == StepState::Person;
        switch.steps.iter().any(asks).then_some(switch)
    })
    .await
}

async fn until_state(face: &Face, state: SwitchState) -> Switch {
    until("a switch at rest", async || {
        Some(switch(face).await).filter(|switch| switch.state == state)
    })
    .await
}

async fn ways(face: &Face, back: bool) -> Result<Vec<Way>, Refusal> {
    match face.ask(Request::RelayWays { back }).await? {
        Answer::Ways { ways } => Ok(ways.into_iter().map(|offered| offered.way).collect()),
        other => panic!("no ways: {other:?}"),
    }
}

fn entered(switch: &Switch) -> Vec<&str> {
    let values = switch.values.iter();
    values.filter_map(|value| value.value.as_deref()).collect()
}

#[tokio::test]
async fn the_software_goes_to_the_relay_and_back_and_collects_nothing_twice() {
    let practice = Practice::new().await;
    practice
        .life(async |face| {
            let credentials = practice.begin(&face).await;
            assert_eq!(ways(&face, true).await.unwrap_err(), Refusal::RelayOff);
            let offered = ways(&face, false).await.unwrap();
            assert_eq!(offered.last(), Some(&Way::Guided));

            // There: what the software logs in with shows that its settings are entered.
            let begun = apply(&face, false).await.unwrap();
            assert_eq!(begun.aim, Aim::ToRelay);
            assert_eq!(begun.from, None);
            assert_eq!(apply(&face, false).await.unwrap_err(), Refusal::UnderWay);
            let asked = until_asked(&face, Step::EnterByHand).await;
            let port = practice.ports[0].to_string();
            for value in ["127.0.0.1", &port, &credentials.login] {
                assert!(entered(&asked).contains(&value), "{value}: {asked:?}");
            }
            let off = face.ask(Request::RelayOff { even_in_use: false }).await;
            assert_eq!(off.unwrap_err(), Refusal::UnderWay);
            assert!(!relay(&face).await.in_use);
            let mut pop = practice.pop(&credentials).await;
            assert_eq!(pop.count().await, 0, "before the software is set to it");
            pop.quit().await;
            let there = until_state(&face, SwitchState::New).await;
            assert!(there.seen_working && there.can_undo);
            assert_eq!(ways(&face, false).await.unwrap_err(), Refusal::NotPossible);

            let lying = practice.ground.messages();
            assert!(lying >= 2, "{lying}");
            until_relay(&face, "collected", |relay| relay.waiting == lying as u64).await;
            let mut pop = practice.pop(&credentials).await;
            assert_eq!(pop.count().await, lying);
            for number in 2..=lying {
                pop.delete(number).await;
            }
            pop.quit().await;

            // Back: not before what waits was collected and what was confirmed is gone.
            apply(&face, true).await.unwrap();
            until_asked(&face, Step::CollectLast).await;
            let mut pop = practice.pop(&credentials).await;
            assert_eq!(pop.count().await, 1);
            pop.delete(1).await;
            pop.quit().await;
            let asked = until_asked(&face, Step::EnterByHand).await;
            assert_eq!(practice.ground.messages(), 0, "collected twice");
            let provider = practice.ground.pop().host;
            assert!(entered(&asked).contains(&provider.as_str()), "{asked:?}");
            assert!(!relay(&face).await.in_use);
            let refusal = Pop::connect(practice.ports[0])
                .await
                .refused(&credentials)
                .await;
            assert!(refusal.starts_with("-ERR"), "{refusal}");
            face.ask(Request::ContinueSwitch).await.unwrap();
            let back = until_state(&face, SwitchState::New).await;
            assert_eq!(back.aim, Aim::FromRelay);

            // And undone: the relay collects for it again.
            face.ask(Request::UndoSwitch).await.unwrap();
            let asked = until_asked(&face, Step::EnterByHand).await;
            assert!(entered(&asked).contains(&credentials.login.as_str()));
            face.ask(Request::ContinueSwitch).await.unwrap();
            until_state(&face, SwitchState::Old).await;
            assert!(relay(&face).await.in_use);
            practice.pop(&credentials).await.quit().await;
        })
        .await;
}
