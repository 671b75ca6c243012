//! Shows an icon in the tray by tray-icon and then does nothing, so that its wake-ups can be counted.

use tray_icon::{
    Icon, TrayIconBuilder,
    menu::{Menu, MenuItem},
};

const SIDE: u32 = 32;

fn main() {
    #[cfg(feature = "libappindicator")]
    gtk::init().expect("there is a display");
    let menu = Menu::new();
    menu.append(&MenuItem::new("Quitter", true, None))
        .expect("a menu takes an item");
    let pixels = vec![0x80; (SIDE * SIDE * 4) as usize];
    let _icon = TrayIconBuilder::new()
        .with_menu(Box::new(menu))
        .with_tooltip("peer")
        .with_icon(Icon::from_rgba(pixels, SIDE, SIDE).expect("a square of pixels"))
        .build()
        .expect("there is a session bus");
    #[cfg(feature = "libappindicator")]
    gtk::main();
    #[cfg(not(feature = "libappindicator"))]
    loop {
        std::thread::park();
    }
}
