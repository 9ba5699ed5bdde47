use crate::{Answer, COMMITTEE, Recruitment, pppk::tested, refusal, strict};
use contracts::{
    google::r#type::Date,
    recruitment::v1::{
        self as pb, DifferenceKind as Kind, import_official_list_request as import, official_list::Stage,
        official_list_service_client::OfficialListServiceClient,
    },
};
use platform::testing::{OTHER_TENANT, TENANT, bad_fields};
use tonic::{Code, transport::Channel};
use uuid::Uuid;

const AUDITOR: &[&str] = &["auditor"];

impl Recruitment {
    fn lists(&self) -> OfficialListServiceClient<Channel> {
        OfficialListServiceClient::new(self.harness.channel.clone())
    }

    fn create(&self, vacancy: &pb::Vacancy, stage: Stage) -> pb::CreateOfficialListRequest {
        pb::CreateOfficialListRequest {
            parent: format!("instansi/{TENANT}"),
            vacancy: vacancy.name.clone(),
            stage: stage.into(),
            source: "Pengumuman BKN, lampiran II".into(),
            list_date: Some(Date { year: 2025, month: 1, day: 5 }),
            sha256: "AB".repeat(32),
            request_id: String::new(),
        }
    }

    async fn created(&mut self, vacancy: &pb::Vacancy, stage: Stage) -> pb::OfficialList {
        let request = self.harness.request(AUDITOR, self.create(vacancy, stage));
        self.lists().create_official_list(request).await.unwrap().into_inner()
    }

    async fn import_list(
        &mut self,
        header: pb::OfficialListHeader,
        rows: &[pb::OfficialRow],
    ) -> Answer<pb::ImportOfficialListResponse> {
        let rows = rows.iter().cloned().map(import::Part::Row);
        let parts = std::iter::once(import::Part::Header(header)).chain(rows);
        let messages: Vec<_> = parts.map(|part| pb::ImportOfficialListRequest { part: Some(part) }).collect();
        let request = self.harness.request(AUDITOR, tokio_stream::iter(messages));
        self.lists().import_official_list(request).await
    }

    async fn audit(&mut self, list: &pb::OfficialList) -> Answer<pb::OfficialList> {
        let (name, etag) = (list.name.clone(), list.etag.clone());
        let request = pb::AuditOfficialListRequest { name, etag, request_id: String::new() };
        self.lists().audit_official_list(self.harness.request(AUDITOR, request)).await
    }

    /// A list of these rows, audited.
    pub async fn audited(&mut self, vacancy: &pb::Vacancy, stage: Stage, rows: &[pb::OfficialRow]) -> pb::OfficialList {
        let list = self.created(vacancy, stage).await;
        let imported = self.import_list(into(&list), rows).await.unwrap().into_inner();
        self.audit(&imported.official_list.unwrap()).await.unwrap().into_inner()
    }

    pub async fn differences(&mut self, list: &pb::OfficialList, kind: Kind, size: i32) -> Vec<(i64, Kind, String)> {
        let (mut found, mut page_token) = (Vec::new(), String::new());
        loop {
            let request = pb::ListDifferencesRequest {
                parent: list.name.clone(),
                kind: kind.into(),
                page_size: size,
                page_token: page_token.clone(),
            };
            let page =
                self.lists().list_differences(self.harness.request(AUDITOR, request)).await.unwrap().into_inner();
            assert!(page.differences.len() <= size as usize);
            found.extend(page.differences.iter().map(|one| (one.row, one.kind(), one.field.clone())));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return found;
            }
        }
    }

    async fn file(&mut self, list: &pb::OfficialList) -> String {
        let request = pb::ExportDifferencesRequest { parent: list.name.clone() };
        let request = self.harness.request(AUDITOR, request);
        let mut stream = self.lists().export_differences(request).await.unwrap().into_inner();
        let mut bytes = Vec::new();
        while let Some(piece) = stream.message().await.unwrap() {
            bytes.extend(piece.chunk);
        }
        String::from_utf8(bytes).unwrap()
    }
}

fn into(list: &pb::OfficialList) -> pb::OfficialListHeader {
    pb::OfficialListHeader {
        parent: format!("instansi/{TENANT}"),
        official_list: list.name.clone(),
        etag: list.etag.clone(),
        strict: true,
        request_id: String::new(),
    }
}

/// A row of a final list as it is printed for a participant.
fn printed(application: &pb::Application, cat: &str, skb: &str) -> pb::OfficialRow {
    let result = application.result.clone().unwrap();
    let selected = result.decision == "SELECTED";
    pb::OfficialRow {
        participant_number: application.participant_number.clone(),
        twk: result.twk.to_string(),
        tiu: result.tiu.to_string(),
        tkp: result.tkp.to_string(),
        skd_total: (result.twk + result.tiu + result.tkp).to_string(),
        skb_cat: cat.into(),
        skb_total: skb.into(),
        r#final: result.final_points.replace('.', ","),
        code: if selected { "P / L" } else { "P/TL" }.into(),
        rank: Some(result.final_rank),
        seat: Some(selected),
        ..Default::default()
    }
}

/// Vectors I2 to I4 for one seat: 76.145, 70.727 and 58.618; and the correct list of them.
async fn three(recruitment: &mut Recruitment) -> (pb::Vacancy, Vec<pb::OfficialRow>) {
    let marks = [([100, 130, 190], 380), ([90, 125, 180], 350), ([65, 80, 166], 300)];
    let (vacancy, applications) = recruitment.published(1, 1, &marks).await;
    let tests = [("380.000", "76,000"), ("350", "70.000"), ("300", "60")];
    let rows = applications.iter().zip(tests).map(|(one, (cat, skb))| printed(one, cat, skb)).collect();
    (vacancy, rows)
}

#[tokio::test]
async fn a_correct_list_closes_without_a_difference() {
    let mut recruitment = Recruitment::start().await;
    let (vacancy, rows) = three(&mut recruitment).await;
    let before = recruitment.all_applications(&vacancy).await;
    let list = recruitment.audited(&vacancy, Stage::Final, &rows).await;
    assert_eq!((list.state(), list.rows, list.refused_rows), (pb::official_list::State::Audited, 3, 0));
    assert_eq!((list.sha256.as_str(), list.rows_sha256.len()), ("ab".repeat(32).as_str(), 64));
    let audit = list.audit.clone().unwrap();
    assert_eq!((audit.rows, audit.equal, audit.differing), (3, 3, 0));
    assert_eq!((audit.belonging, audit.found, audit.missing, audit.kinds.len()), (3, 3, 0, 0));
    assert_eq!(recruitment.file(&list).await.lines().count(), 1);
    // Nothing of ours is touched, and the same rows have the same hash.
    assert_eq!(recruitment.all_applications(&vacancy).await, before);
    assert_eq!(recruitment.get(&vacancy).await, vacancy);
    let again = recruitment.audited(&vacancy, Stage::Final, &rows).await;
    assert_eq!(again.rows_sha256, list.rows_sha256);
    let request = pb::ListOfficialListsRequest {
        parent: format!("instansi/{TENANT}"),
        vacancy: vacancy.name.clone(),
        page_size: 1,
        ..Default::default()
    };
    let page = recruitment.lists().list_official_lists(recruitment.harness.request(AUDITOR, request.clone())).await;
    let page = page.unwrap().into_inner();
    assert_eq!(page.official_lists, [list]);
    let request = pb::ListOfficialListsRequest { page_token: page.next_page_token, ..request };
    let page = recruitment.lists().list_official_lists(recruitment.harness.request(AUDITOR, request)).await;
    assert_eq!(page.unwrap().into_inner().official_lists, [again]);
}

#[tokio::test]
async fn every_error_of_a_list_is_found_and_named() {
    let mut recruitment = Recruitment::start().await;
    let (vacancy, mut rows) = three(&mut recruitment).await;
    rows[0].tkp = "189".into();
    rows[0].r#final = "76.146".into();
    rows[1].skd_total = "390".into();
    rows[1].skb_total = "71".into();
    rows[1].code = "P/L".into();
    rows[1].rank = Some(1);
    rows[1].seat = Some(true);
    rows[2].participant_number = "24-0000-1".into();
    rows[2].r#final = "73.6".into();
    let list = recruitment.audited(&vacancy, Stage::Final, &rows).await;
    let expected = [
        (1, Kind::PartDiffers, "tkp"),
        (1, Kind::TotalWrong, "final"),
        (2, Kind::ScoreSumWrong, "skd_total"),
        (2, Kind::TotalWrong, "skb_total"),
        (2, Kind::CodeDiffers, "code"),
        (2, Kind::OrderDiffers, "rank"),
        (2, Kind::SeatDiffers, "seat"),
        (3, Kind::UnknownParticipant, "participant_number"),
        (3, Kind::TotalWrong, "final"),
        (0, Kind::MissingParticipant, "participant_number"),
    ];
    let expected = expected.map(|(row, kind, field)| (row, kind, field.to_owned()));
    assert_eq!(recruitment.differences(&list, Kind::Unspecified, 3).await, expected);
    let codes = recruitment.differences(&list, Kind::CodeDiffers, 10).await;
    assert_eq!(codes, expected[4..5]);
    let audit = list.audit.clone().unwrap();
    assert_eq!((audit.rows, audit.equal, audit.differing), (3, 0, 3));
    assert_eq!((audit.belonging, audit.found, audit.missing), (3, 2, 1));
    let total: i64 = audit.kinds.iter().map(|one| one.count).sum();
    assert_eq!(total, 10);
    let file = recruitment.file(&list).await;
    assert_eq!(file.lines().next().unwrap(), "row,participant_number,kind,field,printed,computed");
    assert!(file.lines().any(|line| line.starts_with("2,") && line.ends_with(",CODE_DIFFERS,code,P/L,P/TL")), "{file}");
    assert!(file.contains(",TOTAL_WRONG,final,76.146,"), "{file}");
    // A second audit finds the same and keeps it once.
    let again = recruitment.audit(&list).await.unwrap().into_inner();
    assert_eq!(recruitment.differences(&again, Kind::Unspecified, 1000).await.len(), 10);
    assert_eq!(refusal(recruitment.audit(&list).await), (Code::Aborted, "ETAG_MISMATCH".into()));
}

#[tokio::test]
async fn the_last_decimal_is_audited() {
    let mut recruitment = Recruitment::start().await;
    let (vacancy, mut rows) = three(&mut recruitment).await;
    rows[0].r#final = "76.146".into();
    let list = recruitment.audited(&vacancy, Stage::Final, &rows).await;
    let found = recruitment.differences(&list, Kind::Unspecified, 10).await;
    assert_eq!(found, [(1, Kind::NotHalfUp, "final".to_owned())]);
}

#[tokio::test]
async fn lists_of_the_basic_test_and_of_pppk_are_audited_too() {
    let mut recruitment = Recruitment::start().await;
    let (vacancy, mut rows) = three(&mut recruitment).await;
    for row in &mut rows {
        (row.skb_cat, row.skb_total, row.r#final, row.seat) = (String::new(), String::new(), String::new(), None);
        row.code = "P/L".into();
    }
    rows[2].code = "TL".into();
    let list = recruitment.audited(&vacancy, Stage::Skd, &rows).await;
    assert_eq!(recruitment.differences(&list, Kind::Unspecified, 10).await, [(3, Kind::CodeDiffers, "code".into())]);

    let (screened, applied) = recruitment.pppk_screened(2, 1, 2).await;
    let results = [tested(&applied[0], "R3", [440, 100, 70, 30]), tested(&applied[1], "R2", [250, 80, 60, 20])];
    recruitment.import_pppk(strict(), &results).await.unwrap();
    let ranked = recruitment.rank_pppk(&screened).await.unwrap().into_inner();
    let row = |one: &pb::PppkRow, total: &str, code: &str, rank| pb::OfficialRow {
        participant_number: one.participant_number.clone(),
        technical: one.technical.to_string(),
        certificate: "0".into(),
        managerial: one.managerial.to_string(),
        sociocultural: one.sociocultural.to_string(),
        interview: one.interview.to_string(),
        r#final: total.into(),
        code: code.into(),
        rank: Some(rank),
        seat: Some(rank == 1),
        ..Default::default()
    };
    let mut rows = [row(&results[1], "410", "R2/L", 1), row(&results[0], "640", "R3", 2)];
    let list = recruitment.audited(&ranked, Stage::Final, &rows).await;
    assert_eq!(recruitment.differences(&list, Kind::Unspecified, 10).await, []);
    // A list that forgot the tiers and added one up wrongly.
    (rows[1].code, rows[1].rank, rows[1].r#final) = ("R3/L".into(), Some(1), "641".into());
    let list = recruitment.audited(&ranked, Stage::Final, &rows).await;
    let kinds: Vec<_> = recruitment.differences(&list, Kind::Unspecified, 10).await;
    let kinds: Vec<_> = kinds.into_iter().map(|(row, kind, _)| (row, kind)).collect();
    assert_eq!(kinds, [(2, Kind::ScoreSumWrong), (2, Kind::CodeDiffers), (2, Kind::OrderDiffers)]);
    let request = recruitment.harness.request(AUDITOR, recruitment.create(&ranked, Stage::Skd));
    let refused = recruitment.lists().create_official_list(request).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "OFFICIAL_LIST_STAGE".into()));
}

/// The gravest error of a list: it selects who does not meet the requirements.
#[tokio::test]
async fn who_does_not_meet_the_requirements_is_no_winner() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let (good, bad) = (recruitment.apply(&open, 1).await, recruitment.apply(&open, 2).await);
    let closed = recruitment.close(&open).await;
    let tms = crate::ineligible(&bad, &["KTP tidak terbaca"]);
    recruitment.import_verdicts(strict(), &[crate::eligible(&good), tms]).await.unwrap();
    let announced = recruitment.announce(&closed).await.unwrap().into_inner();
    recruitment.wait_for_objections();
    recruitment.import_skd(strict(), &[crate::scored(&good, [100, 130, 190])]).await.unwrap();
    let ranked = recruitment.rank_skd(&announced).await.unwrap().into_inner();
    let coded = |one: &pb::Application, code: &str| pb::OfficialRow {
        participant_number: one.participant_number.clone(),
        code: code.into(),
        ..Default::default()
    };
    let list = recruitment.audited(&ranked, Stage::Skd, &[coded(&good, "P/L"), coded(&bad, "P/L")]).await;
    assert_eq!(recruitment.differences(&list, Kind::Unspecified, 10).await, [(2, Kind::CodeDiffers, "code".into())]);
    assert!(recruitment.file(&list).await.contains(",CODE_DIFFERS,code,P/L,TMS"));
    let list = recruitment.audited(&ranked, Stage::Skd, &[coded(&good, "P/L"), coded(&bad, "TMS")]).await;
    assert_eq!(recruitment.differences(&list, Kind::Unspecified, 10).await, []);
}

#[tokio::test]
async fn a_list_is_filled_once_and_its_bad_rows_are_told() {
    let mut recruitment = Recruitment::start().await;
    let (vacancy, rows) = three(&mut recruitment).await;
    let list = recruitment.created(&vacancy, Stage::Final).await;
    let bad = [
        rows[0].clone(),
        pb::OfficialRow { twk: "x".into(), ..rows[1].clone() },
        pb::OfficialRow { code: "=P/L".into(), ..rows[1].clone() },
        pb::OfficialRow { technical: "400".into(), ..rows[1].clone() },
        rows[0].clone(),
    ];
    let refused = recruitment.import_list(into(&list), &bad).await;
    assert_eq!(refusal(refused), (Code::InvalidArgument, "IMPORT_REFUSED".into()));
    let early = recruitment.audit(&list).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "OFFICIAL_LIST_STATE".into()));
    let request_id = Uuid::now_v7().to_string();
    let lenient = pb::OfficialListHeader { strict: false, request_id, ..into(&list) };
    let report = recruitment.import_list(lenient.clone(), &bad).await.unwrap().into_inner();
    assert_eq!((report.accepted, report.rejected), (1, 4));
    let told: Vec<_> = report.errors.iter().map(|error| (error.row, error.field.as_str())).collect();
    let number = "participant_number";
    assert_eq!(told, [(2, "twk"), (3, "code"), (4, "technical"), (5, number)]);
    assert_eq!(recruitment.import_list(lenient, &bad).await.unwrap().into_inner(), report);
    let filled = report.official_list.unwrap();
    assert_eq!((filled.state(), filled.refused_rows), (pb::official_list::State::Imported, 4));
    assert_eq!(refusal(recruitment.import_list(into(&list), &rows).await), (Code::Aborted, "ETAG_MISMATCH".into()));
    let twice = recruitment.import_list(into(&filled), &rows).await;
    assert_eq!(refusal(twice), (Code::FailedPrecondition, "OFFICIAL_LIST_STATE".into()));
    let other = pb::OfficialListHeader { official_list: list.name.replace(TENANT, OTHER_TENANT), ..into(&list) };
    assert_eq!(bad_fields(&recruitment.import_list(other, &rows).await.unwrap_err()), ["header.official_list"]);
}

#[tokio::test]
async fn a_list_needs_a_ranking_and_a_vacancy_that_opened() {
    let mut recruitment = Recruitment::start().await;
    let draft = recruitment.drafted(1, &crate::need(TENANT, 1, 1)).await;
    let request = recruitment.harness.request(COMMITTEE, recruitment.create(&draft, Stage::Final));
    let refused = recruitment.lists().create_official_list(request).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "VACANCY_STATE".into()));
    let open = recruitment.opened(2, 1).await;
    let one = recruitment.apply(&open, 1).await;
    let list = recruitment.created(&open, Stage::Skd).await;
    let row = pb::OfficialRow { participant_number: one.participant_number, twk: "65".into(), ..Default::default() };
    let filled = recruitment.import_list(into(&list), &[row]).await.unwrap().into_inner().official_list.unwrap();
    let refused = recruitment.audit(&filled).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "NOT_RANKED".into()));
    let bad = pb::CreateOfficialListRequest {
        stage: 0,
        source: String::new(),
        list_date: None,
        sha256: "ab".into(),
        ..recruitment.create(&open, Stage::Skd)
    };
    let refused =
        recruitment.lists().create_official_list(recruitment.harness.request(COMMITTEE, bad)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["stage", "source", "list_date", "sha256"]);
    let request = pb::GetOfficialListRequest { name: list.name.replace(&list.name[list.name.len() - 4..], "dead") };
    let refused = recruitment.lists().get_official_list(recruitment.harness.request(AUDITOR, request)).await;
    assert_eq!(refusal(refused), (Code::NotFound, "OFFICIAL_LIST_NOT_FOUND".into()));
}

#[tokio::test]
#[ignore = "takes half a minute: a list of 100,000 rows with 200,000 differences, read page by page"]
async fn a_list_of_a_hundred_thousand_rows_is_audited_and_one_more_row_is_refused() {
    let mut recruitment = Recruitment::start().await;
    let (vacancy, mut rows) = three(&mut recruitment).await;
    let stranger = |number: usize| pb::OfficialRow {
        participant_number: format!("X-{number}"),
        r#final: "73.6".into(),
        ..rows[1].clone()
    };
    let strangers: Vec<_> = (rows.len()..100_000).map(stranger).collect();
    rows.extend(strangers);
    let began = std::time::Instant::now();
    let list = recruitment.audited(&vacancy, Stage::Final, &rows).await;
    eprintln!("imported and audited in {:?}", began.elapsed());
    let audit = list.audit.clone().unwrap();
    assert_eq!((audit.rows, audit.equal, audit.differing, audit.missing), (100_000, 3, 99_997, 0));
    let kinds: Vec<_> = audit.kinds.iter().map(|one| (one.kind(), one.count)).collect();
    assert_eq!(kinds, [(Kind::TotalWrong, 99_997), (Kind::UnknownParticipant, 99_997)]);
    let found = recruitment.differences(&list, Kind::Unspecified, 1000).await;
    assert_eq!(found.len(), 199_994);
    assert_eq!(recruitment.differences(&list, Kind::TotalWrong, 1000).await.len(), 99_997);
    assert_eq!(recruitment.file(&list).await.lines().count(), 199_995);
    rows.push(pb::OfficialRow { participant_number: "X-0".into(), ..rows[1].clone() });
    let other = recruitment.created(&vacancy, Stage::Final).await;
    assert_eq!(bad_fields(&recruitment.import_list(into(&other), &rows).await.unwrap_err()), ["row"]);
}
