use super::{Dict, Value};

/// More than Python's own limit allows, and well within a thread's stack.
const DEEPEST: usize = 500;

/// Python's `json.loads` of a request's body: NaN and Infinity are numbers, the last of equal
/// keys counts, a byte order mark is skipped. `None` where Python raises.
pub(crate) fn loads(body: &[u8]) -> Option<Value> {
    let text = std::str::from_utf8(body).ok()?;
    let mut reader = Reader { rest: text.strip_prefix('\u{feff}').unwrap_or(text), depth: 0 };
    let value = reader.value()?;
    reader.skip_space();
    reader.rest.is_empty().then_some(value)
}

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

impl Reader<'_> {
    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    fn take(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn value(&mut self) -> Option<Value> {
        self.skip_space();
        match self.rest.as_bytes().first()? {
            b'"' => self.text().map(Value::Str),
            b'[' => self.nested(Self::list),
            b'{' => self.nested(Self::dict),
            _ => self.word().or_else(|| self.number()),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Option<Value>) -> Option<Value> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn word(&mut self) -> Option<Value> {
        let words = [
            ("null", Value::None),
            ("true", Value::Bool(true)),
            ("false", Value::Bool(false)),
            ("NaN", Value::Float(f64::NAN)),
            ("Infinity", Value::Float(f64::INFINITY)),
            ("-Infinity", Value::Float(f64::NEG_INFINITY)),
        ];
        words.into_iter().find_map(|(word, value)| self.take(word).then_some(value))
    }

    fn list(&mut self) -> Option<Value> {
        self.take("[");
        let mut items = Vec::new();
        self.skip_space();
        if self.take("]") {
            return Some(Value::List(items));
        }
        loop {
            items.push(self.value()?);
            self.skip_space();
            if self.take("]") {
                return Some(Value::List(items));
            }
            self.take(",").then_some(())?;
        }
    }

    fn dict(&mut self) -> Option<Value> {
        self.take("{");
        let mut pairs = Dict::new();
        self.skip_space();
        if self.take("}") {
            return Some(Value::Dict(pairs));
        }
        loop {
            self.skip_space();
            let key = self.text()?;
            self.skip_space();
            self.take(":").then_some(())?;
            let value = self.value()?;
            pairs.insert(key, value);
            self.skip_space();
            if self.take("}") {
                return Some(Value::Dict(pairs));
            }
            self.take(",").then_some(())?;
        }
    }

    fn text(&mut self) -> Option<String> {
        self.take("\"").then_some(())?;
        let mut out = String::new();
        loop {
            let plain = self.rest.find(['"', '\\'])?;
            let (text, rest) = self.rest.split_at(plain);
            if text.bytes().any(|b| b < 0x20) {
                return None;
            }
            out.push_str(text);
            self.rest = rest;
            if self.take("\"") {
                return Some(out);
            }
            out.push(self.escape()?);
        }
    }

    fn escape(&mut self) -> Option<char> {
        self.take("\\");
        let mut chars = self.rest.chars();
        let c = match chars.next()? {
            c @ ('"' | '\\' | '/') => c,
            'b' => '\x08',
            'f' => '\x0c',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                self.rest = chars.as_str();
                return self.code_point();
            }
            _ => return None,
        };
        self.rest = chars.as_str();
        Some(c)
    }

    /// Python keeps half of a surrogate pair; a Rust text cannot, and shows U+FFFD instead.
    fn code_point(&mut self) -> Option<char> {
        let first = self.hex()?;
        if (0xd800..0xdc00).contains(&first) && self.rest.starts_with("\\u") {
            let before = self.rest;
            self.take("\\u");
            let second = self.hex()?;
            if (0xdc00..0xe000).contains(&second) {
                return char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
            }
            self.rest = before;
        }
        Some(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.rest.get(..4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        let code = u32::from_str_radix(digits, 16).ok()?;
        self.rest = &self.rest[4..];
        Some(code)
    }

    fn number(&mut self) -> Option<Value> {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let start = usize::from(self.rest.starts_with('-'));
        let whole = digits(&self.rest[start..]);
        let leading_zero = whole > 1 && self.rest[start..].starts_with('0');
        if whole == 0 || leading_zero {
            return None;
        }
        let mut end = start + whole;
        let is_int = end;
        if self.rest[end..].starts_with('.') {
            let fraction = digits(&self.rest[end + 1..]);
            end += if fraction > 0 { 1 + fraction } else { 0 };
        }
        if self.rest[end..].starts_with(['e', 'E']) {
            let sign = usize::from(self.rest[end + 1..].starts_with(['+', '-']));
            let exponent = digits(&self.rest[end + 1 + sign..]);
            end += if exponent > 0 { 1 + sign + exponent } else { 0 };
        }
        let (number, rest) = self.rest.split_at(end);
        self.rest = rest;
        if end == is_int {
            super::int(number).map(Value::Int)
        } else {
            number.parse().ok().map(Value::Float)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::python::dumps;

    #[test]
    fn reads_what_python_reads() {
        for (text, back) in [
            (
                r#" {"a": 1, "b": [1.0, -2e1, 1E2], "a": null} "#,
                r#"{"a": null, "b": [1.0, -20.0, 100.0]}"#,
            ),
            (
                r#"[NaN, -Infinity, "\ud83e\udda0\u00e9\/"]"#,
                r#"[NaN, -Infinity, "\ud83e\udda0\u00e9/"]"#,
            ),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("\u{feff}[]", "[]"),
            ("-0", "0"),
        ] {
            assert_eq!(loads(text.as_bytes()).map(|v| dumps(&v)).as_deref(), Some(back), "{text}");
        }
    }

    #[test]
    fn refuses_what_python_refuses() {
        for text in
            ["", "{nope", "[1,]", "{\"a\":1,}", "01", "1.", "'a'", "\"a\nb\"", "[1] 2", "nul", "+1"]
        {
            assert_eq!(loads(text.as_bytes()), None, "{text}");
        }
        assert_eq!(loads(b"\"\xff\""), None);
        assert_eq!(loads("[".repeat(100_000).as_bytes()), None);
    }
}
