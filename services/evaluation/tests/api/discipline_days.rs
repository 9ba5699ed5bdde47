//! Which days of absence lead to a proposal, once, and bear what is decided.

use crate::{
    PARENT, absent, at_once,
    disciplines::{APART, IN_A_ROW, header, row, rows},
    improvement_world::{AUTHORITY, Path, day},
    skp_world::{HR, PERSON, refusal, servant},
};
use contracts::evaluation::v1::{self as pb, discipline_case::Stage};
use platform::testing::{OTHER_TENANT, TENANT, bad_fields, reason};
use tonic::{Code, Request};
use uuid::Uuid;

/// A version that could be one.
const ETAG: &str = "\"1\"";

fn nothing() -> (Code, String) {
    (Code::FailedPrecondition, "NO_DISCIPLINE_PROPOSAL".to_owned())
}

impl Path {
    /// Decides a proposal of today: heard today, this code.
    async fn settle(&mut self, case: &pb::DisciplineCase, today: contracts::google::r#type::Date, code: &str) {
        let examined = self.examine_on(case, today).await.unwrap().into_inner();
        self.decide(&examined, code).await.unwrap();
    }
}

/// Days of a year lead to one proposal, whatever was proposed of the next year in between.
#[tokio::test]
async fn the_days_of_a_year_are_not_proposed_again_after_those_of_the_next() {
    let mut path = Path::start().await;
    path.team.on("2026-01-12");
    let december = [1, 3, 5, 9, 11, 15, 17, 19, 23, 29, 2, 4, 8, 10];
    let mut all: Vec<_> = december.iter().map(|number| row("siti", day(2025, 12, *number))).collect();
    all.extend([5, 7, 9].map(|number| row("siti", day(2026, 1, number))));
    path.take(header(), all).await.unwrap();
    let today = day(2026, 1, 12);
    let last = path.open_on("siti", day(2025, 12, 31)).await.unwrap().into_inner();
    let figures = last.finding.clone().unwrap();
    assert_eq!((figures.days, figures.proposed_code.as_str(), figures.by_row), (14, "24", false));
    path.settle(&last, today, "24").await;
    let this = path.open_on("siti", today).await.unwrap().into_inner();
    assert_eq!(this.finding.clone().unwrap().proposed_code, "1");
    path.settle(&this, today, "1").await;
    assert_eq!(refusal(path.open_on("siti", day(2025, 12, 31)).await), nothing(), "they are punished");
    assert_eq!(refusal(path.open_on("siti", today).await), nothing());
}

#[tokio::test]
async fn days_of_last_year_that_come_late_are_proposed_after_those_of_this_year() {
    let mut path = Path::start().await;
    path.team.on("2026-01-12");
    path.take(header(), [5, 7, 9].map(|number| row("siti", day(2026, 1, number))).to_vec()).await.unwrap();
    let this = path.open_on("siti", day(2026, 1, 12)).await.unwrap().into_inner();
    path.settle(&this, day(2026, 1, 12), "1").await;
    path.take(header(), [1, 3, 5].map(|number| row("siti", day(2025, 12, number))).to_vec()).await.unwrap();
    let late = path.open_on("siti", day(2025, 12, 31)).await.unwrap().into_inner();
    assert_eq!(late.finding.unwrap().proposed_code, "1");
}

/// Ten in a row in December were let go: a day more in January is one day.
#[tokio::test]
async fn a_row_that_was_decided_about_does_not_come_back_in_january() {
    let mut path = Path::start().await;
    path.team.on("2025-12-31");
    let december = [15, 16, 17, 18, 19, 22, 23, 24, 29, 30, 31];
    path.take(header(), december.map(|number| row("siti", day(2025, 12, number))).to_vec()).await.unwrap();
    let opened = path.open("siti").await.unwrap().into_inner();
    assert!(opened.finding.clone().unwrap().by_row);
    path.settle(&opened, day(2025, 12, 31), "").await;
    path.team.on("2026-01-05");
    path.take(header(), vec![row("siti", day(2026, 1, 2))]).await.unwrap();
    assert_eq!(refusal(path.open("siti").await), nothing());
    let found = path.findings(None).await;
    assert_eq!((found[0].days, found[0].longest_row, found[0].by_row), (1, 1, false));
}

#[tokio::test]
async fn days_taken_back_after_the_proposal_bear_no_punishment() {
    let mut path = Path::start().await;
    path.team.on("2025-03-03");
    path.take(header(), rows("siti", &APART[..7])).await.unwrap();
    let opened = path.open("siti").await.unwrap().into_inner();
    assert_eq!(opened.finding.clone().unwrap().proposed_code, "3");
    let examined = path.examine(&opened).await.unwrap().into_inner();
    let excused = rows("siti", &APART[..4]).into_iter().map(|one| pb::AbsenceRow { excused: true, ..one });
    path.take(header(), excused.collect()).await.unwrap();
    for code in ["3", "2", "10"] {
        let refused = path.decide(&examined, code).await;
        assert_eq!(refusal(refused), (Code::FailedPrecondition, "DISCIPLINE_DAYS_FEWER".into()), "{code}");
    }
    let milder = path.decide(&examined, "1").await.unwrap().into_inner();
    assert_eq!((milder.stage(), milder.decided_code.as_str()), (Stage::Punished, "1"), "three days are left");
}

/// What was let go or excused stands in the way of nothing that other days lead to.
#[tokio::test]
async fn other_days_are_proposed_after_days_were_taken_back() {
    let mut path = Path::start().await;
    path.team.on("2025-03-03");
    path.take(header(), rows("siti", &APART[..7])).await.unwrap();
    let opened = path.open("siti").await.unwrap().into_inner();
    let excused = rows("siti", &APART[..4]).into_iter().map(|one| pb::AbsenceRow { excused: true, ..one });
    path.take(header(), excused.collect()).await.unwrap();
    path.settle(&opened, day(2025, 3, 3), "1").await;
    assert_eq!(refusal(path.open("siti").await), nothing(), "three days are punished");
    let january = [2, 7, 9, 13].map(|number| row("siti", day(2025, 1, number)));
    path.take(header(), january.to_vec()).await.unwrap();
    let again = path.open("siti").await.unwrap().into_inner();
    let figures = again.finding.clone().unwrap();
    assert_eq!((figures.days, figures.proposed_code.as_str()), (7, "3"), "four others, also of before");
    path.settle(&again, day(2025, 3, 3), "3").await;
    assert_eq!(refusal(path.open("siti").await), nothing());
}

#[tokio::test]
async fn a_row_that_was_excused_hides_no_rung_below_the_last() {
    let mut path = Path::start().await;
    path.team.on("2025-03-03");
    path.take(header(), rows("siti", &IN_A_ROW)).await.unwrap();
    let opened = path.open("siti").await.unwrap().into_inner();
    assert_eq!(opened.finding.clone().unwrap().proposed_code, "10");
    let excused = rows("siti", &IN_A_ROW).into_iter().map(|one| pb::AbsenceRow { excused: true, ..one });
    path.take(header(), excused.collect()).await.unwrap();
    path.settle(&opened, day(2025, 3, 3), "").await;
    path.take(header(), [20, 24, 26].map(|number| row("siti", day(2025, 2, number))).to_vec()).await.unwrap();
    let later = path.open("siti").await.unwrap().into_inner();
    assert_eq!(later.finding.unwrap().proposed_code, "1");
}

/// Ten in a row of January were decided about; those of December come late.
#[tokio::test]
async fn a_row_of_last_year_that_comes_late_is_a_row() {
    let mut path = Path::start().await;
    path.team.on("2026-02-02");
    let january = [5, 6, 7, 8, 9, 12, 13, 14, 15, 19];
    path.take(header(), january.map(|number| row("siti", day(2026, 1, number))).to_vec()).await.unwrap();
    let this = path.open("siti").await.unwrap().into_inner();
    assert!(this.finding.clone().unwrap().by_row);
    path.settle(&this, day(2026, 2, 2), "").await;
    let december = [1, 2, 3, 4, 5, 8, 9, 10, 11, 12];
    path.take(header(), december.map(|number| row("siti", day(2025, 12, number))).to_vec()).await.unwrap();
    let late = path.open_on("siti", day(2025, 12, 31)).await.unwrap().into_inner();
    let figures = late.finding.unwrap();
    assert_eq!((figures.proposed_code.as_str(), figures.by_row), ("10", true));
}

#[tokio::test]
async fn an_official_may_still_be_harder_than_the_ladder_where_the_days_hold() {
    let mut path = Path::start().await;
    path.team.on("2025-03-03");
    path.take(header(), rows("siti", &APART[..3])).await.unwrap();
    let opened = path.open("siti").await.unwrap().into_inner();
    let examined = path.examine(&opened).await.unwrap().into_inner();
    let harder = path.decide(&examined, "2").await.unwrap().into_inner();
    assert_eq!(harder.decided_code, "2");
}

#[tokio::test]
async fn nobody_is_heard_before_the_proposal_or_brings_rows_about_themselves() {
    let mut path = Path::start().await;
    path.team.on("2025-03-03");
    path.take(header(), rows("siti", &APART)).await.unwrap();
    let opened = path.open("siti").await.unwrap().into_inner();
    let refused = path.examine_on(&opened, day(2025, 3, 2)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["examine_date"]);
    let own = pb::AbsenceRow { servant: crate::appointment(0xfff).servant, ..row("siti", day(2025, 2, 3)) };
    let taken = path.take(header(), vec![own]).await.unwrap();
    assert_eq!((taken.accepted, taken.errors[0].field.as_str()), (0, "servant"), "the office is this servant");
}

/// Nobody could tell that a proposal is not their own.
#[tokio::test]
async fn accounts_that_are_nobody_take_no_step() {
    let mut path = Path::start().await;
    path.team.on("2025-03-03");
    path.take(header(), rows("siti", &APART)).await.unwrap();
    let unlinked = (Code::FailedPrecondition, "ACCOUNT_NOT_LINKED".to_owned());
    let import = pb::ImportAbsencesRequest { part: Some(pb::import_absences_request::Part::Header(header())) };
    let import = path.team.evaluation.harness.request_as("nobody", HR, &[TENANT], tokio_stream::iter([import]));
    assert_eq!(refusal(path.disciplines.import_absences(import).await), unlinked);
    let open = pb::OpenDisciplineCaseRequest { parent: PARENT.into(), servant: servant("siti"), ..Default::default() };
    let request = path.team.evaluation.harness.request_as("nobody", HR, &[TENANT], open);
    assert_eq!(refusal(path.disciplines.open_discipline_case(request).await), unlinked);
    let opened = path.open("siti").await.unwrap().into_inner();
    let examine = pb::RecordExaminationRequest {
        name: opened.name.clone(),
        etag: opened.etag.clone(),
        examine_date: Some(day(2025, 3, 3)),
        examination: "x".into(),
        request_id: String::new(),
    };
    let request = path.team.evaluation.harness.request_as("nobody", HR, &[TENANT], examine);
    assert_eq!(refusal(path.disciplines.record_examination(request).await), unlinked);
    let decide = pb::DecideDisciplineRequest {
        name: opened.name,
        etag: opened.etag,
        decided_code: "1".into(),
        document_number: "862/1/2025".into(),
        reason: "x".into(),
        request_id: String::new(),
    };
    let request = path.team.evaluation.harness.request_as("nobody", AUTHORITY, &[TENANT], decide);
    assert_eq!(refusal(path.disciplines.decide_discipline(request).await), unlinked);
}

#[tokio::test]
async fn repeats_answer_the_same_and_stale_versions_are_refused() {
    let mut path = Path::start().await;
    path.team.on("2025-03-03");
    path.take(header(), rows("siti", &APART)).await.unwrap();
    let id = || Uuid::now_v7().to_string();
    let open = pb::OpenDisciplineCaseRequest {
        parent: PARENT.into(),
        servant: servant("siti"),
        request_id: id(),
        ..Default::default()
    };
    let request = path.office(open.clone());
    let opened = path.disciplines.open_discipline_case(request).await.unwrap().into_inner();
    let request = path.office(open.clone());
    assert_eq!(path.disciplines.open_discipline_case(request).await.unwrap().into_inner(), opened);
    let request = path.office(pb::OpenDisciplineCaseRequest { servant: servant("adi"), ..open });
    assert_eq!(reason(&path.disciplines.open_discipline_case(request).await.unwrap_err()), "REQUEST_ID_REUSED");
    let examine = pb::RecordExaminationRequest {
        name: opened.name.clone(),
        etag: opened.etag.clone(),
        examine_date: Some(day(2025, 3, 3)),
        examination: "Siti tidak memberi alasan".into(),
        request_id: id(),
    };
    let request = path.office(examine.clone());
    let examined = path.disciplines.record_examination(request).await.unwrap().into_inner();
    let request = path.office(examine);
    assert_eq!(path.disciplines.record_examination(request).await.unwrap().into_inner(), examined);
    assert_eq!(refusal(path.decide(&opened, "3").await), (Code::Aborted, "ETAG_MISMATCH".into()));
    let decide = pb::DecideDisciplineRequest {
        name: examined.name.clone(),
        etag: examined.etag.clone(),
        decided_code: "3".into(),
        document_number: "862/1/2025".into(),
        reason: "Sesuai pemeriksaan".into(),
        request_id: id(),
    };
    let request = path.authority(decide.clone());
    let decided = path.disciplines.decide_discipline(request).await.unwrap().into_inner();
    let request = path.authority(decide);
    assert_eq!(path.disciplines.decide_discipline(request).await.unwrap().into_inner(), decided);
    let missing = pb::DisciplineCase { name: absent(&decided.name), ..decided };
    assert_eq!(refusal(path.decide(&missing, "3").await), (Code::NotFound, "DISCIPLINE_CASE_NOT_FOUND".into()));
}

#[tokio::test]
async fn of_two_proposals_at_once_one_is_opened() {
    let mut path = Path::start().await;
    path.team.on("2025-03-03");
    path.take(header(), rows("siti", &IN_A_ROW)).await.unwrap();
    let open = pb::OpenDisciplineCaseRequest { parent: PARENT.into(), servant: servant("siti"), ..Default::default() };
    let calls = (0..4).map(|_| {
        let (mut client, request) = (path.disciplines.clone(), path.office(open.clone()));
        tokio::spawn(async move { client.open_discipline_case(request).await })
    });
    let (good, bad) = at_once(calls.collect()).await;
    assert_eq!((good.len(), bad.iter().all(|status| status.code() == Code::AlreadyExists)), (1, true), "{bad:?}");
}

/// Whoever reads the tables without the key learns where a proposal stands and what is due, not what for.
#[tokio::test]
async fn figures_codes_and_numbers_are_sealed() {
    let mut path = Path::start().await;
    path.team.on("2025-03-03");
    path.take(header(), rows("siti", &APART)).await.unwrap();
    let opened = path.open("siti").await.unwrap().into_inner();
    path.settle(&opened, day(2025, 3, 3), "3").await;
    let plain = "SELECT count(*) FROM information_schema.columns WHERE table_schema = 'evaluation'
                   AND table_name IN ('discipline_cases', 'improvement_decisions')
                   AND column_name IN ('first_day', 'last_day', 'days', 'longest_row', 'proposed_code', 'decided_code',
                                       'examine_date', 'document_number', 'kind', 'official', 'position', 'answer')";
    assert_eq!(path.team.evaluation.harness.number(plain).await, 0);
    let told = "SELECT count(*) FROM evaluation.discipline_cases AS one WHERE one::text LIKE '%862/1/2025%'
                   OR position(convert_to('862/1/2025', 'UTF8') IN figures_sealed) > 0";
    assert_eq!(path.team.evaluation.harness.number(told).await, 0);
}

#[tokio::test]
async fn every_step_of_discipline_is_guarded() {
    let mut path = Path::start().await;
    let open = pb::OpenDisciplineCaseRequest { parent: PARENT.into(), servant: servant("siti"), ..Default::default() };
    let name = format!("{PARENT}/disciplineCases/{}", Uuid::now_v7());
    let examine = pb::RecordExaminationRequest {
        name: name.clone(),
        etag: ETAG.into(),
        examine_date: Some(day(2025, 3, 3)),
        examination: "x".into(),
        request_id: String::new(),
    };
    let decide = pb::DecideDisciplineRequest {
        name: name.clone(),
        etag: ETAG.into(),
        decided_code: "1".into(),
        document_number: "1".into(),
        reason: "x".into(),
        request_id: String::new(),
    };
    let import = || {
        let part = Some(pb::import_absences_request::Part::Header(header()));
        tokio_stream::iter([pb::ImportAbsencesRequest { part }])
    };
    macro_rules! guarded {
        ($method:ident, $roles:expr, $message:expr) => {{
            let anonymous = path.disciplines.$method(Request::new($message)).await.unwrap_err();
            assert_eq!(anonymous.code(), Code::Unauthenticated, stringify!($method));
            let request = path.person("budi", $message);
            let person = path.disciplines.$method(request).await.unwrap_err();
            assert_eq!(person.code(), Code::PermissionDenied, stringify!($method));
            let request = path.team.evaluation.harness.request_as("x", $roles, &[OTHER_TENANT], $message);
            let foreign = path.disciplines.$method(request).await.unwrap_err();
            assert_eq!(foreign.code(), Code::PermissionDenied, stringify!($method));
        }};
    }
    guarded!(open_discipline_case, HR, open.clone());
    guarded!(record_examination, HR, examine.clone());
    guarded!(decide_discipline, AUTHORITY, decide.clone());
    guarded!(import_absences, HR, import());
    guarded!(list_absence_findings, HR, pb::ListAbsenceFindingsRequest { parent: PARENT.into(), ..Default::default() });
    guarded!(get_discipline_case, HR, pb::GetDisciplineCaseRequest { name: name.clone() });
    for roles in [HR, PERSON] {
        let request = path.team.evaluation.harness.request_as("office", roles, &[TENANT], decide.clone());
        let denied = path.disciplines.decide_discipline(request).await.unwrap_err();
        assert_eq!(denied.code(), Code::PermissionDenied, "the office proposes and does not decide");
    }
}

/// Rows come in any order, and more than one statement takes.
#[tokio::test]
async fn two_imports_of_the_same_days_in_opposite_orders_both_end() {
    let path = Path::start().await;
    path.team.on("2025-12-31");
    let days =
        (2022..=2025).flat_map(|year| (1..=12).flat_map(move |month| (1..=28).map(move |nth| day(year, month, nth))));
    let forth: Vec<_> = days.flat_map(|day| ["siti", "budi"].map(|who| row(who, day))).collect();
    let back: Vec<_> = forth.iter().rev().cloned().collect();
    let calls = [forth, back].map(|rows| {
        let parts = [pb::import_absences_request::Part::Header(header())]
            .into_iter()
            .chain(rows.into_iter().map(pb::import_absences_request::Part::Row));
        let messages: Vec<_> = parts.map(|part| pb::ImportAbsencesRequest { part: Some(part) }).collect();
        let (mut client, request) = (path.disciplines.clone(), path.office(tokio_stream::iter(messages)));
        tokio::spawn(async move { client.import_absences(request).await })
    });
    let (good, bad) = at_once(calls.into_iter().collect()).await;
    assert_eq!(good.len(), 2, "{bad:?}");
    let taken: Vec<_> = good.into_iter().map(|answer| answer.into_inner().accepted).collect();
    assert!(taken[0] > 1_000 && taken[0] == taken[1], "{taken:?}");
}
