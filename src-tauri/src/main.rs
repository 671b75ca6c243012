//! The window: shows the page, and carries its questions to the agent. It decides nothing and
//! keeps no secret; closing it ends the process, and the agent watches on.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod bridge;
mod commands;
mod diagnostics;
mod failure;
mod file_name;
mod launch;
mod mail;
mod one;

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::Parser;
use tauri::{
    AppHandle, Manager, WebviewUrl, WebviewWindowBuilder,
    webview::{NewWindowResponse, Url},
};
use tauri_plugin_window_state::StateFlags;

use crate::{bridge::Bridge, one::OnlyWindow};

/// The window's label, which the capability names.
const LABEL: &str = "window";

/// Shows the state of the watched mailboxes.
#[derive(Debug, Parser)]
#[command(name = "vigie-window", version, about)]
struct Arguments {
    /// Folder of the agent's record and socket (default: the user's own installation)
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,

    /// What the agent is given beside the data folder, should it have to be started
    #[arg(last = true, hide = true)]
    agent_arguments: Vec<OsString>,
}

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
enum WindowError {
    #[error(transparent)]
    NoDataDir(#[from] vigie_protocol::NoDataDir),
    #[error("the data folder has no absolute path: {0}")]
    Path(#[from] std::io::Error),
    #[error("the window cannot be shown: {0}")]
    Tauri(#[from] tauri::Error),
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            #[expect(clippy::print_stderr, reason = "there is no window to say it in")]
            {
                eprintln!("vigie-window: {error}");
            }
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<(), WindowError> {
    let data_dir = match arguments.data_dir {
        Some(given) => given,
        None => vigie_protocol::data_dir()?,
    };
    let data_dir = std::path::absolute(data_dir)?;
    // Held until the process ends.
    let only = match one::claim(&data_dir) {
        OnlyWindow::Ours(claim) => claim,
        OnlyWindow::AnotherIsOpen => {
            tauri::async_runtime::block_on(one::bring_forward(&data_dir));
            return Ok(());
        }
    };
    let remembered = data_dir.join("window-state.json");
    let window_state = tauri_plugin_window_state::Builder::new()
        .with_filename(remembered.to_string_lossy())
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
        .build();
    tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .plugin(
            tauri_plugin_opener::Builder::new()
                .open_js_links_on_click(false)
                .build(),
        )
        .plugin(window_state)
        .manage(Bridge::new(data_dir, arguments.agent_arguments))
        .manage(only)
        .invoke_handler(tauri::generate_handler![
            commands::subscribe,
            commands::call,
            commands::start_agent,
            commands::save_diagnostics,
            commands::save_table,
            commands::save_fiche,
            commands::open_provider_page,
            commands::open_support_page,
            commands::write_mail,
            commands::read_enrolment_file,
            commands::choose_path,
            commands::print,
            commands::write_to_support,
        ])
        .setup(|app| Ok(open(app.handle())?))
        .run(tauri::generate_context!())?;
    Ok(())
}

/// Makes the one window. Nothing but the page itself is ever loaded into it.
fn open(app: &AppHandle) -> Result<(), tauri::Error> {
    WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Vigie")
        .inner_size(1240.0, 800.0)
        .min_inner_size(380.0, 460.0)
        .on_navigation(is_the_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    Ok(())
}

/// Whether a URL is the embedded page's own: `tauri://localhost`, on Windows `http://tauri.localhost`.
fn is_the_page(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

/// Brings the window before the others.
fn come_forward(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        // Each may fail on a desktop that does not know it; the others are still worth trying.
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn nothing_but_the_page_is_loaded() {
        let allowed = |url: &str| is_the_page(&url.parse().unwrap());
        assert!(allowed("tauri://localhost/"));
        assert!(allowed("tauri://localhost/index.html#/history"));
        assert!(allowed("http://tauri.localhost/"));
        assert!(!allowed("tauri://elsewhere/"));
        assert!(!allowed("https://vigie.example/"));
        assert!(!allowed("http://localhost/"));
        assert!(!allowed("file:///etc/passwd"));
        assert!(!allowed("data:text/html,hello"));
        assert!(!allowed("javascript:void(0)"));
    }
}
