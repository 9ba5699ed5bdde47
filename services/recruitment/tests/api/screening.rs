use crate::{COMMITTEE, Recruitment, eligible, header, refusal, scored, strict};
use contracts::recruitment::v1 as pb;
use tonic::Code;

const GOOD: [i32; 3] = [100, 130, 190];

fn ineligible(application: &pb::Application, reason: &str) -> pb::VerdictRow {
    pb::VerdictRow { verdict: pb::Verdict::Ineligible.into(), reason: reason.into(), ..eligible(application) }
}

#[tokio::test]
async fn only_who_meets_the_requirements_takes_the_test() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let (one, two) = (recruitment.apply(&open, 1).await, recruitment.apply(&open, 2).await);
    let closed = recruitment.close(&open).await;
    recruitment.import_verdicts(strict(), &[eligible(&one), ineligible(&two, "Ijazah tidak terbaca")]).await.unwrap();
    let announced = recruitment.announce(&closed).await.unwrap().into_inner();
    assert_eq!(announced.state(), pb::vacancy::State::AdministrationAnnounced);
    recruitment.wait_for_objections();
    let rows = [scored(&one, GOOD), scored(&two, GOOD)];
    let report = recruitment.import_skd(header(), &rows).await.unwrap().into_inner();
    assert_eq!((report.accepted, report.errors.len()), (1, 1));
    assert_eq!((report.errors[0].row, report.errors[0].reason.as_str()), (2, "does not meet the requirements"));
    let ranked = recruitment.rank_skd(&announced).await.unwrap().into_inner();
    assert_eq!(ranked.state(), pb::vacancy::State::SkdRanked);
    assert_eq!(recruitment.application(&two.name).await.result, None);
}

#[tokio::test]
async fn nobody_is_left_without_a_verdict() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let one = recruitment.apply(&open, 1).await;
    recruitment.apply(&open, 2).await;
    let early = recruitment.import_verdicts(header(), &[eligible(&one)]).await.unwrap().into_inner();
    assert_eq!((early.accepted, early.rejected), (0, 1), "the vacancy is still open");
    let closed = recruitment.close(&open).await;
    recruitment.import_verdicts(strict(), &[eligible(&one)]).await.unwrap();
    let refused = recruitment.announce(&closed).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "VERDICTS_MISSING".into()));
}

#[tokio::test]
async fn the_test_waits_for_the_objections() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let one = recruitment.apply(&open, 1).await;
    let closed = recruitment.close(&open).await;
    recruitment.import_verdicts(strict(), &[eligible(&one)]).await.unwrap();
    let announced = recruitment.announce(&closed).await.unwrap().into_inner();
    let window = announced.objections.clone().unwrap();
    // Three days of WIB after 2024-09-07, and seven for the answers.
    let seconds = |time: Option<prost_types::Timestamp>| time.unwrap().seconds;
    assert_eq!(seconds(window.open_time), 1_725_728_400);
    assert_eq!(seconds(window.close_time), 1_725_728_400 + 3 * 86_400);
    assert_eq!(seconds(window.answer_time), 1_725_728_400 + 10 * 86_400);
    recruitment.import_skd(strict(), &[scored(&one, GOOD)]).await.unwrap();
    let refused = recruitment.rank_skd(&announced).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "OBJECTIONS_OPEN".into()));
    recruitment.wait_for_objections();
    recruitment.rank_skd(&announced).await.unwrap();
}

#[tokio::test]
async fn bad_verdicts_are_refused_by_row() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let one = recruitment.apply(&open, 1).await;
    let closed = recruitment.close(&open).await;
    let reasoned = pb::VerdictRow { reason: "x".into(), ..eligible(&one) };
    let rows = [
        pb::VerdictRow::default(),
        ineligible(&one, " "),
        reasoned,
        pb::VerdictRow { participant_number: "2024-0-1".into(), ..eligible(&one) },
        eligible(&one),
        eligible(&one),
    ];
    let report = recruitment.import_verdicts(header(), &rows).await.unwrap().into_inner();
    assert_eq!((report.accepted, report.rejected), (1, 5));
    let told: Vec<_> = report.errors.iter().map(|error| (error.row, error.field.as_str())).collect();
    let number = "participant_number";
    assert_eq!(told, [(1, number), (1, "verdict"), (2, "reason"), (3, "reason"), (4, number), (6, number)]);
    let announced = recruitment.announce(&closed).await.unwrap().into_inner();
    let late = recruitment.import_verdicts(strict(), &[ineligible(&one, "terlambat")]).await;
    assert_eq!(refusal(late), (Code::InvalidArgument, "IMPORT_REFUSED".into()));
    let request = recruitment.harness.request(COMMITTEE, pb::GetVacancyRequest { name: announced.name.clone() });
    assert_eq!(recruitment.vacancies.get_vacancy(request).await.unwrap().into_inner(), announced);
}
