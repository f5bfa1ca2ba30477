//! The exact list of Majora calls that the browser can reach through the proxy.

/// One call of Majora's upload API (RULES.md §1). What is not here doesn't exist for the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Endpoint {
    /// Registers biosamples; a known one is overwritten whole.
    BiosampleAdd,
    /// Changes only the given keys of known biosamples.
    BiosampleUpdate,
    /// Reads one biosample, or a library by its name.
    BiosampleGet,
    /// Says of many ids at once whether Majora knows them.
    BiosampleValidity,
    /// Registers a library with its biosamples; a known one is overwritten.
    LibraryAdd,
    /// Registers sequencing runs of a library; a known one is overwritten.
    SequencingAdd,
    /// Reads sequencing runs by name.
    SequencingGet,
}

impl Endpoint {
    /// Every call, in the order of RULES.md §1.
    pub const ALL: [Endpoint; 7] = [
        Endpoint::BiosampleAdd,
        Endpoint::BiosampleUpdate,
        Endpoint::LibraryAdd,
        Endpoint::SequencingAdd,
        Endpoint::BiosampleValidity,
        Endpoint::BiosampleGet,
        Endpoint::SequencingGet,
    ];

    /// The path below the proxy's `/api/{instance}/`, without a slash at either end.
    pub const fn path(self) -> &'static str {
        match self {
            Endpoint::BiosampleAdd => "artifact/biosample/add",
            Endpoint::BiosampleUpdate => "artifact/biosample/update",
            Endpoint::BiosampleGet => "artifact/biosample/get",
            Endpoint::BiosampleValidity => "artifact/biosample/query/validity",
            Endpoint::LibraryAdd => "artifact/library/add",
            Endpoint::SequencingAdd => "process/sequencing/add",
            Endpoint::SequencingGet => "process/sequencing/get",
        }
    }

    /// Majora's own path. The last slash is part of it: without it Majora redirects (RULES.md §2).
    pub const fn upstream_path(self) -> &'static str {
        match self {
            Endpoint::BiosampleAdd => "/api/v2/artifact/biosample/add/",
            Endpoint::BiosampleUpdate => "/api/v2/artifact/biosample/update/",
            Endpoint::BiosampleGet => "/api/v2/artifact/biosample/get/",
            Endpoint::BiosampleValidity => "/api/v2/artifact/biosample/query/validity/",
            Endpoint::LibraryAdd => "/api/v2/artifact/library/add/",
            Endpoint::SequencingAdd => "/api/v2/process/sequencing/add/",
            Endpoint::SequencingGet => "/api/v2/process/sequencing/get/",
        }
    }

    /// Whether the call changes what Majora holds: only then does an error say what became of it.
    pub const fn writes(self) -> bool {
        matches!(
            self,
            Endpoint::BiosampleAdd
                | Endpoint::BiosampleUpdate
                | Endpoint::LibraryAdd
                | Endpoint::SequencingAdd
        )
    }

    /// The call whose [`path`](Self::path) equals `path` byte for byte.
    pub fn from_path(path: &str) -> Option<Endpoint> {
        Endpoint::ALL.into_iter().find(|endpoint| endpoint.path() == path)
    }
}

#[cfg(test)]
mod tests {
    use super::Endpoint;

    #[test]
    fn each_path_is_found_again_and_matches_majoras() {
        for endpoint in Endpoint::ALL {
            assert_eq!(Endpoint::from_path(endpoint.path()), Some(endpoint));
            assert_eq!(endpoint.upstream_path(), format!("/api/v2/{}/", endpoint.path()));
        }
    }

    #[test]
    fn nothing_else_is_a_call() {
        for path in ["", "artifact/biosample/add/", "/artifact/biosample/add", "majora/task/get"] {
            assert_eq!(Endpoint::from_path(path), None);
        }
    }
}
