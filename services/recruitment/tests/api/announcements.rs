use crate::{COMMITTEE, Recruitment, application, need, refusal};
use contracts::{
    needs::events::v1::{CompetencyStandardPublished, competency_standard_published::Line},
    recruitment::v1::{self as pb, additional_test::Kind, notice::Change},
};
use jiff::SignedDuration;
use platform::{
    dates,
    testing::{OTHER_TENANT, TENANT, bad_fields},
};
use tonic::{Code, Request};
use uuid::Uuid;

fn practical() -> pb::FieldTest {
    let test = pb::AdditionalTest {
        title: "Praktik keperawatan".into(),
        kind: Kind::Measured.into(),
        weight: 40,
        max: 100,
        eliminating: true,
        elimination_criterion: "nilai di bawah 60".into(),
    };
    pb::FieldTest { cat_weight: 60, tests: vec![test] }
}

pub fn standard(number: u128, version: i64) -> CompetencyStandardPublished {
    CompetencyStandardPublished {
        standard: format!("instansi/{TENANT}/competencyStandards/{}", Uuid::from_u128(number)),
        version,
        revision: version as i32,
        lines: vec![Line { dictionary: "kamus-2017".into(), code: "M1".into(), level: 2 }],
        regulation: "Perwali Contoh 12/2024".into(),
        ..Default::default()
    }
}

impl Recruitment {
    pub async fn open_with(&mut self, request: pb::OpenVacancyRequest) -> crate::Answer<pb::Vacancy> {
        self.vacancies.open_vacancy(self.harness.request(COMMITTEE, request)).await
    }

    async fn criteria(&mut self, vacancy: &pb::Vacancy) -> pb::Criteria {
        let request = pb::GetCriteriaRequest { name: vacancy.name.clone() };
        self.announcements.get_criteria(request).await.unwrap().into_inner()
    }

    pub async fn told(&mut self, sequence: i64, event: &CompetencyStandardPublished) {
        self.harness.deliver("needs", sequence, &event.standard, event).await.unwrap();
        self.harness.applied("needs", sequence).await;
    }
}

#[tokio::test]
async fn what_a_vacancy_is_decided_by_is_public_from_the_opening_on() {
    let mut recruitment = Recruitment::start().await;
    let draft = recruitment.drafted(1, &need(TENANT, 1, 2)).await;
    let name = draft.name.clone();
    let early = recruitment.announcements.get_criteria(pb::GetCriteriaRequest { name }).await;
    assert_eq!(refusal(early), (Code::NotFound, "VACANCY_NOT_FOUND".into()));
    let request = pb::OpenVacancyRequest {
        field_test: Some(practical()),
        time_zone: pb::TimeZone::Wita.into(),
        ..recruitment.open(&draft)
    };
    let open = recruitment.open_with(request).await.unwrap().into_inner();
    assert_eq!((open.programme(), open.time_zone()), (pb::Programme::Cpns, pb::TimeZone::Wita));
    assert_eq!(open.local_close_time, "2024-09-07 16:00:00 WITA");
    let criteria = recruitment.criteria(&open).await;
    assert_eq!((criteria.vacancy.as_str(), criteria.ruleset.as_str()), (open.name.as_str(), "cpns-2024"));
    assert_eq!((criteria.field_test, criteria.skd_weight, criteria.skb_weight), (Some(practical()), 40, 60));
    assert_eq!(criteria.tie_breaks, ["skd_total", "tkp", "tiu", "twk", "gpa", "older"]);
    assert_eq!((criteria.passes.len(), criteria.decides_by.as_str(), criteria.papers.len()), (6, "exact", 6));
    assert_eq!((criteria.seats, criteria.commit_time), (2, open.open_time));
    let lines = [
        "asn-criteria\t1\n",
        "\ndecision\t320/2024\n",
        "\neducation\tD-III Keperawatan\t18\t35\t4000\n",
        "\npasses\tE-1\tE-2\tU-1\tU-2\tU-3\tE-3\nfill\tbefore_publication\nobjections\t3\t7\n",
        "\ndecides_by\texact\n",
        "\nskd_least\t65\t80\t166\t-\n",
        "\ncat\t500\t60\ntest\tPraktik keperawatan\tmeasured\t40\t100\tnilai di bawah 60\n",
    ];
    for line in lines {
        assert!(criteria.canonical.contains(line), "{line:?} in {}", criteria.canonical);
    }
    assert_eq!(recruitment.get(&draft).await, open);
}

#[tokio::test]
async fn a_field_test_beyond_the_limits_is_refused() {
    let mut recruitment = Recruitment::start().await;
    let draft = recruitment.drafted(1, &need(TENANT, 1, 1)).await;
    let plain = recruitment.open(&draft);
    let with = |change: fn(&mut pb::FieldTest)| {
        let mut field_test = practical();
        change(&mut field_test);
        pb::OpenVacancyRequest { field_test: Some(field_test), ..plain.clone() }
    };
    let test = "field_test.tests[0]";
    let refused = [
        (with(|field_test| field_test.cat_weight = 61), vec!["field_test".to_owned()]),
        (with(|field_test| (field_test.cat_weight, field_test.tests[0].weight) = (59, 41)), vec!["field_test".into()]),
        (with(|field_test| field_test.tests[0].set_kind(Kind::Interview)), vec!["field_test".into()]),
        (
            with(|field_test| {
                field_test.cat_weight = 60;
                field_test.tests[0].weight = 20;
                field_test.tests.push(field_test.tests[0].clone());
            }),
            vec!["field_test".into()],
        ),
        (
            with(|field_test| field_test.tests[0] = pb::AdditionalTest { eliminating: true, ..Default::default() }),
            ["title", "kind", "weight", "max", "elimination_criterion"].map(|field| format!("{test}.{field}")).to_vec(),
        ),
        (with(|field_test| field_test.tests[0].eliminating = false), vec![format!("{test}.elimination_criterion")]),
        (with(|field_test| field_test.cat_weight = 0), vec!["field_test.cat_weight".into()]),
        (pb::OpenVacancyRequest { time_zone: 9, ..plain.clone() }, vec!["time_zone".into()]),
    ];
    for (request, fields) in refused {
        assert_eq!(bad_fields(&recruitment.open_with(request.clone()).await.unwrap_err()), fields, "{request:?}");
    }
    assert_eq!(recruitment.get(&draft).await, draft);
    recruitment.open_with(with(|_| ())).await.unwrap();
}

#[tokio::test]
async fn the_competency_standard_in_force_at_the_opening_is_a_criterion() {
    let mut recruitment = Recruitment::start().await;
    let event = need(TENANT, 4, 1);
    let title = CompetencyStandardPublished { job_title: event.position_title.clone(), ..standard(1, 1) };
    recruitment.told(1, &title).await;
    let mut newer = CompetencyStandardPublished { version: 2, revision: 2, ..title };
    newer.lines.push(Line { dictionary: "kamus-teknis".into(), code: "T.1".into(), level: 3 });
    recruitment.told(2, &newer).await;
    recruitment.told(3, &CompetencyStandardPublished { position: event.position.clone(), ..standard(2, 5) }).await;
    let draft = recruitment.drafted(4, &event).await;
    recruitment.told(5, &CompetencyStandardPublished { job_title: "Guru".into(), ..standard(3, 1) }).await;
    recruitment.told(6, &CompetencyStandardPublished { job_type: "fungsional".into(), ..standard(4, 1) }).await;
    let open = recruitment.open_with(recruitment.open(&draft)).await.unwrap().into_inner();
    recruitment.told(7, &CompetencyStandardPublished { version: 3, revision: 3, ..newer.clone() }).await;
    let criteria = recruitment.criteria(&open).await;
    let told: Vec<_> = criteria.standards.iter().map(|kept| (kept.revision, kept.competencies.len())).collect();
    assert_eq!(told, [(2, 2), (5, 1)], "of the title, then of the position, as they were at the opening");
    assert_eq!(criteria.standards[0].standard, newer.standard);
    assert!(criteria.canonical.contains("\ncompetency\tkamus-teknis\tT.1\t3\nstandard\t"), "{}", criteria.canonical);
    let kept = recruitment.harness.number("SELECT count(*) FROM recruitment.competency_standards").await;
    assert_eq!(kept, 3, "a standard of a kind of job is for no vacancy");
}

#[tokio::test]
async fn malformed_standards_are_set_aside() {
    let mut recruitment = Recruitment::start().await;
    let mut wild = CompetencyStandardPublished { job_title: "Guru".into(), ..standard(1, 1) };
    wild.lines[0].level = 6;
    let foreign = CompetencyStandardPublished {
        position: format!("instansi/{OTHER_TENANT}/positions/{}", Uuid::nil()),
        ..standard(2, 1)
    };
    for (sequence, event) in [(1, &wild), (2, &foreign)] {
        recruitment.harness.deliver("needs", sequence, &event.standard, event).await.unwrap();
    }
    recruitment.drafted(3, &need(TENANT, 1, 1)).await;
    assert_eq!(recruitment.harness.number("SELECT count(*) FROM recruitment.dead_letters").await, 2);
    assert_eq!(recruitment.harness.number("SELECT count(*) FROM recruitment.competency_standards").await, 0);
}

#[tokio::test]
async fn a_later_deadline_is_announced_with_its_reason() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let before = dates::parse_time(open.close_time.as_ref()).unwrap();
    let later = before + SignedDuration::from_hours(96);
    let request = |close_time, vacancy: &pb::Vacancy| pb::ExtendVacancyRequest {
        name: vacancy.name.clone(),
        etag: vacancy.etag.clone(),
        close_time: Some(dates::render_time(close_time)),
        reason: "Gangguan meterai elektronik".into(),
        request_id: String::new(),
    };
    let past = recruitment.harness.clock.now();
    for (wrong, fields) in [
        (request(before, &open), vec!["close_time"]),
        (request(past, &open), vec!["close_time"]),
        (request(before + SignedDuration::from_nanos(400), &open), vec!["close_time"]),
        (request(before + SignedDuration::from_hours(24 * 366), &open), vec!["close_time"]),
        (
            pb::ExtendVacancyRequest { request_id: "x".into(), ..Default::default() },
            vec!["name", "etag", "request_id", "close_time", "reason"],
        ),
    ] {
        let wrong = recruitment.vacancies.extend_vacancy(recruitment.harness.request(COMMITTEE, wrong)).await;
        assert_eq!(bad_fields(&wrong.unwrap_err()), fields);
    }
    let extend = recruitment.harness.request(COMMITTEE, request(later, &open));
    let extended = recruitment.vacancies.extend_vacancy(extend).await.unwrap().into_inner();
    assert_eq!(extended.local_close_time, "2024-09-11 15:00:00 WIB");
    recruitment.harness.clock.set(later);
    recruitment.apply(&extended, 1).await;
    let parent = open.name.clone();
    let list = pb::ListNoticesRequest { parent, ..Default::default() };
    let notices = recruitment.announcements.list_notices(list).await.unwrap().into_inner().notices;
    let change = pb::Extension { close_time_before: open.close_time, close_time: extended.close_time };
    assert_eq!(notices[0].change, Some(Change::Extension(change)));
    assert_eq!(notices[0].reason, "Gangguan meterai elektronik");
    let closed = recruitment.close(&extended).await;
    let late = request(later + SignedDuration::from_hours(1), &closed);
    let late = recruitment.vacancies.extend_vacancy(recruitment.harness.request(COMMITTEE, late)).await;
    assert_eq!(refusal(late), (Code::FailedPrecondition, "VACANCY_STATE".into()));
    let audited = "SELECT count(*) FROM recruitment.audit WHERE action LIKE '%ExtendVacancy'";
    assert_eq!(recruitment.harness.number(audited).await, 1);
}

#[tokio::test]
async fn other_evidence_is_announced_while_everybody_can_use_it() {
    let mut recruitment = Recruitment::start().await;
    let mut vacancy = recruitment.opened(1, 1).await;
    let request = |vacancy: &pb::Vacancy, document: &str| pb::AcceptAlternativeEvidenceRequest {
        name: vacancy.name.clone(),
        etag: vacancy.etag.clone(),
        document: document.into(),
        evidence: "Meterai tempel".into(),
        reason: "Gangguan meterai elektronik".into(),
        request_id: String::new(),
    };
    let anonymous = Request::new(request(&vacancy, "APPLICATION_LETTER"));
    let anonymous = recruitment.vacancies.accept_alternative_evidence(anonymous).await.unwrap_err();
    assert_eq!(anonymous.code(), Code::Unauthenticated);
    let empty = recruitment.harness.request(COMMITTEE, pb::AcceptAlternativeEvidenceRequest::default());
    let empty = recruitment.vacancies.accept_alternative_evidence(empty).await.unwrap_err();
    assert_eq!(bad_fields(&empty), ["name", "etag", "document", "evidence", "reason"]);
    for document in ["APPLICATION_LETTER", "STATEMENT"] {
        let accept = recruitment.harness.request(COMMITTEE, request(&vacancy, document));
        vacancy = recruitment.vacancies.accept_alternative_evidence(accept).await.unwrap().into_inner();
    }
    let mut list = pb::ListNoticesRequest { parent: vacancy.name.clone(), page_size: 1, ..Default::default() };
    let first = recruitment.announcements.list_notices(list.clone()).await.unwrap().into_inner();
    list.page_token = first.next_page_token;
    let second = recruitment.announcements.list_notices(list).await.unwrap().into_inner();
    let notices: Vec<_> = first.notices.into_iter().chain(second.notices).map(|notice| notice.change).collect();
    let accepted = |document: &str| {
        let evidence = "Meterai tempel".to_owned();
        Some(Change::AlternativeEvidence(pb::AlternativeEvidence { document: document.into(), evidence }))
    };
    assert_eq!(notices, [accepted("APPLICATION_LETTER"), accepted("STATEMENT")]);
    let over = dates::parse_time(vacancy.close_time.as_ref()).unwrap() + SignedDuration::from_secs(1);
    recruitment.harness.clock.set(over);
    let late = recruitment.harness.request(COMMITTEE, request(&vacancy, "DIPLOMA"));
    let late = recruitment.vacancies.accept_alternative_evidence(late).await;
    assert_eq!(refusal(late), (Code::FailedPrecondition, "NOT_ACCEPTING".into()), "nobody could use it any more");
    let closed = recruitment.close(&vacancy).await;
    let late = recruitment.harness.request(COMMITTEE, request(&closed, "DIPLOMA"));
    let late = recruitment.vacancies.accept_alternative_evidence(late).await;
    assert_eq!(refusal(late), (Code::FailedPrecondition, "VACANCY_STATE".into()));
    let parent = format!("instansi/{TENANT}/vacancies/{}", Uuid::now_v7());
    let unknown = recruitment.announcements.list_notices(pb::ListNoticesRequest { parent, ..Default::default() }).await;
    assert_eq!(refusal(unknown), (Code::NotFound, "VACANCY_NOT_FOUND".into()));
}

#[tokio::test]
async fn neither_what_was_determined_nor_what_was_committed_ever_changes() {
    let mut recruitment = Recruitment::start().await;
    let event = need(TENANT, 1, 2);
    let open = recruitment.opened(1, 2).await;
    assert_eq!((open.seats, open.kind, &open.education), (event.seats, event.kind, &event.education));
    assert_eq!((&open.need, &open.position, &open.unit_path), (&event.need, &event.position, &event.unit_path));
    let close_time = dates::parse_time(open.close_time.as_ref()).unwrap() + SignedDuration::from_hours(1);
    let extend = pb::ExtendVacancyRequest {
        name: open.name.clone(),
        etag: open.etag.clone(),
        close_time: Some(dates::render_time(close_time)),
        reason: "libur".into(),
        request_id: String::new(),
    };
    recruitment.vacancies.extend_vacancy(recruitment.harness.request(COMMITTEE, extend)).await.unwrap();
    for statement in [
        "UPDATE recruitment.vacancies SET seats = 3",
        "UPDATE recruitment.vacancies SET kind = 'DISABILITAS'",
        "UPDATE recruitment.vacancies SET education = education || '{S-1 Hukum}'",
        "UPDATE recruitment.vacancies SET unit_path = 'elsewhere', state = 'closed'",
        "UPDATE recruitment.criteria SET canonical = replace(canonical, '40', '50')",
        "DELETE FROM recruitment.criteria",
        "UPDATE recruitment.notices SET reason = 'another'",
        "DELETE FROM recruitment.notices",
    ] {
        // By hand, as the owner of the database.
        let refused = sqlx::query(statement).execute(&recruitment.harness.pool).await.unwrap_err();
        let code = refused.as_database_error().and_then(|error| error.code().map(|code| code.into_owned()));
        assert_eq!(code.as_deref(), Some("23000"), "{statement}: {refused}");
    }
}

#[tokio::test]
async fn everybody_reads_the_rules() {
    let mut recruitment = Recruitment::start().await;
    let all = pb::ListRulesetsRequest { parent: format!("instansi/{TENANT}"), ..Default::default() };
    let mut request = pb::ListRulesetsRequest {
        page_size: 1,
        period: "2024".into(),
        programme: pb::Programme::Cpns.into(),
        ..all.clone()
    };
    let page = recruitment.announcements.list_rulesets(request.clone()).await.unwrap().into_inner();
    let [rules] = page.rulesets.as_slice() else { panic!("{page:?}") };
    assert_eq!((rules.id.as_str(), rules.exercise, page.next_page_token.as_str()), ("cpns-2024", false, ""));
    assert_eq!((rules.age_minimum, rules.age_maximum, rules.age_limits[0].maximum), (18, 35, 40));
    assert_eq!(rules.objection, Some(pb::ruleset::Objection { days: 3, answer_days: 7 }));
    assert_eq!(rules.calendar[0].stage, "PENDAFTARAN");
    assert_eq!(rules.passes, ["E-1", "E-2", "U-1", "U-2", "U-3", "E-3"]);
    assert!(rules.documents().any(|kind| kind == pb::DocumentKind::Diploma), "what to bring is known before applying");
    let disability = rules.conditions.iter().find(|one| one.needs == [i32::from(pb::NeedKind::Disability)]).unwrap();
    let shown = (disability.fact(), disability.documents().collect::<Vec<_>>());
    assert_eq!(shown, (pb::DeclaredFact::Disability, vec![pb::DocumentKind::DisabilityCertificate]));
    (request.period, request.programme) = (String::new(), 0);
    let mut ids = Vec::new();
    loop {
        let page = recruitment.announcements.list_rulesets(request.clone()).await.unwrap().into_inner();
        ids.extend(page.rulesets.into_iter().map(|rules| (rules.id, rules.exercise)));
        request.page_token = page.next_page_token;
        if request.page_token.is_empty() {
            break;
        }
    }
    assert!(ids.is_sorted() && ids.len() >= 6, "{ids:?}");
    assert!(ids.contains(&("latihan-2024".into(), true)) && ids.contains(&("cpns-2018".into(), false)));
    let wrong = pb::ListRulesetsRequest { parent: "x".into(), page_size: -1, programme: 9, ..Default::default() };
    let refused = recruitment.announcements.list_rulesets(wrong).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "page_size", "programme"]);
}

#[tokio::test]
async fn listed_posts_take_older_applicants() {
    let mut recruitment = Recruitment::start().await;
    let mut event = need(TENANT, 1, 1);
    event.position_title = "Dokter Ahli Pertama".into();
    event.education = vec!["Profesi Dokter".into(), "Profesi Dokter Spesialis Anak".into()];
    let draft = recruitment.drafted(1, &event).await;
    let open = recruitment.open_with(recruitment.open(&draft)).await.unwrap().into_inner();
    let canonical = recruitment.criteria(&open).await.canonical;
    assert!(canonical.contains("\neducation\tProfesi Dokter\t18\t35\t"), "{canonical}");
    assert!(canonical.contains("\neducation\tProfesi Dokter Spesialis Anak\t18\t40\t"), "{canonical}");
    let forty = Some(contracts::google::r#type::Date { year: 1984, month: 9, day: 6 });
    let apply = |education: &str| pb::SubmitApplicationRequest {
        education: education.into(),
        birth_date: forty,
        ..application(&open, 1)
    };
    let general = recruitment.harness.request(crate::GATEWAY, apply("Profesi Dokter"));
    let general = recruitment.applications.submit_application(general).await;
    assert_eq!(refusal(general), (Code::FailedPrecondition, "AGE_OUT_OF_RANGE".into()));
    let specialist = recruitment.harness.request(crate::GATEWAY, apply("Profesi Dokter Spesialis Anak"));
    recruitment.applications.submit_application(specialist).await.unwrap();
}

#[tokio::test]
async fn both_programmes_of_a_year_are_one_period() {
    let mut recruitment = Recruitment::start().await;
    recruitment.harness.clock.set("2024-10-02T08:00:00Z".parse().unwrap());
    let servants = recruitment.opened(1, 1).await;
    let draft = recruitment.drafted(2, &need(TENANT, 2, 1)).await;
    let request = pb::OpenVacancyRequest { ruleset: "pppk-2024".into(), ..recruitment.open(&draft) };
    let mixed = pb::OpenVacancyRequest { field_test: Some(practical()), ..request.clone() };
    assert_eq!(bad_fields(&recruitment.open_with(mixed).await.unwrap_err()), ["field_test"]);
    let employees = recruitment.open_with(request).await.unwrap().into_inner();
    assert_eq!((employees.programme(), employees.period), (pb::Programme::Pppk, servants.period.clone()));
    let criteria = recruitment.criteria(&draft).await;
    assert_eq!((criteria.programme(), criteria.field_test, criteria.skd_weight), (pb::Programme::Pppk, None, 0));
    assert!(criteria.canonical.contains("\npppk_max\t450\t"), "{}", criteria.canonical);
    recruitment.apply(&servants, 1).await;
    let twice = recruitment.harness.request(crate::GATEWAY, application(&draft, 1));
    let twice = recruitment.applications.submit_application(twice).await;
    assert_eq!(refusal(twice), (Code::AlreadyExists, "ALREADY_APPLIED".into()));
}
