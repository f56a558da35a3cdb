//! `cargo xtask crowd --data DIR [--entities N] [--seed N]`: a register of as many invented entities as told, put in use in a
//! data folder of its own; how long it took to build and what it is made of.
//!
//! Rules:    the time is that of building alone, the entities being there; the processor's where the machine has other work.

use std::path::Path;
use std::time::Instant;

use node::Node;
use node::bench::processor_time;
use register::Register;
use register::index::Index;
use sources::fictitious::Crowd;

/// Entities, unless told otherwise: they have five times as many names.
pub(crate) const ENTITIES: usize = 1_000_000;

pub(crate) fn print(folder: &Path, entities: usize, seed: u64) -> anyhow::Result<()> {
    let mut node = Node::open(folder)?;
    node.mark_fictitious()?;
    let crowd = Crowd::new(seed);
    let register = Register::of_entries(
        vec![crowd.edition().clone()],
        (0..u32::try_from(entities)?).map(|n| crowd.entry(n)).collect(),
    );
    let seconds = || processor_time().map_or(f64::NAN, |time| time.as_secs_f64());
    let (start, before) = (Instant::now(), seconds());
    let bytes = Index::build(&register);
    let (took, busy) = (start.elapsed().as_secs_f64(), seconds() - before);
    drop(register);
    let built = node.use_invented(&bytes, "2026-01-15T00:00:00Z".parse()?)?;
    let index = Index::open(bytes)?;
    let names = index.names();
    println!("register {}: {} entities, {names} names", built.register, built.entities);
    println!(
        "built in {took:.1} s, {busy:.1} of the processor; {} bytes, {:.0} a name",
        built.bytes,
        built.bytes as f64 / names as f64
    );
    for (section, size) in index.sizes() {
        println!("  {section:<16} {size:>12} {:>7.1}", size as f64 / names as f64);
    }
    Ok(())
}
