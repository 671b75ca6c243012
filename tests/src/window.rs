//! The real window in its real webview, driven by `WebDriver`.

use std::{path::Path, process::Stdio, time::Duration};

use fantoccini::{Client, ClientBuilder, Locator, elements::Element};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::{
    children::Child, desktop::Desktop, mail::free_port, programs, tray_host::runtime, wait,
};

const START: Duration = Duration::from_secs(30);
const LOOK: Duration = Duration::from_secs(20);
/// For one answer of the driver. It has none of its own for a window that does not paint.
const ANSWER: Duration = Duration::from_mins(1);

/// The window; it ends when dropped.
pub struct Window {
    runtime: Runtime,
    client: Client,
    _driver: Child,
}

impl Window {
    /// Opens the window of that data folder on that desktop.
    #[must_use]
    pub fn open(desktop: &Desktop, data_dir: &Path) -> Self {
        let port = free_port();
        let mut command = desktop.command("WebKitWebDriver");
        command
            .arg(format!("--port={port}"))
            .arg("--host=127.0.0.1")
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .stdin(Stdio::null());
        let driver = Child::spawn(&mut command, &desktop.dir().join("webdriver.log"));
        let runtime = runtime();
        let url = format!("http://127.0.0.1:{port}/");
        let options = json!({
            "binary": programs::vigie_window(),
            "args": ["--data-dir", data_dir],
        });
        let capabilities =
            serde_json::Map::from_iter([("webkitgtk:browserOptions".to_owned(), options)]);
        wait::until_true("the WebDriver", START, || {
            std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
        });
        let client = runtime
            .block_on(async {
                tokio::time::timeout(
                    START,
                    ClientBuilder::new(HttpConnector::new())
                        .capabilities(capabilities)
                        .connect(&url),
                )
                .await
            })
            .expect("a session within its time")
            .unwrap_or_else(|e| panic!("no session with the window: {e}"));
        Self {
            runtime,
            client,
            _driver: driver,
        }
    }

    /// Every visible word of the page.
    #[must_use]
    pub fn text(&self) -> String {
        self.script("return document.body ? document.body.innerText : ''")
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Waits until the page shows these words.
    pub fn until_text(&self, words: &str, within: Duration) {
        wait::until_fits(
            &format!("« {words} » in the window"),
            within,
            || self.text(),
            |text| text.contains(words),
        );
    }

    /// Runs JavaScript in the page; `null` where it fails (a page that is just changing).
    #[must_use]
    pub fn script(&self, script: &str) -> Value {
        self.within(self.client.execute(script, Vec::new()))
            .and_then(Result::ok)
            .unwrap_or(Value::Null)
    }

    /// Clicks what has this test id.
    pub fn click(&self, id: &str) {
        self.click_at(&by_test_id(id));
    }

    /// Clicks what this CSS selector finds.
    pub fn click_at(&self, selector: &str) {
        self.on(selector, |element| {
            Box::pin(async move { element.click().await })
        });
    }

    /// Writes into the field with this test id, in place of what stands there.
    pub fn fill(&self, id: &str, text: &str) {
        let text = text.to_owned();
        self.on(&by_test_id(id), move |element| {
            let text = text.clone();
            Box::pin(async move {
                element.clear().await?;
                element.send_keys(&text).await
            })
        });
    }

    /// Whether something with this test id is on the page.
    #[must_use]
    pub fn shows(&self, id: &str) -> bool {
        self.script(&format!(
            "return !!document.querySelector('[data-testid=\"{id}\"]')"
        )) == Value::Bool(true)
    }

    /// An attribute of what has this test id; empty where there is none.
    #[must_use]
    pub fn attribute(&self, id: &str, name: &str) -> String {
        self.script(&format!(
            "const e = document.querySelector('[data-testid=\"{id}\"]'); return e ? e.getAttribute('{name}') || '' : ''"
        ))
        .as_str()
        .unwrap_or_default()
        .to_owned()
    }

    /// The words of what has this test id.
    #[must_use]
    pub fn words(&self, id: &str) -> String {
        self.script(&format!(
            "const e = document.querySelector('[data-testid=\"{id}\"]'); return e ? e.innerText : ''"
        ))
        .as_str()
        .unwrap_or_default()
        .to_owned()
    }

    /// Waits until Accueil shows this level: `well`, `unknown`, `attention`, `alarm`.
    pub fn until_level(&self, level: &str, within: Duration) {
        wait::until_fits(
            &format!("level {level} in the window"),
            within,
            || self.attribute("home", "data-level"),
            |shown| shown == level,
        );
    }

    /// What the driver answers; `None` where it does not in time.
    fn within<T>(&self, answer: impl Future<Output = T>) -> Option<T> {
        self.runtime
            .block_on(async { tokio::time::timeout(ANSWER, answer).await })
            .ok()
    }

    /// Does something with the first element there that lets it be done.
    fn on(
        &self,
        selector: &str,
        act: impl Fn(
            Element,
        ) -> std::pin::Pin<
            Box<dyn Future<Output = Result<(), fantoccini::error::CmdError>> + Send>,
        >,
    ) {
        wait::until_true(&format!("« {selector} » in the window"), LOOK, || {
            let done = self.within(async {
                let Ok(elements) = self.client.find_all(Locator::Css(selector)).await else {
                    return false;
                };
                for element in elements {
                    let ready = element.is_displayed().await.unwrap_or(false)
                        && element.is_enabled().await.unwrap_or(false);
                    if ready && act(element).await.is_ok() {
                        return true;
                    }
                }
                false
            });
            done.unwrap_or(false)
        });
    }

    /// A picture of the page in `target/screenshots/`.
    pub fn picture(&self, name: &str) {
        let png = self
            .within(self.client.screenshot())
            .expect("a picture within its time")
            .expect("the window gives a picture");
        let file = programs::screenshots().join(format!("{name}.png"));
        std::fs::write(file, png).expect("the picture can be written");
    }

    /// Closes the window as its user would.
    pub fn close(self) {
        let _gone_with_its_window = self.within(self.client.clone().close());
    }
}

fn by_test_id(id: &str) -> String {
    format!("[data-testid=\"{id}\"]")
}

impl Drop for Window {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- the window showed ---\n{}", self.text());
        }
    }
}
