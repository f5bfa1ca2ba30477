//! The letters of the browser: the same on every machine that has `DejaVu`, so that pictures of pages
//! can be compared.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

/// Where Debian's `fonts-dejavu-core` puts them.
const FOLDER: &str = "/usr/share/fonts/truetype/dejavu";
const FILES: [&str; 4] =
    ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf"];

/// Whether this machine has the letters that the stored pictures were taken with.
pub(crate) fn are_ours() -> bool {
    FILES.iter().all(|file| Path::new(FOLDER).join(file).exists())
}

/// A configuration of fontconfig that knows these letters alone, drawn without hints.
pub(crate) fn configuration(folder: &Path) -> Option<PathBuf> {
    if !are_ours() {
        return None;
    }
    let fonts = folder.join("fonts");
    fs::create_dir(&fonts).expect("a folder for fonts");
    for file in FILES {
        symlink(Path::new(FOLDER).join(file), fonts.join(file)).expect("a link to a font");
    }
    let path = folder.join("fonts.conf");
    fs::write(&path, text(&fonts, &folder.join("fonts-cache"))).expect("a file");
    Some(path)
}

fn text(fonts: &Path, cache: &Path) -> String {
    let alias = |family: &str, font: &str| {
        format!(
            "<alias binding=\"same\"><family>{family}</family><prefer><family>{font}</family></prefer></alias>"
        )
    };
    let families = [
        ("system-ui", "DejaVu Sans"),
        ("sans-serif", "DejaVu Sans"),
        ("ui-monospace", "DejaVu Sans Mono"),
        ("monospace", "DejaVu Sans Mono"),
    ];
    let aliases: String = families.iter().map(|(family, font)| alias(family, font)).collect();
    let settings = "<match target=\"font\">\
        <edit name=\"antialias\" mode=\"assign\"><bool>true</bool></edit>\
        <edit name=\"hinting\" mode=\"assign\"><bool>false</bool></edit>\
        <edit name=\"hintstyle\" mode=\"assign\"><const>hintnone</const></edit>\
        <edit name=\"rgba\" mode=\"assign\"><const>none</const></edit></match>";
    format!(
        "<?xml version=\"1.0\"?><fontconfig><dir>{}</dir><cachedir>{}</cachedir>{aliases}{settings}</fontconfig>",
        fonts.display(),
        cache.display(),
    )
}
