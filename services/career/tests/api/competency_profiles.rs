//! Profiles, gaps, sums and the professionalism index.

use crate::{
    Career, HR,
    competency_evidence::{GENERIC, assessed, day, position, standard, unit},
};
use contracts::{
    career::{
        events::v1::CompetencyGapFound,
        v1::{self as pb, competency_profile_service_client::CompetencyProfileServiceClient},
    },
    evaluation::{events::v1::SkpFinalised, v1::Predicate},
    needs::events::v1::CompetencyStandardPublished,
};
use pb::{
    competency_evidence::Kind, competency_profile_line::Origin, competency_profile_line::Status as LineStatus,
    job_person_match::Category, professionalism_index::Band, sum_gaps_request::By,
};
use platform::testing::{OTHER_TENANT, TENANT, bad_fields, reason};
use tonic::{Code, Request, Status, transport::Channel};
use uuid::Uuid;

impl Career {
    pub fn profile_client(&self) -> CompetencyProfileServiceClient<Channel> {
        CompetencyProfileServiceClient::new(self.harness.channel.clone())
    }

    async fn competency_profile(
        &self,
        message: pb::GetCompetencyProfileRequest,
    ) -> Result<pb::CompetencyProfile, Status> {
        let request = self.harness.request(HR, message);
        self.profile_client().get_competency_profile(request).await.map(tonic::Response::into_inner)
    }

    pub async fn gaps_listed(&self, message: pb::ListGapsRequest) -> Result<pb::ListGapsResponse, Status> {
        let request = self.harness.request(HR, message);
        self.profile_client().list_gaps(request).await.map(tonic::Response::into_inner)
    }

    async fn gaps_summed(&self, message: pb::SumGapsRequest) -> Result<pb::SumGapsResponse, Status> {
        let request = self.harness.request(HR, message);
        self.profile_client().sum_gaps(request).await.map(tonic::Response::into_inner)
    }

    pub async fn profiles_recomputed(
        &self,
        message: pb::RecomputeProfilesRequest,
    ) -> Result<pb::RecomputeProfilesResponse, Status> {
        let request = self.harness.request(HR, message);
        self.profile_client().recompute_profiles(request).await.map(tonic::Response::into_inner)
    }

    async fn professionalism_index(
        &self,
        servant: &pb::Servant,
        year: i32,
    ) -> Result<pb::ProfessionalismIndex, Status> {
        let message = pb::GetProfessionalismIndexRequest { name: servant.name.clone(), year };
        let request = self.harness.request(HR, message);
        self.profile_client().get_professionalism_index(request).await.map(tonic::Response::into_inner)
    }
}

fn get(servant: &pb::Servant) -> pb::GetCompetencyProfileRequest {
    pb::GetCompetencyProfileRequest { name: servant.name.clone(), day: None }
}

pub fn list() -> pb::ListGapsRequest {
    pb::ListGapsRequest { parent: format!("instansi/{TENANT}"), ..Default::default() }
}

fn sum(by: By) -> pb::SumGapsRequest {
    pb::SumGapsRequest { parent: format!("instansi/{TENANT}"), by: by.into(), ..Default::default() }
}

fn recompute(after: &str, most: i32) -> pb::RecomputeProfilesRequest {
    pb::RecomputeProfilesRequest {
        parent: format!("instansi/{TENANT}"),
        after: after.into(),
        most,
        ..Default::default()
    }
}

/// The same servant in a record that is not there.
fn nobody(servant: &pb::Servant) -> pb::Servant {
    pb::Servant { name: format!("instansi/{TENANT}/servants/{}", Uuid::now_v7()), ..servant.clone() }
}

#[tokio::test]
async fn a_profile_shows_what_is_met_what_lacks_and_what_is_unknown() {
    let mut career = Career::start().await;
    career.position_defined(1, "administrator").await;
    let servant = career.appointed(1).await;
    career.evidence_recorded(assessed(&servant, 2)).await.unwrap();
    let second = pb::RecordEvidenceRequest { code: "M2".into(), ..assessed(&servant, 4) };
    career.evidence_recorded(second).await.unwrap();
    let profile = career.competency_profile(get(&servant)).await.unwrap();
    assert_eq!((profile.day, profile.position.clone(), profile.lines.len()), (day(2025, 5, 2), position(), 9));
    let lines: Vec<_> = profile.lines.iter().map(|line| (line.status(), line.standard, line.gap)).collect();
    assert_eq!(lines[..3], [(LineStatus::Gap, 3, -1), (LineStatus::Met, 3, 1), (LineStatus::Unknown, 3, 0)]);
    assert!(profile.lines.iter().all(|line| line.origin() == Origin::Ruleset));
    let found = profile.r#match.unwrap();
    assert_eq!((found.percent.as_str(), found.asked, found.assessed), ("100.00", 9, 2));
    assert_eq!((found.category(), found.needs_review), (Category::Unspecified, true));
    let decayed =
        career.competency_profile(pb::GetCompetencyProfileRequest { day: day(2029, 1, 1), ..get(&servant) }).await;
    let decayed = decayed.unwrap();
    assert_eq!((decayed.lines[0].status(), decayed.lines[0].expired), (LineStatus::Unknown, true));
    assert_eq!(decayed.r#match.unwrap().percent, "");
    let audited = "SELECT count(*) FROM career.audit WHERE action LIKE '%GetCompetencyProfile'";
    assert_eq!(career.harness.number(audited).await, 2);
}

#[tokio::test]
async fn a_whole_match_has_a_category_and_is_passed_on() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    career.standard_published(1, &standard(1, &[(GENERIC, "M1", 4), ("kamus-teknis", "T1", 4)])).await;
    career.evidence_recorded(assessed(&servant, 3)).await.unwrap();
    let kept = "SELECT count(*) FROM career.competency_profiles WHERE asked = assessed";
    assert_eq!(career.harness.number(kept).await, 0);
    let technical =
        pb::RecordEvidenceRequest { dictionary: "kamus-teknis".into(), code: "T1".into(), ..assessed(&servant, 3) };
    career.evidence_recorded(technical).await.unwrap();
    let profile = career.competency_profile(get(&servant)).await.unwrap();
    let found = profile.r#match.unwrap();
    assert_eq!((found.percent.as_str(), found.exact.as_str(), found.category()), ("75.00", "75", Category::StillMeets));
    assert_eq!((found.needs_review, profile.not_asked.len()), (false, 8));
    assert_eq!(profile.lines[0].origin(), Origin::Position);
    assert_eq!(career.harness.number(kept).await, 1);
}

#[tokio::test]
async fn a_gap_is_told_once_and_closed_when_it_is_met() {
    let mut career = Career::start().await;
    career.position_defined(1, "administrator").await;
    let servant = career.appointed(1).await;
    career.evidence_recorded(assessed(&servant, 1)).await.unwrap();
    career.evidence_recorded(assessed(&servant, 2)).await.unwrap();
    let events = career.harness.published(3).await;
    assert_eq!(events.len(), 3, "a gap that goes on is not told again");
    let found: CompetencyGapFound = events[2].as_message().unwrap().unwrap();
    let expected = CompetencyGapFound {
        servant: servant.name.clone(),
        version: 1,
        dictionary: GENERIC.into(),
        code: "M1".into(),
        standard: 3,
        achieved: 1,
        position: position(),
        date: day(2025, 5, 2),
    };
    assert_eq!(found, expected);
    let open = career.gaps_listed(list()).await.unwrap().gaps;
    // One level at weight 1.0 and criticality 1.50.
    assert_eq!((open.len(), open[0].achieved, open[0].priority), (1, 2, 1_500));
    let trained = pb::RecordEvidenceRequest { kind: Kind::Training.into(), ..assessed(&servant, 3) };
    career.evidence_recorded(trained).await.unwrap();
    assert!(career.gaps_listed(list()).await.unwrap().gaps.is_empty());
    let closed = career.gaps_listed(pb::ListGapsRequest { closed: true, ..list() }).await.unwrap().gaps;
    assert_eq!((closed[0].close_reason.as_str(), closed[0].close_date), ("MET", day(2025, 5, 2)));
}

#[tokio::test]
async fn gaps_are_listed_in_pages_by_filter_and_summed_up() {
    let mut career = Career::start().await;
    career.position_defined(1, "administrator").await;
    let (first, second) = (career.appointed(1).await, career.appointed(2).await);
    career.evidence_recorded(assessed(&first, 1)).await.unwrap();
    career.evidence_recorded(assessed(&second, 2)).await.unwrap();
    career.evidence_recorded(pb::RecordEvidenceRequest { code: "S1".into(), ..assessed(&second, 0) }).await.unwrap();
    let page = career.gaps_listed(pb::ListGapsRequest { page_size: 2, ..list() }).await.unwrap();
    let rest = pb::ListGapsRequest { page_size: 2, page_token: page.next_page_token.clone(), ..list() };
    let end = career.gaps_listed(rest).await.unwrap();
    let priorities: Vec<i64> = page.gaps.iter().chain(&end.gaps).map(|gap| gap.priority).collect();
    assert_eq!((priorities, end.next_page_token.as_str()), (vec![4_500, 3_000, 1_500], ""));
    let filters = [
        (pb::ListGapsRequest { unit: unit(), ..list() }, 3),
        (pb::ListGapsRequest { unit: format!("instansi/{TENANT}/units/{}", Uuid::nil()), ..list() }, 0),
        (pb::ListGapsRequest { sector: "health".into(), ..list() }, 3),
        (pb::ListGapsRequest { sector: "education".into(), ..list() }, 0),
        (pb::ListGapsRequest { dictionary: GENERIC.into(), code: "M1".into(), ..list() }, 2),
        (pb::ListGapsRequest { servant: first.name.clone(), ..list() }, 1),
    ];
    for (filter, expected) in filters {
        assert_eq!(career.gaps_listed(filter.clone()).await.unwrap().gaps.len(), expected, "{filter:?}");
    }
    let readings = career.readings_of(&first.name).await;
    assert!(readings.contains(&"ListGaps".to_owned()), "on a page of a list of everybody: {readings:?}");
}

#[tokio::test]
async fn gaps_are_summed_up_and_nothing_is_told_of_few_people() {
    let mut career = Career::start().await;
    career.position_defined(1, "administrator").await;
    for number in 1..=4 {
        let servant = career.appointed(number).await;
        career.evidence_recorded(assessed(&servant, 1)).await.unwrap();
    }
    let few = career.gaps_summed(sum(By::Unit)).await.unwrap();
    assert_eq!((few.sums.len(), few.withheld, few.profiles_withheld, few.unknown), (0, 1, true, 0));
    let fifth = career.appointed(5).await;
    career.evidence_recorded(assessed(&fifth, 1)).await.unwrap();
    career.evidence_recorded(pb::RecordEvidenceRequest { code: "S1".into(), ..assessed(&fifth, 0) }).await.unwrap();
    let units = career.gaps_summed(sum(By::Unit)).await.unwrap();
    let of = |one: &pb::CompetencyGapSum| (one.key.clone(), one.servants, one.gaps, one.levels, one.priority);
    assert_eq!(units.sums.iter().map(of).collect::<Vec<_>>(), [(unit(), 5, 6, 13, 19_500)]);
    assert_eq!((units.profiles, units.complete, units.unknown, units.withheld), (5, 0, 39, 0));
    let sectors = career.gaps_summed(sum(By::Sector)).await.unwrap();
    assert_eq!(sectors.sums.iter().map(of).collect::<Vec<_>>(), [("health".to_owned(), 5, 6, 13, 19_500)]);
    let competencies = career.gaps_summed(sum(By::Competency)).await.unwrap();
    assert_eq!(
        (competencies.sums.len(), competencies.withheld),
        (0, 2),
        "one would be what the unit tells less the other"
    );
}

#[tokio::test]
async fn profiles_are_recomputed_part_by_part_after_a_standard_changed() {
    let mut career = Career::start().await;
    let (first, second) = (career.appointed(1).await, career.appointed(2).await);
    career.evidence_recorded(assessed(&first, 2)).await.unwrap();
    career.evidence_recorded(assessed(&second, 2)).await.unwrap();
    career.standard_published(1, &standard(1, &[(GENERIC, "M1", 3)])).await;
    assert!(career.gaps_listed(list()).await.unwrap().gaps.is_empty(), "a standard alone computes nothing");
    let begun = career.profiles_recomputed(recompute("", 1)).await.unwrap();
    assert_eq!((begun.done, begun.left, begun.opened, begun.items_opened), (1, 1, 1, 1));
    let ended = career.profiles_recomputed(recompute(&begun.last, 1)).await.unwrap();
    assert_eq!((ended.done, ended.left, ended.opened), (2, 0, 1));
    let until = pb::RecomputeProfilesRequest { until: begun.last.clone(), ..recompute("", 0) };
    let range = career.profiles_recomputed(until).await.unwrap();
    assert_eq!((range.last.as_str(), range.done, range.left), (begun.last.as_str(), 1, 0));
    let nothing = career.profiles_recomputed(recompute(&ended.last, 1)).await.unwrap();
    assert_eq!((nothing.last.as_str(), nothing.left), ("", 0));
    let again = career.profiles_recomputed(recompute("", 0)).await.unwrap();
    assert_eq!((again.done, again.profiles, again.opened, again.changed, again.closed), (2, 0, 0, 0, 0));
    career.standard_published(2, &standard(2, &[(GENERIC, "M2", 3)])).await;
    let moved = career.profiles_recomputed(recompute("", 0)).await.unwrap();
    assert_eq!((moved.closed, moved.items_closed), (2, 2));
    let closed = career.gaps_listed(pb::ListGapsRequest { closed: true, ..list() }).await.unwrap().gaps;
    assert!(closed.iter().all(|gap| gap.close_reason == "NOT_ASKED"));
    let once = pb::RecomputeProfilesRequest { request_id: Uuid::now_v7().to_string(), ..recompute("", 1) };
    let answer = career.profiles_recomputed(once.clone()).await.unwrap();
    assert_eq!(career.profiles_recomputed(once).await.unwrap(), answer);
}

#[tokio::test]
async fn a_profile_that_is_as_it_was_is_of_the_last_day_on_which_it_was_computed() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    career.evidence_recorded(assessed(&servant, 2)).await.unwrap();
    let version = "SELECT xmin::text::bigint FROM career.competency_profiles";
    let written = career.harness.number(version).await;
    career.profiles_recomputed(recompute("", 0)).await.unwrap();
    assert_eq!(career.harness.number(version).await, written, "nothing is written twice a day");
    career.harness.clock.set("2025-06-15T08:00:00Z".parse().unwrap());
    let again = career.profiles_recomputed(recompute("", 0)).await.unwrap();
    assert_eq!((again.done, again.profiles), (1, 0));
    let computed = "SELECT count(*) FROM career.competency_profiles WHERE compute_date = '2025-06-15'";
    assert_eq!(career.harness.number(computed).await, 1, "else every match would be too old for a box after a month");
}

#[tokio::test]
async fn the_nearest_standard_wins_line_by_line() {
    let mut career = Career::start().await;
    career.position_defined(1, "administrator").await;
    let servant = career.appointed(1).await;
    let of_another = |id: u128, lines: &[(&str, &str, i32)]| CompetencyStandardPublished {
        standard: format!("instansi/{TENANT}/competencyStandards/{}", Uuid::from_u128(id)),
        position: String::new(),
        ..standard(1, lines)
    };
    let kind = of_another(20, &[(GENERIC, "M1", 5), (GENERIC, "M2", 5), (GENERIC, "M3", 5)]);
    let kind = CompetencyStandardPublished { job_type: "administrator".into(), ..kind };
    let title = of_another(21, &[(GENERIC, "M1", 4), (GENERIC, "M2", 4)]);
    let title = CompetencyStandardPublished { job_title: "Kepala Bidang".into(), ..title };
    career.standard_published(2, &kind).await;
    career.standard_published(3, &title).await;
    career.standard_published(4, &standard(1, &[(GENERIC, "M1", 2)])).await;
    let profile = career.competency_profile(get(&servant)).await.unwrap();
    let lines: Vec<_> = profile.lines.iter().map(|line| (line.standard, line.origin())).collect();
    let expected = [(2, Origin::Position), (4, Origin::JobTitle), (5, Origin::JobKind), (3, Origin::Ruleset)];
    assert_eq!(lines[..4], expected);
    assert_eq!(profile.lines[1].competency_standard, title.standard);
}

#[tokio::test]
async fn who_holds_no_post_any_more_has_no_gap() {
    let mut career = Career::start().await;
    career.position_defined(1, "administrator").await;
    let servant = career.appointed(1).await;
    career.evidence_recorded(assessed(&servant, 1)).await.unwrap();
    let ended = crate::placements::end(&servant, 1);
    career.client.end_placement(career.harness.request(HR, ended)).await.unwrap();
    let closed = "SELECT count(*) FROM career.competency_gaps WHERE close_date IS NOT NULL";
    assert_eq!(career.harness.number(closed).await, 1, "with the post, at once");
    let recomputed = career.profiles_recomputed(recompute("", 0)).await.unwrap();
    assert_eq!((recomputed.closed, recomputed.items_closed), (0, 0));
    let profile = career.competency_profile(get(&servant)).await.unwrap();
    assert_eq!((profile.lines.len(), profile.position.as_str()), (0, ""));
}

/// Rules §2.3: a first degree 15, no hours, a rating of *baik* 25, no punishment 5.
#[tokio::test]
async fn the_professionalism_index_shows_every_part() {
    let mut career = Career::start().await;
    career.position_defined(1, "pelaksana").await;
    let servant = career.appointed(1).await;
    let unknown = career.professionalism_index(&servant, 2025).await.unwrap();
    assert_eq!((unknown.total.as_str(), unknown.needs_review, unknown.band()), ("5.00", true, Band::Unspecified));
    let event = SkpFinalised {
        appraisal: format!("instansi/{TENANT}/appraisals/{}", Uuid::now_v7()),
        version: 1,
        servant: servant.name.clone(),
        year: 2025,
        predicate: Predicate::Good.into(),
    };
    career.harness.deliver("evaluation", 1, &event.appraisal, &event).await.unwrap();
    career.harness.applied("evaluation", 1).await;
    let learned = "INSERT INTO career.educations (education_id, servant_id, instansi, level, program, institution,
                                                  graduation_year, certificate_number, recognised, record_time)
                   SELECT gen_random_uuid(), servant_id, instansi, 's1', 'Hukum', 'Universitas Contoh', 2010, '1', true, now()
                   FROM career.servants";
    sqlx::query(learned).execute(&career.harness.pool).await.unwrap();
    let trained = "INSERT INTO career.training_hours (booking_id, instansi, servant_id, year, activity, hours, source,
                                                      earned_date, create_time)
                   SELECT gen_random_uuid(), instansi, servant_id, 2025, activity, hours, 'x', '2025-04-01', now()
                   FROM career.servants, (VALUES (3, 20), (9, 8)) AS earned (activity, hours)";
    sqlx::query(trained).execute(&career.harness.pool).await.unwrap();
    let index = career.professionalism_index(&servant, 2025).await.unwrap();
    let points: Vec<_> = index.parts.iter().map(|part| (part.key.as_str(), part.points.as_str())).collect();
    assert_eq!(points, [("", "15.00"), ("technical", "22.50"), ("seminar", "17.50"), ("", "25.00"), ("", "5.00")]);
    assert_eq!((index.total.as_str(), index.band(), index.needs_review), ("85.00", Band::High, false));
    assert_eq!(index.ruleset, "professionalism-permenpanrb-38-2018");
    let ahead = career.professionalism_index(&servant, 2026).await.unwrap_err();
    assert_eq!(bad_fields(&ahead), ["year"]);
    let absent = career.professionalism_index(&nobody(&servant), 2025).await.unwrap_err();
    assert_eq!((absent.code(), reason(&absent).as_str()), (Code::NotFound, "SERVANT_NOT_FOUND"));
}

#[tokio::test]
async fn bad_requests_are_refused_with_all_their_fields() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let bad = pb::GetCompetencyProfileRequest { name: "x".into(), day: day(2025, 2, 30) };
    assert_eq!(bad_fields(&career.competency_profile(bad).await.unwrap_err()), ["name", "day"]);
    let absent = career.competency_profile(get(&nobody(&servant))).await.unwrap_err();
    assert_eq!((absent.code(), reason(&absent).as_str()), (Code::NotFound, "SERVANT_NOT_FOUND"));
    let gaps = pb::ListGapsRequest {
        page_size: -1,
        unit: "x".into(),
        sector: "\u{1b}".into(),
        servant: format!("instansi/{OTHER_TENANT}/servants/{}", Uuid::now_v7()),
        ..list()
    };
    assert_eq!(bad_fields(&career.gaps_listed(gaps).await.unwrap_err()), ["page_size", "unit", "sector", "servant"]);
    let sums = pb::SumGapsRequest { unit: "x".into(), ..sum(By::Unspecified) };
    assert_eq!(bad_fields(&career.gaps_summed(sums).await.unwrap_err()), ["by", "unit"]);
    let most = pb::RecomputeProfilesRequest { request_id: "x".into(), ..recompute("x", -1) };
    assert_eq!(bad_fields(&career.profiles_recomputed(most).await.unwrap_err()), ["after", "most", "request_id"]);
}

/// Nobody calls a method without a token, without the role, or for another instansi.
macro_rules! assert_guarded {
    ($career:ident . $method:ident, $message:expr) => {{
        let anonymous = $career.profile_client().$method(Request::new($message)).await.unwrap_err();
        assert_eq!(anonymous.code(), Code::Unauthenticated);
        let clerk = $career.harness.request(&["rater"], $message);
        assert_eq!($career.profile_client().$method(clerk).await.unwrap_err().code(), Code::PermissionDenied);
        let foreign = $career.harness.request_as("other", HR, &[OTHER_TENANT], $message);
        assert_eq!($career.profile_client().$method(foreign).await.unwrap_err().code(), Code::PermissionDenied);
    }};
}

#[tokio::test]
async fn every_method_is_guarded() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    assert_guarded!(career.get_competency_profile, get(&servant));
    assert_guarded!(career.list_gaps, list());
    assert_guarded!(career.sum_gaps, sum(By::Unit));
    assert_guarded!(career.recompute_profiles, recompute("", 1));
    let index = pb::GetProfessionalismIndexRequest { name: servant.name.clone(), year: 2025 };
    assert_guarded!(career.get_professionalism_index, index.clone());
    let assessor = career.harness.request(&["assessor"], index);
    assert_eq!(
        career.profile_client().get_professionalism_index(assessor).await.unwrap_err().code(),
        Code::PermissionDenied
    );
}
