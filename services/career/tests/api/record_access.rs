//! Nobody reads or writes the record without a token, without the role, or for another instansi.

use crate::{
    Career, HR,
    record::{correction, date, education, held, nobody},
    record_exchange::{header, messages, row},
};
use contracts::career::v1 as pb;
use platform::testing::OTHER_TENANT;
use tonic::{Code, Request};

/// Calls one method without a token, with a role that may not, and with a token of another instansi.
macro_rules! refuses {
    ($career:ident, $client:ident . $method:ident, $roles:expr, $message:expr) => {
        let anonymous = $client.$method(Request::new($message)).await;
        let clerk = $client.$method($career.harness.request(&["rater"], $message)).await;
        let foreign = $career.harness.request_as("other", $roles, &[OTHER_TENANT], $message);
        let foreign = $client.$method(foreign).await;
        let codes = [anonymous.map(drop), clerk.map(drop), foreign.map(drop)];
        let codes = codes.map(|answer| answer.unwrap_err().code());
        let expected = [Code::Unauthenticated, Code::PermissionDenied, Code::PermissionDenied];
        assert_eq!(codes, expected, stringify!($method));
    };
}

#[tokio::test]
async fn every_change_of_the_record_is_guarded() {
    let mut career = Career::start().await;
    let pb::Servant { name, etag, .. } = career.appointed(1).await;
    let mut client = career.record_client();
    let rank = pb::RecordRankRequest { name: name.clone(), etag: etag.clone(), ..held("III/a", 5) };
    refuses!(career, client.record_rank, HR, rank.clone());
    let level = pb::education::Level::S1;
    let taught = pb::RecordEducationRequest { name: name.clone(), etag: etag.clone(), ..education(level) };
    refuses!(career, client.record_education, HR, taught.clone());
    let account = "budi".to_owned();
    let link = pb::LinkAccountRequest { name: name.clone(), etag: etag.clone(), account, request_id: String::new() };
    refuses!(career, client.link_account, HR, link.clone());
    let withdraw = pb::WithdrawRowRequest {
        name: name.clone(),
        etag: etag.clone(),
        correction: correction(&format!("{name}/ranks/{}", uuid::Uuid::nil())),
        request_id: String::new(),
    };
    refuses!(career, client.withdraw_row, HR, withdraw.clone());
    let start_date = date(2025, 5, 1);
    let standing = pb::HeldStanding { standing_code: "02".into(), start_date, ..Default::default() };
    let standing = pb::RecordStandingRequest {
        name: name.clone(),
        etag: etag.clone(),
        standing: Some(standing),
        ..Default::default()
    };
    refuses!(career, client.record_standing, HR, standing.clone());
    let mut exchange = career.exchange_client();
    refuses!(career, exchange.import_servants, HR, tokio_stream::iter(messages(header(), &[row(1)])));
    let first = pb::HistoryImportHeader { parent: header().parent, ..Default::default() };
    let first = pb::import_histories_request::Part::Header(first);
    let histories = pb::ImportHistoriesRequest { part: Some(first) };
    refuses!(career, exchange.import_histories, HR, tokio_stream::iter([histories.clone()]));
}

#[tokio::test]
async fn what_is_sealed_is_guarded() {
    let mut career = Career::start().await;
    let pb::Servant { name, etag, .. } = career.appointed(1).await;
    let mut client = career.record_client();
    let identity = pb::Identity {
        full_name: "Budi".into(),
        nik: "9900002609860001".into(),
        birth_date: date(1986, 9, 26),
        ..Default::default()
    };
    let (of, read) = (name.clone(), etag.clone());
    let identity = pb::RecordIdentityRequest { name: of, etag: read, identity: Some(identity), ..Default::default() };
    refuses!(career, client.record_identity, HR, identity.clone());
    let sex = pb::Sex::Female.into();
    let (of, read, reason) = (name.clone(), etag.clone(), "misread".to_owned());
    let appointed = pb::CorrectAppointmentRequest { name: of, etag: read, sex, reason, ..Default::default() };
    refuses!(career, client.correct_appointment, HR, appointed.clone());
    let list = pb::ListFormerIdentitiesRequest { parent: name.clone(), ..Default::default() };
    refuses!(career, client.list_former_identities, &["auditor"], list.clone());
    refuses!(career, client.get_identity, &["auditor"], pb::GetIdentityRequest { name: name.clone() });
    let relation = pb::relative::Relation::Child.into();
    let relative =
        pb::Relative { relation, full_name: "Siti".into(), birth_date: date(1986, 9, 26), ..Default::default() };
    let (of, read) = (name.clone(), etag.clone());
    let relative = pb::RecordRelativeRequest { name: of, etag: read, relative: Some(relative), ..Default::default() };
    refuses!(career, client.record_relative, HR, relative.clone());
    let correction_of = |history: &str| correction(&format!("{name}/{history}/{}", uuid::Uuid::nil()));
    let gone = pb::WithdrawRelativeRequest {
        name: name.clone(),
        etag: etag.clone(),
        correction: correction_of("relatives"),
        request_id: String::new(),
    };
    refuses!(career, client.withdraw_relative, HR, gone.clone());
    let gone = pb::WithdrawPunishmentRequest {
        name: name.clone(),
        etag: etag.clone(),
        correction: correction_of("punishments"),
        request_id: String::new(),
    };
    refuses!(career, client.withdraw_punishment, HR, gone.clone());
    let list = pb::ListRelativesRequest { parent: name.clone(), ..Default::default() };
    refuses!(career, client.list_relatives, HR, list.clone());
    let (punishment_code, reason) = ("1".to_owned(), "late".to_owned());
    let punishment = pb::Punishment { punishment_code, reason, start_date: date(2025, 5, 1), ..Default::default() };
    let (of, read) = (name.clone(), etag.clone());
    let punishment =
        pb::RecordPunishmentRequest { name: of, etag: read, punishment: Some(punishment), ..Default::default() };
    refuses!(career, client.record_punishment, HR, punishment.clone());
    let list = pb::ListPunishmentsRequest { parent: name.clone(), ..Default::default() };
    refuses!(career, client.list_punishments, HR, list.clone());
}

#[tokio::test]
async fn every_reading_of_the_record_is_guarded() {
    let mut career = Career::start().await;
    let name = career.appointed(1).await.name;
    let mut client = career.record_client();
    let parent = name.clone();
    let list = pb::ListEducationsRequest { parent: parent.clone(), ..Default::default() };
    refuses!(career, client.list_educations, HR, list.clone());
    let list = pb::ListRanksRequest { parent: parent.clone(), ..Default::default() };
    refuses!(career, client.list_ranks, HR, list.clone());
    let list = pb::ListPostsRequest { parent: parent.clone(), ..Default::default() };
    refuses!(career, client.list_posts, HR, list.clone());
    let list = pb::ListStandingsRequest { parent: parent.clone(), ..Default::default() };
    refuses!(career, client.list_standings, HR, list.clone());
    let list = pb::ListReadingsRequest { parent, ..Default::default() };
    refuses!(career, client.list_readings, &["auditor"], list.clone());
    let on = pb::GetRecordOnRequest { name, ..Default::default() };
    refuses!(career, client.get_record_on, HR, on.clone());
    let rules = pb::GetRecordRulesRequest { parent: "instansi/6571".into() };
    let mut books = career.record_rules_client();
    refuses!(career, books.get_record_rules, HR, rules.clone());
    let listing = pb::export_servants_request::Listing::DataUtama.into();
    let parent = "instansi/6571".to_owned();
    let export = pb::ExportServantsRequest { parent, listing, ..Default::default() };
    let mut exchange = career.exchange_client();
    refuses!(career, exchange.export_servants, HR, export.clone());
    let absent = pb::GetRecordOnRequest { name: nobody(), ..Default::default() };
    let missing = client.get_record_on(career.harness.request(HR, absent)).await.unwrap_err();
    assert_eq!(missing.code(), Code::NotFound);
}
