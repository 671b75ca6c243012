//! Has the code that an agent really runs laid side by side in the released program.
//!
//! The kernel maps code in blocks of 64 KiB around each page that is touched. Scattered over the
//! whole program, a few thousand functions hold most of it resident; side by side, little.
//! `code-order.txt` names these functions; `scripts/order-code` writes it from a run. A function
//! whose name has changed since then only loses its place.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const ORDER: &str = "code-order.txt";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={ORDER}");
    let released = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let on_linux = env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "linux");
    let (Some(here), Some(out)) = (folder("CARGO_MANIFEST_DIR"), folder("OUT_DIR")) else {
        return;
    };
    if !(released && on_linux) {
        return;
    }
    let Some(script) = linker_script(&here.join(ORDER), &out) else {
        println!("cargo::warning={ORDER} cannot be used: the agent needs more memory");
        return;
    };
    for argument in [
        format!("-Wl,-T,{}", script.display()),
        // Relative relocations in a few pages instead of 160; every start reads them all.
        "-Wl,-z,pack-relative-relocs".to_owned(),
    ] {
        if links_with(&argument, &out) {
            println!("cargo::rustc-link-arg-bins={argument}");
        } else {
            println!(
                "cargo::warning=the linker does not take {argument}: the agent needs more memory"
            );
        }
    }
}

fn folder(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from)
}

/// The linker's script that lays the named functions side by side.
fn linker_script(order: &Path, out: &Path) -> Option<PathBuf> {
    let mut script = String::from("SECTIONS\n{\n  .text.run : {\n");
    let names = fs::read_to_string(order).ok()?;
    for name in names.lines().filter(|line| !line.starts_with('#')) {
        // What is marked cold (the growth of a table, say) runs as well, now and then.
        script.extend(["    *(.text.", name, " .text.unlikely.", name, ")\n"]);
    }
    script.push_str("  }\n}\nINSERT BEFORE .text;\n");
    let path = out.join("code-order.ld");
    fs::write(&path, script).ok()?;
    Some(path)
}

/// Whether this build's compiler and linker make a program that runs with the argument.
fn links_with(argument: &str, out: &Path) -> bool {
    let source = out.join("probe.rs");
    let program = out.join("probe");
    let written = fs::write(&source, "fn main() {}");
    let mut compiler =
        Command::new(env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc")));
    if let Ok(target) = env::var("TARGET") {
        compiler.args(["--target", &target]);
    }
    if let Some(linker) = env::var_os("RUSTC_LINKER") {
        let mut option = OsString::from("linker=");
        option.push(linker);
        compiler.arg("-C").arg(option);
    }
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    compiler
        .args(flags.split('\u{1f}').filter(|flag| !flag.is_empty()))
        .arg("-C")
        .arg(format!("link-arg={argument}"))
        .arg("-o")
        .arg(&program)
        .arg(&source);
    let linked = compiler
        .output()
        .is_ok_and(|output| output.status.success());
    let is_cross = env::var("HOST") != env::var("TARGET");
    let runs = || {
        Command::new(&program)
            .status()
            .is_ok_and(|status| status.success())
    };
    written.is_ok() && linked && (is_cross || runs())
}
