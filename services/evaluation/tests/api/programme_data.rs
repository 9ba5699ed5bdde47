//! What programmes are evaluated from comes in: scores, measures, costs, and the events of career.

use crate::{ANALYST, Evaluation, PARENT, appointment, assert_refused, imports::header, programmes::servant};
use contracts::{
    career::events::v1::{CompetencyGapFound, ServantAppointed, TrainingCompleted},
    evaluation::v1::{
        self as pb, import_competency_measures_request, import_selection_scores_request,
        programme_data_service_client::ProgrammeDataServiceClient, programme_finding::Verdict,
    },
    google::r#type::Date,
};
use platform::testing::{OTHER_TENANT, TENANT, bad_fields, reason};
use tonic::{Code, Request, Status, transport::Channel};
use uuid::Uuid;

const SYSTEM: &[&str] = &["integration"];
const SCORES: &str = "SELECT count(*) FROM evaluation.programme_scores";
const CHOSEN: &str = "SELECT count(*) FROM evaluation.chosen_servants";
const MEASURES: &str = "SELECT count(*) FROM evaluation.competency_measures";
const TRAININGS: &str = "SELECT count(*) FROM evaluation.ended_trainings";

pub fn day(year: i32, month: i32, day: i32) -> Date {
    Date { year, month, day }
}

pub fn application(number: u128) -> String {
    let id = Uuid::from_u128(number);
    format!("{PARENT}/vacancies/{id}/applications/{id}")
}

/// A score of the selection of 2022.
pub fn scored(number: u128, criterion: &str, score: &str) -> pb::SelectionScoreRow {
    pb::SelectionScoreRow {
        application: application(number),
        programme: pb::SelectionProgramme::Cpns.into(),
        period: "2022".into(),
        criterion: criterion.into(),
        score: score.into(),
        ..Default::default()
    }
}

/// What was shown on a day by somebody whose post asks for level 3.
pub fn measure(number: u128, (year, month, date): (i32, i32, i32), achieved: i32) -> pb::CompetencyMeasureRow {
    pb::CompetencyMeasureRow {
        servant: servant(number),
        dictionary: "permenpanrb-38-2017".into(),
        competency: "integritas".into(),
        date: Some(day(year, month, date)),
        standard: 3,
        achieved,
    }
}

fn cost(item: &str, rupiah: i64) -> pb::RecordProgrammeCostRequest {
    pb::RecordProgrammeCostRequest {
        parent: PARENT.into(),
        programme: pb::SelectionProgramme::Cpns.into(),
        period: "2022".into(),
        item: item.into(),
        rupiah,
        document_number: "DPA/12/2022".into(),
        document_date: Some(day(2022, 2, 1)),
        request_id: String::new(),
    }
}

fn places(errors: &[pb::RowError]) -> Vec<(i64, &str)> {
    errors.iter().map(|error| (error.row, error.field.as_str())).collect()
}

impl Evaluation {
    fn programme_data(&self) -> ProgrammeDataServiceClient<Channel> {
        ProgrammeDataServiceClient::new(self.harness.channel.clone())
    }

    pub async fn import_scores(
        &self,
        header: pb::ImportHeader,
        rows: &[pb::SelectionScoreRow],
    ) -> Result<pb::ImportSelectionScoresResponse, Status> {
        use import_selection_scores_request::Part;
        let parts = [Part::Header(header)].into_iter().chain(rows.iter().cloned().map(Part::Row));
        let messages: Vec<_> = parts.map(|part| pb::ImportSelectionScoresRequest { part: Some(part) }).collect();
        let request = self.harness.request(SYSTEM, tokio_stream::iter(messages));
        Ok(self.programme_data().import_selection_scores(request).await?.into_inner())
    }

    pub async fn import_measures(
        &self,
        header: pb::ImportHeader,
        rows: &[pb::CompetencyMeasureRow],
    ) -> Result<pb::ImportCompetencyMeasuresResponse, Status> {
        use import_competency_measures_request::Part;
        let parts = [Part::Header(header)].into_iter().chain(rows.iter().cloned().map(Part::Row));
        let messages: Vec<_> = parts.map(|part| pb::ImportCompetencyMeasuresRequest { part: Some(part) }).collect();
        let request = self.harness.request(SYSTEM, tokio_stream::iter(messages));
        Ok(self.programme_data().import_competency_measures(request).await?.into_inner())
    }

    async fn record_cost(&self, request: pb::RecordProgrammeCostRequest) -> Result<pb::ProgrammeCost, Status> {
        Ok(self.programme_data().record_programme_cost(self.harness.request(ANALYST, request)).await?.into_inner())
    }

    async fn listed_costs(&self, page_size: i32, page_token: &str) -> Result<pb::ListProgrammeCostsResponse, Status> {
        let request = pb::ListProgrammeCostsRequest {
            parent: PARENT.into(),
            page_size,
            page_token: page_token.into(),
            period: "2022".into(),
            ..Default::default()
        };
        Ok(self.programme_data().list_programme_costs(self.harness.request(ANALYST, request)).await?.into_inner())
    }

    /// Delivers an event of career about `servant(1)` twice.
    async fn career_tells_twice<M: platform::Message>(&self, sequence: i64, event: &M) {
        let (id, kind) = (Uuid::now_v7(), M::full_name());
        for _ in 0..2 {
            let sent = event.encode_to_vec();
            self.harness.deliver_raw("career", sequence, id, &servant(1), &kind, sent).await.unwrap();
        }
        self.harness.applied("career", sequence).await;
    }

    /// Delivers an event of career about `servant(1)`.
    async fn career_tells<M: platform::Message>(&self, sequence: i64, event: &M) {
        self.harness.deliver("career", sequence, &servant(1), event).await.unwrap();
        self.harness.applied("career", sequence).await;
    }
}

#[tokio::test]
async fn scores_are_taken_once_and_the_later_replaces_the_earlier() {
    let evaluation = Evaluation::start().await;
    let rows = [scored(1, "skd", "433"), scored(1, "skb", "96.405"), scored(2, "skd", "400")];
    let taken = evaluation.import_scores(header(), &rows).await.unwrap();
    assert_eq!((taken.accepted, taken.rejected), (3, 0));
    let again = evaluation.import_scores(header(), &[scored(1, "skd", "434"), scored(1, "skd", "435")]).await.unwrap();
    assert_eq!((again.accepted, places(&again.errors)), (1, vec![(2, "criterion")]));
    assert_eq!(evaluation.harness.number(SCORES).await, 3);
    let replaced = "SELECT score FROM evaluation.programme_scores WHERE criterion = 'skd' ORDER BY application LIMIT 1";
    assert_eq!(evaluation.harness.number(replaced).await, 434_000);
    let once = pb::ImportHeader { request_id: Uuid::now_v7().to_string(), ..header() };
    let first = evaluation.import_scores(once.clone(), &rows).await.unwrap();
    assert_eq!(evaluation.import_scores(once.clone(), &rows).await.unwrap(), first);
    let other = evaluation.import_scores(once, &rows[..1]).await.unwrap_err();
    assert_eq!(reason(&other), "REQUEST_ID_REUSED");
}

#[tokio::test]
async fn rows_that_are_wrong_are_told_by_number() {
    let evaluation = Evaluation::start().await;
    let good = scored(1, "skd", "433");
    let rows = [
        pb::SelectionScoreRow { application: application(1).replace("6571", OTHER_TENANT), ..good.clone() },
        pb::SelectionScoreRow { application: "siti".into(), programme: 0, period: String::new(), ..good.clone() },
        scored(1, "SKD", "4.3333"),
        pb::SelectionScoreRow { start_date: Some(day(2023, 1, 1)), ..good.clone() },
        pb::SelectionScoreRow { servant: servant(1), ..good.clone() },
        pb::SelectionScoreRow { servant: servant(1), start_date: Some(day(2026, 1, 1)), ..good.clone() },
        good.clone(),
    ];
    let taken = evaluation.import_scores(header(), &rows).await.unwrap();
    assert_eq!((taken.accepted, taken.rejected), (1, 6));
    let expected = [
        (1, "application"),
        (2, "application"),
        (2, "programme"),
        (2, "period"),
        (3, "criterion"),
        (3, "score"),
        (4, "start_date"),
        (5, "start_date"),
        (6, "start_date"),
    ];
    assert_eq!(places(&taken.errors), expected);
    let strict = pb::ImportHeader { strict: true, ..header() };
    assert_eq!(reason(&evaluation.import_scores(strict, &rows).await.unwrap_err()), "IMPORT_REFUSED");
    let rows = [
        pb::CompetencyMeasureRow { servant: "siti".into(), dictionary: String::new(), ..measure(1, (2024, 1, 1), 2) },
        pb::CompetencyMeasureRow { standard: 0, achieved: 6, ..measure(1, (2026, 1, 1), 2) },
        measure(1, (2024, 1, 1), 2),
        measure(1, (2024, 1, 1), 3),
    ];
    let taken = evaluation.import_measures(header(), &rows).await.unwrap();
    let expected = [(1, "servant"), (1, "dictionary"), (2, "date"), (2, "standard"), (2, "achieved"), (4, "date")];
    assert_eq!((taken.accepted, places(&taken.errors)), (1, expected.to_vec()));
}

#[tokio::test]
async fn who_was_chosen_in_an_open_selection_comes_with_the_scores() {
    let evaluation = Evaluation::start().await;
    let id = Uuid::from_u128(4);
    let row = pb::SelectionScoreRow {
        application: format!("{PARENT}/selections/{id}/candidates/{id}"),
        programme: pb::SelectionProgramme::Open.into(),
        servant: servant(4),
        start_date: Some(day(2023, 3, 1)),
        ..scored(4, "panel_leadership", "81.25")
    };
    assert_eq!(evaluation.import_scores(header(), &[row]).await.unwrap().accepted, 1);
    assert_eq!(evaluation.harness.number(CHOSEN).await, 1);
}

fn gap_found() -> CompetencyGapFound {
    CompetencyGapFound {
        servant: servant(1),
        version: 2,
        dictionary: "permenpanrb-38-2017".into(),
        code: "integritas".into(),
        standard: 3,
        achieved: 1,
        position: String::new(),
        date: Some(day(2025, 6, 1)),
    }
}

fn training_completed() -> TrainingCompleted {
    TrainingCompleted {
        servant: servant(1),
        version: 4,
        session: format!("{PARENT}/trainingSessions/{}", Uuid::from_u128(5)),
        course: format!("{PARENT}/courses/{}", Uuid::from_u128(6)),
        dictionary: "permenpanrb-38-2017".into(),
        competency: "integritas".into(),
        hours: 20,
        date: Some(day(2025, 7, 1)),
        passed: true,
    }
}

#[tokio::test]
async fn career_tells_who_was_chosen_what_was_lacking_and_who_was_trained() {
    let evaluation = Evaluation::start().await;
    let appointed = ServantAppointed { servant: servant(1), ..appointment(1) };
    evaluation.career_tells(1, &appointed).await;
    let known = "SELECT count(*) FROM evaluation.chosen_servants
                 WHERE instansi = '6571' AND start_date = '2025-05-01' AND caused_by IS NOT NULL";
    assert_eq!(evaluation.harness.number(known).await, 1);
    let gap = gap_found();
    evaluation.career_tells(2, &gap).await;
    evaluation.career_tells(3, &CompetencyGapFound { version: 3, ..gap.clone() }).await;
    assert_eq!(evaluation.harness.number(MEASURES).await, 1, "told again is known already");
    let training = training_completed();
    evaluation.career_tells(4, &training).await;
    let general = TrainingCompleted {
        session: format!("{PARENT}/trainingSessions/{}", Uuid::from_u128(7)),
        dictionary: String::new(),
        competency: String::new(),
        version: 5,
        ..training
    };
    evaluation.career_tells(5, &general).await;
    assert_eq!(evaluation.harness.number(TRAININGS).await, 1, "what teaches no competency closes no gap");
}

/// Replay sends an event once more under its id and number.
#[tokio::test]
async fn an_event_that_is_replayed_is_noted_once() {
    let evaluation = Evaluation::start().await;
    evaluation.career_tells_twice(1, &gap_found()).await;
    evaluation.career_tells_twice(2, &training_completed()).await;
    evaluation.career_tells(3, &ServantAppointed { servant: servant(1), ..appointment(1) }).await;
    let harness = &evaluation.harness;
    assert_eq!((harness.number(MEASURES).await, harness.number(TRAININGS).await), (1, 1));
    let audited = "SELECT count(*) FROM evaluation.audit WHERE subject = 'event:career'";
    assert_eq!(harness.number(audited).await, 3, "each was applied once");
    assert_eq!(harness.number("SELECT count(*) FROM evaluation.dead_letters").await, 0);
}

#[tokio::test]
async fn malformed_events_are_set_aside() {
    let evaluation = Evaluation::start().await;
    let dateless = TrainingCompleted { servant: servant(1), ..Default::default() };
    evaluation.harness.deliver("career", 1, &servant(1), &dateless).await.unwrap();
    let nameless = CompetencyGapFound { servant: format!("instansi/{TENANT}/x"), ..Default::default() };
    evaluation.harness.deliver("career", 2, &servant(2), &nameless).await.unwrap();
    evaluation.harness.applied("career", 2).await;
    let set_aside = "SELECT count(*) FROM evaluation.dead_letters WHERE error IS NOT NULL";
    assert_eq!(evaluation.harness.number(set_aside).await, 2);
    assert_eq!(evaluation.harness.number(TRAININGS).await + evaluation.harness.number(MEASURES).await, 0);
}

#[tokio::test]
async fn costs_are_entered_once_and_counted_for_each_post() {
    let evaluation = Evaluation::start().await;
    let first = evaluation.record_cost(cost("Sewa tilok", 60_000_000)).await.unwrap();
    assert_eq!((first.rupiah, first.period.as_str(), first.document_date), (60_000_000, "2022", Some(day(2022, 2, 1))));
    evaluation.record_cost(cost("Pengawas", 40_000_000)).await.unwrap();
    let again = evaluation.record_cost(cost("Pengawas", 1)).await;
    assert_refused(again, Code::AlreadyExists, "PROGRAMME_COST_EXISTS");
    let once = pb::RecordProgrammeCostRequest { request_id: Uuid::now_v7().to_string(), ..cost("Konsumsi", 5_000_000) };
    let paid = evaluation.record_cost(once.clone()).await.unwrap();
    assert_eq!(evaluation.record_cost(once).await.unwrap(), paid);
    let bad = pb::RecordProgrammeCostRequest { parent: PARENT.into(), ..Default::default() };
    let fields = ["programme", "period", "item", "rupiah", "document_number", "document_date"];
    assert_eq!(bad_fields(&evaluation.record_cost(bad).await.unwrap_err()), fields);
    let page = evaluation.listed_costs(2, "").await.unwrap();
    let rest = evaluation.listed_costs(2, &page.next_page_token).await.unwrap();
    assert_eq!((page.programme_costs.len(), rest.programme_costs, rest.next_page_token.as_str()), (2, vec![paid], ""));
    let request = pb::MeasureCostRequest {
        parent: PARENT.into(),
        programme: pb::SelectionProgramme::Cpns.into(),
        period: "2022".into(),
        request_id: String::new(),
    };
    let measured = async |request: pb::MeasureCostRequest| {
        let request = evaluation.harness.request(ANALYST, request);
        evaluation.programmes().measure_cost(request).await.unwrap().into_inner().findings.remove(0)
    };
    assert_eq!(measured(request.clone()).await.verdict(), Verdict::TooFew, "no post is known to be filled");
    let chosen = |number: u128| pb::SelectionScoreRow {
        servant: servant(number),
        start_date: Some(day(2023, 5, 1)),
        ..scored(number, "skd", "400")
    };
    let rows = [chosen(1), chosen(2), scored(3, "skd", "300")];
    assert_eq!(evaluation.import_scores(header(), &rows).await.unwrap().accepted, 3);
    let finding = measured(request).await;
    assert_eq!((finding.verdict(), finding.estimate.unwrap().value.as_str()), (Verdict::Counted, "52500000"));
}

#[tokio::test]
async fn only_who_may_brings_data() {
    let evaluation = Evaluation::start().await;
    let nobody = evaluation.programme_data().record_programme_cost(Request::new(cost("x", 1))).await;
    assert_eq!(nobody.unwrap_err().code(), Code::Unauthenticated);
    let system = evaluation.harness.request(SYSTEM, cost("x", 1));
    assert_eq!(
        evaluation.programme_data().record_programme_cost(system).await.unwrap_err().code(),
        Code::PermissionDenied
    );
    let messages = vec![pb::ImportSelectionScoresRequest::default()];
    let analyst = evaluation.harness.request(ANALYST, tokio_stream::iter(messages));
    let refused = evaluation.programme_data().import_selection_scores(analyst).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    let elsewhere = pb::ImportHeader { parent: format!("instansi/{OTHER_TENANT}"), ..header() };
    let refused = evaluation.import_scores(elsewhere, &[scored(1, "skd", "433")]).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
}
