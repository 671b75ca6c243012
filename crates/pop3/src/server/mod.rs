//! The server half.
//!
//! The session keeps the states, the marks and the grammar. It asks its caller for what only the caller knows: whether a login
//! is right, what a message holds, that marked messages be deleted, that TLS begin.
//!
//! ```
//! use vigie_pop3::server::{Listed, Request, Session, Settings, Transport};
//! use vigie_pop3::{Reply, ResponseCode, UniqueId};
//!
//! let mut session = Session::new(Settings::new(Transport::Tls));
//! session.receive(b"USER nom@cabinet.example\r\nPASS secret\r\nRETR 1\r\nQUIT\r\n");
//! while let Some(request) = session.next_request() {
//!     match request {
//!         Request::Login(login) if login.proves("nom@cabinet.example", &"secret".into()) => {
//!             let unique_id = UniqueId::new(b"1-a").ok_or("not a unique id")?;
//!             session.open(vec![Listed { octets: 14, unique_id }])?;
//!         }
//!         Request::Login(_) => session.refuse(&Reply::coded(ResponseCode::Auth, "no"))?,
//!         Request::Body { .. } => {
//!             session.send_body(b"Subject: x\r\n\r\n")?;
//!             session.finish_body()?;
//!         }
//!         Request::Update { deleted } => {
//!             assert!(deleted.is_empty());
//!             session.complete_update()?;
//!         }
//!         // A caller with a connection sends `take_output()` here.
//!         Request::Flush | Request::BeginTls | Request::Close(_) => {}
//!     }
//! }
//! let said = String::from_utf8(session.take_output())?;
//! assert!(said.ends_with("Subject: x\r\n\r\n.\r\n+OK Bye\r\n"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answers;
mod commands;
mod login;
mod maildrop;
mod request;
mod session;
mod settings;

pub use login::Login;
pub use maildrop::Listed;
pub use request::{Ended, NotAsked, Request};
pub use session::{Session, State};
pub use settings::{Settings, Transport};
