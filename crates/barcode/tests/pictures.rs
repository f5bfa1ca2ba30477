//! Codes drawn into pictures as a camera gives them: turned, blurred, noisy, pale.

use rxing::{BarcodeFormat, MultiFormatWriter, Writer};

const WIDTH: u32 = 640;
const HEIGHT: u32 = 480;

/// How a camera sees a code.
#[derive(Clone, Copy)]
struct View {
    /// By how many degrees it is turned.
    turned: f64,
    /// How many pixels of the picture its narrowest bar or square is wide.
    module: f64,
    /// Over how many pixels to each side a point is smeared.
    blur: i32,
    /// By how much a pixel may be lighter or darker than it is.
    noise: u32,
    /// How dark and how light it is.
    ink: [u8; 2],
}

const PLAIN: View = View { turned: 0.0, module: 3.0, blur: 0, noise: 0, ink: [0, 255] };

/// A code as its bars or squares, dark where true, one for each module.
fn modules(format: BarcodeFormat, text: &str) -> Vec<Vec<bool>> {
    let flat = matches!(format, BarcodeFormat::CODE_128 | BarcodeFormat::CODE_39);
    let (width, height) = if flat { (0, 60) } else { (0, 0) };
    let matrix = MultiFormatWriter.encode(text, &format, width, height).expect("a code");
    let row = |y| (0..matrix.getWidth()).map(|x| matrix.get(x, y)).collect();
    (0..matrix.getHeight()).map(row).collect()
}

/// The picture, its pixels red, green, blue and opacity.
fn picture(modules: &[Vec<bool>], view: View) -> Vec<u8> {
    let (sin, cos) = view.turned.to_radians().sin_cos();
    let (rows, columns) = (modules.len() as f64, modules[0].len() as f64);
    let is_dark = |x: f64, y: f64| {
        let (x, y) = (x - f64::from(WIDTH) / 2.0, y - f64::from(HEIGHT) / 2.0);
        let (x, y) = (x * cos + y * sin, y * cos - x * sin);
        let (column, row) = (x / view.module + columns / 2.0, y / view.module + rows / 2.0);
        let row = modules.get(row.floor().max(-1.0) as usize).filter(|_| row >= 0.0);
        row.and_then(|row| row.get(column as usize)).is_some_and(|dark| *dark && column >= 0.0)
    };
    let mut random = 7_u32;
    let mut pixels = Vec::new();
    for y in 0..HEIGHT as i32 {
        for x in 0..WIDTH as i32 {
            let around = -view.blur..=view.blur;
            let points = around.clone().flat_map(|dy| around.clone().map(move |dx| (dx, dy)));
            let dark =
                points.filter(|(dx, dy)| is_dark(f64::from(x + dx) + 0.5, f64::from(y + dy) + 0.5));
            let all = (2 * view.blur + 1).pow(2);
            let [ink, paper] = view.ink.map(f64::from);
            let light = paper + (ink - paper) * dark.count() as f64 / f64::from(all);
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = f64::from((random >> 16) % (2 * view.noise + 1)) - f64::from(view.noise);
            let light = (light + noise).clamp(0.0, 255.0) as u8;
            pixels.extend([light, light, light, 255]);
        }
    }
    pixels
}

fn read(format: BarcodeFormat, text: &str, view: View) -> Option<String> {
    barcode::read(WIDTH, HEIGHT, &picture(&modules(format, text), view))
}

const CODES: [(BarcodeFormat, &str); 4] = [
    (BarcodeFormat::CODE_128, "HOOT-00042"),
    (BarcodeFormat::CODE_39, "HOOT-42"),
    (BarcodeFormat::DATA_MATRIX, "NORT-1A2B3C"),
    (BarcodeFormat::QR_CODE, "https is no id, Ynys Môn is"),
];

#[test]
fn every_code_of_tubes_is_read_as_a_camera_sees_it() {
    let views = [
        ("plain", PLAIN),
        ("upside down", View { turned: 180.0, ..PLAIN }),
        ("on its side", View { turned: 90.0, ..PLAIN }),
        ("not level", View { turned: 4.0, module: 4.0, ..PLAIN }),
        ("blurred", View { module: 4.0, blur: 1, ..PLAIN }),
        ("noisy", View { noise: 40, ..PLAIN }),
        ("pale", View { ink: [120, 180], ..PLAIN }),
        ("light on dark", View { ink: [255, 0], ..PLAIN }),
    ];
    for (format, text) in CODES {
        for (name, view) in views {
            assert_eq!(read(format, text, view).as_deref(), Some(text), "{format}, {name}");
        }
    }
}

#[test]
fn squares_are_read_however_they_are_turned() {
    for (format, text) in &CODES[2..] {
        for turned in [15.0, 33.0, 45.0, 200.0] {
            let view = View { turned, module: 6.0, ..PLAIN };
            assert_eq!(read(*format, text, view).as_deref(), Some(*text), "{format}, {turned}");
        }
    }
}

#[test]
fn a_picture_without_a_code_has_none() {
    for view in [PLAIN, View { noise: 120, ink: [127, 127], ..PLAIN }] {
        assert_eq!(barcode::read(WIDTH, HEIGHT, &picture(&[vec![false]], view)), None);
    }
}

#[test]
fn what_is_no_picture_has_no_code() {
    for (width, height, bytes) in [(0, 0, 0), (2, 2, 15), (0, 5, 0), (u32::MAX, u32::MAX, 4)] {
        assert_eq!(barcode::read(width, height, &vec![0; bytes]), None, "{width} × {height}");
    }
}
