//! The register of all published snapshots: what customers are screened against.
//!
//! Source:   every file in `../shared/lists` that some reader knows; damaged ones and tables derived by others are not
//!           taken. Of each list its latest edition stands.
//! Shape:    the editions are imported once and kept; the register is built anew, since it holds prepared names.

use std::path::{Path, PathBuf};

use node::{Gathering, Group, ImportOptions, Input, Node, Origin, RegisterFile};

/// Folders of snapshots that are no list as published.
const NOT_LISTS: [&str; 3] = ["malformed", "derived-names-2025", "schema"];

const MORE: &str = "more.ftm.json";

/// Entities that are to stand in the register too, in the place of the published sample of such.
pub(crate) struct Beside<'t> {
    /// Under which the register is kept.
    pub(crate) name: &'t str,
    /// A FollowTheMoney entity a line.
    pub(crate) text: &'t str,
}

/// The register; `None` where no snapshot is there.
pub(crate) fn register(lists: &Path, kept: &Path) -> anyhow::Result<Option<RegisterFile>> {
    built(lists, kept, None)
}

/// The register with more entities in it.
pub(crate) fn register_beside(lists: &Path, kept: &Path, more: &Beside<'_>) -> anyhow::Result<Option<RegisterFile>> {
    let kept = kept.join(more.name);
    // Other ones are no newer edition of these.
    if std::fs::read_to_string(kept.join(MORE)).ok().is_some_and(|text| text != more.text) {
        std::fs::remove_dir_all(&kept)?;
    }
    std::fs::create_dir_all(&kept)?;
    built(lists, &kept, Some(more.text))
}

fn built(lists: &Path, kept: &Path, more: Option<&str>) -> anyhow::Result<Option<RegisterFile>> {
    if !lists.is_dir() {
        return Ok(None);
    }
    let mut files = Vec::new();
    gather(lists, &mut files)?;
    files.sort();
    let mut node = Node::open(&kept.join("data"))?;
    let now = "2026-01-01T00:00:00Z".parse()?;
    let origin = Origin::Published;
    let options = ImportOptions { list: None, published: None, extract: None, accept_loss: None, origin, now };
    // Read again only where something was added: what is held already is told by its hash.
    let stamp = files.iter().map(|file| file.display().to_string() + "\n").collect::<String>();
    let stamp_path = kept.join("imported.txt");
    if std::fs::read_to_string(&stamp_path).ok().as_ref() != Some(&stamp) {
        for (_, inputs) in Gathering::of(&files) {
            // What no reader knows (heads of folders, samples of other formats) is passed over.
            let Ok(group) = inputs.and_then(|inputs| Group::identify(inputs, None)) else { continue };
            if let Err(error) = node.import(&group, &options) {
                eprintln!("not imported: {error}");
            }
        }
        std::fs::write(&stamp_path, stamp)?;
    }
    if let Some(more) = more {
        let path = kept.join(MORE);
        std::fs::write(&path, more)?;
        let options = ImportOptions {
            published: Some("2025-12-31".parse()?),
            extract: Some(false),
            accept_loss: Some("measured".to_owned()),
            ..options
        };
        node.import(&Group::identify(vec![Input::read(&path)?], None)?, &options)?;
    }
    let built = node.build(now, &mut |_| {})?;
    eprintln!("register {}: {} entities, {} of them on a list now", built.register, built.entities, built.standing);
    Ok(Some(node.register()?))
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if !path.is_dir() {
            files.push(path);
        } else if !NOT_LISTS.contains(&name.as_str()) {
            gather(&path, files)?;
        }
    }
    Ok(())
}
