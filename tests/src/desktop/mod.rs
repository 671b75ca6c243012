//! A desktop without a screen: Xvfb, a session bus of its own, a window manager, a notification
//! daemon, a keyring and a tray.

mod keyring;
mod notifications;

use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::{fs::PermissionsExt, net::UnixStream},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use crate::{children::Child, programs, tray_host::TrayHost, wait};

pub use notifications::{Notifications, Toast};

/// The keyring's password.
const KEYRING_PASSWORD: &str = "trousseau";
const START: Duration = Duration::from_secs(20);

/// The keyring at the start of the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyring {
    /// There and open.
    Unlocked,
    /// No keyring service at all.
    Absent,
}

/// What programs on a desktop find in their environment.
#[derive(Clone)]
pub struct Environment(Vec<(&'static str, String)>);

impl Environment {
    /// Gives a command this environment, and nothing of the test's own.
    pub fn dress(&self, command: &mut Command) {
        command.env_clear();
        for name in ["PATH", "RUST_BACKTRACE", "RUST_LOG"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command.envs(self.0.iter().map(|(name, value)| (name, value)));
    }
}

/// A running desktop; everything on it ends when it is dropped.
pub struct Desktop {
    environment: Environment,
    bus_address: String,
    keyring: Option<Child>,
    tray: Option<TrayHost>,
    notifications: Option<Notifications>,
    // In this order: what lives on the bus and the display goes before them.
    session: Vec<Child>,
    _bus: Child,
    _display: Child,
    dir: tempfile::TempDir,
}

impl Desktop {
    /// A French desktop with an open keyring and a tray.
    #[must_use]
    pub fn start() -> Self {
        Self::with(Keyring::Unlocked)
    }

    /// A French desktop with a tray.
    #[must_use]
    pub fn with(keyring: Keyring) -> Self {
        let dir = tempfile::Builder::new()
            .prefix("vigie-desktop-")
            .tempdir()
            .expect("a temporary folder can be made");
        crate::children::remove_at_end(dir.path());
        let path = |part: &str| {
            let path = dir.path().join(part);
            fs::create_dir_all(&path).expect("the session's folders can be made");
            path.display().to_string()
        };
        let runtime_dir = path("run");
        fs::set_permissions(&runtime_dir, fs::Permissions::from_mode(0o700))
            .expect("a mode can be set");
        let bus_address = format!("unix:path={runtime_dir}/bus");
        let mut env = vec![
            ("HOME", path("home")),
            ("XDG_RUNTIME_DIR", runtime_dir),
            ("XDG_CONFIG_HOME", path("config")),
            ("XDG_DATA_HOME", path("data")),
            ("XDG_CACHE_HOME", path("cache")),
            ("XDG_CURRENT_DESKTOP", "test".to_owned()),
            ("DBUS_SESSION_BUS_ADDRESS", bus_address.clone()),
            ("NO_AT_BRIDGE", "1".to_owned()),
            ("LANG", "fr_FR.UTF-8".to_owned()),
            ("LANGUAGE", "fr".to_owned()),
            ("TZ", "Europe/Paris".to_owned()),
            // Xvfb has no graphics card.
            ("LIBGL_ALWAYS_SOFTWARE", "1".to_owned()),
            ("WEBKIT_DISABLE_COMPOSITING_MODE", "1".to_owned()),
        ];
        let (display, number) = start_display(dir.path());
        env.push(("DISPLAY", format!(":{number}")));
        let bus = start_bus(dir.path(), &bus_address);
        let mut desktop = Self {
            environment: Environment(env),
            bus_address,
            keyring: None,
            tray: None,
            notifications: None,
            session: Vec::new(),
            _bus: bus,
            _display: display,
            dir,
        };
        // The record begins before there is anything to record.
        desktop.notifications = Some(Notifications::listen(&desktop.bus_address));
        desktop.start_tray();
        let openbox = desktop.spawn("openbox", &[]);
        let dunst = desktop.spawn("dunst", &["-conf", &desktop.dunst_config()]);
        desktop.session = vec![openbox, dunst];
        if keyring == Keyring::Unlocked {
            desktop.start_open_keyring();
        }
        wait::until_true("the notification daemon", START, || {
            desktop
                .notifications
                .as_ref()
                .is_some_and(Notifications::has_daemon)
        });
        desktop
    }

    fn dunst_config(&self) -> String {
        let path = self.dir.path().join("dunstrc");
        // A left click takes the notification's default action, as most desktops do.
        let config = "[global]\nmonitor = 0\nwidth = 420\norigin = top-right\nfont = DejaVu Sans 11\n\
                      mouse_left_click = do_action\nshow_age_threshold = -1\nidle_threshold = 0\n";
        fs::write(&path, config).expect("the configuration can be written");
        path.display().to_string()
    }

    /// A command that runs on this desktop.
    #[must_use]
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        self.environment.dress(&mut command);
        command
    }

    /// What programs on this desktop find in their environment.
    #[must_use]
    pub fn environment(&self) -> Environment {
        self.environment.clone()
    }

    fn spawn(&self, program: &str, args: &[&str]) -> Child {
        let mut command = self.command(program);
        command.args(args).stdin(Stdio::null());
        Child::spawn(&mut command, &self.log_of(program))
    }

    fn log_of(&self, program: &str) -> PathBuf {
        self.dir.path().join(format!("{program}.log"))
    }

    /// The folder of everything on this desktop.
    #[must_use]
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// The notifications shown so far.
    #[must_use]
    pub fn notifications(&self) -> &Notifications {
        self.notifications
            .as_ref()
            .expect("listening since the start")
    }

    /// The tray; panics while it is stopped.
    #[must_use]
    pub fn tray(&self) -> &TrayHost {
        self.tray.as_ref().expect("the tray runs")
    }

    /// The tray crashes.
    pub fn stop_tray(&mut self) {
        self.tray = None;
    }

    /// The tray comes (back).
    pub fn start_tray(&mut self) {
        self.tray = Some(TrayHost::start(&self.bus_address));
    }

    /// Starts the keyring's service; what it holds from before is locked.
    pub fn start_keyring(&mut self) {
        self.launch_keyring(&[], Stdio::null());
    }

    /// The keyring as it is after a login: made where there is none, and open.
    fn start_open_keyring(&mut self) {
        let file = self.dir.path().join("keyring-password");
        fs::write(&file, KEYRING_PASSWORD).expect("the password can be written");
        let password = fs::File::open(&file).expect("the password can be read");
        self.launch_keyring(&["--unlock"], password.into());
    }

    fn launch_keyring(&mut self, args: &[&str], stdin: Stdio) {
        let mut command = self.command("gnome-keyring-daemon");
        command
            .args(["--foreground", "--components=secrets"])
            .args(args)
            .stdin(stdin);
        let mut keyring = Child::spawn(&mut command, &self.log_of("gnome-keyring-daemon"));
        wait::until_true("the keyring on the bus", START, || {
            assert!(keyring.is_running(), "{}", keyring.log());
            self.notifications().has_owner("org.freedesktop.secrets")
        });
        self.keyring = Some(keyring);
    }

    /// Ends the keyring's service; what it holds stays on disk, encrypted.
    pub fn stop_keyring(&mut self) {
        self.keyring = None;
        wait::until_true("the keyring's end on the bus", START, || {
            !self.notifications().has_owner("org.freedesktop.secrets")
        });
        let _not_there = fs::remove_dir_all(self.dir.path().join("run/keyring"));
    }

    /// Opens the locked keyring with its password, as its owner does when asked.
    pub fn unlock_keyring(&self) {
        keyring::unlock(&self.bus_address, KEYRING_PASSWORD);
    }

    /// A picture of the whole screen in `target/screenshots/`.
    pub fn picture(&self, name: &str) {
        let file = programs::screenshots().join(format!("{name}.png"));
        let done = self
            .command("import")
            .args(["-window", "root"])
            .arg(&file)
            .status();
        assert!(
            done.is_ok_and(|status| status.success()),
            "no picture {name}"
        );
    }

    /// Waits until the screen's middle shows a page: text in many colours, where a window that has
    /// opened but not drawn yet shows one.
    pub fn until_painted(&self) {
        const COLOURS_OF_TEXT: usize = 12;
        wait::until_true("a painted window", START, || {
            let middle = self
                .command("import")
                .args(["-window", "root", "-crop", "600x400+340+200"])
                .args(["-depth", "8", "rgb:-"])
                .output();
            middle.is_ok_and(|output| {
                let colours: std::collections::BTreeSet<&[u8]> =
                    output.stdout.chunks_exact(3).collect();
                colours.len() >= COLOURS_OF_TEXT
            })
        });
    }

    /// The titles of the windows on the screen.
    #[must_use]
    pub fn windows(&self) -> Vec<String> {
        let output = self.command("wmctrl").arg("-l").output();
        let list = output.map(|output| output.stdout).unwrap_or_default();
        String::from_utf8_lossy(&list)
            .lines()
            .filter_map(|line| {
                line.splitn(4, ' ')
                    .nth(3)
                    .map(|rest| rest.trim().to_owned())
            })
            .collect()
    }
}

/// Xvfb on a display number that it finds free itself.
fn start_display(dir: &Path) -> (Child, u32) {
    let log = dir.join("Xvfb.log");
    let complaints = fs::File::create(&log).expect("the log can be written");
    let mut command = Command::new("Xvfb");
    command
        .args(["-displayfd", "1", "-screen", "0", "1280x800x24"])
        .args(["-nolisten", "tcp", "-noreset"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(complaints);
    let mut display = Child::spawn_as_is(&mut command, "Xvfb", &log);
    let stdout = display.process().stdout.take().expect("piped");
    let mut line = String::new();
    BufReader::new(stdout)
        .read_line(&mut line)
        .expect("Xvfb says its number");
    let number = line
        .trim()
        .parse()
        .unwrap_or_else(|_| panic!("Xvfb does not start: {}", display.log()));
    (display, number)
}

fn start_bus(dir: &Path, address: &str) -> Child {
    // No folder of services: nothing starts by itself on this bus, only what the test starts.
    let config = format!(
        "<busconfig><type>session</type><listen>{address}</listen><auth>EXTERNAL</auth>\
         <policy context='default'><allow send_destination='*' eavesdrop='true'/>\
         <allow eavesdrop='true'/><allow own='*'/></policy></busconfig>"
    );
    let file = dir.join("session-bus.conf");
    fs::write(&file, config).expect("the bus can be configured");
    let mut command = Command::new("dbus-daemon");
    command
        .args(["--nofork", "--nopidfile"])
        .arg(format!("--config-file={}", file.display()))
        .stdin(Stdio::null());
    let mut bus = Child::spawn(&mut command, &dir.join("dbus.log"));
    let socket = dir.join("run/bus");
    wait::until_true("the session bus", START, || {
        assert!(bus.is_running(), "{}", bus.log());
        UnixStream::connect(&socket).is_ok()
    });
    bus
}
