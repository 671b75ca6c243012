//! POP3 as two state machines, client and server, on one grammar, without sockets.
//!
//! Bytes go in, typed events or requests come out, and bytes to send are taken from an output buffer.
//! Whoever owns the connection, its encryption and its deadlines drives them, on any runtime or on none:
//!
//! ```
//! use vigie_pop3::client::{Client, Event};
//! use vigie_pop3::{Command, Limits};
//!
//! let mut client = Client::new(Limits::default());
//! client.receive(b"+OK ready\r\n");
//! assert!(matches!(client.next_event()?, Some(Event::Greeting(_))));
//!
//! client.send(Command::Stat)?;
//! assert_eq!(client.take_output(), b"STAT\r\n");
//!
//! client.receive(b"+OK 2 3200\r\n");
//! while let Some(event) = client.next_event()? {
//!     if let Event::Maildrop(maildrop) = event {
//!         assert_eq!((maildrop.messages, maildrop.octets), (2, 3200));
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Standards: RFC 1939 (POP3), 2449 (CAPA, response codes), 2595 (STLS), 3206 (SYS and AUTH codes),
//! 5034 (SASL) with 4616 (PLAIN), and 6856 (UTF8, LANG).

pub mod apop;
pub mod argument;
pub mod capability;
pub mod client;
mod command;
mod limits;
mod line;
pub mod listing;
mod parse;
pub mod plain;
mod reply;
mod response_code;
pub mod server;
pub mod stuffing;
mod text;
mod verb;

pub use capability::{Capabilities, Capability};
pub use command::{Command, CommandLine};
pub use limits::Limits;
pub use listing::{Maildrop, MessageNumber, ScanListing, UniqueId, UniqueIdListing};
pub use parse::{CommandSyntax, ParsedLine, Tolerance, parse_command};
pub use plain::Plain;
pub use reply::{Reply, Status, StatusLine};
pub use response_code::ResponseCode;
pub use verb::{Asked, Verb};
