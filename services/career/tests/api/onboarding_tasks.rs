//! Tasks of the first year.

use crate::{
    HR,
    first_year::{FirstYear, absent, date, instansi},
    training_world::refusal,
};
use contracts::career::v1 as pb;
use pb::onboarding_task::Owner;
use platform::testing::{TENANT, bad_fields};
use tonic::Code;
use uuid::Uuid;

impl FirstYear {
    async fn tasks(&mut self, message: pb::ListOnboardingTasksRequest) -> pb::ListOnboardingTasksResponse {
        let request = self.career.harness.request(HR, message);
        self.onboardings.list_onboarding_tasks(request).await.unwrap().into_inner()
    }

    async fn tasks_of(&mut self, servant: &pb::Servant) -> Vec<pb::OnboardingTask> {
        let servant = servant.name.clone();
        self.tasks(pb::ListOnboardingTasksRequest { parent: instansi(), servant, ..Default::default() }).await.tasks
    }
}

fn done(task: &pb::OnboardingTask) -> pb::CompleteOnboardingTaskRequest {
    pb::CompleteOnboardingTaskRequest {
        name: task.name.clone(),
        etag: task.etag.clone(),
        note: "SPMT diserahkan kepada ybs".into(),
        request_id: String::new(),
    }
}

fn open(servant: &str) -> pb::OpenOnboardingRequest {
    pb::OpenOnboardingRequest { servant: servant.into(), request_id: String::new() }
}

#[tokio::test]
async fn an_appointment_opens_the_tasks_of_its_employment() {
    let mut year = FirstYear::start().await;
    let (servant, employee) = (year.civil_servant().await, year.employee().await);
    let tasks = year.tasks_of(&servant).await;
    let codes: Vec<&str> = tasks.iter().map(|task| task.code.as_str()).collect();
    let expected =
        ["identity", "nip", "spmt", "introduction", "mentor", "accounts", "ethics", "plan", "latsar", "health"];
    assert_eq!(codes, expected);
    let letter = &tasks[2];
    assert_eq!((letter.owner(), letter.due_date, letter.done_date), (Owner::Superior, date(2025, 5, 8), None));
    let codes: Vec<String> = year.tasks_of(&employee).await.into_iter().map(|task| task.code).collect();
    assert!(codes.contains(&"agreement".to_owned()) && codes.contains(&"orientation".to_owned()));
    assert!(!codes.contains(&"latsar".to_owned()), "no probation, no Latsar");
    let audited = "SELECT count(*) FROM career.audit WHERE action LIKE '%ListOnboardingTasks'
                   AND target LIKE '%/servants/%'";
    assert_eq!(year.number(audited).await, 2);
}

#[tokio::test]
async fn a_task_is_done_once_with_a_note_that_is_sealed() {
    let mut year = FirstYear::start().await;
    let servant = year.civil_servant().await;
    let task = year.tasks_of(&servant).await.remove(2);
    year.on("2025-05-09");
    assert!(year.tasks_of(&servant).await[2].overdue);
    let request_id = Uuid::now_v7().to_string();
    let message = pb::CompleteOnboardingTaskRequest { request_id, ..done(&task) };
    let first = year.onboardings.complete_onboarding_task(year.career.harness.request(HR, message.clone())).await;
    let first = first.unwrap().into_inner();
    assert_eq!((first.done_date, first.done_by.as_str(), first.overdue), (date(2025, 5, 9), "tester", false));
    assert_eq!(first.note, "SPMT diserahkan kepada ybs");
    let again = year.onboardings.complete_onboarding_task(year.career.harness.request(HR, message)).await;
    assert_eq!(again.unwrap().into_inner(), first, "a replay answers the same");
    let stale = year.onboardings.complete_onboarding_task(year.career.harness.request(HR, done(&task))).await;
    assert_eq!(refusal(stale), (Code::Aborted, "ETAG_MISMATCH".into()));
    let twice = year.onboardings.complete_onboarding_task(year.career.harness.request(HR, done(&first))).await;
    assert_eq!(refusal(twice), (Code::FailedPrecondition, "ONBOARDING_TASK_DONE".into()));
    let missing = pb::OnboardingTask { name: absent("onboardingTasks"), ..first };
    let missing = year.onboardings.complete_onboarding_task(year.career.harness.request(HR, done(&missing))).await;
    assert_eq!(refusal(missing), (Code::NotFound, "ONBOARDING_TASK_NOT_FOUND".into()));
    let plain = "SELECT count(*) FROM career.onboarding_tasks AS task WHERE task::text LIKE '%diserahkan%'";
    assert_eq!(year.number(plain).await, 0);
}

#[tokio::test]
async fn tasks_are_listed_by_owner_and_day_in_pages() {
    let mut year = FirstYear::start().await;
    let servant = year.civil_servant().await;
    let all = pb::ListOnboardingTasksRequest { parent: instansi(), ..Default::default() };
    let mut codes = Vec::new();
    let mut request = pb::ListOnboardingTasksRequest { page_size: 4, ..all.clone() };
    loop {
        let page = year.tasks(request.clone()).await;
        codes.extend(page.tasks.into_iter().map(|task| task.code));
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    assert_eq!(codes.len(), 10);
    let superior = pb::ListOnboardingTasksRequest { owner: Owner::Superior.into(), ..all.clone() };
    let superior = year.tasks(superior).await.tasks;
    assert_eq!(superior.len(), 3);
    year.onboardings.complete_onboarding_task(year.career.harness.request(HR, done(&superior[0]))).await.unwrap();
    let soon = pb::ListOnboardingTasksRequest {
        servant: servant.name,
        due_by: date(2025, 5, 8),
        open_only: true,
        ..all.clone()
    };
    let soon: Vec<String> = year.tasks(soon).await.tasks.into_iter().map(|task| task.code).collect();
    assert_eq!(soon, ["introduction", "accounts"], "the first of the three that are due is done");
    let wrong = pb::ListOnboardingTasksRequest {
        parent: String::new(),
        page_size: -1,
        servant: "x".into(),
        owner: 99,
        due_by: date(2025, 13, 1),
        ..all
    };
    let wrong = year.onboardings.list_onboarding_tasks(year.career.harness.request(HR, wrong)).await.unwrap_err();
    assert_eq!(bad_fields(&wrong), ["parent", "page_size", "servant", "owner", "due_by"]);
}

#[tokio::test]
async fn the_first_year_of_somebody_imported_is_opened_by_hand_and_once() {
    let mut year = FirstYear::start().await;
    let servant = year.civil_servant().await;
    let twice = year.onboardings.open_onboarding(year.career.harness.request(HR, open(&servant.name))).await;
    assert_eq!(refusal(twice), (Code::AlreadyExists, "ONBOARDING_OPEN".into()));
    for sql in ["DELETE FROM career.onboarding_tasks", "DELETE FROM career.onboardings"] {
        sqlx::query(sql).execute(&year.career.harness.pool).await.unwrap();
    }
    let opened = year.onboardings.open_onboarding(year.career.harness.request(HR, open(&servant.name))).await;
    let opened = opened.unwrap().into_inner();
    assert_eq!((opened.first_day, opened.ruleset.as_str()), (date(2025, 5, 1), "onboarding-pp-11-2017"));
    assert_eq!(year.tasks_of(&servant).await.len(), 10);
    let nobody = year.onboardings.open_onboarding(year.career.harness.request(HR, open(&absent("servants")))).await;
    assert_eq!(refusal(nobody), (Code::NotFound, "SERVANT_NOT_FOUND".into()));
    year.leave(&servant).await;
    let gone = year.onboardings.open_onboarding(year.career.harness.request(HR, open(&servant.name))).await;
    assert_eq!(refusal(gone), (Code::FailedPrecondition, "ONBOARDING_STATE".into()));
    let wrong = pb::OpenOnboardingRequest { servant: "x".into(), request_id: "x".into() };
    let wrong = year.onboardings.open_onboarding(year.career.harness.request(HR, wrong)).await.unwrap_err();
    assert_eq!(bad_fields(&wrong), ["servant", "request_id"]);
    let wrong = pb::CompleteOnboardingTaskRequest { note: "x".repeat(1_001), ..Default::default() };
    let wrong = year.onboardings.complete_onboarding_task(year.career.harness.request(HR, wrong)).await.unwrap_err();
    assert_eq!(bad_fields(&wrong), ["name", "etag", "note"]);
}

#[tokio::test]
async fn servants_complete_what_they_see_to_themselves() {
    let mut year = FirstYear::start().await;
    let servant = year.civil_servant().await;
    year.link(&servant, "siti").await;
    let tasks = year.tasks_of(&servant).await;
    let (ethics, letter) = (&tasks[6], &tasks[2]);
    let complete = |task: &pb::OnboardingTask| pb::CompleteOwnOnboardingTaskRequest {
        name: task.name.clone(),
        etag: task.etag.clone(),
        ..Default::default()
    };
    let own = |subject: &str, message| year.career.harness.request_as(subject, &["servant"], &[TENANT], message);
    let (stranger, other) = (own("budi", complete(ethics)), own("siti", complete(letter)));
    let (first, stale) = (own("siti", complete(ethics)), own("siti", complete(ethics)));
    let hidden = (Code::NotFound, "ONBOARDING_TASK_NOT_FOUND".to_owned());
    assert_eq!(refusal(year.onboardings.complete_own_onboarding_task(stranger).await), hidden);
    assert_eq!(refusal(year.onboardings.complete_own_onboarding_task(other).await), hidden, "the superior's");
    let done = year.onboardings.complete_own_onboarding_task(first).await.unwrap().into_inner();
    assert_eq!((done.done_by.as_str(), done.note.as_str()), ("siti", ""));
    assert_eq!(refusal(year.onboardings.complete_own_onboarding_task(stale).await).1, "ETAG_MISMATCH");
    let wrong = pb::CompleteOwnOnboardingTaskRequest { request_id: "x".into(), ..Default::default() };
    let wrong = year.career.harness.request_as("siti", &["servant"], &[TENANT], wrong);
    let wrong = year.onboardings.complete_own_onboarding_task(wrong).await.unwrap_err();
    assert_eq!(bad_fields(&wrong), ["name", "etag", "request_id"]);
}

#[tokio::test]
async fn newcomers_complete_no_tasks_of_the_office_and_mentors_read_no_notes() {
    let mut year = FirstYear::start().await;
    let servant = year.civil_servant().await;
    let task = year.tasks_of(&servant).await.remove(2);
    year.link(&servant, "tester").await;
    let own = year.onboardings.complete_onboarding_task(year.career.harness.request(&["mentor"], done(&task))).await;
    assert_eq!(refusal(own), (Code::FailedPrecondition, "OWN_PROBATION".into()));
    let all = pb::ListOnboardingTasksRequest { parent: instansi(), ..Default::default() };
    let read = year.onboardings.list_onboarding_tasks(year.career.harness.request(&["mentor"], all)).await;
    assert_eq!(read.unwrap_err().code(), Code::PermissionDenied);
}
