//! The tray of Windows and macOS, whose icons belong to the main thread and its event loop.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    process::ExitCode,
};

use tao::{
    event::Event,
    event_loop::{ControlFlow, EventLoop, EventLoopBuilder, EventLoopProxy},
};
use tokio::sync::{mpsc, watch};
use tray_icon::{
    Icon, MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent,
    menu::{Menu, MenuEvent, MenuItem, PredefinedMenuItem},
};

#[cfg(target_os = "macos")]
use super::macos as system;
#[cfg(windows)]
use super::windows as system;
use super::{Presence, TrayCommand, TrayView, icon};

/// Windows shows no longer tooltips.
const TOOLTIP_LIMIT: usize = 120;
/// The exit status after a panic, as the standard library has it.
const PANICKED: u8 = 101;

/// Entrance to the main thread's event loop.
#[derive(Clone, Debug)]
pub struct Gate(EventLoopProxy<Order>);

/// What the agent's thread asks of the main thread.
#[derive(Debug)]
enum Order {
    /// Show this, and tell whether that worked.
    Show(TrayView, watch::Sender<Presence>),
    Remove,
    Exit(u8),
}

/// Runs the agent in the way that this system's tray needs: on a thread of its own, while this
/// one serves the event loop. Must be called on the main thread; the process ends with it.
pub fn on_main_thread<F>(agent: F) -> ExitCode
where
    F: FnOnce(Gate) -> u8 + Send + 'static,
{
    let mut event_loop: EventLoop<Order> = EventLoopBuilder::with_user_event().build();
    system::prepare(&mut event_loop);
    let proxy = event_loop.create_proxy();
    let gate = Gate(proxy.clone());
    let started = std::thread::Builder::new()
        .name("agent".into())
        .spawn(move || {
            let status = catch_unwind(AssertUnwindSafe(|| agent(gate))).unwrap_or(PANICKED);
            let _ = proxy.send_event(Order::Exit(status));
        });
    if let Err(error) = started {
        tracing::error!(%error, "the agent's thread cannot be started");
        return ExitCode::FAILURE;
    }
    let mut shown: Option<TrayIcon> = None;
    event_loop.run(move |event, _, flow| {
        *flow = ControlFlow::Wait;
        match event {
            Event::UserEvent(Order::Show(view, presence)) => {
                let result = show(&mut shown, &view);
                if let Err(error) = &result {
                    tracing::warn!(%error, "the tray's icon cannot be shown");
                }
                presence.send_replace(if result.is_ok() {
                    Presence::Shown
                } else {
                    Presence::NoHost
                });
            }
            Event::UserEvent(Order::Remove) => shown = None,
            Event::UserEvent(Order::Exit(status)) => {
                shown = None;
                *flow = ControlFlow::ExitWithCode(status.into());
            }
            _ => {}
        }
    })
}

/// Keeps the icon there until the sender of `views` is dropped.
pub(super) async fn run(
    gate: Gate,
    mut views: watch::Receiver<Option<TrayView>>,
    presence: watch::Sender<Presence>,
    commands: mpsc::UnboundedSender<TrayCommand>,
) {
    listen(commands);
    while views.changed().await.is_ok() {
        let view = views.borrow_and_update().clone();
        let Some(view) = view else { continue };
        if gate
            .0
            .send_event(Order::Show(view, presence.clone()))
            .is_err()
        {
            return;
        }
    }
    let _ = gate.0.send_event(Order::Remove);
}

fn listen(commands: mpsc::UnboundedSender<TrayCommand>) {
    let chosen = commands.clone();
    MenuEvent::set_event_handler(Some(move |event: MenuEvent| {
        let command = COMMANDS.into_iter().find(|(id, _)| event.id == *id);
        if let Some((_, command)) = command {
            let _ = chosen.send(command);
        }
    }));
    TrayIconEvent::set_event_handler(Some(move |event: TrayIconEvent| {
        let left_click = matches!(
            event,
            TrayIconEvent::Click {
                button: MouseButton::Left,
                button_state: MouseButtonState::Up,
                ..
            }
        );
        if left_click && !system::LEFT_CLICK_OPENS_MENU {
            let _ = commands.send(TrayCommand::Open);
        }
    }));
}

/// The menu's entries by the names under which the system gives them back.
const COMMANDS: [(&str, TrayCommand); 5] = [
    ("open", TrayCommand::Open),
    ("check", TrayCommand::CheckNow),
    ("pause", TrayCommand::PauseHour),
    ("resume", TrayCommand::Resume),
    ("quit", TrayCommand::Quit),
];

#[derive(Debug, thiserror::Error)]
enum ShowError {
    #[error(transparent)]
    Pixels(#[from] tray_icon::BadIcon),
    #[error(transparent)]
    Menu(#[from] tray_icon::menu::Error),
    #[error(transparent)]
    Tray(#[from] tray_icon::Error),
}

fn show(shown: &mut Option<TrayIcon>, view: &TrayView) -> Result<(), ShowError> {
    let size = system::ICON_SIZE;
    let pixels = icon::pixels(view.level, size).to_vec();
    let icon = Icon::from_rgba(pixels, size.into(), size.into())?;
    let menu = menu(view)?;
    let tooltip: String = view.headline.chars().take(TOOLTIP_LIMIT).collect();
    if let Some(tray) = shown {
        tray.set_icon(Some(icon))?;
        tray.set_tooltip(Some(tooltip))?;
        tray.set_menu(Some(Box::new(menu)));
        return Ok(());
    }
    let tray = TrayIconBuilder::new()
        .with_icon(icon)
        .with_tooltip(tooltip)
        .with_menu(Box::new(menu))
        .with_menu_on_left_click(system::LEFT_CLICK_OPENS_MENU)
        .build()?;
    *shown = Some(tray);
    Ok(())
}

fn menu(view: &TrayView) -> Result<Menu, tray_icon::menu::Error> {
    let words = &view.words;
    let menu = Menu::new();
    for line in std::iter::once(&view.headline).chain(&view.lines) {
        menu.append(&MenuItem::new(escape_mnemonic(line), false, None))?;
    }
    let pause = if view.paused {
        ("resume", &words.resume)
    } else {
        ("pause", &words.pause_hour)
    };
    menu.append(&PredefinedMenuItem::separator())?;
    for (id, label) in [("open", &words.open), ("check", &words.check_now), pause] {
        menu.append(&MenuItem::with_id(id, escape_mnemonic(label), true, None))?;
    }
    menu.append(&PredefinedMenuItem::separator())?;
    menu.append(&MenuItem::with_id(
        "quit",
        escape_mnemonic(&words.quit),
        true,
        None,
    ))?;
    Ok(menu)
}

/// A single `&` would mark the next letter as the item's key.
fn escape_mnemonic(label: &str) -> String {
    label.replace('&', "&&")
}
