//! Network namespaces: a practice's own line that can be cut, and an Internet behind it.

use std::{
    fs,
    os::fd::AsFd,
    path::PathBuf,
    process::{Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread,
};

use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

/// One network namespace; it goes when dropped.
#[derive(Debug)]
pub struct Namespace {
    name: String,
}

static NEXT: AtomicU32 = AtomicU32::new(0);

impl Namespace {
    fn new(role: &str) -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("vigie-{}-{number}-{role}", std::process::id());
        ip(&["netns", "add", &name]);
        crate::children::remove_namespace_at_end(&name);
        let namespace = Self { name };
        namespace.ip(&["link", "set", "lo", "up"]);
        namespace
    }

    /// Its name, for `ip netns exec`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// `ip` inside it.
    pub fn ip(&self, args: &[&str]) {
        let mut all = vec!["-n", &self.name];
        all.extend(args);
        ip(&all);
    }

    /// Runs `work` in a thread inside the namespace; a socket made there stays there.
    pub fn enter<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let handle = fs::File::open(PathBuf::from("/run/netns").join(&self.name))
            .expect("the namespace has its handle");
        let inside = thread::spawn(move || {
            move_into_link_name_space(handle.as_fd(), Some(LinkNameSpaceType::Network))
                .expect("root may enter a namespace");
            work()
        });
        inside
            .join()
            .expect("the work inside the namespace succeeds")
    }

    /// A command that runs inside the namespace of that name.
    #[must_use]
    pub fn command(name: &str, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", name]).arg(program);
        command
    }

    /// Whether something there accepts a connection to this address.
    #[must_use]
    pub fn can_connect(name: &str, address: &str) -> bool {
        let (host, port) = address.rsplit_once(':').expect("host:port");
        Self::command(name, "bash")
            .args(["-c", &format!("exec 3<>/dev/tcp/{host}/{port}")])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        let _best_effort = Command::new("ip")
            .args(["netns", "del", &self.name])
            .status();
        let _best_effort = fs::remove_dir_all(etc(&self.name));
    }
}

/// A practice's network and the Internet's, joined by one line. Both are far from the machine's
/// own network: nothing gets out.
pub struct Line {
    /// Where the agent runs; its address is 10.77.0.2.
    pub practice: Namespace,
    /// Where servers, witnesses and DNS run, on [`Line::SERVER`], [`Line::WITNESS`] and [`Line::DNS`].
    pub internet: Namespace,
}

impl Line {
    /// The mail server's address: one of the Internet's, seen from the practice.
    pub const SERVER: &str = "198.51.100.10";
    /// An independent witness's address.
    pub const WITNESS: &str = "203.0.113.20";
    /// The name server's address.
    pub const DNS: &str = "203.0.113.53";

    /// Both networks and the line between them, up.
    #[must_use]
    pub fn new() -> Self {
        let practice = Namespace::new("practice");
        let internet = Namespace::new("internet");
        ip(&[
            "link",
            "add",
            "line",
            "netns",
            &practice.name,
            "type",
            "veth",
            "peer",
            "name",
            "line",
            "netns",
            &internet.name,
        ]);
        practice.ip(&["address", "add", "10.77.0.2/24", "dev", "line"]);
        internet.ip(&["address", "add", "10.77.0.1/24", "dev", "line"]);
        for address in [Self::SERVER, Self::WITNESS, Self::DNS] {
            internet.ip(&["address", "add", &format!("{address}/32"), "dev", "lo"]);
        }
        internet.ip(&["link", "set", "line", "up"]);
        let line = Self { practice, internet };
        // `ip netns exec` puts this over /etc/resolv.conf.
        let dir = etc(&line.practice.name);
        fs::create_dir_all(&dir).expect("/etc/netns can be written");
        fs::write(
            dir.join("resolv.conf"),
            format!("nameserver {}\noptions timeout:1 attempts:1\n", Self::DNS),
        )
        .expect("/etc/netns can be written");
        line.restore();
        line
    }

    /// Pulls the practice's plug.
    pub fn cut(&self) {
        self.practice.ip(&["link", "set", "line", "down"]);
    }

    /// Puts it back.
    pub fn restore(&self) {
        self.practice.ip(&["link", "set", "line", "up"]);
        // The route went with the link.
        self.practice
            .ip(&["route", "replace", "default", "via", "10.77.0.1"]);
    }

    /// Drops everything to and from one address of the Internet without a word, or again not.
    pub fn set_silent(&self, address: &str, silent: bool) {
        let verb = if silent { "add" } else { "del" };
        self.internet
            .ip(&["rule", verb, "from", address, "blackhole"]);
    }
}

impl Default for Line {
    fn default() -> Self {
        Self::new()
    }
}

fn etc(name: &str) -> PathBuf {
    PathBuf::from("/etc/netns").join(name)
}

fn ip(args: &[&str]) {
    let output = Command::new("ip")
        .args(args)
        .output()
        .expect("iproute2 is installed");
    assert!(
        output.status.success(),
        "ip {args:?} failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_can_be_cut_and_restored() {
        let line = Line::new();
        let practice = line.practice.name().to_owned();
        let ping = || {
            Namespace::command(&practice, "bash")
                .args(["-c", &format!("exec 3<>/dev/tcp/{}/9", Line::SERVER)])
                .output()
                .map(|output| String::from_utf8_lossy(&output.stderr).into_owned())
                .unwrap()
        };
        assert!(ping().contains("refused"), "{}", ping());
        line.cut();
        assert!(ping().contains("unreachable"), "{}", ping());
        line.restore();
        assert!(ping().contains("refused"), "{}", ping());
    }
}
