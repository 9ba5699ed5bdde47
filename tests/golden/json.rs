//! Reads case files without losing a digit: values stay raw text until they are read, so that no number becomes
//! a float on the way.

use std::collections::BTreeMap;
use std::str::FromStr;

use anyhow::{Context, Result, anyhow, bail};
use jiff::civil::Date;
use num_rational::BigRational;
use serde::Deserialize;
use serde_json::value::RawValue;

/// A value of a case file and where it stands.
#[derive(Clone)]
pub struct Node<'a> {
    raw: &'a RawValue,
    path: String,
}

/// A printed number: its exact value and how many decimals were printed.
pub struct Printed {
    pub value: BigRational,
    pub decimals: usize,
    pub text: String,
}

impl<'a> Node<'a> {
    /// The whole of a file.
    pub fn root(text: &'a str) -> Result<Self> {
        let raw = serde_json::from_str(text).context("the file is not JSON")?;
        Ok(Self { raw, path: String::new() })
    }

    /// A field that may be absent or null.
    pub fn optional(&self, key: &str) -> Option<Node<'a>> {
        let fields = self.read::<BTreeMap<String, &RawValue>>("an object").ok()?;
        let raw = *fields.get(key)?;
        Some(Self { raw, path: format!("{}.{key}", self.path) }).filter(|node| !node.is_null())
    }

    pub fn field(&self, key: &str) -> Result<Node<'a>> {
        self.optional(key).with_context(|| format!("{} has no field {key}", self.place()))
    }

    pub fn list(&self) -> Result<Vec<Node<'a>>> {
        let list = self.read::<Vec<&RawValue>>("a list")?;
        let node = |(index, raw)| Self { raw, path: format!("{}[{index}]", self.path) };
        Ok(list.into_iter().enumerate().map(node).collect())
    }

    /// The items of a list that may be absent.
    pub fn items(&self, key: &str) -> Result<Vec<Node<'a>>> {
        self.optional(key).map_or_else(|| Ok(Vec::new()), |node| node.list())
    }

    /// The fields of an object in the order of the keys.
    pub fn entries(&self) -> Result<Vec<(String, Node<'a>)>> {
        let fields = self.read::<BTreeMap<String, &RawValue>>("an object")?;
        let node = |(key, raw)| {
            let path = format!("{}.{key}", self.path);
            (key, Self { raw, path })
        };
        Ok(fields.into_iter().map(node).collect())
    }

    /// The fields of an object that may be absent.
    pub fn optional_entries(&self, key: &str) -> Result<Vec<(String, Node<'a>)>> {
        self.optional(key).map_or_else(|| Ok(Vec::new()), |node| node.entries())
    }

    pub fn is_object(&self) -> bool {
        self.raw.get().starts_with('{')
    }

    pub fn is_null(&self) -> bool {
        self.raw.get() == "null"
    }

    pub fn text(&self) -> Result<String> {
        self.read("a text")
    }

    pub fn boolean(&self) -> Result<bool> {
        self.read("true or false")
    }

    pub fn date(&self) -> Result<Date> {
        self.text()?.parse().with_context(|| format!("{} is not a date", self.place()))
    }

    /// A number, or a text that is one.
    pub fn number(&self) -> Result<Printed> {
        let raw = self.raw.get();
        let text = if raw.starts_with('"') { self.text()? } else { raw.to_owned() };
        printed(&text).with_context(|| format!("{} is not a number", self.place()))
    }

    pub fn exact(&self) -> Result<BigRational> {
        Ok(self.number()?.value)
    }

    /// A whole number of any type that reads one; `45.0` is whole.
    pub fn whole<T: FromStr>(&self) -> Result<T> {
        let value = self.exact()?;
        let problem = || anyhow!("{} is not a whole number in range", self.place());
        if value.is_integer() { value.to_integer().to_string().parse().map_err(|_| problem()) } else { Err(problem()) }
    }

    /// What the case is called: its identifying field, or its place in the file.
    pub fn name(&self, keys: &[&str]) -> String {
        let found = keys.iter().find_map(|key| self.optional(key));
        let value = found.map(|node| node.text().unwrap_or_else(|_| node.raw.get().to_owned()));
        value.map_or_else(|| self.place(), |value| format!("{} {value}", self.place()))
    }

    fn read<T: Deserialize<'a>>(&self, what: &str) -> Result<T> {
        serde_json::from_str(self.raw.get()).map_err(|_| anyhow!("{} is not {what}", self.place()))
    }

    fn place(&self) -> String {
        match self.path.trim_start_matches('.') {
            "" => "the file".to_owned(),
            path => path.to_owned(),
        }
    }
}

/// Reads a printed number, with an exponent where a program wrote one.
fn printed(text: &str) -> Result<Printed> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>()?),
        None => (text, 0),
    };
    if exponent.unsigned_abs() > 30 {
        bail!("the exponent of {text} is out of range");
    }
    let decimals = mantissa.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let power = (0..exponent.unsigned_abs()).fold(exact::whole(1), |power, _| power * exact::whole(10));
    let value = exact::parse(mantissa)?;
    let value = if exponent < 0 { value / power } else { value * power };
    let decimals = i32::try_from(decimals)?.saturating_sub(exponent).max(0);
    Ok(Printed { value, decimals: usize::try_from(decimals)?, text: text.to_owned() })
}

/// Whether our exact value, rounded to the decimals printed, is the printed number.
pub fn same(printed: &Printed, ours: &BigRational) -> Result<String> {
    let rounded = exact::render(ours, printed.decimals);
    if rounded == exact::render(&printed.value, printed.decimals) {
        Ok(String::new())
    } else {
        bail!("expected {}, got {rounded}", printed.text)
    }
}

/// Whether a number known to be wrong differs from our exact value.
pub fn differs(printed: &Printed, ours: &BigRational) -> Result<String> {
    let rounded = exact::render(ours, printed.decimals);
    if same(printed, ours).is_err() {
        Ok(format!("{rounded}, not {}", printed.text))
    } else {
        bail!("expected anything but {}, got it", printed.text)
    }
}

/// Whether two things that are not numbers are equal.
pub fn equal<T: PartialEq + std::fmt::Debug>(expected: &T, ours: &T) -> Result<String> {
    if expected == ours { Ok(String::new()) } else { bail!("expected {expected:?}, got {ours:?}") }
}
