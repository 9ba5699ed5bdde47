//! The competency map of a unit: what its jobs ask for against what its people can do.

use crate::{
    ANALYST, MINISTRY, Needs, PARENT, VERIFIER, absent, anonymous, assert_refused,
    competencies::*,
    places,
    world::{header, position_row, workload_row},
};
use contracts::{
    google::r#type::Date,
    needs::v1::{
        self as pb, CompetencyAdvice, CompetencyMatchCategory,
        competency_map_service_client::CompetencyMapServiceClient, competency_standard::Scope,
    },
};
use platform::testing::{OTHER_TENANT, bad_fields};
use tonic::{Code, Status, transport::Channel};
use uuid::Uuid;

impl Needs {
    fn competency_maps(&self) -> CompetencyMapServiceClient<Channel> {
        CompetencyMapServiceClient::new(self.harness.channel.clone())
    }

    async fn import_profiles(
        &self,
        header: pb::ImportHeader,
        rows: &[pb::ProfileRow],
    ) -> Result<pb::ImportProfilesResponse, Status> {
        use pb::import_profiles_request::Part;
        let parts = [Part::Header(header)].into_iter().chain(rows.iter().cloned().map(Part::Row));
        let messages: Vec<_> = parts.map(|part| pb::ImportProfilesRequest { part: Some(part) }).collect();
        let request = self.harness.request(MINISTRY, tokio_stream::iter(messages));
        Ok(self.competency_maps().import_profiles(request).await?.into_inner())
    }

    async fn competency_map(
        &self,
        request: pb::GetCompetencyMapRequest,
    ) -> Result<pb::GetCompetencyMapResponse, Status> {
        let request = self.harness.request(VERIFIER, request);
        Ok(self.competency_maps().get_competency_map(request).await?.into_inner())
    }

    /// The map of the unit's only position.
    async fn map_of(&self, position: &pb::Position) -> pb::PositionCompetencyMap {
        self.competency_map(of(position)).await.unwrap().positions.remove(0)
    }

    async fn competency_summary(&self, unit: &str) -> Result<Vec<pb::UnitCompetencyGap>, Status> {
        let request = self.harness.request(VERIFIER, pb::SummarizeCompetenciesRequest { unit: unit.into() });
        Ok(self.competency_maps().summarize_competencies(request).await?.into_inner().competencies)
    }
}

fn of(position: &pb::Position) -> pb::GetCompetencyMapRequest {
    pb::GetCompetencyMapRequest { unit: position.unit.clone(), ..Default::default() }
}

fn row(position: &pb::Position, holder: i32, code: &str, level: i32) -> pb::ProfileRow {
    pb::ProfileRow {
        position: position.name.clone(),
        holder,
        dictionary: String::new(),
        code: code.into(),
        level,
        assess_date: Some(Date { year: 2023, month: 5, day: 1 }),
    }
}

/// A holder with these levels in the nine generic competencies.
fn nine(position: &pb::Position, holder: i32, levels: [i32; 9]) -> Vec<pb::ProfileRow> {
    NINE.iter().zip(levels).map(|(code, level)| row(position, holder, code, level)).collect()
}

#[tokio::test]
async fn holders_are_matched_exactly_and_gaps_closed_by_training_or_recruitment() {
    let needs = Needs::start().await;
    let position = needs.position_of_grade("Bidan", "fungsional", "ahli_madya").await;
    needs.import_workload(header(), &[workload_row("Bidan", "4", "75000")]).await.unwrap();
    // Published matches: 32 of 36 is 88.89 (MS), 25 of 36 is 69.44 (MMS), 24 of 36 is 66.67 (KMS), 40 of 36 is 111.11.
    let mut rows = nine(&position, 1, [4, 4, 4, 4, 4, 3, 3, 3, 3]);
    rows.extend(nine(&position, 2, [4, 4, 3, 3, 3, 2, 2, 2, 2]));
    rows.extend(nine(&position, 3, [4, 3, 3, 3, 3, 2, 2, 2, 2]));
    rows.extend(nine(&position, 4, [5, 5, 5, 5, 4, 4, 4, 4, 4]));
    let report = needs.import_profiles(header(), &rows).await.unwrap();
    assert_eq!((report.accepted, report.rejected, report.positions_replaced), (36, 0, 1));
    let map = needs.map_of(&position).await;
    let matched = |one: &pb::HolderMatch| {
        let found = one.r#match.clone().unwrap();
        (found.percent.clone(), found.clamped.clone(), found.category(), found.review)
    };
    let text = |percent: &str, clamped: &str| (percent.to_owned(), clamped.to_owned());
    let expected = [
        (text("88.89", "88.89"), CompetencyMatchCategory::Meets, false),
        (text("69.44", "69.44"), CompetencyMatchCategory::StillMeets, false),
        (text("66.67", "66.67"), CompetencyMatchCategory::DoesNotMeet, false),
        (text("111.11", "100.00"), CompetencyMatchCategory::Meets, true),
    ];
    let expected = expected.map(|((percent, clamped), category, review)| (percent, clamped, category, review));
    assert_eq!(map.holders.iter().map(matched).collect::<Vec<_>>(), expected);
    // 121 of 144 levels.
    let all = map.r#match.unwrap();
    assert_eq!((all.percent.as_str(), all.exact.as_str()), ("84.03", "3025/36"));
    assert_eq!((map.required, map.incumbents, map.vacant), (4, 1, 3));
    let first = &map.competencies[0];
    assert_eq!(
        (first.levels.as_slice(), first.gap, first.meeting, first.share_meeting.as_str()),
        (&[5, 4, 4, 4][..], 0, 4, "100.00")
    );
    assert_eq!(first.advice(), CompetencyAdvice::Recruit);
    assert_eq!(first.reason, "level 4 is asked for and 4 of 4 assessed holders meet it; 3 empty seats: recruit");
    let sixth = &map.competencies[5];
    assert_eq!((sixth.levels.as_slice(), sixth.gap, sixth.share_meeting.as_str()), (&[4, 3, 2, 2][..], -5, "25.00"));
    assert_eq!((sixth.trainable, sixth.beyond_training), (1, 2));
    assert_eq!(sixth.advice(), CompetencyAdvice::TrainAndRecruit);
}

#[tokio::test]
async fn an_assessment_that_is_too_old_is_told_and_never_counted_as_zero() {
    let needs = Needs::start().await;
    let position = needs.position_of_grade("Bidan", "pelaksana", "").await;
    let unknown = needs.map_of(&position).await;
    assert_eq!(unknown.r#match, Some(pb::CompetencyMatch::default()));
    assert_eq!(unknown.competencies[0].advice(), CompetencyAdvice::Assess);
    needs.import_profiles(header(), &[row(&position, 1, "M1", 1)]).await.unwrap();
    let fresh = needs.map_of(&position).await;
    assert_eq!((fresh.competencies[0].advice(), fresh.holders[0].assessed), (CompetencyAdvice::None, 1));
    // The year ends with the day of the region: at 17 o'clock UTC in Jakarta.
    let days = [("2026-01-02T00:00:00Z", true), ("2026-12-31T16:59:59Z", true), ("2026-12-31T17:00:00Z", false)];
    for (time, counts) in days {
        needs.harness.clock.set(time.parse().unwrap());
        let map = needs.map_of(&position).await;
        let found = (map.competencies[0].levels.len(), map.competencies[0].expired);
        assert_eq!(found, if counts { (1, 0) } else { (0, 1) });
        assert_eq!(map.r#match.unwrap().category() == CompetencyMatchCategory::Unspecified, !counts);
    }
}

#[tokio::test]
async fn bad_rows_are_told_and_their_position_keeps_the_profiles_it_had() {
    let needs = Needs::start().await;
    let (bidan, perawat) = (
        needs.position_of_grade("Bidan", "pelaksana", "").await,
        needs.position_of_grade("Perawat", "pelaksana", "").await,
    );
    needs.import_profiles(header(), &[row(&bidan, 1, "M1", 1), row(&perawat, 1, "M1", 1)]).await.unwrap();
    let good = row(&bidan, 1, "M2", 2);
    let rows = [
        good.clone(),
        pb::ProfileRow { holder: 0, level: 6, code: String::new(), assess_date: None, ..good.clone() },
        good.clone(),
        pb::ProfileRow { assess_date: Some(Date { year: 2024, month: 3, day: 6 }), ..good.clone() },
        pb::ProfileRow { position: absent(&bidan.name), ..good.clone() },
        pb::ProfileRow { position: bidan.name.replace("6571", OTHER_TENANT), ..good.clone() },
        pb::ProfileRow { dictionary: "kamus-lain".into(), ..good.clone() },
        row(&perawat, 2, "M2", 1),
    ];
    let report = needs.import_profiles(header(), &rows).await.unwrap();
    assert_eq!((report.accepted, report.rejected, report.positions_replaced), (1, 7, 1));
    let expected = [
        (1, "position"),
        (2, "holder"),
        (2, "code"),
        (2, "level"),
        (2, "assess_date"),
        (3, "code"),
        (4, "assess_date"),
        (5, "position"),
        (6, "position"),
        (7, "code"),
    ];
    assert_eq!(places(&report.errors), expected);
    let maps = needs.competency_map(of(&bidan)).await.unwrap().positions;
    let levels =
        |map: &pb::PositionCompetencyMap| map.competencies.iter().map(|one| one.levels.len()).collect::<Vec<_>>();
    assert_eq!((levels(&maps[0])[..2].to_vec(), levels(&maps[1])[..2].to_vec()), (vec![1, 0], vec![0, 1]));
    assert_eq!(maps[1].holders[0].holder, 2);
    let strict = pb::ImportHeader { strict: true, ..header() };
    assert_refused(needs.import_profiles(strict, &rows).await, Code::InvalidArgument, "IMPORT_REFUSED");
    let columns = "SELECT count(*) FROM information_schema.columns WHERE table_schema = 'needs'
                   AND table_name = 'competency_profiles' AND column_name ~ 'name|nip|nik|servant'";
    assert_eq!(needs.harness.number(columns).await, 0);
}

#[tokio::test]
async fn an_import_is_replayed_by_its_request_id() {
    let needs = Needs::start().await;
    let position = needs.position_of_grade("Bidan", "pelaksana", "").await;
    let once = pb::ImportHeader { request_id: Uuid::now_v7().to_string(), ..header() };
    let rows = [row(&position, 1, "M1", 1)];
    let first = needs.import_profiles(once.clone(), &rows).await.unwrap();
    assert_eq!(needs.import_profiles(once.clone(), &rows).await.unwrap(), first);
    let other = needs.import_profiles(once, &[row(&position, 1, "M1", 2)]).await;
    assert_refused(other, Code::InvalidArgument, "REQUEST_ID_REUSED");
}

#[tokio::test]
async fn a_map_is_paged_by_position_and_summed_up_by_competency() {
    let needs = Needs::start().await;
    let bidan = needs.position_of_grade("Bidan", "fungsional", "ahli_pertama").await;
    let perawat = needs.position_of_grade("Perawat", "pelaksana", "").await;
    needs.create_competency(technical("T1", &[1, 2, 3])).await.unwrap();
    let lines = vec![line("kamus-teknis-kesehatan-2021", "T1", 3)];
    needs.put_standard(draft(Scope::JobTitle("Bidan".into()), lines)).await;
    let mut rows = nine(&bidan, 1, [2, 2, 1, 2, 2, 2, 2, 2, 0]);
    rows.push(pb::ProfileRow { dictionary: "kamus-teknis-kesehatan-2021".into(), ..row(&bidan, 1, "T1", 0) });
    rows.extend(nine(&perawat, 1, [1, 1, 1, 1, 1, 1, 1, 1, 0]));
    needs.import_profiles(header(), &rows).await.unwrap();
    let first = needs.competency_map(pb::GetCompetencyMapRequest { page_size: 1, ..of(&bidan) }).await.unwrap();
    let next = pb::GetCompetencyMapRequest { page_size: 1, page_token: first.next_page_token, ..of(&bidan) };
    let second = needs.competency_map(next.clone()).await.unwrap();
    assert_eq!((first.positions.len(), &first.positions[0].position), (1, &bidan.name));
    assert_eq!((&second.positions[0].position, second.next_page_token.as_str()), (&perawat.name, ""));
    assert_eq!(first.ruleset, "job-person-match-2020");
    let summary = needs.competency_summary(&bidan.unit).await.unwrap();
    let sums: Vec<_> = summary.iter().take(4).map(|sum| (sum.code.as_str(), sum.positions, sum.gap)).collect();
    assert_eq!(sums, [("S1", 2, -3), ("T1", 1, -3), ("M3", 2, -1), ("M1", 2, 0)]);
    let widest = &summary[0];
    assert_eq!((widest.trainable, widest.beyond_training, widest.share_meeting.as_str()), (1, 1, "0.00"));
    assert_eq!((summary.len(), summary[1].display_name.as_str()), (10, "Asuhan kebidanan"));
    let absent = absent(&bidan.unit);
    assert_refused(needs.competency_summary(&absent).await, Code::NotFound, "UNIT_NOT_FOUND");
    let missing = needs.competency_map(pb::GetCompetencyMapRequest { unit: absent, ..Default::default() }).await;
    assert_refused(missing, Code::NotFound, "UNIT_NOT_FOUND");
    let bad = pb::GetCompetencyMapRequest { unit: "x".into(), page_size: -1, ..Default::default() };
    assert_eq!(bad_fields(&needs.competency_map(bad).await.unwrap_err()), ["unit", "page_size"]);
}

#[tokio::test]
async fn a_map_tells_what_a_known_person_can_do_and_is_not_public() {
    let needs = Needs::start().await;
    let position = needs.position_of_grade("Bidan", "pelaksana", "").await;
    let mut client = needs.competency_maps();
    let public = client.get_competency_map(anonymous(of(&position))).await.unwrap_err();
    assert_eq!(public.code(), Code::Unauthenticated);
    let clerk = client.get_competency_map(needs.harness.request(&["rater"], of(&position))).await.unwrap_err();
    assert_eq!(clerk.code(), Code::PermissionDenied);
    let other = needs.harness.request_as("other", ANALYST, &[OTHER_TENANT], of(&position));
    assert_eq!(client.get_competency_map(other).await.unwrap_err().code(), Code::PermissionDenied);
    let part = Some(pb::import_profiles_request::Part::Header(pb::ImportHeader { parent: PARENT.into(), ..header() }));
    let stream = tokio_stream::iter([pb::ImportProfilesRequest { part }]);
    let other = needs.harness.request_as("other", MINISTRY, &[OTHER_TENANT], stream);
    assert_eq!(client.import_profiles(other).await.unwrap_err().code(), Code::PermissionDenied);
}

#[tokio::test]
async fn a_page_of_a_map_fits_into_a_message() {
    let needs = Needs::start().await;
    let position = needs.position("Bidan", 1).await;
    let rows: Vec<_> = (1..=100).map(|nth| position_row(&format!("Staf {nth}"), 1)).collect();
    needs.import_positions(header(), &rows).await.unwrap();
    let page = needs.competency_map(pb::GetCompetencyMapRequest { page_size: 1000, ..of(&position) }).await.unwrap();
    assert_eq!((page.positions.len(), page.next_page_token.is_empty()), (100, false));
}
