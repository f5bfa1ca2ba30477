//! What stands in a code on a picture: Code 128 and Code 39, Data Matrix, QR code. It is for browsers
//! that can't read codes themselves.

use rxing::helpers::detect_in_luma_with_hints;
use rxing::{BarcodeFormat, DecodeHints};
use std::collections::HashSet;

/// How many bytes a pixel has: red, green, blue and opacity.
const BYTES: usize = 4;

/// What stands in a code on a picture, light on dark as well as dark on light; nothing where there is
/// none. `pixels` are rows from above, each pixel red, green, blue and opacity.
pub fn read(width: u32, height: u32, pixels: &[u8]) -> Option<String> {
    if pixels.len() != (width as usize).checked_mul(height as usize)?.checked_mul(BYTES)? {
        return None;
    }
    let formats = [
        BarcodeFormat::CODE_128,
        BarcodeFormat::CODE_39,
        BarcodeFormat::DATA_MATRIX,
        BarcodeFormat::QR_CODE,
    ];
    let mut hints = DecodeHints {
        PossibleFormats: Some(HashSet::from(formats)),
        TryHarder: Some(true),
        AlsoInverted: Some(true),
        ..DecodeHints::default()
    };
    let found = detect_in_luma_with_hints(luma(pixels), width, height, None, &mut hints).ok()?;
    Some(found.getText().to_owned()).filter(|text| !text.is_empty())
}

/// How light each pixel is (ITU-R BT.601), from the darkest on the picture to the lightest.
fn luma(pixels: &[u8]) -> Vec<u8> {
    let light = |pixel: &[u8]| {
        let [red, green, blue] = [pixel[0], pixel[1], pixel[2]].map(u32::from);
        ((red * 299 + green * 587 + blue * 114 + 500) / 1000) as u8
    };
    let mut luma: Vec<u8> = pixels.chunks_exact(BYTES).map(light).collect();
    let (darkest, lightest) = luma.iter().fold((u8::MAX, u8::MIN), |(darkest, lightest), light| {
        (darkest.min(*light), lightest.max(*light))
    });
    let range = u32::from(lightest.saturating_sub(darkest));
    if range > 0 {
        luma.iter_mut().for_each(|light| {
            *light = (u32::from(*light - darkest) * 255 / range) as u8;
        });
    }
    luma
}
