//! The pictures of a page, put beside each other and compared with those that are stored.
//!
//! They are kept at a third of their size and in few colours: what a page is made of and where it
//! stands is compared, not how a browser of this version smooths its letters.

use crate::{fonts, seen};
use color_quant::NeuQuant;
use image::imageops::{FilterType, crop_imm, overlay, resize};
use image::{ImageReader, Rgb, RgbImage};
use image_compare::rgb_hybrid_compare;
use std::fs::{self, File};
use std::io::{BufWriter, Cursor};
use std::path::{Path, PathBuf};

/// How many pixels of a page become one.
const SCALE: u32 = 3;
/// How much of a long page is kept, in its own pixels.
const MOST: u32 = 3_000;
/// Between two pictures, and the colour there.
const GAP: u32 = 8;
const GROUND: Rgb<u8> = Rgb([128, 128, 128]);
/// How many colours are kept.
const COLOURS: usize = 48;
/// The edge of the squares in which differences are weighed.
const SQUARE: u32 = 16;
/// How alike each square must be, 1 being the same. Where all is faint, as behind a dialog in the dark,
/// the few colours alone have made 0.27 of the same; a page that has moved aside or grown by a line makes
/// 0.05 or less.
const ALIKE: f32 = 0.2;
/// How much taller or shorter a page may be, in kept pixels: its letters differ by a hair.
const SLACK: u32 = 6;

/// Set, the pictures as they are now take the place of those that are stored.
const ACCEPT: &str = "ACCEPT_PICTURES";

/// A picture of a page.
pub(crate) struct Shot {
    /// How wide the page was.
    pub(crate) width: u32,
    pub(crate) png: Vec<u8>,
}

/// Compares the pictures of a page in one state with those that are stored, and says what is wrong.
/// Where something is, the picture and the difference are written to `target/pictures`. Tells whether
/// they were stored anew.
pub(crate) fn compare(name: &str, shots: &[Shot]) -> Result<bool, String> {
    let now = beside(shots);
    let stored = stored().join(format!("{name}.png"));
    if std::env::var_os(ACCEPT).is_some() {
        return Ok(accept(&now, &stored));
    }
    if !fonts::are_ours() {
        return Ok(false);
    }
    let Ok(before) = ImageReader::open(&stored) else {
        return Err(format!("{name} has no stored picture; {HOW_TO_ACCEPT}"));
    };
    let before = before.decode().expect("a stored picture is a PNG").into_rgb8();
    judge(&before, &now).map(|()| false).map_err(|(what, difference)| {
        write(&now, &beside_target(name, ""));
        if let Some(difference) = difference {
            write(&difference, &beside_target(name, "-difference"));
        }
        let folder = seen::folder("pictures");
        format!(
            "{name} looks different: {what}. Compare {} with tests/e2e/pictures; {HOW_TO_ACCEPT}",
            folder.display()
        )
    })
}

const HOW_TO_ACCEPT: &str = "`cargo xtask test e2e --accept` keeps what is seen now";

/// A picture that is as good as the stored one leaves it as it is, so that only what has changed does.
fn accept(now: &RgbImage, stored: &Path) -> bool {
    let before = ImageReader::open(stored).ok().and_then(|file| file.decode().ok());
    let same = before.is_some_and(|before| judge(&before.into_rgb8(), now).is_ok());
    if !same {
        write(now, stored);
    }
    !same
}

type Unlike = (String, Option<RgbImage>);

/// Whether two pictures show the same, and where they don't.
fn judge(before: &RgbImage, now: &RgbImage) -> Result<(), Unlike> {
    let (width, height) = (now.width(), now.height().max(before.height()));
    if before.width() != width || now.height().abs_diff(before.height()) > SLACK {
        let size = |picture: &RgbImage| format!("{} × {}", picture.width(), picture.height());
        return Err((format!("it was {}, it is {}", size(before), size(now)), None));
    }
    let whole = |picture: &RgbImage| {
        let mut whole = RgbImage::from_pixel(width, height, GROUND);
        overlay(&mut whole, picture, 0, 0);
        whole
    };
    let found = rgb_hybrid_compare(&whole(before), &few_colours(&whole(now)))
        .expect("pictures of one size");
    let map = found.image.to_color_map().into_rgb8();
    let (least, at) = least_alike(&map);
    match least < ALIKE {
        true => Err((format!("only {least:.2} alike about {at:?}"), Some(map))),
        false => Ok(()),
    }
}

/// How alike the square is that is so the least, and where it is. In the map of differences a pixel is
/// black where nothing differs.
fn least_alike(map: &RgbImage) -> (f32, (u32, u32)) {
    let mut least = (1.0, (0, 0));
    for top in (0..map.height()).step_by(SQUARE as usize) {
        for left in (0..map.width()).step_by(SQUARE as usize) {
            let square = crop_imm(map, left, top, SQUARE, SQUARE).to_image();
            let sum: f32 =
                square.pixels().map(|pixel| f32::from(*pixel.0.iter().max().unwrap_or(&0))).sum();
            let alike = 1.0 - sum / 255.0 / (square.width() * square.height()) as f32;
            if alike < least.0 {
                least = (alike, (left, top));
            }
        }
    }
    least
}

/// Pictures at a third of their size, in one row.
fn beside(shots: &[Shot]) -> RgbImage {
    let small: Vec<RgbImage> = shots.iter().map(smaller).collect();
    let width = small.iter().map(|picture| picture.width() + GAP).sum::<u32>() - GAP;
    let height = small.iter().map(RgbImage::height).max().unwrap_or(1);
    let mut all = RgbImage::from_pixel(width, height, GROUND);
    let mut left = 0;
    for picture in &small {
        overlay(&mut all, picture, i64::from(left), 0);
        left += picture.width() + GAP;
    }
    all
}

fn smaller(shot: &Shot) -> RgbImage {
    let reader = ImageReader::new(Cursor::new(&shot.png)).with_guessed_format();
    let picture = reader.expect("bytes in memory").decode().expect("a PNG").into_rgb8();
    // A scroll bar or an element that sticks out makes no picture wider.
    let picture = crop_imm(&picture, 0, 0, shot.width, picture.height().min(MOST)).to_image();
    let (width, height) = (shot.width / SCALE, picture.height().div_ceil(SCALE));
    resize(&picture, width, height, FilterType::Triangle)
}

/// The same in as few colours as are stored.
fn few_colours(picture: &RgbImage) -> RgbImage {
    let (palette, places) = quantized(picture);
    let mut few = picture.clone();
    for (pixel, place) in few.pixels_mut().zip(places) {
        let at = usize::from(place) * 3;
        pixel.0.copy_from_slice(&palette[at..at + 3]);
    }
    few
}

fn quantized(picture: &RgbImage) -> (Vec<u8>, Vec<u8>) {
    let rgba: Vec<u8> = picture.pixels().flat_map(|Rgb([r, g, b])| [*r, *g, *b, 255]).collect();
    let quantized = NeuQuant::new(10, COLOURS, &rgba);
    let places = rgba.chunks_exact(4).map(|pixel| quantized.index_of(pixel) as u8).collect();
    (quantized.color_map_rgb(), places)
}

pub(crate) fn write(picture: &RgbImage, path: &Path) {
    let (palette, places) = quantized(picture);
    fs::create_dir_all(path.parent().expect("a file in a folder")).expect("a folder for pictures");
    let file = BufWriter::new(File::create(path).expect("a file for a picture"));
    let mut encoder = png::Encoder::new(file, picture.width(), picture.height());
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette);
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header().expect("a picture");
    writer.write_image_data(&places).expect("a picture");
}

fn stored() -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/pictures")).to_owned()
}

fn beside_target(name: &str, suffix: &str) -> PathBuf {
    seen::folder("pictures").join(format!("{name}{suffix}.png"))
}

#[test]
fn a_difference_is_found_where_it_is_and_a_hair_is_none() {
    let page = |height: u32, button: Option<u32>| {
        let mut page = RgbImage::from_pixel(480, height, Rgb([246, 247, 249]));
        for y in 10..30 {
            for x in 20..200 {
                page.put_pixel(x, y, Rgb([21, 25, 31]));
            }
        }
        if let Some(left) = button {
            let button = RgbImage::from_pixel(60, 14, Rgb([20, 84, 140]));
            overlay(&mut page, &button, left.into(), 60);
        }
        page
    };
    assert!(judge(&page(200, Some(20)), &page(200, Some(20))).is_ok());
    assert!(judge(&page(200, Some(20)), &page(203, Some(20))).is_ok(), "a hair taller");
    assert!(judge(&page(200, Some(20)), &page(260, Some(20))).is_err(), "taller");
    let gone = judge(&page(200, Some(20)), &page(200, None));
    assert!(gone.is_err_and(|(_, map)| map.is_some()), "a button is missing");
    assert!(judge(&page(200, Some(20)), &page(200, Some(60))).is_err(), "a button has moved");
}
