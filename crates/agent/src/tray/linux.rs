//! The tray of Linux desktops: a `StatusNotifierItem` on the session bus, no toolkit.
//!
//! Everything waits for a message on the bus, so that an idle icon wakes nobody.

use std::{process::ExitCode, time::Duration};

use futures_lite::StreamExt;
use ksni::{
    OfflineReason, Status, ToolTip, TrayMethods,
    menu::{MenuItem, StandardItem},
};
use tokio::{
    sync::{mpsc, watch},
    time::{sleep, timeout},
};
use vigie_domain::health::Level;
use zbus::{Connection, MessageStream, fdo::DBusProxy, names::BusName};

use super::{Presence, TrayCommand, TrayView, icon};

/// A call on the bus that takes longer has failed.
const CALL_LIMIT: Duration = Duration::from_secs(10);
/// The pause before a second try to reach a bus that is not there; doubled each time.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(10);
/// The name that a desktop with a tray owns.
const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// Entrance to the tray; on Linux any thread may enter.
#[derive(Clone, Debug)]
pub struct Gate(());

/// Runs the agent in the way that this system's tray needs: here, on this thread.
pub fn on_main_thread<F>(agent: F) -> ExitCode
where
    F: FnOnce(Gate) -> u8 + Send + 'static,
{
    ExitCode::from(agent(Gate(())))
}

/// Keeps the icon there until the sender of `views` is dropped.
pub(super) async fn run(
    _gate: Gate,
    mut views: watch::Receiver<Option<TrayView>>,
    presence: watch::Sender<Presence>,
    commands: mpsc::UnboundedSender<TrayCommand>,
) {
    let mut pause = FIRST_PAUSE;
    loop {
        let Ok(Some(view)) = views
            .wait_for(Option::is_some)
            .await
            .map(|view| view.clone())
        else {
            return;
        };
        let item = Item {
            view,
            commands: commands.clone(),
            presence: presence.clone(),
        };
        match Shown::open(item).await {
            Ok(shown) => {
                pause = FIRST_PAUSE;
                if shown.keep(&mut views).await == Ended::Dropped {
                    return;
                }
            }
            Err(error) => tracing::info!(%error, "the tray's icon cannot be shown now"),
        }
        presence.send_replace(Presence::NoBus);
        tokio::select! {
            () = sleep(pause) => {}
            changed = views.changed() => if changed.is_err() { return },
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// An icon on a session bus that is alive.
struct Shown {
    handle: ksni::Handle<Item>,
    /// A connection of our own: its end is how the end of the bus is seen, for ksni's own
    /// connection does not tell.
    messages: MessageStream,
}

/// Why an icon is not kept any longer.
#[derive(PartialEq, Eq)]
enum Ended {
    /// Nobody wants it any more.
    Dropped,
    /// The bus ended, or the item does not take a new view.
    Broken,
}

#[derive(Debug, thiserror::Error)]
enum OpenError {
    #[error("no session bus: {0}")]
    Bus(#[from] zbus::Error),
    #[error("no answer on the bus: {0}")]
    Call(#[from] zbus::fdo::Error),
    #[error("the desktop refused the icon: {0}")]
    Item(#[from] ksni::Error),
    #[error("no answer in time")]
    TimedOut(#[from] tokio::time::error::Elapsed),
}

impl Shown {
    async fn open(item: Item) -> Result<Self, OpenError> {
        let bus = timeout(CALL_LIMIT, Connection::session()).await??;
        let messages = MessageStream::from(&bus);
        let handle = timeout(CALL_LIMIT, spawn(&item)).await??;

        // A host that appeared between ksni's registration and its subscription went unseen.
        let unseen = *item.presence.borrow() == Presence::NoHost
            && timeout(CALL_LIMIT, has_watcher(&bus)).await??;
        if !unseen {
            return Ok(Self { handle, messages });
        }
        let _ = timeout(CALL_LIMIT, handle.shutdown()).await;
        let handle = timeout(CALL_LIMIT, spawn(&item)).await??;
        Ok(Self { handle, messages })
    }

    async fn keep(mut self, views: &mut watch::Receiver<Option<TrayView>>) -> Ended {
        let ended = loop {
            tokio::select! {
                message = self.messages.next() => {
                    if !matches!(message, Some(Ok(_))) {
                        break Ended::Broken;
                    }
                }
                changed = views.changed() => {
                    if changed.is_err() {
                        break Ended::Dropped;
                    }
                    let view = views.borrow_and_update().clone();
                    let Some(view) = view else { continue };
                    let taken = self.handle.update(|item| item.view = view);
                    if !matches!(timeout(CALL_LIMIT, taken).await, Ok(Some(()))) {
                        break Ended::Broken;
                    }
                }
            }
        };
        let _ = timeout(CALL_LIMIT, self.handle.shutdown()).await;
        ended
    }
}

async fn spawn(item: &Item) -> Result<ksni::Handle<Item>, ksni::Error> {
    item.presence.send_replace(Presence::Starting);
    let handle = item.clone().assume_sni_available(true).spawn().await?;
    item.presence.send_if_modified(|presence| {
        let shown = *presence == Presence::Starting;
        if shown {
            *presence = Presence::Shown;
        }
        shown
    });
    Ok(handle)
}

async fn has_watcher(bus: &Connection) -> zbus::fdo::Result<bool> {
    let name = BusName::try_from(WATCHER).map_err(zbus::Error::from)?;
    DBusProxy::new(bus).await?.name_has_owner(name).await
}

/// What the desktop asks of us.
#[derive(Clone)]
struct Item {
    view: TrayView,
    commands: mpsc::UnboundedSender<TrayCommand>,
    presence: watch::Sender<Presence>,
}

impl Item {
    fn tell(&self, command: TrayCommand) {
        // The agent is ending when it no longer listens.
        let _ = self.commands.send(command);
    }

    fn pixmaps(&self) -> Vec<ksni::Icon> {
        icon::SIZES
            .into_iter()
            .map(|size| ksni::Icon {
                width: i32::from(size),
                height: i32::from(size),
                data: icon::pixels(self.view.level, size)
                    .chunks_exact(4)
                    .flat_map(|rgba| [rgba[3], rgba[0], rgba[1], rgba[2]])
                    .collect(),
            })
            .collect()
    }
}

impl ksni::Tray for Item {
    fn id(&self) -> String {
        "vigie".into()
    }

    fn title(&self) -> String {
        "Vigie".into()
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        self.tell(TrayCommand::Open);
    }

    fn status(&self) -> Status {
        if self.view.level == Level::Alarm {
            Status::NeedsAttention
        } else {
            Status::Active
        }
    }

    fn icon_pixmap(&self) -> Vec<ksni::Icon> {
        self.pixmaps()
    }

    fn attention_icon_pixmap(&self) -> Vec<ksni::Icon> {
        if self.view.level == Level::Alarm {
            self.pixmaps()
        } else {
            Vec::new()
        }
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip {
            title: self.view.headline.clone(),
            description: escape_markup(&self.view.lines.join("\n")),
            ..ToolTip::default()
        }
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let words = &self.view.words;
        let state = std::iter::once(&self.view.headline).chain(&self.view.lines);
        let mut menu: Vec<MenuItem<Self>> = state.map(|line| line_of_state(line)).collect();
        menu.push(MenuItem::Separator);
        menu.push(choice(&words.open, TrayCommand::Open));
        menu.push(choice(&words.check_now, TrayCommand::CheckNow));
        menu.push(if self.view.paused {
            choice(&words.resume, TrayCommand::Resume)
        } else {
            choice(&words.pause_hour, TrayCommand::PauseHour)
        });
        menu.push(MenuItem::Separator);
        menu.push(choice(&words.quit, TrayCommand::Quit));
        menu
    }

    fn watcher_online(&self) {
        self.presence.send_replace(Presence::Shown);
    }

    fn watcher_offline(&self, _reason: OfflineReason) -> bool {
        self.presence.send_replace(Presence::NoHost);
        true
    }
}

fn line_of_state(line: &str) -> MenuItem<Item> {
    StandardItem {
        label: escape_mnemonic(line),
        enabled: false,
        ..StandardItem::default()
    }
    .into()
}

fn choice(label: &str, command: TrayCommand) -> MenuItem<Item> {
    StandardItem {
        label: escape_mnemonic(label),
        activate: Box::new(move |item: &mut Item| item.tell(command)),
        ..StandardItem::default()
    }
    .into()
}

/// A single underscore would mark the next letter as the item's key.
fn escape_mnemonic(label: &str) -> String {
    label.replace('_', "__")
}

/// The description of a tooltip is markup.
fn escape_markup(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
