//! The programs under test, built before: `cargo build --workspace --bins`.

use std::{
    env,
    path::{Path, PathBuf},
};

/// The folder of the built programs: the test binary lies in its `deps/`.
fn folder() -> PathBuf {
    let test = env::current_exe().expect("the test knows its own file");
    let folder = test.parent().expect("a file lies in a folder");
    if folder.ends_with("deps") {
        folder.parent().expect("deps lies in a folder").to_owned()
    } else {
        folder.to_owned()
    }
}

/// The built program of that name.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let path = folder().join(name);
    assert!(
        path.is_file(),
        "{} is missing: run `cargo build --workspace --bins` first, as `make test` does",
        path.display()
    );
    path
}

/// `vigie`, the terminal.
#[must_use]
pub fn vigie() -> PathBuf {
    program("vigie")
}

/// `vigie-agent`.
#[must_use]
pub fn vigie_agent() -> PathBuf {
    program("vigie-agent")
}

/// `vigie-support`, the hotline's.
#[must_use]
pub fn vigie_support() -> PathBuf {
    program("vigie-support")
}

/// `vigie-window`.
#[must_use]
pub fn vigie_window() -> PathBuf {
    program("vigie-window")
}

/// Where pictures of the desktop are put, for people: `target/screenshots/`.
#[must_use]
pub fn screenshots() -> PathBuf {
    let dir = folder()
        .ancestors()
        .find(|dir| dir.file_name().is_some_and(|name| name == "target"))
        .map_or_else(
            || folder().join("screenshots"),
            |dir| dir.join("screenshots"),
        );
    std::fs::create_dir_all(&dir).expect("the pictures' folder can be made");
    dir
}

/// The checkout's root.
#[must_use]
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ lies in the checkout")
}
