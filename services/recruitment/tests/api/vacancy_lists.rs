use crate::{COMMITTEE, Recruitment, need, refusal};
use contracts::recruitment::v1 as pb;
use platform::testing::{TENANT, bad_fields};
use tonic::{Code, Request};

fn list() -> pb::ListVacanciesRequest {
    pb::ListVacanciesRequest { parent: format!("instansi/{TENANT}"), ..Default::default() }
}

/// Titles of what a search finds.
async fn found(recruitment: &mut Recruitment, request: pb::ListVacanciesRequest) -> Vec<String> {
    let answer = recruitment.vacancies.list_vacancies(request).await.unwrap().into_inner();
    answer.vacancies.into_iter().map(|vacancy| vacancy.position_title).collect()
}

#[tokio::test]
async fn lists_are_public_filtered_and_paged() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    for number in 2..=3 {
        recruitment.opened(number, 1).await;
    }
    recruitment.apply(&open, 1).await;
    let mut request = pb::ListVacanciesRequest { page_size: 2, ..list() };
    let first = recruitment.vacancies.list_vacancies(request.clone()).await.unwrap().into_inner();
    assert_eq!(first.vacancies[0].applications, 1);
    request.page_token = first.next_page_token;
    let second = recruitment.vacancies.list_vacancies(request.clone()).await.unwrap().into_inner();
    assert_eq!((first.vacancies.len(), second.vacancies.len(), second.next_page_token.as_str()), (2, 1, ""));
    request.set_state(pb::vacancy::State::Closed);
    let refused = recruitment.vacancies.list_vacancies(request.clone()).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["page_token"]);
    request.page_token.clear();
    let closed = recruitment.close(&open).await;
    let listed = recruitment.vacancies.list_vacancies(request).await.unwrap().into_inner().vacancies;
    assert_eq!(listed, [closed]);
    let wrong = pb::ListVacanciesRequest {
        state: 99,
        need: "x".into(),
        place: "x".repeat(301),
        kind: 99,
        programme: 99,
        ..list()
    };
    let refused = recruitment.vacancies.list_vacancies(wrong).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["state", "need", "place", "kind", "programme"]);
}

#[tokio::test]
async fn drafts_are_for_those_who_may_see_them() {
    let mut recruitment = Recruitment::start().await;
    let draft = recruitment.drafted(1, &need(TENANT, 1, 1)).await;
    recruitment.drafted(2, &need(TENANT, 2, 1)).await;
    assert!(found(&mut recruitment, list()).await.is_empty());
    let asked = pb::ListVacanciesRequest { state: pb::vacancy::State::Draft.into(), ..list() };
    let refused = recruitment.vacancies.list_vacancies(asked).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["state"]);
    let get = pb::GetVacancyRequest { name: draft.name.clone() };
    let hidden = recruitment.vacancies.get_vacancy(recruitment.harness.request(COMMITTEE, get)).await;
    assert_eq!(refusal(hidden), (Code::NotFound, "VACANCY_NOT_FOUND".into()));
    assert_eq!(recruitment.get(&draft).await, draft);
    let mut request = pb::ListDraftsRequest { parent: list().parent, page_size: 1, ..Default::default() };
    let anonymous = recruitment.vacancies.list_drafts(Request::new(request.clone())).await.unwrap_err();
    assert_eq!(anonymous.code(), Code::Unauthenticated);
    let first = recruitment.harness.request(&["analyst"], request.clone());
    let first = recruitment.vacancies.list_drafts(first).await.unwrap().into_inner();
    request.page_token = first.next_page_token;
    let second = recruitment.harness.request(&["analyst"], request);
    let second = recruitment.vacancies.list_drafts(second).await.unwrap().into_inner();
    assert_eq!(
        (first.vacancies, second.vacancies.len(), second.next_page_token.as_str()),
        (vec![draft.clone()], 1, "")
    );
    recruitment.vacancies.open_vacancy(recruitment.harness.request(COMMITTEE, recruitment.open(&draft))).await.unwrap();
    assert_eq!(found(&mut recruitment, list()).await, ["Perawat Terampil"]);
}

#[tokio::test]
async fn the_public_searches_by_place_education_sector_kind_title_and_programme() {
    let mut recruitment = Recruitment::start().await;
    recruitment.opened(1, 1).await;
    let mut teacher = need(TENANT, 2, 1);
    teacher.position_title = "Guru Ahli Pertama".into();
    teacher.unit_path = "Dinas Pendidikan | SMPN 1 Asemrowo".into();
    teacher.education = vec!["S-1 Pendidikan Bahasa Inggris".into(), "S-1 Sastra Inggris".into()];
    teacher.kind = pb::NeedKind::Disability.into();
    let draft = recruitment.drafted(2, &teacher).await;
    recruitment.vacancies.open_vacancy(recruitment.harness.request(COMMITTEE, recruitment.open(&draft))).await.unwrap();
    let (nurse, teacher) = ("Perawat Terampil", "Guru Ahli Pertama");
    let searches = [
        (pb::ListVacanciesRequest { place: "asemrowo".into(), ..list() }, vec![nurse, teacher]),
        (pb::ListVacanciesRequest { place: "SMPN 1".into(), ..list() }, vec![teacher]),
        (pb::ListVacanciesRequest { place: "100%".into(), ..list() }, vec![]),
        (pb::ListVacanciesRequest { sector: "kesehatan".into(), ..list() }, vec![nurse]),
        (pb::ListVacanciesRequest { sector: "puskesmas".into(), ..list() }, vec![]),
        (pb::ListVacanciesRequest { education: "s-1 sastra inggris".into(), ..list() }, vec![teacher]),
        (pb::ListVacanciesRequest { education: "S-1".into(), ..list() }, vec![]),
        (pb::ListVacanciesRequest { kind: pb::NeedKind::Disability.into(), ..list() }, vec![teacher]),
        (pb::ListVacanciesRequest { title: "perawat".into(), ..list() }, vec![nurse]),
        (pb::ListVacanciesRequest { programme: pb::Programme::Cpns.into(), ..list() }, vec![nurse, teacher]),
        (pb::ListVacanciesRequest { programme: pb::Programme::Pppk.into(), ..list() }, vec![]),
        (
            pb::ListVacanciesRequest {
                place: "asemrowo".into(),
                title: "guru".into(),
                sector: "kesehatan".into(),
                ..list()
            },
            vec![],
        ),
    ];
    for (request, expected) in searches {
        assert_eq!(found(&mut recruitment, request.clone()).await, expected, "{request:?}");
    }
}
