//! Allowances by the published formula, each factor shown.

use crate::{
    HR,
    record::{date, nobody},
    welfare_world::{Answer, Office, april, refusal},
};
use contracts::career::v1 as pb;
use platform::testing::bad_fields;
use tonic::Code;
use uuid::Uuid;

impl Office {
    async fn compute(&mut self, request: pb::RecordAllowanceRequest) -> Answer<pb::Allowance> {
        let pb::RecordAllowanceRequest { parent, month, rating, absences, request_id, .. } = request;
        let request = pb::ComputeAllowanceRequest { parent, month, rating, absences, request_id };
        self.allowances.compute_allowance(self.career.harness.request(HR, request)).await
    }
}

/// The vector of section 5.7 of the rules: 4,000,000; rated well; two unexcused days.
#[tokio::test]
async fn an_allowance_is_computed_and_each_factor_shown() {
    let mut office = Office::start().await;
    let servant = office.due().await;
    let computed = office.compute(april(&servant)).await.unwrap().into_inner();
    assert_eq!((computed.rupiah, computed.job_class, computed.rating.as_str()), (3_904_000, 8, "baik"));
    assert_eq!((computed.rounding.as_str(), computed.ruleset.as_str()), ("half_up", "allowance-example-p"));
    let value = |name: &str| computed.figures.iter().find(|one| one.name == name).unwrap().value.clone();
    assert_eq!([value("entitlement"), value("productivity")], ["4000000", "2400000"]);
    assert_eq!([value("unexcused_day"), value("discipline")], ["2 × 3 %", "1504000"]);
    assert!(computed.figures.iter().all(|figure| !figure.source.is_empty()));
    assert_eq!((computed.name.as_str(), computed.record_time), ("", None));
    assert_eq!(office.number("SELECT count(*) FROM career.allowances").await, 0, "nothing is kept");
    let last_year = pb::RecordAllowanceRequest { rating: String::new(), ..april(&servant) };
    let computed = office.compute(last_year).await.unwrap().into_inner();
    let rating = computed.figures.iter().find(|one| one.name == "rating").unwrap();
    assert_eq!((rating.value.as_str(), rating.source.as_str()), ("baik", "closed evaluation of 2024"));
}

#[tokio::test]
async fn an_allowance_is_recorded_once_a_month() {
    let mut office = Office::start().await;
    let servant = office.due().await;
    let once = pb::RecordAllowanceRequest { request_id: Uuid::now_v7().to_string(), ..april(&servant) };
    let first = office.record_allowance(once.clone()).await.unwrap().into_inner();
    assert_eq!(office.record_allowance(once).await.unwrap().into_inner(), first);
    let again = office.record_allowance(april(&servant)).await;
    assert_eq!(refusal(again), (Code::AlreadyExists, "ALLOWANCE_EXISTS".into()));
    for month in [1, 2] {
        let month = date(2025, month, 1);
        office.record_allowance(pb::RecordAllowanceRequest { month, ..april(&servant) }).await.unwrap();
    }
    let request = pb::ListAllowancesRequest { parent: servant, page_size: 2, ..Default::default() };
    let page = office.allowances.list_allowances(office.career.harness.request(HR, request.clone())).await;
    let page = page.unwrap().into_inner();
    assert_eq!((page.allowances.len(), &page.allowances[0]), (2, &first), "it reads back with every factor");
    let next = pb::ListAllowancesRequest { page_token: page.next_page_token, ..request };
    let page = office.allowances.list_allowances(office.career.harness.request(HR, next)).await.unwrap().into_inner();
    assert_eq!((page.allowances.len(), page.next_page_token.as_str()), (1, ""));
}

#[tokio::test]
async fn an_allowance_is_corrected_by_a_new_row() {
    let mut office = Office::start().await;
    let servant = office.due().await;
    let wrong = office.record_allowance(april(&servant)).await.unwrap().into_inner();
    let right = pb::RecordAllowanceRequest { absences: Vec::new(), replaces: wrong.name.clone(), ..april(&servant) };
    let corrected = office.record_allowance(right.clone()).await.unwrap().into_inner();
    assert_eq!((corrected.rupiah, corrected.superseded_time), (4_000_000, None));
    let twice = office.record_allowance(right.clone()).await;
    assert_eq!(refusal(twice), (Code::NotFound, "ALLOWANCE_NOT_FOUND".into()));
    let month = date(2025, 3, 1);
    let other = pb::RecordAllowanceRequest { month, replaces: corrected.name, ..right };
    assert_eq!(refusal(office.record_allowance(other).await), (Code::NotFound, "ALLOWANCE_NOT_FOUND".into()));
    let request = pb::ListAllowancesRequest { parent: servant, ..Default::default() };
    let listed = office.allowances.list_allowances(office.career.harness.request(HR, request)).await;
    let listed = listed.unwrap().into_inner().allowances;
    let stand: Vec<bool> = listed.iter().map(|one| one.superseded_time.is_none()).collect();
    assert_eq!(stand, [false, true]);
}

#[tokio::test]
async fn a_running_punishment_cuts_it() {
    let mut office = Office::start().await;
    let servant = office.due().await;
    let etag = office.career.record_shown(&servant).await.etag;
    let punishment = pb::Punishment {
        punishment_code: "24".into(),
        reason: "late".into(),
        start_date: date(2025, 4, 30),
        ..Default::default()
    };
    let request =
        pb::RecordPunishmentRequest { name: servant.clone(), etag, punishment: Some(punishment), ..Default::default() };
    let request = office.career.harness.request(HR, request);
    office.career.record_client().record_punishment(request).await.unwrap();
    assert_eq!(office.compute(april(&servant)).await.unwrap().into_inner().rupiah, 2_928_000, "75 % of 3,904,000");
    let march = pb::RecordAllowanceRequest { month: date(2025, 3, 1), ..april(&servant) };
    assert_eq!(office.compute(march).await.unwrap().into_inner().rupiah, 3_904_000);
}

#[tokio::test]
async fn what_is_not_known_is_refused_with_its_reason() {
    let mut office = Office::start().await;
    let servant = office.due().await;
    let told = |reason: &str| (Code::FailedPrecondition, reason.to_owned());
    let early = pb::RecordAllowanceRequest { month: date(2015, 4, 1), ..april(&servant) };
    assert_eq!(refusal(office.compute(early).await), told("NOT_PAID"));
    let old = pb::RecordAllowanceRequest { month: date(2019, 4, 1), ..april(&servant) };
    assert_eq!(refusal(office.compute(old).await), told("ALLOWANCE_RULES_MISSING"));
    let unrated = pb::RecordAllowanceRequest { rating: String::new(), ..april(&servant) };
    office.change("UPDATE career.ratings SET year = year - 2 WHERE servant_id = $1", &servant).await;
    assert_eq!(refusal(office.compute(unrated.clone()).await), told("ALLOWANCE_INPUT_MISSING"), "of 2021 and 2022");
    office.change("DELETE FROM career.ratings WHERE servant_id = $1", &servant).await;
    assert_eq!(refusal(office.compute(unrated).await), told("ALLOWANCE_INPUT_MISSING"));
    office.change("UPDATE career.placements SET job_class = 0 WHERE servant_id = $1", &servant).await;
    assert_eq!(refusal(office.compute(april(&servant)).await), told("ALLOWANCE_INPUT_MISSING"));
    let missing = (Code::NotFound, "SERVANT_NOT_FOUND".to_owned());
    assert_eq!(refusal(office.compute(april(&nobody())).await), missing);
    assert_eq!(refusal(office.record_allowance(april(&nobody())).await), missing);
}

#[tokio::test]
async fn all_violations_of_allowances_are_told_at_once() {
    let mut office = Office::start().await;
    let servant = office.due().await;
    let absence = |code: &str, count| pb::AllowanceAbsence { code: code.into(), count };
    let absences = vec![absence("", 0), absence("late", 32), absence("late", 1)];
    let rating = "lumayan".into();
    let bad = pb::RecordAllowanceRequest {
        absences,
        rating,
        request_id: "x".into(),
        replaces: "x".into(),
        ..Default::default()
    };
    let expected = [
        "parent",
        "month",
        "rating",
        "absences[0].code",
        "absences[0].count",
        "absences[1].count",
        "absences[2].code",
        "request_id",
    ];
    let mut with_replaces = expected.to_vec();
    with_replaces.insert(7, "replaces");
    assert_eq!(bad_fields(&office.record_allowance(bad.clone()).await.unwrap_err()), with_replaces);
    assert_eq!(bad_fields(&office.compute(bad).await.unwrap_err()), expected);
    let unknown = pb::RecordAllowanceRequest { absences: vec![absence("dancing", 1)], ..april(&servant) };
    assert_eq!(bad_fields(&office.compute(unknown).await.unwrap_err()), ["absences[0].code"]);
    let many = vec![absence("late", 1); 21];
    let many = pb::RecordAllowanceRequest { absences: many, ..april(&servant) };
    assert_eq!(bad_fields(&office.compute(many).await.unwrap_err()), ["absences"]);
    let ahead = pb::RecordAllowanceRequest { month: date(2025, 6, 1), ..april(&servant) };
    assert_eq!(bad_fields(&office.record_allowance(ahead).await.unwrap_err()), ["month"]);
}
