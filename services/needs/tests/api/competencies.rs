//! Dictionaries of competencies, and what a test of standards needs.

use crate::{ANALYST, AUTHORITY, Needs, PARENT, absent, anonymous, assert_refused};
use contracts::needs::v1::{
    self as pb, competency_service_client::CompetencyServiceClient, competency_standard::Scope,
};
use platform::testing::{OTHER_TENANT, bad_fields};
use std::path::Path;
use tonic::{Code, Status, transport::Channel};

pub const GENERIC: &str = "competencies-permenpanrb-38-2017";
pub const NINE: [&str; 9] = ["M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8", "S1"];

pub fn technical(code: &str, levels: &[i32]) -> pb::Competency {
    let level = |level: &i32| pb::CompetencyLevel { level: *level, description: "mampu".into(), ..Default::default() };
    pb::Competency {
        dictionary: "kamus-teknis-kesehatan-2021".into(),
        code: code.into(),
        display_name: "Asuhan kebidanan".into(),
        definition: "Memberi asuhan".into(),
        levels: levels.iter().map(level).collect(),
        ..Default::default()
    }
}

pub fn line(dictionary: &str, code: &str, level: i32) -> pb::CompetencyStandardLine {
    pb::CompetencyStandardLine { dictionary: dictionary.into(), code: code.into(), level }
}

/// A draft with an act that sets it.
pub fn draft(scope: Scope, lines: Vec<pb::CompetencyStandardLine>) -> pb::SetCompetencyStandardRequest {
    let regulation = "Perwali 12/2024".to_owned();
    let standard = pb::CompetencyStandard { scope: Some(scope), lines, regulation, ..Default::default() };
    pb::SetCompetencyStandardRequest { parent: PARENT.into(), standard: Some(standard), ..Default::default() }
}

pub fn grade(job_type: &str, job_level: &str) -> Scope {
    Scope::JobGrade(pb::JobGrade { job_type: job_type.into(), job_level: job_level.into() })
}

impl Needs {
    pub fn competencies(&self) -> CompetencyServiceClient<Channel> {
        CompetencyServiceClient::new(self.harness.channel.clone())
    }

    /// A position of the puskesmas with its kind of job.
    pub async fn position_of_grade(&self, title: &str, job_type: &str, job_level: &str) -> pb::Position {
        let position = self.position(title, 1).await;
        sqlx::query("UPDATE needs.positions SET job_type = $1, job_level = $2 WHERE title = $3")
            .bind(job_type)
            .bind(job_level)
            .bind(title)
            .execute(&self.harness.pool)
            .await
            .unwrap();
        position
    }

    pub async fn create_competency(&self, competency: pb::Competency) -> Result<pb::Competency, Status> {
        let parent = PARENT.into();
        let request = pb::CreateCompetencyRequest { parent, competency: Some(competency), ..Default::default() };
        Ok(self.competencies().create_competency(self.harness.request(ANALYST, request)).await?.into_inner())
    }

    pub async fn set_standard(
        &self,
        request: pb::SetCompetencyStandardRequest,
    ) -> Result<pb::CompetencyStandard, Status> {
        Ok(self.competencies().set_competency_standard(self.harness.request(ANALYST, request)).await?.into_inner())
    }

    pub async fn publish_standard(&self, standard: &pb::CompetencyStandard) -> Result<pb::CompetencyStandard, Status> {
        let (name, etag) = (standard.name.clone(), standard.etag.clone());
        let request = pb::PublishCompetencyStandardRequest { name, etag, request_id: String::new() };
        let request = self.harness.request(AUTHORITY, request);
        Ok(self.competencies().publish_competency_standard(request).await?.into_inner())
    }

    /// Sets and publishes at once.
    pub async fn put_standard(&self, request: pb::SetCompetencyStandardRequest) -> pb::CompetencyStandard {
        let set = self.set_standard(request).await.unwrap();
        self.publish_standard(&set).await.unwrap()
    }

    pub async fn effective_standard(&self, position: &str) -> Result<pb::EffectiveCompetencyStandard, Status> {
        let request = pb::GetCompetencyStandardRequest { position: position.into() };
        Ok(self.competencies().get_competency_standard(anonymous(request)).await?.into_inner())
    }
}

#[tokio::test]
async fn everybody_reads_the_generic_competencies_and_what_each_kind_of_job_asks_for() {
    let needs = Needs::start().await;
    let request = pb::GetCompetencyDictionaryRequest { parent: PARENT.into() };
    let found = needs.competencies().get_competency_dictionary(anonymous(request)).await.unwrap().into_inner();
    let codes: Vec<&str> = found.competencies.iter().map(|one| one.code.as_str()).collect();
    assert_eq!((codes, found.dictionary.as_str()), (NINE.to_vec(), GENERIC));
    assert_eq!(found.competencies[8].group(), pb::generic_competency::Group::SocioCultural);
    assert_eq!((found.level_names.len(), found.required_levels.len()), (5, 14));
    assert!(found.required_levels_source.contains("not read in"));
}

#[tokio::test]
async fn technical_competencies_are_taken_once_and_listed_by_dictionary() {
    let needs = Needs::start().await;
    let created = needs.create_competency(technical("T1", &[1, 3])).await.unwrap();
    let again = needs.create_competency(technical("T1", &[2])).await;
    assert_refused(again, Code::AlreadyExists, "COMPETENCY_EXISTS");
    let other = pb::Competency { dictionary: "kamus-lain".into(), ..technical("T1", &[1]) };
    let other = needs.create_competency(other).await.unwrap();
    let get = async |name: &str| {
        let request = anonymous(pb::GetCompetencyRequest { name: name.into() });
        needs.competencies().get_competency(request).await.map(tonic::Response::into_inner)
    };
    assert_eq!(get(&created.name).await.unwrap(), created);
    let levels: Vec<i32> = created.levels.iter().map(|level| level.level).collect();
    assert_eq!(levels, [1, 3]);
    for name in [absent(&created.name), created.name.replace("6571", OTHER_TENANT)] {
        assert_refused(get(&name).await, Code::NotFound, "COMPETENCY_NOT_FOUND");
    }
    let list = async |request| needs.competencies().list_competencies(anonymous(request)).await;
    let all = pb::ListCompetenciesRequest { parent: PARENT.into(), page_size: 1, ..Default::default() };
    let first = list(all.clone()).await.unwrap().into_inner();
    let next = pb::ListCompetenciesRequest { page_token: first.next_page_token, ..all.clone() };
    assert_eq!(
        (&first.competencies, list(next.clone()).await.unwrap().into_inner().competencies),
        (&vec![created], vec![other.clone()])
    );
    let of_other = pb::ListCompetenciesRequest { dictionary: "kamus-lain".into(), ..all };
    assert_eq!(list(of_other).await.unwrap().into_inner().competencies, [other]);
    let bad = pb::ListCompetenciesRequest { dictionary: "x".into(), ..next };
    assert_eq!(bad_fields(&list(bad).await.unwrap_err()), ["page_token"]);
}

#[tokio::test]
async fn everything_wrong_with_a_competency_is_told_at_once() {
    let needs = Needs::start().await;
    let bad = needs.create_competency(pb::Competency::default()).await.unwrap_err();
    let fields = ["dictionary", "code", "display_name", "definition", "levels"];
    assert_eq!(bad_fields(&bad), fields.map(|field| format!("competency.{field}")));
    let levels = vec![
        pb::CompetencyLevel { level: 6, ..Default::default() },
        technical("T1", &[2]).levels.remove(0),
        technical("T1", &[2]).levels.remove(0),
    ];
    let bad = pb::Competency { dictionary: GENERIC.into(), levels, ..technical("T1", &[]) };
    let fields = ["dictionary", "levels[0].level", "levels[0].description", "levels[2].level"];
    let told = bad_fields(&needs.create_competency(bad).await.unwrap_err());
    assert_eq!(told, fields.map(|field| format!("competency.{field}")));
    let many = pb::Competency { levels: vec![pb::CompetencyLevel::default(); 100_000], ..technical("T1", &[]) };
    let many = needs.create_competency(many).await.unwrap_err();
    assert_eq!(
        (many.message(), &bad_fields(&many)[0]),
        ("11 of the request's fields are wrong", &"competency.levels".into())
    );
}

#[tokio::test]
async fn a_page_of_competencies_fits_into_a_message() {
    let needs = Needs::start().await;
    let long = |level: i32| pb::CompetencyLevel { level, description: "x".repeat(2000), indicators: "x".repeat(4000) };
    for nth in 1..=51 {
        let levels = (1..=5).map(long).collect();
        let competency = pb::Competency { levels, definition: "x".repeat(2000), ..technical(&format!("T{nth}"), &[]) };
        needs.create_competency(competency).await.unwrap();
    }
    let all = pb::ListCompetenciesRequest { parent: PARENT.into(), page_size: 1000, ..Default::default() };
    let page = needs.competencies().list_competencies(anonymous(all)).await.unwrap().into_inner();
    assert_eq!((page.competencies.len(), page.next_page_token.is_empty()), (50, false));
}

/// The real dictionary of Kabupaten Pati (2020) and its standard of the head of the personnel agency.
#[tokio::test]
async fn a_real_dictionary_and_standard_are_taken() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/anjab-abk-evjab-pati-2020");
    if !folder.exists() {
        eprintln!("skipped: {} is not here", folder.display());
        return;
    }
    let rows = |file: &str| -> Vec<csv::StringRecord> {
        csv::Reader::from_path(folder.join(file)).unwrap().records().map(Result::unwrap).collect()
    };
    let (codes, levels) = (rows("master_kamus_kompetensi_skj.csv"), rows("master_kamus_kompetensi_skj_level.csv"));
    let needs = Needs::start().await;
    needs.position_of_grade("Kepala BKPP", "jpt_pratama", "").await;
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for row in codes.iter() {
        let own = levels.iter().filter(|level| level[1] == row[0]);
        let level = |level: &csv::StringRecord| pb::CompetencyLevel {
            level: level[2].parse().unwrap(),
            description: level[3].to_owned(),
            indicators: level[4].to_owned(),
        };
        let competency = pb::Competency {
            dictionary: "kamus-skj-pati-2020".into(),
            code: row[2].to_owned(),
            display_name: row[3].to_owned(),
            definition: row[4].to_owned(),
            levels: own.map(level).collect(),
            ..Default::default()
        };
        match needs.create_competency(competency).await {
            Ok(created) => taken.push(created.levels.len()),
            Err(status) => refused.push((row[2].to_owned(), bad_fields(&status))),
        }
    }
    // One technical competency of the real data describes no level at all: nobody could be measured by it.
    assert_eq!(refused, [("T.2".to_owned(), vec!["competency.levels".to_owned()])]);
    assert_eq!(taken, [5, 5, 5, 5, 5, 5, 5, 5, 5, 1, 1]);
    let level_of = |id: &str| levels.iter().find(|level| &level[0] == id).map_or(0, |level| level[2].parse().unwrap());
    let skj = rows("skj.csv");
    let of_head = skj.iter().filter(|row| &row[2] == "1" && !row[4].is_empty());
    let lines = of_head.map(|row| {
        let code = &codes.iter().find(|code| code[0] == row[3]).unwrap()[2];
        match code.replace("M.", "M").replace("SK.", "S") {
            generic if NINE.contains(&generic.as_str()) => line("", &generic, level_of(&row[4])),
            technical => line("kamus-skj-pati-2020", &technical, level_of(&row[4])),
        }
    });
    let lines: Vec<_> = lines.collect();
    assert_eq!(lines.len(), 10);
    let published = needs.put_standard(draft(Scope::JobTitle("Kepala BKPP".into()), lines.clone())).await;
    let given = published.lines.iter().map(|line| (line.code.as_str(), line.level));
    assert!(given.eq(lines.iter().map(|line| (line.code.as_str(), line.level))));
}
