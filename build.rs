//! Builds the app so that it can be split in parts, where it is told to. See `xtask/src/split.rs`.

/// Set by whoever splits the app afterwards: unsplit, such a build can't load its own parts.
const SPLIT: &str = "UPLOADER_SPLIT";

fn main() {
    println!("cargo::rustc-check-cfg=cfg(split)");
    println!("cargo::rerun-if-env-changed={SPLIT}");
    if std::env::var_os(SPLIT).is_some() {
        println!("cargo::rustc-cfg=split");
        // What is moved to another part has its addresses written anew.
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
}
