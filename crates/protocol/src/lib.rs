//! What a face may ask the agent, and what the agent tells.
//!
//! Every message is one line of JSON, at most [`MAX_LINE`] octets, on a local socket that only
//! the same user can open. A face begins with [`Request::Hello`].

pub mod connection;
pub mod data_dir;
pub mod framing;
pub mod message;
pub mod relay;
pub mod relocation;
pub mod socket;
pub mod state;
pub mod steering;
pub mod switch;
pub mod typescript;

pub use connection::{CallError, ConnectError, Connection, Events, Welcome};
pub use data_dir::{NoDataDir, data_dir};
pub use message::*;
pub use relay::*;
pub use relocation::*;
pub use state::*;
pub use steering::*;
pub use switch::*;

/// The version of this protocol; a face of another version is refused with
/// [`Refusal::ForeignVersion`].
pub const VERSION: u32 = 1;

/// The longest line in octets, its end included.
pub const MAX_LINE: usize = 1 << 20;
