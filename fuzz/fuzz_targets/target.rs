//! Every fuzz target: the name of the executable says which one it is.

#![no_main]

#[path = "../targets.rs"]
mod targets;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;

static TARGET: LazyLock<&targets::Target> = LazyLock::new(|| {
    let path = std::env::args().next().unwrap_or_default();
    let name = std::path::Path::new(&path).file_stem().map(|name| name.to_string_lossy().into_owned());
    let found = targets::TARGETS.iter().find(|target| name.as_deref() == Some(target.name));
    found.expect("the executable is named after a target of targets.rs")
});

fuzz_target!(|data: &[u8]| (TARGET.run)(data));
