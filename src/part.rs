//! Parts of the app that a page loads when it needs them.
//!
//! A function made by [`part!`](crate::part) and what nothing else reaches go to a file of their own
//! when `cargo xtask` builds the app: whoever only signs in and chooses a sheet doesn't wait for the
//! rest. Unsplit, as in tests of components, it is an ordinary function.

pub use wasm_split_helpers::SplitLoaderError as NotLoaded;

/// Makes a function that belongs to the workspace: all that is needed once there is a sheet.
///
/// The first call fetches that part, which fails with [`NotLoaded`] where the connection does, or
/// where the server has a newer version of the app by now. It can be called again then.
#[macro_export]
macro_rules! part {
    ($(#[$doc:meta])* $vis:vis fn $name:ident() -> $result:ty $body:block) => {
        $(#[$doc])*
        #[cfg(split)]
        #[wasm_split_helpers::wasm_split(workspace, fallible)]
        $vis fn $name() -> Result<$result, $crate::part::NotLoaded> {
            Ok($body)
        }

        $(#[$doc])*
        #[cfg(not(split))]
        $vis async fn $name() -> Result<$result, $crate::part::NotLoaded> {
            Ok($body)
        }
    };
}
