//! Dated rules of one subject that stands beside the selections: the shipped ones, and those in the folder of the subject's
//! name among the operator's rulesets.

use super::{RulesetError, toml_files};
use jiff::civil::Date;
use std::{collections::BTreeMap, path::Path, sync::Arc};

/// Rules with an id and a time in which they are in force.
pub trait Dated {
    /// Id: what was decided names its rules by it.
    fn id(&self) -> &str;
    /// First day.
    fn valid_from(&self) -> Date;
    /// Last day; none while nothing ends them.
    fn valid_until(&self) -> Option<Date>;
}

/// What rules are about, and how a file of them is read.
pub(super) struct Subject<R> {
    /// Name of the folder.
    pub folder: &'static str,
    /// Shipped files.
    pub files: &'static [(&'static str, &'static str)],
    /// Reads and checks one.
    pub read: fn(&str, &str) -> Result<R, RulesetError>,
}

/// The rules of one subject in this deployment, by id.
#[derive(Debug)]
pub struct Book<R> {
    subject: &'static str,
    rules: BTreeMap<String, Arc<R>>,
}

impl<R: Dated> Book<R> {
    /// The shipped rules, and every `.toml` file of the subject's folder in `folder`; none of them replaces a shipped one.
    /// An empty path is no folder.
    pub(super) fn open(subject: &Subject<R>, folder: &Path) -> Result<Self, RulesetError> {
        let mut book = Self { subject: subject.folder, rules: BTreeMap::new() };
        for (file, text) in subject.files {
            book.add(file, (subject.read)(file, text)?)?;
        }
        let own = folder.join(subject.folder);
        if folder == Path::new("") || !own.is_dir() {
            return Ok(book);
        }
        for (file, text) in toml_files(&own)? {
            book.add(&file, (subject.read)(&file, &text)?)?;
        }
        Ok(book)
    }

    /// The rules that something was begun under.
    pub fn find(&self, id: &str) -> Result<&Arc<R>, RulesetError> {
        self.rules.get(id).ok_or_else(|| RulesetError::Unknown(id.to_owned()))
    }

    /// All rules.
    pub fn all(&self) -> impl Iterator<Item = &Arc<R>> {
        self.rules.values()
    }

    /// The rules in force on a day that began last.
    pub fn in_force(&self, day: Date) -> Result<&Arc<R>, RulesetError> {
        let holds = |rules: &&Arc<R>| rules.valid_from() <= day && rules.valid_until().is_none_or(|until| day <= until);
        let in_force = self.rules.values().filter(holds);
        let latest = in_force.max_by(|one, other| (one.valid_from(), one.id()).cmp(&(other.valid_from(), other.id())));
        latest.ok_or(RulesetError::NoneInForce { subject: self.subject, day })
    }

    fn add(&mut self, file: &str, rules: R) -> Result<(), RulesetError> {
        let id = rules.id().to_owned();
        match self.rules.insert(id.clone(), Arc::new(rules)) {
            None => Ok(()),
            Some(_) => Err(RulesetError::Taken { file: file.to_owned(), id }),
        }
    }
}
