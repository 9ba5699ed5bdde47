//! Base pay as the decrees have it, and periodic raises with their back pay.

use crate::{
    HR,
    record::{date, nobody},
    welfare_world::{Office, parent, raise, refusal},
};
use contracts::career::v1 as pb;
use platform::testing::bad_fields;
use tonic::Code;
use uuid::Uuid;

#[tokio::test]
async fn base_pay_is_looked_up_with_its_sources_and_the_reading_is_audited() {
    let mut office = Office::start().await;
    let servant = office.due().await;
    let paid = office.salary(&servant, None).await.unwrap().into_inner();
    assert_eq!((paid.rank.as_str(), paid.rupiah, paid.percent), ("III/a", 2_785_700, 100));
    assert_eq!((paid.pay_table.as_str(), paid.ruleset.as_str()), ("pay-pp5-2024", "welfare-2024"));
    assert_eq!((paid.day, paid.decided_years, paid.completed_years), (date(2025, 5, 2), 0, 2));
    assert_eq!(paid.notes, ["2 years are completed, and no raise to 2 years is recorded"]);
    let names: Vec<&str> = paid.figures.iter().map(|figure| figure.name.as_str()).collect();
    assert_eq!(names, ["rank", "decided_years", "pay_table_cell", "rupiah"]);
    assert!(paid.figures.iter().all(|figure| !figure.source.is_empty()));
    let audited = "SELECT count(*) FROM career.audit WHERE action LIKE '%GetSalary' AND permission = 'career.pay.read'";
    assert_eq!(office.number(audited).await, 1);
    office.change("UPDATE career.servants SET state = 'probation' WHERE servant_id = $1", &servant).await;
    let probation = office.salary(&servant, None).await.unwrap().into_inner();
    assert_eq!((probation.table_rupiah, probation.percent, probation.rupiah), (2_785_700, 80, 2_228_560));
}

#[tokio::test]
async fn pay_that_is_not_known_is_refused_with_its_reason() {
    let mut office = Office::start().await;
    let servant = office.servant("III/a", "2020-02-01").await;
    let told = |reason: &str| (Code::FailedPrecondition, reason.to_owned());
    let before = office.salary(&servant, Some((2015, 4, 30))).await;
    assert_eq!(refusal(before), told("NOT_PAID"));
    let old = office.salary(&servant, Some((2023, 12, 31))).await;
    assert_eq!(refusal(old), told("PAY_TABLE_MISSING"));
    let changes = [
        ("UPDATE career.ranks SET rank = 'II/b' WHERE servant_id = $1", "PAY_CELL_UNKNOWN"),
        ("UPDATE career.servants SET employment = 'pppk' WHERE servant_id = $1", "PAY_TABLE_MISSING"),
        ("UPDATE career.servants SET employment = 'pns' WHERE servant_id = $1", "PAY_CELL_UNKNOWN"),
        ("DELETE FROM career.ranks WHERE servant_id = $1", "RANK_NOT_RECORDED"),
        (
            "INSERT INTO career.standings (standing_id, servant_id, instansi, code, valid, decree_number, record_time)
             VALUES (uuidv7(), $1, '6571', '02', daterange('2025-01-01', NULL), '1', now())",
            "NOT_PAID",
        ),
    ];
    for (change, expected) in changes {
        office.change(change, &servant).await;
        assert_eq!(refusal(office.salary(&servant, None).await), told(expected), "{change}");
    }
    let absent = office.salary(&nobody(), None).await;
    assert_eq!(refusal(absent), (Code::NotFound, "SERVANT_NOT_FOUND".into()));
}

#[tokio::test]
async fn a_raise_is_granted_with_the_exact_back_pay_and_changes_the_pay() {
    let mut office = Office::start().await;
    let servant = office.due().await;
    let granted = office.grant(raise(&servant)).await.unwrap().into_inner();
    assert_eq!((granted.from_years, granted.to_years), (0, 2));
    assert_eq!((granted.from_rupiah, granted.to_rupiah), (2_785_700, 2_873_500));
    assert_eq!((granted.back_pay_months, granted.back_pay_rupiah), (3, 263_400));
    assert!(granted.figures.iter().all(|figure| !figure.source.is_empty()));
    let paid = office.salary(&servant, None).await.unwrap().into_inner();
    assert_eq!((paid.decided_years, paid.rupiah, paid.notes.len()), (2, 2_873_500, 0));
    let january = office.salary(&servant, Some((2025, 1, 31))).await.unwrap().into_inner();
    assert_eq!(january.rupiah, 2_785_700);
    let again = office.grant(raise(&servant)).await;
    assert_eq!(refusal(again), (Code::FailedPrecondition, "RAISE_RECORDED".into()));
    let effective_date = date(2025, 4, 1);
    let next = office.grant(pb::GrantRaiseRequest { effective_date, ..raise(&servant) }).await;
    assert_eq!(refusal(next), (Code::FailedPrecondition, "RAISE_REFUSED".into()), "the rating of 2026 is to come");
    let request = pb::ListRaisesRequest { parent: servant, ..Default::default() };
    let listed = office.pays.list_raises(office.career.harness.request(HR, request)).await.unwrap().into_inner();
    assert_eq!(listed.raises, [granted]);
    let audited = "SELECT count(*) FROM career.audit WHERE action LIKE '%GrantRaise'";
    assert_eq!(office.number(audited).await, 1, "what is refused leaves nothing");
}

#[tokio::test]
async fn the_last_raise_can_be_withdrawn_and_the_row_stays() {
    let mut office = Office::start().await;
    let servant = office.servant("III/a", "2021-02-01").await;
    let rated = "INSERT INTO career.ratings (servant_id, year, instansi, rating) VALUES ($1, 2022, '6571', 'baik')";
    office.change(rated, &servant).await;
    let early =
        pb::GrantRaiseRequest { effective_date: date(2024, 2, 1), paid_from: date(2024, 2, 1), ..raise(&servant) };
    let first = office.grant(early).await.unwrap().into_inner();
    let second = office.grant(raise(&servant)).await.unwrap().into_inner();
    assert_eq!((first.to_years, second.to_years, second.back_pay_months), (2, 4, 3));
    let withdrawal = |raise: &pb::Raise| pb::WithdrawRaiseRequest {
        raise: raise.name.clone(),
        reason: "salah golongan".into(),
        request_id: String::new(),
    };
    let buried = office.withdraw(withdrawal(&first)).await;
    assert_eq!(refusal(buried), (Code::FailedPrecondition, "RAISE_RECORDED".into()));
    let withdrawn = office.withdraw(withdrawal(&second)).await.unwrap().into_inner();
    assert!(withdrawn.withdraw_time.is_some());
    assert_eq!(office.salary(&servant, None).await.unwrap().into_inner().decided_years, 2);
    let twice = office.withdraw(withdrawal(&second)).await;
    assert_eq!(refusal(twice), (Code::NotFound, "RAISE_NOT_FOUND".into()));
    let plain = "SELECT count(*) FROM career.raises WHERE raises::text LIKE '%salah golongan%'";
    assert_eq!(office.number(plain).await, 0, "the reason is sealed");
    office.grant(raise(&servant)).await.expect("it can be granted again");
    let empty = office.withdraw(pb::WithdrawRaiseRequest { request_id: "x".into(), ..Default::default() }).await;
    assert_eq!(bad_fields(&empty.unwrap_err()), ["raise", "reason", "request_id"]);
}

#[tokio::test]
async fn why_a_raise_is_not_sooner_is_told() {
    let mut office = Office::start().await;
    let servant = office.servant("III/a", "2023-06-15").await;
    let request = pb::GetNextRaiseRequest { servant: servant.clone() };
    let next = office.pays.get_next_raise(office.career.harness.request(HR, request.clone())).await;
    let next = next.unwrap().into_inner();
    assert_eq!((next.to_years, next.earliest_date, next.conditions.len()), (2, date(2025, 7, 1), 1));
    let why = &next.conditions[0];
    assert_eq!((why.rule.as_str(), why.until), ("years_in_grade", date(2025, 7, 1)));
    assert!(why.source.contains("PP 7/1977"));
    let early = office.grant(raise(&servant)).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "RAISE_TOO_EARLY".into()));
    let low = "UPDATE career.ratings SET rating = 'kurang' WHERE servant_id = $1 AND year = 2024";
    office.change(low, &servant).await;
    let next = office.pays.get_next_raise(office.career.harness.request(HR, request.clone())).await;
    let next = next.unwrap().into_inner();
    assert_eq!((next.earliest_date, next.expected_rating_years), (date(2026, 7, 1), vec![2025]));
    office.change("UPDATE career.servants SET employment = 'pppk' WHERE servant_id = $1", &servant).await;
    let employee = office.pays.get_next_raise(office.career.harness.request(HR, request)).await.unwrap().into_inner();
    assert!(employee.conditions.iter().any(|one| one.rule == "employment" && one.source.contains("Perpres")));
    let absent = pb::GetNextRaiseRequest { servant: nobody() };
    let absent = office.pays.get_next_raise(office.career.harness.request(HR, absent)).await;
    assert_eq!(refusal(absent), (Code::NotFound, "SERVANT_NOT_FOUND".into()));
}

#[tokio::test]
async fn who_is_due_is_listed_page_by_page() {
    let mut office = Office::start().await;
    let mut due = vec![office.due().await, office.due().await, office.due().await];
    office.servant("III/a", "2024-02-01").await;
    due.sort();
    let mut request =
        pb::ListDueRaisesRequest { parent: parent(), day: date(2025, 5, 2), page_size: 2, page_token: String::new() };
    let mut listed = Vec::new();
    loop {
        let page = office.pays.list_due_raises(office.career.harness.request(HR, request.clone())).await;
        let page = page.unwrap().into_inner();
        assert!(page.raises.len() <= 2);
        listed.extend(page.raises.into_iter().map(|one| one.servant));
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    assert_eq!(listed, due);
    request.page_token = "x".into();
    let refused = office.pays.list_due_raises(office.career.harness.request(HR, request)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["page_token"]);
}

#[tokio::test]
async fn a_raise_sent_twice_is_granted_once() {
    let mut office = Office::start().await;
    let servant = office.due().await;
    let once = pb::GrantRaiseRequest { request_id: Uuid::now_v7().to_string(), ..raise(&servant) };
    let first = office.grant(once.clone()).await.unwrap().into_inner();
    assert_eq!(office.grant(once.clone()).await.unwrap().into_inner(), first);
    let other = pb::GrantRaiseRequest { decree_number: "2".into(), ..once };
    assert_eq!(refusal(office.grant(other).await), (Code::InvalidArgument, "REQUEST_ID_REUSED".into()));
    assert_eq!(office.number("SELECT count(*) FROM career.raises").await, 1);
    let absent = office.grant(raise(&nobody())).await;
    assert_eq!(refusal(absent), (Code::NotFound, "SERVANT_NOT_FOUND".into()));
}

#[tokio::test]
async fn all_violations_of_pay_are_told_at_once() {
    let mut office = Office::start().await;
    let servant = office.due().await;
    let empty = pb::GrantRaiseRequest { request_id: "x".into(), ..Default::default() };
    let expected = ["parent", "effective_date", "paid_from", "decree_number", "decree_date", "request_id"];
    assert_eq!(bad_fields(&office.grant(empty).await.unwrap_err()), expected);
    let middle = pb::GrantRaiseRequest { effective_date: date(2025, 2, 2), ..raise(&servant) };
    assert_eq!(bad_fields(&office.grant(middle).await.unwrap_err()), ["effective_date"]);
    let backwards = pb::GrantRaiseRequest { paid_from: date(2025, 1, 1), ..raise(&servant) };
    assert_eq!(bad_fields(&office.grant(backwards).await.unwrap_err()), ["paid_from"]);
    let ahead = pb::GrantRaiseRequest {
        effective_date: date(2026, 6, 1),
        paid_from: date(2026, 6, 1),
        decree_date: date(2025, 5, 3),
        ..raise(&servant)
    };
    let expected = ["effective_date", "paid_from", "decree_date"];
    assert_eq!(bad_fields(&office.grant(ahead).await.unwrap_err()), expected);
    let salary = office.salary("x", Some((2025, 2, 30))).await.unwrap_err();
    assert_eq!(bad_fields(&salary), ["servant", "day"]);
    let due = pb::ListDueRaisesRequest { page_size: -1, ..Default::default() };
    let due = office.pays.list_due_raises(office.career.harness.request(HR, due)).await.unwrap_err();
    assert_eq!(bad_fields(&due), ["day", "parent", "page_size"]);
    let list = pb::ListRaisesRequest { page_size: -1, ..Default::default() };
    let list = office.pays.list_raises(office.career.harness.request(HR, list)).await.unwrap_err();
    assert_eq!(bad_fields(&list), ["parent", "page_size"]);
}
