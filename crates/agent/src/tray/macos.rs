//! What is particular to the menu bar of macOS.

use tao::{
    event_loop::EventLoop,
    platform::macos::{ActivationPolicy, EventLoopExtMacOS},
};

/// Twice the bar's 22 points and a little more; macOS scales it.
pub(super) const ICON_SIZE: u16 = 48;

/// Every click in the menu bar opens a menu.
pub(super) const LEFT_CLICK_OPENS_MENU: bool = true;

/// Keeps the agent out of the Dock.
pub(super) fn prepare<T>(event_loop: &mut EventLoop<T>) {
    event_loop.set_activation_policy(ActivationPolicy::Accessory);
}
