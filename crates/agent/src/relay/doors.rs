//! The relay's ports.

use tokio::task::spawn_blocking;
use vigie_domain::relay::{Side, Trouble};
use vigie_relay::{Door, DoorError, holder};

/// What is said while nobody can be served: one line, in ASCII.
const POP_AWAY: &str = "-ERR [SYS/TEMP] The keychain or the disk is not ready; nothing is lost\r\n";
const SMTP_AWAY: &str = "421 4.3.0 The keychain or the disk is not ready; try again later\r\n";

/// Opens a side's port, or says what is the matter, with the program that has it where the platform
/// tells.
pub(crate) async fn open(side: Side, port: u16) -> Result<Door, Trouble> {
    match Door::open(port).await {
        Ok(door) => Ok(door),
        Err(DoorError::Taken(_)) => {
            let holder = spawn_blocking(move || holder(port)).await.ok().flatten();
            Err(Trouble::PortTaken { side, port, holder })
        }
        Err(error @ (DoorError::NotAllowed(_) | DoorError::Failed { .. })) => {
            tracing::warn!(%error, "a port of the relay");
            Err(Trouble::PortRefused { side, port })
        }
    }
}

/// Tells whoever comes to try again later, until this is dropped.
pub(crate) async fn away(side: Side, door: Door) {
    let line = match side {
        Side::Pop => POP_AWAY,
        Side::Smtp => SMTP_AWAY,
    };
    door.turn_away(line).await;
}
