//! Caisses to test against: a seeded world of practices, lots and answers, and a live caisse that
//! receives lots and answers them through the real servers.
//!
//! - [`Plan`] is the pure half: for a seed, everything that happens, in virtual time, if the billing
//!   software keeps to the 48 h rule. It tells what a test must find.
//! - [`Caisse`] is the living half: it finds the lots in the caisses' mailbox, and sends what the
//!   same world answers to them, when its time has come. It follows what really happened: a lot
//!   that is never sent is never answered.
//! - [`letters`] makes messages of both, [`LotFile`] and [`Pyxvital`] files on disk, [`rules()`]
//!   the recognition rules that support would push for them.
//!
//! Everybody here is invented: persons are called « PERSONNE INVENTEE » and have
//! social-security numbers that cannot exist, caisses are of a régime (99) that does not.
//! `<caisse>.99.rss.fr` is a domain of the test's own Postfix; nothing leaves the machine.
//!
//! Virtual time goes as the caller says: each call is given `now`. The billing stand-in reads the
//! same time from its clock's file ([`crate::billing::Clock`]). Step by step, as below, a test is
//! exact; or both run by one fast clock ([`Clock::run`], [`Caisse::live`]), where a test can only
//! ask for what does not hang on an hour more or less.
//!
//! [`Clock::run`]: crate::billing::Clock::run
//!
//! ```no_run
//! use vigie_tests::{
//!     caisse::{Caisse, Event, LotFile, Parameters, Plan},
//!     mail::{Mail, Options},
//! };
//!
//! let mail = Mail::with(&["cabinet", "caisse"], Options { smtp: true, ..Options::default() });
//! let outbox = std::path::Path::new("/tmp/outbox");
//! let plan = Plan::generate(2022, Parameters::default());
//! let mut caisse = Caisse::open(plan.world().clone(), &mail);
//! for event in plan.events() {
//!     let now = event.at();
//!     if let Event::LotSent { lot, transmission: 1, .. } = event {
//!         LotFile::of(&plan.world().lots()[*lot]).write(outbox).unwrap();
//!     }
//!     // Here the billing program makes its round, at the same virtual time.
//!     mail.until_delivered();
//!     caisse.receive(now);
//!     for arrival in caisse.deliver(now) {
//!         println!("{} {:?}", arrival.at, arrival.kind);
//!     }
//!     mail.until_delivered();
//! }
//! ```

mod answering;
mod arrival;
mod confusion;
pub mod dice;
pub mod letters;
mod live;
mod lot;
mod lot_file;
mod parameters;
mod plan;
mod post;
mod pyxvital;
mod records;
mod rules;
mod world;

pub use arrival::{Arrival, Kind, Outcome, Packing};
pub use confusion::Confusion;
pub use live::{Caisse, Living};
pub use lot::{Fate, Lot};
pub use lot_file::LotFile;
pub(crate) use lot_file::date_file;
pub use parameters::{Answers, Office, Parameters, Practice, Shares};
pub use plan::{Event, Plan};
pub use post::Post;
pub use pyxvital::{Pyxvital, windows_1252};
pub use rules::{rules, rules_document};
pub use world::{DEADLINE, MARGIN, Outage, REGIME, World};
