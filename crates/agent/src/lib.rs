//! The resident agent: watches, decides, records, tells.

pub mod autostart;
pub mod line;
pub mod notify;
pub mod secrets;
pub mod tray;
