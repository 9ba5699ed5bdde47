//! Populations of regions, the signal they raise, and volumes that grow with them.

use crate::{
    ANALYST, Needs, PARENT, PUSKESMAS, anonymous, assert_refused, at_once, nobody, places,
    quality_events::fell,
    reassessments::accept,
    requirements::{by, minimum},
    sheets::all,
    signals::{change, figure},
    world::{header, position_row, workload_row},
};
use contracts::{
    google::r#type::Date,
    needs::v1::{self as pb, reassessment::Cause, requirement_input::Method, scale_workload_request::By},
};
use platform::testing::bad_fields;
use std::sync::Arc;
use tonic::{Code, Response, Status};
use uuid::Uuid;

impl Needs {
    async fn import_population(
        &self,
        header: pb::ImportHeader,
        rows: &[pb::PopulationRow],
    ) -> Result<pb::ImportPopulationResponse, Status> {
        use pb::import_population_request::Part;
        let parts = [Part::Header(header)].into_iter().chain(rows.iter().cloned().map(Part::Row));
        let messages: Vec<_> = parts.map(|part| pb::ImportPopulationRequest { part: Some(part) }).collect();
        let request = self.harness.request(ANALYST, tokio_stream::iter(messages));
        self.signals().import_population(request).await.map(Response::into_inner)
    }

    async fn scale_workload(&self, request: pb::ScaleWorkloadRequest) -> Result<pb::ScaleWorkloadResponse, Status> {
        self.signals().scale_workload(self.harness.request(ANALYST, request)).await.map(Response::into_inner)
    }

    async fn set_unit_region(&self, unit: &str, region: &str) -> Result<pb::UnitRegion, Status> {
        let request = pb::SetUnitRegionRequest { unit: unit.into(), region: region.into(), ..Default::default() };
        self.signals().set_unit_region(self.harness.request(ANALYST, request)).await.map(Response::into_inner)
    }

    async fn load_population(&self, region: &str) -> Result<pb::LoadPopulationResponse, Status> {
        let request = pb::LoadPopulationRequest { parent: PARENT.into(), region: region.into(), ..Default::default() };
        self.signals().load_population(self.harness.request(ANALYST, request)).await.map(Response::into_inner)
    }

    /// A position with the sheet A1–A4 of 2.1760 people, all its tasks driven by the population.
    async fn driven(&self, unit_path: &str) -> pb::Position {
        let position = pb::PositionRow { unit_path: unit_path.into(), ..position_row("Analis", 3) };
        self.import_positions(header(), &[position]).await.unwrap();
        let rows = [("24", "600"), ("850", "90"), ("3200", "15"), ("540", "45")].map(|(volume, minutes)| {
            let mut row = pb::WorkloadRow { unit_path: unit_path.into(), ..workload_row("Analis", volume, minutes) };
            row.task.as_mut().unwrap().population_driven = true;
            row
        });
        self.import_workload(header(), &rows).await.unwrap();
        self.list_positions().await.into_iter().find(|position| position.unit_path == unit_path).unwrap()
    }

    /// The position's unit serves 35.78, which had 200,000 people when the sheet was computed and has `now` at the end of
    /// 2024.
    async fn grown(&self, now: i64) -> pb::Position {
        let position = self.driven(PUSKESMAS).await;
        let linked = pb::PopulationRow { unit_path: PUSKESMAS.into(), ..people("35.78", 2023, 200_000) };
        self.import_population(header(), &[linked]).await.unwrap();
        self.set_time("2025-02-01T08:00:00Z");
        self.import_population(header(), &[people("35.78", 2024, now)]).await.unwrap();
        position
    }
}

fn people(region: &str, year: i32, total: i64) -> pb::PopulationRow {
    let date = Some(Date { year, month: 12, day: 31 });
    pb::PopulationRow { region: region.into(), display_name: "Kota".into(), date, total, unit_path: String::new() }
}

fn scale(name: &str, etag: &str, by: Option<By>) -> pb::ScaleWorkloadRequest {
    let (name, etag) = (name.to_owned(), etag.to_owned());
    pb::ScaleWorkloadRequest { name, etag, by, reason: "penduduk bertambah".into(), request_id: String::new() }
}

#[tokio::test]
async fn growth_of_five_percent_asks_and_less_does_not() {
    for (now, fires) in [(209_999, 0), (210_000, 1), (210_001, 1)] {
        let needs = Needs::start().await;
        let position = needs.grown(now).await;
        let checked = needs.check_signals().await;
        // The position has three people for a need of two: exits have nothing to ask.
        assert_eq!((checked.tested, checked.fired, checked.opened), (2, fires, fires), "{now}");
        if fires == 1 {
            let opened = needs.list_reassessments().await.remove(0);
            assert_eq!((opened.cause(), &opened.unit), (Cause::Population, &position.unit));
            assert_eq!((figure(&opened, "population_old"), figure(&opened, "region")), ("200000", "35.78"));
            assert_eq!(needs.check_signals().await.opened, 0);
        }
    }
}

#[tokio::test]
async fn a_class_of_the_law_asks_however_small_the_growth() {
    let needs = Needs::start().await;
    needs.driven(PUSKESMAS).await;
    let before = pb::PopulationRow { unit_path: PUSKESMAS.into(), ..people("35.78", 2023, 500_000) };
    needs.import_population(header(), &[before]).await.unwrap();
    needs.set_time("2025-02-01T08:00:00Z");
    needs.import_population(header(), &[people("35.78", 2024, 500_001)]).await.unwrap();
    assert_eq!(needs.check_signals().await.opened, 1);
    let opened = needs.list_reassessments().await.remove(0);
    assert_eq!((figure(&opened, "class_old"), figure(&opened, "class_new")), ("2", "3"));
    assert!(opened.reason.ends_with("class 2 became 3 (PP 18/2016)"), "{}", opened.reason);
}

#[tokio::test]
async fn an_accepted_question_scales_the_volumes_exactly() {
    let needs = Needs::start().await;
    let position = needs.grown(220_000).await;
    assert_eq!((position.full_time_equivalent.as_str(), position.required), ("2.1760", 2));
    let checked = needs.check_signals().await;
    let opened = needs.list_reassessments().await.remove(0);
    let early = needs.scale_workload(scale(&opened.name, &opened.etag, None)).await;
    assert_refused(early, Code::FailedPrecondition, "REASSESSMENT_DECIDED");
    let accepted = needs.accept(accept(&opened)).await.unwrap();
    let stale = needs.scale_workload(scale(&opened.name, &opened.etag, None)).await;
    assert_refused(stale, Code::Aborted, "ETAG_MISMATCH");
    let request = pb::ScaleWorkloadRequest {
        request_id: Uuid::now_v7().to_string(),
        ..scale(&opened.name, &accepted.etag, None)
    };
    let scaled = needs.scale_workload(request.clone()).await.unwrap();
    assert_eq!((scaled.positions_scaled, scaled.tasks_scaled), (1, 4));
    assert_eq!((scaled.required_before, scaled.required_after), (2, 2));
    assert_eq!(needs.scale_workload(request).await.unwrap(), scaled, "the same request scales once");
    let now = needs.get(&position).await;
    assert_eq!((now.full_time_equivalent.as_str(), now.required), ("2.3936", 2));
    let asked = anonymous(pb::GetWorkloadRequest { position: position.name.clone() });
    let workload = needs.positions.clone().get_workload(asked).await.unwrap().into_inner();
    let task = &workload.tasks[1];
    assert_eq!((task.volume.as_str(), task.scale.as_str(), task.population_driven), ("850", "11/10", true));
    // More people came while the question stands: from 220,000, not from 200,000 again.
    let again = needs.list_reassessments().await.remove(0);
    needs.scale_workload(scale(&again.name, &again.etag, Some(By::Population(232_000)))).await.unwrap();
    let now = needs.get(&position).await;
    assert_eq!((now.full_time_equivalent.as_str(), now.required), ("2.5242", 3));
    assert_eq!(checked.opened, 1);
}

#[tokio::test]
async fn what_was_scaled_counts_with_the_new_population() {
    let needs = Needs::start().await;
    needs.grown(220_000).await;
    needs.check_signals().await;
    let opened = needs.list_reassessments().await.remove(0);
    let accepted = needs.accept(accept(&opened)).await.unwrap();
    needs.scale_workload(scale(&opened.name, &accepted.etag, None)).await.unwrap();
    assert_eq!(needs.check_signals().await.fired, 0, "220,000 is what the sheets count with now");
    needs.set_time("2026-02-01T08:00:00Z");
    needs.import_population(header(), &[people("35.78", 2025, 231_000)]).await.unwrap();
    let checked = needs.check_signals().await;
    assert_eq!((checked.fired, checked.opened), (1, 0), "the accepted question waits for its effect");
}

#[tokio::test]
async fn a_unit_is_scaled_by_percent_without_the_units_that_serve_another_region() {
    let needs = Needs::start().await;
    let other = "PEMERINTAH KOTA SURABAYA | DINAS KESEHATAN | PUSKESMAS TANJUNGSARI";
    let (position, apart) = (needs.driven(PUSKESMAS).await, needs.driven(other).await);
    needs.set_unit_region(&apart.unit, "35.78.26").await.unwrap();
    let list = pb::ListUnitsRequest { parent: PARENT.into(), ..Default::default() };
    let units = needs.positions.clone().list_units(anonymous(list)).await.unwrap().into_inner().units;
    let root = units.iter().find(|unit| unit.parent.is_empty()).unwrap();
    let scaled = needs.scale_workload(scale(&root.name, "", Some(By::Percent("16".into())))).await.unwrap();
    assert_eq!((scaled.positions_scaled, scaled.required_before, scaled.required_after), (1, 2, 3));
    assert_eq!(needs.get(&position).await.full_time_equivalent, "2.5242");
    assert_eq!(needs.get(&apart).await.full_time_equivalent, "2.1760");
    let unknown = needs.scale_workload(scale(&root.name, "", Some(By::Population(1_000)))).await;
    assert_refused(unknown, Code::FailedPrecondition, "POPULATION_UNKNOWN");
}

#[tokio::test]
async fn what_cannot_be_scaled_is_refused() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 9, 9).await;
    let percent = || Some(By::Percent("10".into()));
    let nothing = needs.scale_workload(scale(&position.unit, "", percent())).await;
    assert_refused(nothing, Code::FailedPrecondition, "NOTHING_TO_SCALE");
    assert_refused(
        needs.scale_workload(scale(&nobody("units"), "", percent())).await,
        Code::NotFound,
        "UNIT_NOT_FOUND",
    );
    let missing = needs.scale_workload(scale(&nobody("reassessments"), "\"1\"", None)).await;
    assert_refused(missing, Code::NotFound, "REASSESSMENT_NOT_FOUND");
    needs.fell(1, &fell(&position, 1)).await;
    let complaints = needs.list_reassessments().await.remove(0);
    let accepted = needs.accept(accept(&complaints)).await.unwrap();
    let wrong = needs.scale_workload(scale(&accepted.name, &accepted.etag, None)).await;
    assert_refused(wrong, Code::FailedPrecondition, "REASSESSMENT_CAUSE");
    needs.note_change(change(&position.unit, "Perwali 1/2024", 2024)).await.unwrap();
    let stale = needs.scale_workload(scale(&position.unit, "", percent())).await;
    assert_refused(stale, Code::FailedPrecondition, "WORKLOAD_STALE");
    let bad = needs.scale_workload(pb::ScaleWorkloadRequest { request_id: "x".into(), ..Default::default() }).await;
    assert_eq!(bad_fields(&bad.unwrap_err()), ["name", "reason", "request_id"]);
    for (by, field) in [
        (None, "by"),
        (Some(By::Percent("-100".into())), "percent"),
        (Some(By::Percent("1000.1".into())), "percent"),
        (Some(By::Percent("1e2".into())), "percent"),
        (Some(By::Population(0)), "population"),
    ] {
        let bad = needs.scale_workload(scale(&position.unit, "", by)).await.unwrap_err();
        assert_eq!(bad_fields(&bad), [field]);
    }
}

#[tokio::test]
async fn shipped_populations_are_loaded_and_stand_in_where_nothing_is_known() {
    let needs = Needs::start().await;
    let position = needs.driven(PUSKESMAS).await;
    let linked = needs.set_unit_region(&position.unit, "35.78").await.unwrap();
    assert_eq!((linked.display_name.as_str(), linked.population), ("Kota Surabaya", 3_018_022));
    assert_eq!(linked.population_date, Some(Date { year: 2024, month: 12, day: 31 }));
    assert_eq!(needs.check_signals().await.fired, 0);
    assert_eq!(needs.load_population("35.78").await.unwrap().loaded, 1);
    assert_eq!(needs.load_population("35").await.unwrap().loaded, 39);
    assert_refused(needs.load_population("99").await, Code::NotFound, "REGION_NOT_FOUND");
    assert_eq!(bad_fields(&needs.load_population("3578").await.unwrap_err()), ["region"]);
    let list = async |request| {
        let listed = needs.signals().list_populations(anonymous(request)).await;
        listed.map(Response::into_inner)
    };
    let all = pb::ListPopulationsRequest { parent: PARENT.into(), page_size: 30, ..Default::default() };
    let first = list(all.clone()).await.unwrap();
    let next = pb::ListPopulationsRequest { page_token: first.next_page_token, ..all.clone() };
    assert_eq!((first.populations.len(), list(next.clone()).await.unwrap().populations.len()), (30, 9));
    let one = list(pb::ListPopulationsRequest { region: "35.78".into(), ..all.clone() }).await.unwrap();
    assert_eq!((one.populations.len(), one.populations[0].total), (1, 3_018_022));
    let other = pb::ListPopulationsRequest { region: "35.78".into(), ..next };
    assert_eq!(bad_fields(&list(other).await.unwrap_err()), ["page_token"]);
}

#[tokio::test]
async fn a_sheet_older_than_all_that_is_told_is_compared_with_the_shipped_count() {
    let needs = Needs::start().await;
    let position = needs.driven(PUSKESMAS).await;
    needs.set_unit_region(&position.unit, "35.78").await.unwrap();
    needs.set_time("2026-02-01T08:00:00Z");
    needs.import_population(header(), &[people("35.78", 2025, 3_018_022 + 160_000)]).await.unwrap();
    assert_eq!(needs.check_signals().await.opened, 1);
    let opened = needs.list_reassessments().await.remove(0);
    let figures = ["population_old", "population_new"].map(|name| figure(&opened, name));
    assert_eq!(figures, ["3018022", "3178022"]);
}

#[tokio::test]
async fn a_unit_answers_for_the_sheets_below_it_that_have_no_region_of_their_own() {
    let needs = Needs::start().await;
    let position = needs.driven(PUSKESMAS).await;
    let root = pb::ListUnitsRequest { parent: PARENT.into(), ..Default::default() };
    let units = needs.positions.clone().list_units(anonymous(root)).await.unwrap().into_inner().units;
    let root = units.into_iter().find(|unit| unit.parent.is_empty()).unwrap();
    needs.import_population(header(), &[people("35.78", 2023, 200_000)]).await.unwrap();
    needs.set_unit_region(&root.name, "35.78").await.unwrap();
    needs.set_time("2025-02-01T08:00:00Z");
    needs.import_population(header(), &[people("35.78", 2024, 220_000)]).await.unwrap();
    needs.set_unit_region(&position.unit, "35.78.26").await.unwrap();
    assert_eq!(
        needs.check_signals().await.fired,
        0,
        "nothing is known of its own region, and above it there is no sheet"
    );
    needs.set_unit_region(&position.unit, "").await.unwrap();
    assert_eq!(needs.check_signals().await.opened, 1);
    assert_eq!(needs.list_reassessments().await[0].unit, root.name);
}

#[tokio::test]
async fn bad_rows_of_the_population_are_told_and_the_others_taken() {
    let needs = Needs::start().await;
    needs.driven(PUSKESMAS).await;
    let rows = [
        people("35.78", 2022, 1000),
        people("35.1", 2022, 1000),
        people("35.10", 2022, 0),
        people("35.10", 2024, 1000),
        people("35.78", 2022, 2000),
        pb::PopulationRow { unit_path: "TIDAK ADA".into(), ..people("35.10", 2021, 1000) },
        pb::PopulationRow { date: None, display_name: String::new(), ..people("35.10", 2021, 1000) },
        pb::PopulationRow { unit_path: PUSKESMAS.into(), ..people("35.10", 2020, 1000) },
    ];
    let taken = needs.import_population(header(), &rows).await.unwrap();
    assert_eq!((taken.accepted, taken.rejected, taken.units_linked), (2, 6, 1));
    let expected =
        [(2, "region"), (3, "total"), (4, "date"), (5, "date"), (6, "unit_path"), (7, "display_name"), (7, "date")];
    assert_eq!(places(&taken.errors), expected);
    let strict = pb::ImportHeader { strict: true, ..header() };
    let refused = needs.import_population(strict, &[people("35.11", 2022, 1), people("x", 2022, 1)]).await;
    assert_refused(refused, Code::InvalidArgument, "IMPORT_REFUSED");
    assert_eq!(needs.harness.number("SELECT count(*) FROM needs.populations").await, 2);
    needs.import_population(header(), &[people("35.78", 2022, 1500)]).await.unwrap();
    let corrected = "SELECT total FROM needs.populations WHERE region = '35.78'";
    assert_eq!(needs.harness.number(corrected).await, 1500);
}

#[tokio::test]
async fn a_unit_is_linked_to_one_region_and_the_link_taken_away() {
    let needs = Needs::start().await;
    let position = needs.driven(PUSKESMAS).await;
    for region in ["35.78", "35.78.10"] {
        assert_eq!(needs.set_unit_region(&position.unit, region).await.unwrap().region, region);
    }
    let list = async || {
        let request = pb::ListUnitRegionsRequest { parent: PARENT.into(), ..Default::default() };
        needs.signals().list_unit_regions(anonymous(request)).await.unwrap().into_inner().unit_regions
    };
    let linked = list().await;
    assert_eq!((linked.len(), &linked[0].unit, linked[0].population), (1, &position.unit, 0));
    assert_eq!(needs.set_unit_region(&position.unit, "").await.unwrap().region, "");
    assert!(list().await.is_empty());
    assert_refused(needs.set_unit_region(&nobody("units"), "35").await, Code::NotFound, "UNIT_NOT_FOUND");
    assert_eq!(bad_fields(&needs.set_unit_region("x", "3578").await.unwrap_err()), ["unit", "region"]);
}

#[tokio::test]
async fn the_same_growth_counts_once_however_many_scale_at_once() {
    let needs = Arc::new(Needs::start().await);
    let position = needs.grown(220_000).await;
    let calls = (0..6).map(|_| {
        let (needs, unit) = (needs.clone(), position.unit.clone());
        async move { needs.scale_workload(scale(&unit, "", Some(By::Population(220_000)))).await }
    });
    let (_, bad) = at_once(calls).await;
    assert!(bad.is_empty(), "{bad:?}");
    assert_eq!(needs.get(&position).await.full_time_equivalent, "2.3936");
}

#[tokio::test]
async fn a_need_written_anew_still_counts_with_the_people_of_its_sheet() {
    let needs = Needs::start().await;
    let position = needs.grown(220_000).await;
    needs.count(&position, by(Method::Minimum(minimum("bidan")))).await.unwrap();
    let ruleset = "abk-perka-bkn-19-2011".to_owned();
    needs.compute_all(pb::ComputeAllRequest { ruleset, ..all() }).await.unwrap();
    needs.check_signals().await;
    let asked: Vec<Cause> = needs.list_reassessments().await.iter().map(pb::Reassessment::cause).collect();
    assert!(asked.contains(&Cause::Population), "the sheet was counted when 200,000 people lived there: {asked:?}");
    needs.scale_workload(scale(&position.unit, "", Some(By::Population(220_000)))).await.unwrap();
    // 163,200 minutes, a tenth more, by 72,000.
    assert_eq!(needs.get(&position).await.full_time_equivalent, "2.4933");
}

#[tokio::test]
async fn a_factor_that_makes_a_need_absurd_changes_nothing() {
    let needs = Needs::start().await;
    let position = needs.grown(220_000).await;
    let typo = scale(&position.unit, "", Some(By::Population(2_000_000_000)));
    needs.scale_workload(typo).await.unwrap();
    let much = needs.get(&position).await;
    assert_eq!(much.required, 21_760);
    let absurd = needs.scale_workload(scale(&position.unit, "", Some(By::Percent("900".into())))).await.unwrap_err();
    assert_eq!(bad_fields(&absurd), ["by"]);
    assert_eq!(needs.get(&position).await, much);
}
