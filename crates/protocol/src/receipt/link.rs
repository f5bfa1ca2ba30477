//! The address of a record's page at Majora.

use sheet::record::Key;

/// The address of a record's page at the Majora of this origin, by Majora's own id of the record
/// (`artifact/<uuid>/` and `process/<uuid>/` in the address table of SamStudio8/majora,
/// `majora2/urls.py`). Nothing where the id isn't a UUID: an address is never made of anything else
/// that was answered.
pub(super) fn link(origin: &str, key: &Key, id: &str) -> Option<String> {
    let kind = match key {
        Key::Sample(_) | Key::Library(_) | Key::Place { .. } => "artifact",
        Key::Run(_) => "process",
    };
    is_uuid(id).then(|| format!("{origin}/{kind}/{id}/"))
}

/// Whether a text is a UUID as RFC 9562 §4 writes it.
pub fn is_uuid(text: &str) -> bool {
    let groups = [8, 4, 4, 4, 12];
    let mut parts = text.split('-');
    let fits = |length: &usize| {
        let part = parts.next().unwrap_or_default();
        part.len() == *length && part.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    groups.iter().all(fits) && text.len() == 36
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "3f2b1c9e-0d4a-4b6f-9c81-2a7e5d3f1b60";

    #[test]
    fn artifacts_and_processes_have_pages_of_their_own() {
        let of = |key: &Key| link("https://majora.example", key, ID).expect("a UUID");
        let artifact = format!("https://majora.example/artifact/{ID}/");
        assert_eq!(of(&Key::Sample("A-1".into())), artifact);
        assert_eq!(of(&Key::Library("LIB-1".into())), artifact);
        assert_eq!(of(&Key::Run("RUN-1".into())), format!("https://majora.example/process/{ID}/"));
    }

    #[test]
    fn only_a_uuid_becomes_part_of_an_address() {
        let key = Key::Sample("A-1".into());
        let long = format!("{ID}-1");
        for id in ["", "7", "../account/logout", &ID[1..], &long, &ID.replace('f', "g")] {
            assert_eq!(link("https://majora.example", &key, id), None, "{id}");
        }
    }
}
