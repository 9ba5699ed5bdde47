//! How a leaf is written: a line a field, name and value parted by a space, always in the same order. What is hashed is
//! this text, so anybody can read a leaf and hash it with two common tools.

use std::fmt::Display;
use std::str::FromStr;
use thiserror::Error;

/// A text that is no leaf, and where it stops being one.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the leaf cannot be read at {0:?}")]
pub struct BadLeaf(pub String);

/// What stands where a field has no value.
const NONE: &str = "-";

/// Writes a leaf.
pub struct Writer(String);

impl Writer {
    /// Begins a leaf of a kind.
    pub fn new(kind: &str) -> Self {
        Self(format!("siklus leaf v1 {kind}\n"))
    }

    /// Adds a field. What would end the line is written as `\n`, and a backslash twice.
    pub fn put(mut self, field: &str, value: impl Display) -> Self {
        let value = value.to_string().replace('\\', "\\\\").replace('\n', "\\n");
        self.0 = self.0 + field + " " + &value + "\n";
        self
    }

    /// Adds a field that may have no value.
    pub fn put_or_none(self, field: &str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.put(field, value),
            None => self.put(field, NONE),
        }
    }

    /// Adds the same field once for each value.
    pub fn put_each(self, field: &str, values: impl IntoIterator<Item = impl Display>) -> Self {
        values.into_iter().fold(self, |writer, value| writer.put(field, value))
    }

    /// The leaf.
    pub fn end(self) -> String {
        self.0
    }
}

/// Reads a leaf, field by field.
pub struct Reader<'t> {
    rest: &'t str,
    /// Kind of the leaf.
    pub kind: &'t str,
}

impl<'t> Reader<'t> {
    /// Reads the first line.
    pub fn new(text: &'t str) -> Result<Self, BadLeaf> {
        let bad = || BadLeaf(text.lines().next().unwrap_or_default().to_owned());
        let (first, rest) = text.split_once('\n').ok_or_else(bad)?;
        Ok(Self { rest, kind: first.strip_prefix("siklus leaf v1 ").ok_or_else(bad)? })
    }

    /// The value of the next field, which must have this name.
    pub fn take(&mut self, field: &str) -> Result<String, BadLeaf> {
        let bad = || BadLeaf(field.to_owned());
        let (line, rest) = self.rest.split_once('\n').ok_or_else(bad)?;
        let value = line.strip_prefix(field).and_then(|line| line.strip_prefix(' ')).ok_or_else(bad)?;
        self.rest = rest;
        unescape(value).ok_or_else(bad)
    }

    /// The same, read as a number or whatever else its type reads.
    pub fn parse<T: FromStr>(&mut self, field: &str) -> Result<T, BadLeaf> {
        self.take(field)?.parse().map_err(|_| BadLeaf(field.to_owned()))
    }

    /// The same, read by a function.
    pub fn with<T>(&mut self, field: &str, read: impl FnOnce(&str) -> Option<T>) -> Result<T, BadLeaf> {
        read(&self.take(field)?).ok_or_else(|| BadLeaf(field.to_owned()))
    }

    /// The same for a field that may have no value.
    pub fn with_or_none<T>(&mut self, field: &str, read: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, BadLeaf> {
        self.with(field, |text| if text == NONE { Some(None) } else { read(text).map(Some) })
    }

    /// All values of a field that comes once for each.
    pub fn each<T>(&mut self, field: &str, read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, BadLeaf> {
        let mut values = Vec::new();
        while self.rest.strip_prefix(field).is_some_and(|rest| rest.starts_with(' ')) {
            values.push(self.with(field, &read)?);
        }
        Ok(values)
    }

    /// Refuses anything behind the last field.
    pub fn end(self) -> Result<(), BadLeaf> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(BadLeaf(self.rest.lines().next().unwrap_or_default().to_owned()))
        }
    }
}

fn unescape(value: &str) -> Option<String> {
    let (mut text, mut characters) = (String::with_capacity(value.len()), value.chars());
    while let Some(character) = characters.next() {
        text.push(match character {
            '\\' => match characters.next()? {
                '\\' => '\\',
                'n' => '\n',
                _ => return None,
            },
            other => other,
        });
    }
    Some(text)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let text = Writer::new("x").put("a", "1\\n\n2").put_or_none("b", None::<u8>).put_each("c", [1, 2]).end();
        assert_eq!(text, "siklus leaf v1 x\na 1\\\\n\\n2\nb -\nc 1\nc 2\n");
        let mut reader = Reader::new(&text).unwrap();
        assert_eq!((reader.kind, reader.take("a").unwrap().as_str()), ("x", "1\\n\n2"));
        assert_eq!(reader.with_or_none("b", |text| text.parse::<u8>().ok()), Ok(None));
        assert_eq!(reader.each("c", |text| text.parse::<u8>().ok()), Ok(vec![1, 2]));
        assert_eq!(reader.end(), Ok(()));
    }

    #[test]
    fn nothing_else_is_read() {
        for text in ["", "siklus leaf v1 x", "siklus leaf v2 x\n"] {
            assert!(Reader::new(text).is_err(), "{text:?}");
        }
        let mut reader = Reader::new("siklus leaf v1 x\nb 1\\t\n").unwrap();
        assert_eq!(reader.take("a"), Err(BadLeaf("a".into())));
        assert_eq!(reader.take("b"), Err(BadLeaf("b".into())));
        assert_eq!(Reader::new("siklus leaf v1 x\nb 1\n").unwrap().end(), Err(BadLeaf("b 1".into())));
    }
}
