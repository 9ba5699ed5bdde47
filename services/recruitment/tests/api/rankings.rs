use crate::{Recruitment, marked, refusal, scored, strict};
use contracts::recruitment::{
    events::v1::{ResultPublished, VacancyUnfilled},
    v1::{self as pb, skd_row::Attendance},
};
use platform::testing::{bad_fields, reason};
use tonic::Code;
use tonic_types::StatusExt;

fn codes(applications: &[pb::Application]) -> Vec<(String, i32)> {
    let results = applications.iter().map(|application| application.result.clone().unwrap());
    results.map(|result| (result.skd_code, result.skd_rank)).collect()
}

fn ends(applications: &[pb::Application]) -> Vec<(String, i32, String)> {
    let results = applications.iter().map(|application| application.result.clone().unwrap());
    results.map(|result| (result.final_points, result.final_rank, result.decision)).collect()
}

#[tokio::test]
async fn three_a_seat_go_on_and_everybody_has_a_code() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let scores =
        [[100, 130, 190], [90, 140, 180], [90, 125, 190], [95, 125, 185], [60, 150, 200], [0, 0, 0], [0, 0, 0]];
    let mut rows = Vec::new();
    let mut applied = Vec::new();
    for (person, scores) in (0..).zip(scores) {
        let application = recruitment.apply(&open, person).await;
        rows.push(scored(&application, scores));
        applied.push(application);
    }
    rows[5].attendance = Attendance::Absent.into();
    rows[6].attendance = Attendance::Disqualified.into();
    let screened = recruitment.screened(&open).await;
    recruitment.import_skd(strict(), &rows).await.unwrap();
    let ranked = recruitment.rank_skd(&screened).await.unwrap().into_inner();
    assert_eq!((ranked.state(), ranked.applications), (pb::vacancy::State::SkdRanked, 7));
    let mut shown = Vec::new();
    for application in applied {
        shown.push(recruitment.application(&application.name).await);
    }
    let expected = [("P/L", 1), ("P/L", 2), ("P/L", 3), ("P", 4), ("TL", 0), ("TH", 0), ("DIS", 0)];
    assert_eq!(codes(&shown), expected.map(|(code, rank)| (code.to_owned(), rank)));
}

#[tokio::test]
async fn nothing_is_ranked_while_a_result_is_missing() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let (one, two) = (recruitment.apply(&open, 1).await, recruitment.apply(&open, 2).await);
    let screened = recruitment.screened(&open).await;
    let missing = |status: tonic::Status| status.get_details_error_info().unwrap().metadata["missing"].clone();
    recruitment.import_skd(strict(), &[scored(&one, [65, 80, 166])]).await.unwrap();
    let refused = recruitment.rank_skd(&screened).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::FailedPrecondition, "RESULTS_MISSING"));
    assert_eq!(missing(refused), "1");
    recruitment.import_skd(strict(), &[scored(&two, [65, 80, 166])]).await.unwrap();
    let ranked = recruitment.rank_skd(&screened).await.unwrap().into_inner();
    let refused = recruitment.rank_final(&ranked).await.unwrap_err();
    assert_eq!((reason(&refused).as_str(), missing(refused).as_str()), ("RESULTS_MISSING", "2"));
    recruitment.import_skb(strict(), &[marked(&one, 300), marked(&two, 300)]).await.unwrap();
    recruitment.rank_final(&ranked).await.unwrap();
}

#[tokio::test]
async fn an_exact_tie_is_decided_by_the_basic_test_and_the_points_are_shown_exactly() {
    let mut recruitment = Recruitment::start().await;
    let marks = [([100, 120, 180], 380), ([100, 130, 203], 360)];
    let (published, applications) = recruitment.published(1, 1, &marks).await;
    let expected = [("74.691", 2, "NOT_SELECTED"), ("74.691", 1, "SELECTED")];
    assert_eq!(ends(&applications), expected.map(|(points, rank, end)| (points.into(), rank, end.into())));
    assert!(applications.iter().all(|one| one.result.as_ref().unwrap().final_points_exact == "4108/55"));
    let events = recruitment.harness.published(2).await;
    assert_eq!(events.len(), 2); // opened and published: every seat is filled
    let event: ResultPublished = events[1].as_message().unwrap().unwrap();
    assert_eq!((event.vacancy, event.ruleset.as_str()), (published.name, "cpns-2024"));
    assert_eq!((event.seats, event.applications, event.selected), (1, 2, 1));
}

#[tokio::test]
async fn the_older_wins_in_the_end_although_the_birth_date_is_sealed() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let younger = recruitment.apply(&open, 1).await;
    let mut request = crate::application(&open, 2);
    request.birth_date.as_mut().unwrap().day = 11;
    let older = recruitment.applications.submit_application(recruitment.harness.request(crate::GATEWAY, request));
    let older = older.await.unwrap().into_inner();
    let screened = recruitment.screened(&open).await;
    let scores = [65, 80, 166];
    recruitment.import_skd(strict(), &[scored(&younger, scores), scored(&older, scores)]).await.unwrap();
    let ranked = recruitment.rank_skd(&screened).await.unwrap().into_inner();
    recruitment.import_skb(strict(), &[marked(&younger, 300), marked(&older, 300)]).await.unwrap();
    recruitment.rank_final(&ranked).await.unwrap();
    assert_eq!(recruitment.application(&older.name).await.result.unwrap().decision, "SELECTED");
}

#[tokio::test]
async fn a_tie_that_the_law_leaves_open_is_marked_and_the_seat_stays_free() {
    let mut recruitment = Recruitment::start().await;
    let marks = [([90, 130, 200], 400), ([90, 130, 200], 400), ([0, 0, 0], 0)];
    let open = recruitment.opened(1, 1).await;
    let mut applied = Vec::new();
    for person in 0..3 {
        applied.push(recruitment.apply(&open, person).await);
    }
    let screened = recruitment.screened(&open).await;
    let rows: Vec<_> = applied.iter().zip(marks).map(|(one, (skd, _))| scored(one, skd)).collect();
    recruitment.import_skd(strict(), &rows).await.unwrap();
    let ranked = recruitment.rank_skd(&screened).await.unwrap().into_inner();
    let rows: Vec<_> = applied.iter().zip(marks).take(2).map(|(one, (_, skb))| marked(one, skb)).collect();
    recruitment.import_skb(strict(), &rows).await.unwrap();
    let ranked = recruitment.rank_final(&ranked).await.unwrap().into_inner();
    recruitment.publish(&ranked).await.unwrap();
    let events = recruitment.harness.published(3).await;
    let event: VacancyUnfilled = events[2].as_message().unwrap().unwrap();
    assert_eq!((event.free_seats, event.need, event.version), (1, open.need, 7));
    let results = results(&mut recruitment, &ranked.name).await;
    let ends: Vec<_> = results.iter().map(|result| (result.final_rank, result.decision.as_str())).collect();
    assert_eq!(ends, [(1, "NEEDS_DECISION"), (1, "NEEDS_DECISION"), (0, "")]);
    assert!(results[0].participant_number < results[1].participant_number);
}

async fn results(recruitment: &mut Recruitment, vacancy: &str) -> Vec<pb::Result> {
    let request = pb::ListResultsRequest { parent: vacancy.into(), ..Default::default() };
    recruitment.applications.list_results(request).await.unwrap().into_inner().results
}

#[tokio::test]
async fn results_are_public_only_when_they_are_published() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let request = pb::ListResultsRequest { parent: open.name.clone(), ..Default::default() };
    let refused = recruitment.applications.list_results(request).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "VACANCY_STATE".into()));
    let marks =
        [([90, 130, 200], 400), ([100, 130, 200], 400), ([90, 125, 200], 400), ([65, 80, 166], 0), ([0, 0, 0], 0)];
    let open = recruitment.opened(2, 1).await;
    let mut applied = Vec::new();
    for person in 100..105 {
        applied.push(recruitment.apply(&open, person).await);
    }
    let screened = recruitment.screened(&open).await;
    let rows: Vec<_> = applied.iter().zip(marks).map(|(one, (skd, _))| scored(one, skd)).collect();
    recruitment.import_skd(strict(), &rows).await.unwrap();
    let ranked = recruitment.rank_skd(&screened).await.unwrap().into_inner();
    let rows: Vec<_> = applied.iter().zip(marks).take(3).map(|(one, (_, skb))| marked(one, skb)).collect();
    recruitment.import_skb(strict(), &rows).await.unwrap();
    let ranked = recruitment.rank_final(&ranked).await.unwrap().into_inner();
    let published = recruitment.publish(&ranked).await.unwrap().into_inner();
    let mut request = pb::ListResultsRequest { parent: published.name, page_size: 2, ..Default::default() };
    let mut order = Vec::new();
    loop {
        let page = recruitment.applications.list_results(request.clone()).await.unwrap().into_inner();
        order.extend(page.results.into_iter().map(|result| result.participant_number));
        request.page_token = page.next_page_token;
        if request.page_token.is_empty() {
            break;
        }
    }
    let expected = [1, 0, 2, 3, 4].map(|index: usize| applied[index].participant_number.clone());
    assert_eq!(order, expected);
    request.page_token = "x".into();
    request.parent = "x".into();
    let refused = recruitment.applications.list_results(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "page_token"]);
}

/// Scores of the basic test are announced before the field test: to applicants their own, to everybody by number.
#[tokio::test]
async fn the_basic_test_is_announced_once_it_is_ranked() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let mut applied = Vec::new();
    for person in 0..6 {
        applied.push(recruitment.apply(&open, person).await);
    }
    let list = pb::ListSkdResultsRequest { parent: open.name.clone(), page_size: 2, ..Default::default() };
    let screened = recruitment.screened(&open).await;
    let marks = [[80, 100, 180], [100, 130, 200], [60, 150, 200], [90, 125, 200], [65, 80, 166]];
    let mut rows: Vec<_> = applied.iter().zip(marks).map(|(one, skd)| scored(one, skd)).collect();
    rows.push(pb::SkdRow { attendance: pb::skd_row::Attendance::Absent.into(), ..scored(&applied[5], [0; 3]) });
    recruitment.import_skd(strict(), &rows).await.unwrap();
    let early = recruitment.applications.list_skd_results(list.clone()).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "VACANCY_STATE".into()));
    assert_eq!(recruitment.status(&applied[1]).await.result, None);

    let ranked = recruitment.rank_skd(&screened).await.unwrap().into_inner();
    let told = skd_list(&mut recruitment, list.clone()).await;
    let lines: Vec<_> = told.iter().map(|one| (one.skd_rank, one.skd_code.as_str(), one.twk, one.tkp)).collect();
    let ranked_ones = [(1, "P/L", 100, 200), (2, "P/L", 90, 200), (3, "P/L", 80, 180), (4, "P", 65, 166)];
    assert_eq!(lines[..4], ranked_ones);
    let mut rest: Vec<_> = lines[4..].to_vec();
    rest.sort_unstable();
    assert_eq!(rest, [(0, "TH", 0, 0), (0, "TL", 60, 200)]);
    assert_eq!(told[0].participant_number, applied[1].participant_number);
    let own = recruitment.status(&applied[4]).await.result.unwrap();
    assert_eq!((own.skd_code.as_str(), own.skd_rank, own.twk, own.tiu, own.tkp), ("P", 4, 65, 80, 166));

    // What the field test came to stays untold until the result is published.
    let skb: Vec<_> = [1, 3, 0].map(|place: usize| marked(&applied[place], 400)).to_vec();
    recruitment.import_skb(strict(), &skb).await.unwrap();
    let last = recruitment.rank_final(&ranked).await.unwrap().into_inner();
    assert_eq!(skd_list(&mut recruitment, list.clone()).await, told);
    let own = recruitment.status(&applied[1]).await.result.unwrap();
    assert_eq!((own.skd_rank, own.final_rank, own.final_points.as_str(), own.decision.as_str()), (1, 0, "", ""));
    recruitment.publish(&last).await.unwrap();
    assert_eq!(skd_list(&mut recruitment, list.clone()).await, told);
    assert_eq!(recruitment.status(&applied[1]).await.result.unwrap().decision, "SELECTED");
    let wrong = pb::ListSkdResultsRequest { parent: "x".into(), page_token: "x".into(), ..list };
    let refused = recruitment.applications.list_skd_results(wrong).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "page_token"]);
}

async fn skd_list(recruitment: &mut Recruitment, mut request: pb::ListSkdResultsRequest) -> Vec<pb::Result> {
    let mut told = Vec::new();
    loop {
        let page = recruitment.applications.list_skd_results(request.clone()).await.unwrap().into_inner();
        assert!(page.results.len() <= 2);
        told.extend(page.results);
        request.page_token = page.next_page_token;
        if request.page_token.is_empty() {
            return told;
        }
    }
}

#[tokio::test]
async fn a_ranking_happens_once_however_many_ask_at_once() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let applied = recruitment.apply(&open, 1).await;
    let screened = recruitment.screened(&open).await;
    recruitment.import_skd(strict(), &[scored(&applied, [65, 80, 166])]).await.unwrap();
    let calls: Vec<_> = (0..4)
        .map(|_| {
            let mut client = recruitment.vacancies.clone();
            let (name, etag) = (screened.name.clone(), screened.etag.clone());
            let request = pb::RankSkdRequest { name, etag, request_id: String::new() };
            let request = recruitment.harness.request(crate::COMMITTEE, request);
            tokio::spawn(async move { client.rank_skd(request).await })
        })
        .collect();
    let mut done = 0;
    for call in calls {
        match call.await.unwrap() {
            Ok(_) => done += 1,
            refused => assert_eq!(refusal(refused), (Code::Aborted, "ETAG_MISMATCH".into())),
        }
    }
    assert_eq!((done, recruitment.application(&applied.name).await.etag.as_str()), (1, "\"4\""));
}
