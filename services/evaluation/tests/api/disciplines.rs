//! Absence without an excuse: taken, counted, proposed, decided.

use crate::{
    PARENT, absent,
    improvement_world::{Path, day},
    skp_world::{Answer, refusal, servant},
};
use contracts::{
    evaluation::v1::{self as pb, discipline_case::Stage, import_absences_request::Part},
    google::r#type::Date,
};
use platform::testing::{OTHER_TENANT, bad_fields, reason};
use tonic::{Code, Request, Status};
use uuid::Uuid;

pub(crate) fn row(who: &str, day: Date) -> pb::AbsenceRow {
    pb::AbsenceRow { servant: servant(who), day: Some(day), excused: false }
}

/// Working days of February 2025, one of two: 3, 5, 7, 11 …
pub(crate) const APART: [i32; 10] = [3, 5, 7, 11, 13, 17, 19, 21, 25, 27];
/// Working days of February 2025 from the third on.
pub(crate) const IN_A_ROW: [i32; 10] = [3, 4, 5, 6, 7, 10, 11, 12, 13, 14];

pub(crate) fn rows(who: &str, days: &[i32]) -> Vec<pb::AbsenceRow> {
    days.iter().map(|number| row(who, day(2025, 2, *number))).collect()
}

pub(crate) fn header() -> pb::ImportHeader {
    pb::ImportHeader { parent: PARENT.into(), ..Default::default() }
}

impl Path {
    pub(crate) async fn take(
        &mut self,
        header: pb::ImportHeader,
        rows: Vec<pb::AbsenceRow>,
    ) -> Result<pb::ImportAbsencesResponse, Status> {
        let parts = [Part::Header(header)].into_iter().chain(rows.into_iter().map(Part::Row));
        let messages: Vec<_> = parts.map(|part| pb::ImportAbsencesRequest { part: Some(part) }).collect();
        let request = self.office(tokio_stream::iter(messages));
        Ok(self.disciplines.import_absences(request).await?.into_inner())
    }

    pub(crate) async fn findings(&mut self, as_of: Option<Date>) -> Vec<pb::AbsenceFinding> {
        let request = pb::ListAbsenceFindingsRequest { parent: PARENT.into(), day: as_of, ..Default::default() };
        let request = self.office(request);
        let found = self.disciplines.list_absence_findings(request).await.unwrap().into_inner();
        assert_eq!(found.ruleset, "discipline-pp-94-2021");
        assert_eq!(found.calendar, "working-days-skb-2022-2026");
        found.findings
    }

    pub(crate) async fn open(&mut self, who: &str) -> Answer<pb::DisciplineCase> {
        let request =
            pb::OpenDisciplineCaseRequest { parent: PARENT.into(), servant: servant(who), ..Default::default() };
        let request = self.office(request);
        self.disciplines.open_discipline_case(request).await
    }

    pub(crate) async fn open_on(&mut self, who: &str, as_of: Date) -> Answer<pb::DisciplineCase> {
        let request = pb::OpenDisciplineCaseRequest {
            parent: PARENT.into(),
            servant: servant(who),
            day: Some(as_of),
            ..Default::default()
        };
        let request = self.office(request);
        self.disciplines.open_discipline_case(request).await
    }

    pub(crate) async fn examine(&mut self, case: &pb::DisciplineCase) -> Answer<pb::DisciplineCase> {
        self.examine_on(case, day(2025, 3, 3)).await
    }

    pub(crate) async fn examine_on(&mut self, case: &pb::DisciplineCase, heard: Date) -> Answer<pb::DisciplineCase> {
        let request = pb::RecordExaminationRequest {
            name: case.name.clone(),
            etag: case.etag.clone(),
            examine_date: Some(heard),
            examination: "Siti tidak memberi alasan".into(),
            request_id: String::new(),
        };
        let request = self.office(request);
        self.disciplines.record_examination(request).await
    }

    pub(crate) async fn decide(&mut self, case: &pb::DisciplineCase, code: &str) -> Answer<pb::DisciplineCase> {
        let request = pb::DecideDisciplineRequest {
            name: case.name.clone(),
            etag: case.etag.clone(),
            decided_code: code.into(),
            document_number: "862/1/2025".into(),
            reason: "Sesuai pemeriksaan".into(),
            request_id: String::new(),
        };
        let request = self.authority(request);
        self.disciplines.decide_discipline(request).await
    }
}

#[tokio::test]
async fn days_add_up_to_what_the_ladder_proposes() {
    let mut path = Path::start().await;
    path.team.on("2025-03-03");
    let mut all = rows("siti", &APART);
    all.extend(rows("budi", &IN_A_ROW));
    all.extend(rows("adi", &APART[..2]));
    let taken = path.take(header(), all.clone()).await.unwrap();
    assert_eq!((taken.accepted, taken.rejected), (22, 0));
    let again = path.take(header(), all).await.unwrap();
    assert_eq!((again.accepted, again.rejected), (22, 0), "the same again changes nothing");
    let figures = |found: &[pb::AbsenceFinding]| {
        found.iter().map(|one| (one.days, one.longest_row, one.proposed_code.clone(), one.by_row)).collect::<Vec<_>>()
    };
    let expected = [(10, 1, "3".to_owned(), false), (10, 10, "10".to_owned(), true), (2, 1, String::new(), false)];
    assert_eq!(figures(&path.findings(None).await), expected);
    let early = path.findings(Some(day(2025, 2, 7))).await;
    let expected = [(3, 1, "1".to_owned(), false), (5, 5, "2".to_owned(), false), (2, 1, String::new(), false)];
    assert_eq!(figures(&early), expected);
    let excused = pb::AbsenceRow { excused: true, ..row("budi", day(2025, 2, 7)) };
    path.take(header(), vec![excused]).await.unwrap();
    let found = path.findings(None).await;
    assert_eq!((found[1].days, found[1].longest_row, found[1].proposed_code.as_str()), (9, 5, "3"));
    let mut request = pb::ListAbsenceFindingsRequest { parent: PARENT.into(), page_size: 2, ..Default::default() };
    let first = path.office(request.clone());
    let first = path.disciplines.list_absence_findings(first).await.unwrap().into_inner();
    request.page_token = first.next_page_token;
    let rest = path.office(request);
    let rest = path.disciplines.list_absence_findings(rest).await.unwrap().into_inner();
    assert_eq!((first.findings.len(), rest.findings.len(), rest.next_page_token.as_str()), (2, 1, ""));
}

#[tokio::test]
async fn rows_that_are_wrong_are_told_by_number() {
    let mut path = Path::start().await;
    path.team.on("2025-03-03");
    let stranger =
        pb::AbsenceRow { servant: format!("{PARENT}/servants/{}", Uuid::now_v7()), ..row("siti", day(2025, 2, 3)) };
    let rows = vec![
        row("siti", day(2025, 2, 3)),
        row("siti", day(2025, 2, 3)),
        row("siti", day(2025, 2, 8)),
        row("siti", day(2025, 1, 27)),
        row("siti", day(2025, 3, 4)),
        row("siti", day(2019, 2, 4)),
        stranger,
        pb::AbsenceRow { servant: "x".into(), day: None, excused: false },
    ];
    let taken = path.take(header(), rows.clone()).await.unwrap();
    assert_eq!((taken.accepted, taken.rejected), (1, 7));
    let places: Vec<_> = taken.errors.iter().map(|error| (error.row, error.field.as_str())).collect();
    let expected =
        [(2, "day"), (3, "day"), (4, "day"), (5, "day"), (6, "day"), (7, "servant"), (8, "servant"), (8, "day")];
    assert_eq!(places, expected);
    assert_eq!(taken.errors[1].reason, "must be a working day");
    let strict = pb::ImportHeader { strict: true, ..header() };
    assert_eq!(reason(&path.take(strict, rows).await.unwrap_err()), "IMPORT_REFUSED");
    let once = pb::ImportHeader { request_id: Uuid::now_v7().to_string(), ..header() };
    let first = path.take(once.clone(), vec![row("adi", day(2025, 2, 3))]).await.unwrap();
    assert_eq!(path.take(once.clone(), vec![row("adi", day(2025, 2, 3))]).await.unwrap(), first);
    let other = path.take(once, vec![row("adi", day(2025, 2, 4))]).await.unwrap_err();
    assert_eq!(reason(&other), "REQUEST_ID_REUSED");
}

#[tokio::test]
async fn an_official_decides_after_the_servant_was_heard() {
    let mut path = Path::start().await;
    path.team.on("2025-03-03");
    path.take(header(), rows("siti", &APART)).await.unwrap();
    let opened = path.open("siti").await.unwrap().into_inner();
    let finding = opened.finding.clone().unwrap();
    assert_eq!((opened.stage(), finding.days, finding.proposed_code.as_str()), (Stage::Proposed, 10, "3"));
    assert_eq!((finding.first_day, finding.last_day), (Some(day(2025, 1, 1)), Some(day(2025, 3, 3))));
    assert_eq!(finding.proposed_title, "Pernyataan tidak puas secara tertulis");
    assert_eq!(opened.due_date, Some(day(2025, 3, 17)));
    let early = path.decide(&opened, "3").await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "DISCIPLINE_CASE_STAGE".into()));
    let examined = path.examine(&opened).await.unwrap().into_inner();
    assert_eq!((examined.stage(), examined.due_date), (Stage::Examined, Some(day(2025, 4, 2))));
    assert_eq!(bad_fields(&path.decide(&examined, "99").await.unwrap_err()), ["decided_code"]);
    let milder = path.decide(&examined, "2").await.unwrap().into_inner();
    assert_eq!((milder.stage(), milder.decided_code.as_str(), milder.due_date), (Stage::Punished, "2", None));
    assert_eq!(
        (milder.examination.as_str(), milder.reason.as_str()),
        ("Siti tidak memberi alasan", "Sesuai pemeriksaan")
    );
    let request = path.office(pb::GetDisciplineCaseRequest { name: milder.name.clone() });
    assert_eq!(path.disciplines.get_discipline_case(request).await.unwrap().into_inner(), milder);
    let mine = pb::ListMyDisciplineCasesRequest { parent: PARENT.into(), ..Default::default() };
    let request = path.person("siti", mine.clone());
    let cases = path.disciplines.list_my_discipline_cases(request).await.unwrap().into_inner().discipline_cases;
    assert_eq!(cases, [milder]);
    let request = path.person("adi", mine.clone());
    assert!(path.disciplines.list_my_discipline_cases(request).await.unwrap().into_inner().discipline_cases.is_empty());
    let request = path.person("nobody", mine);
    let unlinked = path.disciplines.list_my_discipline_cases(request).await;
    assert_eq!(refusal(unlinked), (Code::FailedPrecondition, "ACCOUNT_NOT_LINKED".into()));
}

#[tokio::test]
async fn the_same_days_lead_to_one_proposal_until_the_next_rung() {
    let mut path = Path::start().await;
    path.team.on("2025-03-03");
    path.take(header(), rows("siti", &APART[..2])).await.unwrap();
    let nothing = (Code::FailedPrecondition, "NO_DISCIPLINE_PROPOSAL".to_owned());
    assert_eq!(refusal(path.open("siti").await), nothing, "two days are coached");
    path.take(header(), rows("siti", &APART[..3])).await.unwrap();
    let first = path.open("siti").await.unwrap().into_inner();
    assert_eq!(refusal(path.open("siti").await), (Code::AlreadyExists, "DISCIPLINE_CASE_EXISTS".into()));
    let examined = path.examine(&first).await.unwrap().into_inner();
    let dropped = path.decide(&examined, "").await.unwrap().into_inner();
    assert_eq!((dropped.stage(), dropped.decided_code.as_str()), (Stage::Dropped, ""));
    assert_eq!(refusal(path.open("siti").await), nothing, "it was let go");
    path.take(header(), rows("siti", &APART[..4])).await.unwrap();
    let second = path.open("siti").await.unwrap().into_inner();
    assert_eq!(second.finding.unwrap().proposed_code, "2");
    let mut request = pb::ListDisciplineCasesRequest { parent: PARENT.into(), page_size: 1, ..Default::default() };
    let page = path.office(request.clone());
    let page = path.disciplines.list_discipline_cases(page).await.unwrap().into_inner();
    assert_eq!((page.discipline_cases[0].stage(), page.discipline_cases[0].reason.as_str()), (Stage::Dropped, ""));
    request.page_token = page.next_page_token;
    let rest = path.office(request);
    let rest = path.disciplines.list_discipline_cases(rest).await.unwrap().into_inner();
    assert_eq!((rest.discipline_cases.len(), rest.next_page_token.as_str()), (1, ""));
    let due = pb::ListDisciplineCasesRequest {
        parent: PARENT.into(),
        servant: servant("siti"),
        stage: Stage::Proposed.into(),
        due_by: Some(day(2025, 3, 17)),
        ..Default::default()
    };
    let due = path.office(due);
    let due = path.disciplines.list_discipline_cases(due).await.unwrap().into_inner();
    assert_eq!(due.discipline_cases[0].name, second.name);
}

#[tokio::test]
async fn nobody_judges_themselves_and_versions_count() {
    let mut path = Path::start().await;
    path.team.on("2025-03-03");
    path.take(header(), rows("dewi", &APART)).await.unwrap();
    let stranger = pb::OpenDisciplineCaseRequest {
        parent: PARENT.into(),
        servant: format!("{PARENT}/servants/{}", Uuid::now_v7()),
        ..Default::default()
    };
    let request = path.office(stranger);
    let unknown = path.disciplines.open_discipline_case(request).await;
    assert_eq!(refusal(unknown), (Code::NotFound, "SERVANT_NOT_FOUND".into()));
    let opened = path.open("dewi").await.unwrap().into_inner();
    let examined = path.examine(&opened).await.unwrap().into_inner();
    assert_eq!(refusal(path.examine(&opened).await), (Code::Aborted, "ETAG_MISMATCH".into()));
    // Dewi is the appointing authority.
    assert_eq!(refusal(path.decide(&examined, "3").await), (Code::PermissionDenied, "NOT_YOUR_PART".into()));
    let missing = pb::DisciplineCase { name: absent(&opened.name), ..opened };
    assert_eq!(refusal(path.examine(&missing).await), (Code::NotFound, "DISCIPLINE_CASE_NOT_FOUND".into()));
}

#[tokio::test]
async fn all_violations_and_strangers_are_refused() {
    let mut path = Path::start().await;
    let open =
        pb::OpenDisciplineCaseRequest { day: Some(day(2099, 1, 1)), request_id: "x".into(), ..Default::default() };
    let request = path.office(open);
    let refused = path.disciplines.open_discipline_case(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "servant", "day", "request_id"]);
    let request = path.office(pb::RecordExaminationRequest::default());
    let refused = path.disciplines.record_examination(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "etag", "examine_date", "examination"]);
    let request = path.authority(pb::DecideDisciplineRequest::default());
    let refused = path.disciplines.decide_discipline(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "etag", "document_number", "reason"]);
    let request =
        path.office(pb::ListAbsenceFindingsRequest { page_size: -1, day: Some(Date::default()), ..Default::default() });
    let refused = path.disciplines.list_absence_findings(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "page_size", "day"]);
    let list = pb::ListDisciplineCasesRequest { parent: PARENT.into(), ..Default::default() };
    let anonymous = path.disciplines.list_discipline_cases(Request::new(list.clone())).await.unwrap_err();
    assert_eq!(anonymous.code(), Code::Unauthenticated);
    let request = path.person("siti", list.clone());
    assert_eq!(path.disciplines.list_discipline_cases(request).await.unwrap_err().code(), Code::PermissionDenied);
    let request = path.team.evaluation.harness.request_as("x", &["hr_officer"], &[OTHER_TENANT], list);
    assert_eq!(path.disciplines.list_discipline_cases(request).await.unwrap_err().code(), Code::PermissionDenied);
}
