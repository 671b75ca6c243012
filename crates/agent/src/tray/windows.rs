//! What is particular to the notification area of Windows.

use tao::event_loop::EventLoop;

/// Windows scales it to what the screen needs.
pub(super) const ICON_SIZE: u16 = 32;

/// A left click opens the window, a right click the menu.
pub(super) const LEFT_CLICK_OPENS_MENU: bool = false;

/// Nothing to prepare.
pub(super) fn prepare<T>(_event_loop: &mut EventLoop<T>) {}
