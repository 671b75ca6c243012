//! A desktop of its own for each test: the test starts itself again as a child process whose
//! environment names a bus, a home and folders that nobody else uses.

use std::{
    any::type_name,
    env, fs,
    future::Future,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// Names the folder in the child's environment.
const INSIDE: &str = "VIGIE_TEST_DESKTOP";
/// How long something on a busy machine may take.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Runs the test that this closure stands in, on a desktop of its own. No bus runs at first.
pub fn alone<F, R>(test: F)
where
    F: FnOnce() -> R,
    R: Future<Output = ()>,
{
    if env::var_os(INSIDE).is_some() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        return runtime.block_on(test());
    }
    let name = type_name::<F>()
        .split_once("::")
        .unwrap()
        .1
        .trim_end_matches("::{{closure}}");
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for name in ["home", "config", "data", "cache", "run"] {
        fs::create_dir(at(name)).unwrap();
    }
    let bus = format!("unix:path={}", at("bus").display());
    let status = Command::new(env::current_exe().unwrap())
        .args([name, "--exact", "--nocapture"])
        .env(INSIDE, folder.path())
        .env("DBUS_SESSION_BUS_ADDRESS", &bus)
        .env("DBUS_SYSTEM_BUS_ADDRESS", &bus)
        .env("HOME", at("home"))
        .env("XDG_CONFIG_HOME", at("config"))
        .env("XDG_DATA_HOME", at("data"))
        .env("XDG_CACHE_HOME", at("cache"))
        .env("XDG_RUNTIME_DIR", at("run"))
        .env_remove("DISPLAY")
        .status()
        .unwrap();
    assert!(status.success(), "{name}: {status}");
}

/// A program that ends with the test.
pub struct Running(Child);

impl Running {
    pub fn start(command: &mut Command) -> Self {
        let name = command.get_program().to_owned();
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        Self(child.unwrap_or_else(|error| panic!("{}: {error}", name.display())))
    }

    pub fn input(&mut self) -> std::process::ChildStdin {
        self.0.stdin.take().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A bus that starts no services of its own accord.
pub async fn bus() -> Running {
    let folder = PathBuf::from(env::var_os(INSIDE).unwrap());
    let config = folder.join("bus.conf");
    let socket = folder.join("bus");
    let _ = fs::remove_file(&socket);
    fs::write(
        &config,
        format!(
            "<busconfig><type>session</type><listen>unix:path={}</listen>\
             <auth>EXTERNAL</auth><policy context='default'><allow send_destination='*'/>\
             <allow receive_sender='*'/><allow own='*'/></policy></busconfig>",
            socket.display()
        ),
    )
    .unwrap();
    let mut command = Command::new("dbus-daemon");
    command.arg("--nofork").arg("--config-file").arg(&config);
    let running = Running::start(&mut command);
    let probe = until("the bus", async || zbus::Connection::session().await.ok()).await;
    drop(probe);
    running
}

/// Waits until it is there.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let begin = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(begin.elapsed() < PATIENCE, "{what} did not come");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The next thing on a channel.
pub async fn next<T>(channel: &mut tokio::sync::mpsc::UnboundedReceiver<T>) -> T {
    tokio::time::timeout(PATIENCE, channel.recv())
        .await
        .expect("nothing came")
        .unwrap()
}
