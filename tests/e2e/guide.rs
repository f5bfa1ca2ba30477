//! The pictures of `docs/user-guide.md`: the pages as the tests see them.

use crate::pictures::{self, Shot};
use image::imageops::{FilterType, crop_imm, resize};
use image::load_from_memory;
use std::path::{Path, PathBuf};

/// The states that the guide shows, in its order.
const SHOWN: [&str; 5] = ["opens", "choose", "check", "review-changes", "receipt"];
/// How wide they are in the guide, and how much of a long page it shows, in pixels.
const WIDTH: u32 = 960;
const MOST: u32 = 800;

/// Puts the widest light picture of a page into the guide, if it shows this state.
pub(crate) fn keep(name: &str, shots: &[Shot]) {
    let Some(shot) = shots.first().filter(|_| SHOWN.contains(&name)) else { return };
    let picture = load_from_memory(&shot.png).expect("a PNG").into_rgb8();
    let height = picture.height() * WIDTH / picture.width();
    let picture = resize(&picture, WIDTH, height, FilterType::Triangle);
    let picture = crop_imm(&picture, 0, 0, WIDTH, height.min(MOST)).to_image();
    pictures::write(&picture, &folder().join(format!("{name}.png")));
}

fn folder() -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guide")).to_owned()
}

#[test]
fn the_guide_shows_what_is_there_and_nothing_else_is() {
    let text = include_str!("../../docs/user-guide.md");
    let shown: Vec<&str> = text
        .lines()
        .filter_map(|line| line.split_once("](guide/")?.1.strip_suffix(".png)"))
        .collect();
    assert_eq!(shown, SHOWN);
    let files = std::fs::read_dir(folder()).expect("the guide's pictures");
    let mut files: Vec<_> = files
        .map(|file| file.expect("a file").file_name().into_string().expect("a name"))
        .collect();
    files.sort();
    let mut expected = SHOWN.map(|name| format!("{name}.png"));
    expected.sort();
    assert_eq!(files, expected, "`cargo xtask test e2e --accept` makes them");
}
