//! Where a key of the configuration stands in its file.

use toml::de::{DeTable, DeValue};

/// The line, counted from 1, of a key like `instance[0].base_url`; of what is to have it where it is
/// missing. Nothing where that is the file itself.
pub(super) fn of(text: &str, key: &str) -> Option<usize> {
    let root = DeTable::parse(text).ok()?;
    let mut table = root.get_ref();
    let mut start = None;
    for segment in key.split('.') {
        let (name, index) = segment.split_once('[').unwrap_or((segment, ""));
        let Some((name, value)) = table.iter().find(|(found, _)| found.get_ref() == name) else {
            break;
        };
        start = Some(name.span().start);
        let mut value = value;
        if let DeValue::Array(items) = value.get_ref() {
            let index = index.trim_end_matches(']').parse::<usize>();
            let Some(item) = index.ok().and_then(|index| items.get(index)) else { break };
            start = Some(item.span().start);
            value = item;
        }
        let Some(inner) = value.get_ref().as_table() else { break };
        table = inner;
    }
    let before = text.get(..start?)?;
    Some(before.matches('\n').count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_and_a_missing_one_leads_to_its_table() {
        let text = "listen = 'x'\n\n[limits]\nidle_ms = 1\n[[instance]]\nname = 'a'\n\n[[instance]]\n\
                    label = 'b'\n[front]\ntrusted = [\n  'a',\n  'b',\n]\n";
        let check = |key: &str, line| assert_eq!(of(text, key), line, "{key}");
        check("listen", Some(1));
        check("limits.idle_ms", Some(4));
        check("limits.sweep_ms", Some(3));
        check("instance[0].name", Some(6));
        check("instance[1].label", Some(9));
        check("instance[1].name", Some(8));
        check("instance[1]", Some(8));
        check("front.trusted[1]", Some(13));
        check("public_url", None);
    }
}
