//! What the page may ask of the shell.

use serde::Deserialize;
use serde_json::Value;
use tauri::{AppHandle, State, Url, WebviewWindow, ipc::Channel};
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_opener::OpenerExt;
use vigie_protocol::Answer;

use crate::{
    bridge::{Bridge, Signal, Welcome},
    diagnostics,
    failure::Failure,
    file_name, launch, mail,
};

/// Opens the line to the agent.
#[tauri::command]
pub(crate) async fn subscribe(
    app: AppHandle,
    bridge: State<'_, Bridge>,
    signals: Channel<Signal>,
) -> Result<Welcome, Failure> {
    bridge.subscribe(app, signals).await
}

/// Asks the agent.
#[tauri::command]
pub(crate) async fn call(bridge: State<'_, Bridge>, request: Value) -> Result<Answer, Failure> {
    bridge.call(request).await
}

/// Starts the agent that lies beside this programme.
#[tauri::command]
pub(crate) async fn start_agent(bridge: State<'_, Bridge>) -> Result<(), Failure> {
    launch::agent(bridge.data_dir(), bridge.agent_arguments()).map_err(failed)
}

/// Asks the user where, and saves the diagnostics exactly as they were shown; `false` if the user
/// changed their mind.
#[tauri::command]
pub(crate) async fn save_diagnostics(
    app: AppHandle,
    bridge: State<'_, Bridge>,
    file_name: String,
) -> Result<bool, Failure> {
    let shown = bridge.shown().ok_or_else(nothing_shown)?;
    let name = file_name::plain(&file_name, "vigie-diagnostic.txt");
    save(&app, name, diagnostics::text(&shown.files)).await
}

/// Asks the user where, and saves a table that the page shows; `false` if the user changed their
/// mind.
#[tauri::command]
pub(crate) async fn save_table(
    app: AppHandle,
    file_name: String,
    content: String,
) -> Result<bool, Failure> {
    let name = file_name::plain(&file_name, "vigie.csv");
    save(&app, name, content).await
}

/// Asks the user where, and saves the sheet on a switch exactly as it was shown; `false` if the user
/// changed their mind.
#[tauri::command]
pub(crate) async fn save_fiche(
    app: AppHandle,
    bridge: State<'_, Bridge>,
    file_name: String,
) -> Result<bool, Failure> {
    let html = bridge
        .fiche()
        .ok_or_else(|| failed("no sheet has been shown"))?;
    let name = file_name::plain(&file_name, "fiche-de-bascule.html");
    save(&app, name, html).await
}

/// Opens a provider's own page in the user's browser; the address is the agent's, never the page's,
/// and always `https`.
#[tauri::command]
pub(crate) async fn open_provider_page(
    app: AppHandle,
    bridge: State<'_, Bridge>,
    provider: String,
) -> Result<(), Failure> {
    let page = bridge
        .provider_page(&provider)
        .ok_or_else(|| failed("no page of that provider is known"))?;
    let url = Url::parse(&page).map_err(failed)?;
    if url.scheme() != "https" {
        return Err(failed("a provider's page is https"));
    }
    app.opener().open_url(url, None::<&str>).map_err(failed)
}

/// Opens a page that a bulletin or a release notice names in the user's browser: only one that the
/// agent told of, and always `https`.
#[tauri::command]
pub(crate) async fn open_support_page(
    app: AppHandle,
    bridge: State<'_, Bridge>,
    url: String,
) -> Result<(), Failure> {
    if !bridge.is_support_page(&url) {
        return Err(failed("support names no such page"));
    }
    let url = Url::parse(&url).map_err(failed)?;
    if url.scheme() != "https" {
        return Err(failed("support's pages are https"));
    }
    app.opener().open_url(url, None::<&str>).map_err(failed)
}

/// Opens a mail in the user's own mail program; the user writes to whom.
#[tauri::command]
pub(crate) async fn write_mail(
    app: AppHandle,
    subject: String,
    body: String,
) -> Result<(), Failure> {
    let url = mail::to_nobody(&subject, &body);
    app.opener().open_url(url, None::<&str>).map_err(failed)
}

/// The longest enrolment file, in octets; the agent takes no longer one.
const LONGEST_ENROLMENT: u64 = 64 * 1024;

/// Lets the user choose an enrolment file, and reads it; `None` if they changed their mind.
#[tauri::command]
pub(crate) async fn read_enrolment_file(app: AppHandle) -> Result<Option<String>, Failure> {
    let (chosen, coming) = tokio::sync::oneshot::channel();
    // The receiver is only gone where the process ends.
    app.dialog()
        .file()
        .pick_file(move |path| drop(chosen.send(path)));
    let Some(path) = coming.await.map_err(failed)? else {
        return Ok(None);
    };
    let path = path.into_path().map_err(failed)?;
    tauri::async_runtime::spawn_blocking(move || read_text(&path, LONGEST_ENROLMENT))
        .await
        .map_err(failed)?
        .map(Some)
        .map_err(failed)
}

/// The text of a file of at most so many octets.
fn read_text(path: &std::path::Path, longest: u64) -> std::io::Result<String> {
    use std::io::Read as _;
    let mut content = String::new();
    std::fs::File::open(path)?
        .take(longest + 1)
        .read_to_string(&mut content)?;
    if content.len() as u64 > longest {
        return Err(std::io::Error::other("the file is too long"));
    }
    Ok(content)
}

/// What the user is to choose.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Choice {
    /// A folder.
    Folder,
    /// A file.
    File,
}

/// Lets the user choose a folder or a file; `None` if they changed their mind. What of a path is
/// not Unicode cannot be named to the agent, and is an error.
#[tauri::command]
pub(crate) async fn choose_path(app: AppHandle, what: Choice) -> Result<Option<String>, Failure> {
    let dialog = app.dialog().file();
    let (chosen, coming) = tokio::sync::oneshot::channel();
    // The receiver is only gone where the process ends.
    let told = move |path| drop(chosen.send(path));
    match what {
        Choice::Folder => dialog.pick_folder(told),
        Choice::File => dialog.pick_file(told),
    }
    let Some(path) = coming.await.map_err(failed)? else {
        return Ok(None);
    };
    let path = path.into_path().map_err(failed)?;
    match path.into_os_string().into_string() {
        Ok(path) => Ok(Some(path)),
        Err(_) => Err(failed("the path is not Unicode")),
    }
}

/// Opens the system's print dialog for the page as it stands.
#[tauri::command]
pub(crate) async fn print(window: WebviewWindow) -> Result<(), Failure> {
    window.print().map_err(failed)
}

/// Asks the user where, and writes the file; `false` if the user changed their mind.
async fn save(app: &AppHandle, name: &str, content: String) -> Result<bool, Failure> {
    let (chosen, coming) = tokio::sync::oneshot::channel();
    app.dialog()
        .file()
        .set_file_name(name)
        .save_file(move |path| {
            // The receiver is only gone where the process ends.
            let _ = chosen.send(path);
        });
    let Some(path) = coming.await.map_err(failed)? else {
        return Ok(false);
    };
    let path = path.into_path().map_err(failed)?;
    tauri::async_runtime::spawn_blocking(move || std::fs::write(path, content))
        .await
        .map_err(failed)?
        .map_err(failed)?;
    Ok(true)
}

/// Opens a mail to support in the user's own mail program; the address is the agent's, never the
/// page's.
#[tauri::command]
pub(crate) async fn write_to_support(
    app: AppHandle,
    bridge: State<'_, Bridge>,
    subject: String,
    body: String,
) -> Result<(), Failure> {
    let shown = bridge.shown().ok_or_else(nothing_shown)?;
    let address = shown.support_address.ok_or_else(nothing_shown)?;
    let url = mail::url(&address, &subject, &body).map_err(failed)?;
    app.opener().open_url(url, None::<&str>).map_err(failed)
}

fn nothing_shown() -> Failure {
    failed("no diagnostics have been shown")
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that map_err wants"
)]
fn failed(error: impl ToString) -> Failure {
    Failure::Failed {
        what: error.to_string(),
    }
}
