use crate::{COMMITTEE, Recruitment, eligible, header, ineligible, refusal, scored, strict};
use contracts::recruitment::v1::{self as pb, application_status::State};
use tonic::Code;

const GOOD: [i32; 3] = [100, 130, 190];

#[tokio::test]
async fn only_who_meets_the_requirements_takes_the_test() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let (one, two) = (recruitment.apply(&open, 1).await, recruitment.apply(&open, 2).await);
    let closed = recruitment.close(&open).await;
    recruitment
        .import_verdicts(strict(), &[eligible(&one), ineligible(&two, &["Ijazah tidak terbaca"])])
        .await
        .unwrap();
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
    let about = |kind: pb::DocumentKind, missing: bool, text: &str| {
        let reason = pb::ImportedReason { kind: kind.into(), missing, text: text.into() };
        pb::VerdictRow { reasons: vec![reason], ..ineligible(&one, &[]) }
    };
    let unasked = about(pb::DocumentKind::PractisingLicence, true, "");
    let chatty = about(pb::DocumentKind::Photo, true, "tidak ada");
    let photo = about(pb::DocumentKind::Photo, true, "").reasons;
    let twice = pb::VerdictRow { reasons: [photo.clone(), photo].concat(), ..ineligible(&one, &[]) };
    let rows = [
        pb::VerdictRow::default(),
        ineligible(&one, &[]),
        reasoned,
        ineligible(&one, &["Buram", " "]),
        pb::VerdictRow { reasons: ineligible(&one, &["Buram"]).reasons, ..eligible(&one) },
        twice,
        chatty,
        pb::VerdictRow { participant_number: "2024-0-1".into(), ..eligible(&one) },
        eligible(&one),
        eligible(&one),
    ];
    let report = recruitment.import_verdicts(header(), &rows).await.unwrap().into_inner();
    assert_eq!((report.accepted, report.rejected), (1, 9));
    let told: Vec<_> = report.errors.iter().map(|error| (error.row, error.field.as_str())).collect();
    let number = "participant_number";
    let expected = [
        (1, number),
        (1, "verdict"),
        (2, "reasons"),
        (3, "reason"),
        (4, "reasons[1].text"),
        (5, "reasons"),
        (6, "reasons[1].kind"),
        (7, "reasons[0].text"),
        (8, number),
        (10, number),
    ];
    assert_eq!(told, expected);
    let report = recruitment.import_verdicts(header(), &[unasked]).await.unwrap().into_inner();
    let told: Vec<_> = report.errors.iter().map(|error| (error.field.as_str(), error.reason.as_str())).collect();
    assert_eq!(told, [("reasons[0].kind", "is not asked for by this vacancy")]);
    let announced = recruitment.announce(&closed).await.unwrap().into_inner();
    let late = recruitment.import_verdicts(strict(), &[ineligible(&one, &["terlambat"])]).await;
    assert_eq!(refusal(late), (Code::InvalidArgument, "IMPORT_REFUSED".into()));
    let request = recruitment.harness.request(COMMITTEE, pb::GetVacancyRequest { name: announced.name.clone() });
    assert_eq!(recruitment.vacancies.get_vacancy(request).await.unwrap().into_inner(), announced);
}

#[tokio::test]
async fn what_the_portal_found_is_told_by_kind_and_its_words_are_sealed() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let one = recruitment.apply(&open, 1).await;
    let closed = recruitment.close(&open).await;
    recruitment.import_verdicts(strict(), &[ineligible(&one, &["KTP kedaluwarsa"])]).await.unwrap();
    // A later verdict takes the place of all reasons of the earlier one.
    let diploma = pb::ImportedReason {
        kind: pb::DocumentKind::Diploma.into(),
        missing: false,
        text: "Ijazah Siti dicoret".into(),
    };
    let photo = pb::ImportedReason { kind: pb::DocumentKind::Photo.into(), missing: true, text: String::new() };
    let row = pb::VerdictRow { reasons: vec![photo, diploma], ..ineligible(&one, &[]) };
    recruitment.import_verdicts(strict(), &[row]).await.unwrap();
    recruitment.announce(&closed).await.unwrap();
    let told = recruitment.status(&one).await;
    assert_eq!(told.state(), State::Ineligible);
    let told: Vec<_> =
        told.reasons.iter().map(|one| (one.number, one.kind(), one.missing, one.text.as_str())).collect();
    let expected =
        [(1, pb::DocumentKind::Photo, true, ""), (2, pb::DocumentKind::Diploma, false, "Ijazah Siti dicoret")];
    assert_eq!(told, expected);
    let plain = "SELECT count(*) FROM recruitment.applications WHERE verdict_reason LIKE '%Siti%'";
    assert_eq!(recruitment.harness.number(plain).await, 0);
    let plain = "SELECT count(*) FROM recruitment.imported_reasons AS found
                 WHERE found::text LIKE '%' || encode('Siti', 'hex') || '%'";
    assert_eq!(recruitment.harness.number(plain).await, 0);
}

#[tokio::test]
async fn a_portal_that_knows_no_kinds_of_documents_says_one_reason() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let one = recruitment.apply(&open, 1).await;
    let closed = recruitment.close(&open).await;
    let row = pb::VerdictRow { reason: "Ijazah Siti dicoret".into(), ..ineligible(&one, &[]) };
    let both = pb::VerdictRow { reason: "x".into(), ..ineligible(&one, &["Buram"]) };
    let report = recruitment.import_verdicts(header(), &[both]).await.unwrap().into_inner();
    assert_eq!((report.accepted, report.errors[0].field.as_str()), (0, "reason"));
    recruitment.import_verdicts(strict(), &[row]).await.unwrap();
    let announced = recruitment.announce(&closed).await.unwrap().into_inner();
    let told = recruitment.status(&one).await;
    let reason = pb::VerdictReason { text: "Ijazah Siti dicoret".into(), number: 1, ..Default::default() };
    assert_eq!((told.state(), told.reasons), (State::Ineligible, vec![reason]));
    let plain = "SELECT count(*) FROM recruitment.applications WHERE verdict_reason LIKE '%Siti%'";
    assert_eq!(recruitment.harness.number(plain).await, 0);
    // It can be challenged, and who answers reads the words.
    recruitment.go_to_window(&announced);
    let filed = recruitment.object(&one, &[1]).await.unwrap().into_inner();
    assert!(format!("{filed:?}").contains("Ijazah Siti dicoret"), "{filed:?}");
}

#[tokio::test]
async fn imported_verdicts_are_taken_back_before_they_are_announced() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let (one, two) = (recruitment.apply(&open, 1).await, recruitment.apply(&open, 2).await);
    let closed = recruitment.close(&open).await;
    recruitment.import_verdicts(strict(), &[eligible(&one), ineligible(&two, &["Buram"])]).await.unwrap();
    let back = |row: pb::VerdictRow| pb::VerdictRow { verdict: pb::Verdict::TakenBack.into(), ..row };
    let chatty = recruitment.import_verdicts(header(), &[back(ineligible(&two, &["Buram"]))]).await;
    assert_eq!(chatty.unwrap().into_inner().errors[0].field, "reasons");
    recruitment.import_verdicts(strict(), &[back(eligible(&one))]).await.unwrap();
    let verifiers = ["budi", "siti", "tono"];
    let mixed = recruitment.assign(&closed, &verifiers).await;
    assert_eq!(refusal(mixed), (Code::FailedPrecondition, "VERDICTS_IMPORTED".into()));
    recruitment.import_verdicts(strict(), &[back(eligible(&two))]).await.unwrap();
    let refused = recruitment.announce(&closed).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "VERDICTS_MISSING".into()));
    recruitment.assign(&closed, &verifiers).await.unwrap();
    let kept = "SELECT count(*) FROM recruitment.imported_reasons";
    assert_eq!(recruitment.harness.number(kept).await, 0);
    let audited = "SELECT count(*) FROM recruitment.audit WHERE action LIKE '%ImportVerdicts'";
    assert_eq!(recruitment.harness.number(audited).await, 4);
}

#[tokio::test]
async fn a_vacancy_has_verdicts_of_one_source_and_everybody_is_told_which() {
    let mut recruitment = Recruitment::start().await;
    let (first, second) = (recruitment.opened(1, 1).await, recruitment.opened(2, 1).await);
    assert_eq!(first.verdict_source(), pb::VerdictSource::Unspecified);
    let (one, two) = (recruitment.apply(&first, 1).await, recruitment.apply(&first, 2).await);
    let three = recruitment.apply(&second, 3).await;
    let (first, second) = (recruitment.close(&first).await, recruitment.close(&second).await);
    recruitment.import_verdicts(strict(), &[eligible(&one)]).await.unwrap();
    let verifiers = ["budi", "siti", "tono"];
    let mixed = recruitment.assign(&first, &verifiers).await;
    assert_eq!(refusal(mixed), (Code::FailedPrecondition, "VERDICTS_IMPORTED".into()));
    recruitment.import_verdicts(strict(), &[eligible(&two)]).await.unwrap();
    let announced = recruitment.announce(&first).await.unwrap().into_inner();
    assert_eq!(announced.verdict_source(), pb::VerdictSource::Imported);
    recruitment.assign(&second, &verifiers).await.unwrap();
    let mixed = recruitment.import_verdicts(header(), &[eligible(&three)]).await.unwrap().into_inner();
    assert_eq!((mixed.accepted, mixed.errors[0].reason.as_str()), (0, "has withdrawn, or is verified here"));
    for verifier in verifiers {
        for work in recruitment.work(verifier, true).await {
            recruitment.record(verifier, &work, "").await.unwrap();
        }
    }
    recruitment.announce(&second).await.unwrap();
    // Nobody has to be known to read it.
    let everybody = pb::GetVacancyRequest { name: second.name };
    let everybody = recruitment.vacancies.get_vacancy(everybody).await.unwrap().into_inner();
    assert_eq!(everybody.verdict_source(), pb::VerdictSource::Verified);
}
