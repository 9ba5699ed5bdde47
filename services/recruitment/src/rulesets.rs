//! Rulesets as dated data: the files of `rulesets/`, and those an operator adds when a decree changes the rules before
//! the program does. All are read and checked at start.

mod book;
mod cpns;
mod fairness;
mod filing;
mod general;
mod intake;
mod internship;
mod pppk;
mod retention;
mod selter;

pub use book::{Book, Dated};
pub use selter::Selterbook;

use crate::domain::{
    general_rules::GeneralRules,
    pppk_ruleset::PppkRuleset,
    programme::{Programme, Ruleset},
    ruleset::SelectionRuleset,
};
use jiff::civil::Date;
use serde::Deserialize;
use std::{collections::BTreeMap, fmt::Display, fs, io, path::Path, sync::Arc};
use thiserror::Error;

const FILES: [(&str, &str); 8] = [
    ("cpns-2018.toml", include_str!("../rulesets/cpns-2018.toml")),
    ("cpns-2019.toml", include_str!("../rulesets/cpns-2019.toml")),
    ("cpns-2021.toml", include_str!("../rulesets/cpns-2021.toml")),
    ("cpns-2023.toml", include_str!("../rulesets/cpns-2023.toml")),
    ("cpns-2024.toml", include_str!("../rulesets/cpns-2024.toml")),
    ("pppk-2022.toml", include_str!("../rulesets/pppk-2022.toml")),
    ("pppk-2023.toml", include_str!("../rulesets/pppk-2023.toml")),
    ("pppk-2024.toml", include_str!("../rulesets/pppk-2024.toml")),
];

/// Folders in the operator's that hold rules beside those of selections.
const SUBJECTS: [&str; 3] = ["selter", "internship", "fairness"];

/// Why a ruleset cannot be used.
#[derive(Debug, Error)]
pub enum RulesetError {
    #[error("the folder of rulesets cannot be read")]
    Folder(#[from] io::Error),
    #[error("ruleset file {file} is malformed")]
    Malformed { file: String, source: Box<toml::de::Error> },
    #[error("ruleset file {file}: {text:?} is not {what}")]
    Word { file: String, what: &'static str, text: String },
    #[error("ruleset file {file} is not valid: {violations:?}")]
    Invalid { file: String, violations: Vec<String> },
    #[error("ruleset file {file} has the id {id:?} of another: results name their ruleset by its id")]
    Taken { file: String, id: String },
    #[error("no ruleset is called {0:?}")]
    Unknown(String),
    #[error("no ruleset of {subject} is in force on {day}")]
    NoneInForce { subject: &'static str, day: Date },
    #[error("the folder {0} is of no subject of rulesets: those are selter, internship and fairness")]
    Subject(String),
    #[error("the ruleset {id:?} is of {of}, not of {wanted}")]
    OtherProgramme { id: String, of: Programme, wanted: Programme },
}

/// What decides how the rest of a file is read.
#[derive(Deserialize)]
struct Head {
    programme: String,
}

/// The rulesets of this deployment, by id.
#[derive(Debug)]
pub struct Rulebook {
    rulesets: BTreeMap<String, Ruleset>,
}

impl Rulebook {
    /// The shipped rulesets.
    pub fn shipped() -> Result<Self, RulesetError> {
        let mut book = Self { rulesets: BTreeMap::new() };
        for (file, text) in FILES {
            book.add(file, text)?;
        }
        Ok(book)
    }

    /// The shipped rulesets and those of every `.toml` file of `folder`; none of them replaces a shipped one.
    pub fn with(folder: &Path) -> Result<Self, RulesetError> {
        let mut book = Self::shipped()?;
        must_be_of_a_subject(folder)?;
        for (file, text) in toml_files(folder)? {
            book.add(&file, &text)?;
        }
        Ok(book)
    }

    /// The ruleset of a selection, of whichever programme.
    pub fn find(&self, id: &str) -> Result<&Ruleset, RulesetError> {
        self.rulesets.get(id).ok_or_else(|| RulesetError::Unknown(id.to_owned()))
    }

    /// What the ruleset says whatever its programme is.
    pub fn general(&self, id: &str) -> Result<&GeneralRules, RulesetError> {
        self.find(id).map(Ruleset::general)
    }

    /// The ruleset of a selection of civil servants on probation.
    pub fn selection(&self, id: &str) -> Result<&Arc<SelectionRuleset>, RulesetError> {
        match self.find(id)? {
            Ruleset::Cpns(ruleset) => Ok(ruleset),
            other @ Ruleset::Pppk(_) => Err(not_of(Programme::Cpns, id, other)),
        }
    }

    /// The ruleset of a selection of employees with a work agreement.
    pub fn pppk(&self, id: &str) -> Result<&Arc<PppkRuleset>, RulesetError> {
        match self.find(id)? {
            Ruleset::Pppk(ruleset) => Ok(ruleset),
            other @ Ruleset::Cpns(_) => Err(not_of(Programme::Pppk, id, other)),
        }
    }

    /// All rulesets, by id.
    pub fn all(&self) -> impl Iterator<Item = &Ruleset> {
        self.rulesets.values()
    }

    fn add(&mut self, file: &str, text: &str) -> Result<(), RulesetError> {
        let ruleset = read(file, text)?;
        let id = ruleset.general().id.clone();
        match self.rulesets.insert(id.clone(), ruleset) {
            None => Ok(()),
            Some(_) => Err(RulesetError::Taken { file: file.to_owned(), id }),
        }
    }
}

fn not_of(wanted: Programme, id: &str, found: &Ruleset) -> RulesetError {
    RulesetError::OtherProgramme { id: id.to_owned(), of: found.programme(), wanted }
}

fn read(file: &str, text: &str) -> Result<Ruleset, RulesetError> {
    let head: Head = parse(file, text)?;
    match word(file, "a programme", &head.programme, Programme::parse)? {
        Programme::Cpns => cpns::read(file, text).map(|ruleset| Ruleset::Cpns(Arc::new(ruleset))),
        Programme::Pppk => pppk::read(file, text).map(|ruleset| Ruleset::Pppk(Arc::new(ruleset))),
    }
}

/// The `.toml` files of a folder with their texts, in the order of their names.
fn toml_files(folder: &Path) -> Result<Vec<(String, String)>, RulesetError> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            files.push((path.display().to_string(), fs::read_to_string(&path)?));
        }
    }
    files.sort();
    Ok(files)
}

/// Refuses a folder that nobody would read: rules that an operator wrote must not be passed over because of a wrong letter.
fn must_be_of_a_subject(folder: &Path) -> Result<(), RulesetError> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !name.starts_with('.') && !SUBJECTS.contains(&name.as_str()) {
            return Err(RulesetError::Subject(path.display().to_string()));
        }
    }
    Ok(())
}

fn parse<'de, T: Deserialize<'de>>(file: &str, text: &'de str) -> Result<T, RulesetError> {
    toml::from_str(text).map_err(|source| RulesetError::Malformed { file: file.to_owned(), source: Box::new(source) })
}

/// One of the words that a ruleset may use in some place.
fn word<T>(file: &str, what: &'static str, text: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, RulesetError> {
    parse(text).ok_or_else(|| RulesetError::Word { file: file.to_owned(), what, text: text.to_owned() })
}

/// Refuses a ruleset with anything against it.
fn sound<V: Display>(file: &str, violations: &[V]) -> Result<(), RulesetError> {
    if violations.is_empty() {
        return Ok(());
    }
    let violations = violations.iter().map(ToString::to_string).collect();
    Err(RulesetError::Invalid { file: file.to_owned(), violations })
}

#[cfg(test)]
mod vectors_tests;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::{
        calendar::Stage,
        decides_by::DecidesBy,
        declaration::Fact,
        document::DocumentKind,
        second_chance::FallbackTotals,
        skd::{NeedKind, SkdScore},
    };
    use jiff::civil::date;

    fn find(id: &str) -> Arc<SelectionRuleset> {
        Rulebook::shipped().unwrap().selection(id).unwrap().clone()
    }

    #[test]
    fn every_shipped_ruleset_is_named_after_its_file() {
        for (file, text) in FILES {
            assert_eq!(format!("{}.toml", read(file, text).unwrap().general().id), file);
        }
    }

    #[test]
    fn the_2024_ruleset_knows_every_kind_of_need() {
        let ruleset = find("cpns-2024");
        for kind in NeedKind::ALL {
            assert!(ruleset.pass_mark(kind).is_some(), "{kind:?}");
        }
        let edge = SkdScore { twk: 65, tiu: 80, tkp: 166 };
        assert!(ruleset.pass_mark(NeedKind::PutraPutriKalimantan).unwrap().admits(&edge));
    }

    #[test]
    fn the_2018_ruleset_had_a_second_chance() {
        let ruleset = find("cpns-2018");
        assert_eq!(ruleset.fallback, Some(FallbackTotals { general: 255, special: 220 }));
        assert_eq!(ruleset.weights().skd_max, 500);
    }

    #[test]
    fn unknown_keys_needs_and_ids_are_refused() {
        let text = format!("bonus = 5\n{}", FILES[4].1);
        assert!(matches!(read("test.toml", &text), Err(RulesetError::Malformed { .. })));
        let text = FILES[4].1.replace("\"DIASPORA\"", "\"KENALAN\"");
        assert!(matches!(read("test.toml", &text), Err(RulesetError::Word { what: "a kind of need", .. })));
        let text = FILES[4].1.replace("skb_weight = 60", "skb_weight = 61");
        assert!(matches!(read("test.toml", &text), Err(RulesetError::Invalid { .. })));
        let text = FILES[4].1.replace("decides_by = \"exact\"", "decides_by = \"two_decimals\"");
        assert!(matches!(read("test.toml", &text), Err(RulesetError::Word { what: "exact or three_decimals", .. })));
        assert!(matches!(Rulebook::shipped().unwrap().selection("cpns-1945"), Err(RulesetError::Unknown(_))));
    }

    #[test]
    fn a_ruleset_without_required_papers_is_refused() {
        for place in [4, 7] {
            let (file, text) = FILES[place];
            let (before, rest) = text.split_once("[general.intake]\ndocuments = [").unwrap();
            let (_, after) = rest.split_once(']').unwrap();
            let empty = format!("{before}[general.intake]\ndocuments = []{after}");
            let refused = read("test.toml", &empty).unwrap_err().to_string();
            assert!(refused.contains("nobody is asked for a document"), "{file}: {refused}");
            // The rest of the table belongs to the one before, which does not know it.
            let without = text.replace("[general.intake]\n", "");
            assert!(matches!(read("test.toml", &without), Err(RulesetError::Malformed { .. })), "{file}");
        }
    }

    #[test]
    fn what_no_source_decides_is_a_setting() {
        for year in ["2018", "2019", "2021", "2023", "2024"] {
            assert_eq!(find(&format!("cpns-{year}")).decides_by, DecidesBy::Exact, "{year}");
        }
        let post = "\n[[skb.post]]\nposts = [\"Pranata Komputer\"]\ncat_max = 400\n\n[final]\n";
        let text = FILES[4].1.replace("decides_by = \"exact\"", "decides_by = \"three_decimals\"");
        let own = read("test.toml", &text.replace("\n[final]\n", post)).unwrap();
        let Ruleset::Cpns(own) = own else { panic!("another programme") };
        assert_eq!(own.decides_by, DecidesBy::ThreeDecimals);
        assert_eq!(["PRANATA KOMPUTER TERAMPIL", "Perawat Terampil"].map(|post| own.cat_max_of(post)), [400, 500]);
        let text = text.replace("\n[final]\n", &post.replace("400", "0"));
        assert!(read("test.toml", &text).unwrap_err().to_string().contains("a maximum of listed posts is zero"));
    }

    #[test]
    fn every_shipped_ruleset_is_for_earnest() {
        for ruleset in Rulebook::shipped().unwrap().all() {
            let general = ruleset.general();
            assert!(!general.early_close && !general.any_day, "{}", general.id);
            assert!(general.id.ends_with(&general.period) && general.id.starts_with(ruleset.programme().as_str()));
        }
    }

    #[test]
    fn listed_posts_are_found_by_the_names_of_the_national_portal() {
        for (post, education, maximum) in [
            ("DOKTER AHLI PERTAMA - DOKTER SPESIALIS ANAK", "SPESIALIS ANAK", 40),
            ("DOKTER AHLI MUDA - DOKTER SUB SPESIALIS MATA", "SUBSPESIALIS MATA - GLAUKOMA", 40),
            ("DOKTER GIGI AHLI PERTAMA - DOKTER GIGI SPESIALIS ORTODONSIA", "SPESIALIS ORTODONSIA", 40),
            ("DOKTER PENDIDIK KLINIS AHLI PERTAMA", "PROFESI DOKTER", 40),
            ("DOSEN LEKTOR", "S-3 ILMU HUKUM", 40),
            ("PENELITI AHLI MUDA", "S-3 BIOLOGI", 40),
            ("DOSEN ASISTEN AHLI", "S-2 ILMU HUKUM", 35),
            ("DOKTER AHLI PERTAMA - DOKTER (UMUM)", "PROFESI DOKTER", 35),
            ("PERAWAT AHLI PERTAMA", "SPESIALIS KEPERAWATAN ANAK", 35),
        ] {
            for year in ["2019", "2021", "2023", "2024"] {
                let ruleset = find(&format!("cpns-{year}"));
                assert_eq!(ruleset.general.greatest_age(post, education), maximum, "{year} {post}, {education}");
            }
        }
    }

    #[test]
    fn every_special_need_asks_for_something_that_documents_show() {
        for ruleset in Rulebook::shipped().unwrap().all() {
            let (id, intake) = (&ruleset.general().id, &ruleset.general().intake);
            assert!(!intake.documents.is_empty(), "{id}");
            let Ruleset::Cpns(ruleset) = ruleset else {
                assert_eq!(intake.facts(NeedKind::Disabilitas).collect::<Vec<_>>(), [Fact::Disability], "{id}");
                assert!(intake.required(NeedKind::Disabilitas).contains(&DocumentKind::DisabilityCertificate), "{id}");
                continue;
            };
            for (kind, _) in ruleset.pass_marks.iter().filter(|(kind, _)| !kind.is_general()) {
                assert!(intake.facts(*kind).count() == 1, "{id} {kind:?}");
                assert!(intake.required(*kind).len() > intake.documents.len(), "{id} {kind:?}");
            }
        }
    }

    #[test]
    fn schools_end_with_a_mark_and_universities_with_a_grade_point_average() {
        for id in ["cpns-2018", "cpns-2019", "cpns-2021", "cpns-2023", "cpns-2024"] {
            let intake = &find(id).general.intake;
            for school in ["SMA IPA", "SMK AKUNTANSI", "SLTA_SMA SEDERAJAT", "PAKET C", "SUPM", "SEKOLAH MENENGAH ATAS"]
            {
                assert_eq!(intake.greatest_mark(school).0, 100_000, "{id} {school}");
            }
            for other in ["D-II PENERBANG", "D-IV_S-1 EKONOMI", "S-1 HUKUM", "PROFESI NERS", "SPESIALIS ANAK"] {
                assert_eq!(intake.greatest_mark(other).0, 4_000, "{id} {other}");
            }
        }
    }

    #[test]
    fn the_calendar_of_2024_is_that_of_the_announcements() {
        let ruleset = find("cpns-2024");
        let days = |stage| {
            let row = ruleset.general.calendar.iter().find(|row| row.stage == stage).unwrap();
            (row.from, row.until)
        };
        assert_eq!(days(Stage::Registration), (date(2024, 8, 20), date(2024, 9, 10)));
        assert_eq!(days(Stage::Skd), (date(2024, 10, 16), date(2024, 11, 14)));
        assert_eq!(days(Stage::Result), (date(2025, 1, 5), date(2025, 1, 12)));
    }

    #[test]
    fn a_ruleset_is_asked_for_as_what_it_is() {
        let book = Rulebook::shipped().unwrap();
        assert_eq!(book.general("cpns-2024").unwrap().period, "2024");
        let refused = book.pppk("cpns-2024").unwrap_err();
        assert_eq!(refused.to_string(), "the ruleset \"cpns-2024\" is of cpns, not of pppk");
        let text = FILES[4].1.replace("programme = \"cpns\"", "programme = \"honorer\"");
        assert!(matches!(read("test.toml", &text), Err(RulesetError::Word { what: "a programme", .. })));
    }

    #[test]
    fn a_folder_adds_rulesets_and_replaces_none() {
        let folder = std::env::temp_dir().join(format!("rulesets-{}", uuid::Uuid::now_v7()));
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("README"), "not a ruleset").unwrap();
        let added = FILES[4].1.replace("id = \"cpns-2024\"", "id = \"cpns-2026\"");
        fs::write(folder.join("cpns-2026.toml"), added).unwrap();
        let book = Rulebook::with(&folder).unwrap();
        assert_eq!((book.selection("cpns-2026").unwrap().multiplier, book.all().count()), (3, FILES.len() + 1));
        fs::create_dir(folder.join("fairnes")).unwrap();
        let refused = Rulebook::with(&folder).unwrap_err().to_string();
        assert!(refused.contains("fairnes is of no subject"), "{refused}");
        fs::remove_dir(folder.join("fairnes")).unwrap();
        fs::write(folder.join("mine.toml"), FILES[4].1).unwrap();
        assert!(matches!(Rulebook::with(&folder), Err(RulesetError::Taken { .. })));
        fs::remove_dir_all(&folder).unwrap();
        assert!(matches!(Rulebook::with(&folder), Err(RulesetError::Folder(_))));
    }
}
