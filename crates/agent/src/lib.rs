//! The resident agent: watches, decides, records, tells.

pub mod agent;
pub mod arguments;
pub mod autostart;
pub mod book;
pub mod clock;

pub mod faces;
pub mod line;
mod log;
pub mod network;
pub mod notify;
mod passphrase;
mod relay;
mod relocation;
pub mod secrets;
mod settings;
pub mod start;
pub mod steering;
mod stop;
pub mod switch;
pub mod tray;
pub mod watch;
pub mod window;
