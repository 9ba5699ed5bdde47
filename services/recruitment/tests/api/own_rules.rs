//! Rulesets of the operator's folder: taken where they are sound, and a reason not to start where they are not.

use crate::{
    Recruitment,
    internships::{Campus, MENTOR, day},
};
use contracts::recruitment::v1 as pb;
use platform::{
    Settings,
    testing::{Harness, TENANT, bad_fields},
};
use recruitment::config::Rules;
use std::path::PathBuf;
use uuid::Uuid;

const INTERNSHIP: &str = include_str!("../../rulesets/internship-2024.toml");
const FAIRNESS: &str = include_str!("../../rulesets/fairness-2024.toml");

/// A folder of rulesets that goes with the test.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        let folder = Self(std::env::temp_dir().join(format!("own-rules-{}", Uuid::now_v7())));
        std::fs::create_dir_all(&folder.0).unwrap();
        folder
    }

    pub fn path(&self) -> PathBuf {
        self.0.clone()
    }

    pub fn write(&self, file: &str, text: &str) {
        let file = self.0.join(file);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Why the service does not start with a folder, cause by cause.
async fn refused(folder: &Folder) -> String {
    let started = Harness::start(&recruitment::SERVICE, "2024-09-06T08:00:00Z", async |settings, clock| {
        let mut settings: Settings<Rules> = settings.clone();
        settings.rules.folder = folder.path();
        recruitment::app::build(&settings, clock).await
    });
    format!("{:#}", started.await.err().unwrap())
}

#[tokio::test]
async fn unsound_rules_keep_the_service_from_starting_and_say_why() {
    let table = [
        ("fairness/own.toml", FAIRNESS.replace("smallest_cell = 5", "smallest_cell = 2"), "smallest_cell is"),
        ("fairness/own.toml", FAIRNESS.to_owned(), "has the id \"fairness-2024\" of another"),
        ("internship/own.toml", INTERNSHIP.replace("retention_days = 365", "retention_days = 0"), "retention_days is"),
        ("internship/own.toml", format!("bonus = 5\n{INTERNSHIP}"), "unknown field `bonus`"),
        ("internship/own.toml", String::new(), "own.toml is malformed"),
        ("magang/own.toml", INTERNSHIP.to_owned(), "magang is of no subject of rulesets"),
        ("own.toml", INTERNSHIP.replace("-2024", "-own"), "missing field `programme`"),
    ];
    for (file, text, why) in table {
        let folder = Folder::new();
        folder.write(file, &text);
        let said = refused(&folder).await;
        assert!(said.starts_with("rules.folder: ") && said.contains(why), "{file}: {said}");
    }
}

/// Who applied under one set of criteria is not assessed by another.
#[tokio::test]
async fn an_internship_keeps_the_rules_that_it_was_applied_for_under() {
    let folder = Folder::new();
    let own = INTERNSHIP.replace("internship-2024", "internship-own").replace("2024-01-01", "2024-09-09");
    let (head, _) = own.split_once("[[criterion]]").unwrap();
    let only = "[[criterion]]\nkey = \"gotong_royong\"\ntitle = \"Gotong royong\"\nmaximum = 10\n";
    folder.write("internship/own.toml", &format!("{head}{only}"));
    let recruitment = Recruitment::start_with(|rules| rules.folder = folder.path()).await;
    let mut campus = Campus::of(recruitment);
    let old = campus.started().await;
    let agreement = campus.agreement("university", "2/PKS", 5).await;
    let later =
        pb::CreateInternshipPlaceRequest { start_date: day(2024, 9, 10), ..Campus::place_request(&agreement, 1) };
    let later = campus.agreements.create_internship_place(campus.recruitment.harness.request(&["hr_officer"], later));
    let later = later.await.unwrap().into_inner();
    let new = campus.submit(Campus::student(&later, "9900001205990002")).await.unwrap().into_inner();
    assert_eq!((old.ruleset.as_str(), new.ruleset.as_str()), ("internship-2024", "internship-own"));
    let accepted = campus.accept(&new).await.unwrap().into_inner();
    campus.at("2024-09-10T01:00:00Z");
    let new = campus.start_it(&accepted).await.unwrap().into_inner();
    campus.at("2024-11-30T05:00:00Z");
    for week in 1..=10 {
        for one in [&old, &new] {
            let entry = campus.log(one, week).await.unwrap().into_inner();
            campus.countersign(&entry).await.unwrap();
        }
    }
    campus.assess(Campus::assessment(&old)).await.unwrap();
    let wrong = campus.assess(Campus::assessment(&new)).await.unwrap_err();
    assert_eq!(bad_fields(&wrong), ["marks[0]", "marks[1]", "marks[2]", "marks[3]", "marks"]);
    let mark = pb::AssessmentRow { criterion: "gotong_royong".into(), points: 9, reason: "x".into() };
    let own = pb::AssessInternshipRequest { marks: vec![mark], ..Campus::assessment(&new) };
    let own = campus.recruitment.harness.request_as("mentor", MENTOR, &[TENANT], own);
    let assessed = campus.internships.assess_internship(own).await.unwrap().into_inner();
    assert_eq!((assessed.marks[0].points, assessed.marks[0].maximum), (9, 10));
}
