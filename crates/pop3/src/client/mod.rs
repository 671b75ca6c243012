//! The client half.
//!
//! ```
//! use vigie_pop3::client::{Client, Event};
//! use vigie_pop3::{Command, Limits};
//!
//! let mut client = Client::new(Limits::default());
//! client.receive(b"+OK ready\r\n");
//! client.next_event()?;
//!
//! // Two commands in one burst; answers come in the same order and say what they answer.
//! client.send(Command::Uidl(None))?;
//! client.send(Command::Quit)?;
//! client.receive(b"+OK\r\n1 whqtswO00WBw418f9t5JxYwZ\r\n.\r\n+OK bye\r\n");
//!
//! let mut ids = Vec::new();
//! while let Some(event) = client.next_event()? {
//!     if let Event::UniqueId(listing) = event {
//!         ids.push(listing.unique_id.to_string());
//!     }
//! }
//! assert_eq!(ids, ["whqtswO00WBw418f9t5JxYwZ"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod event;
mod machine;
mod outgoing;
mod reading;
mod shape;

pub use error::{CommandError, Place, Violation};
pub use event::{Chunk, Event, Greeting};
pub use machine::Client;
