use crate::{
    Needs, absent, anonymous, assert_refused,
    career_events::{filled, vacated},
    quality_events::{fell, recovered},
    reassessments::accept,
    world::{create, determine, item},
};
use contracts::needs::v1 as pb;
use platform::testing::{OTHER_TENANT, bad_fields};
use tonic::{Code, Status};

impl Needs {
    async fn explain(&self, request: pb::ExplainRequest) -> Result<pb::ExplainResponse, Status> {
        Ok(self.reassessments.clone().explain(anonymous(request)).await?.into_inner())
    }

    async fn steps(&self, name: &str) -> Vec<pb::Step> {
        let request = pb::ExplainRequest { name: name.into(), ..Default::default() };
        self.explain(request).await.unwrap().steps
    }
}

fn why(name: &str) -> pb::ExplainRequest {
    pb::ExplainRequest { name: name.into(), ..Default::default() }
}

#[tokio::test]
async fn the_chain_leads_from_the_workload_over_people_and_complaints_to_the_revised_need() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 1, 4).await;
    let need = needs.determined(&[item(&position, 1)]).await.remove(0);
    let begins = filled(&need, 1);
    let filled = needs.filled(1, &begins).await;
    let vacated = needs.vacated(2, &vacated(&begins)).await;
    let complaints = fell(&position, 1);
    let fallen = needs.fell(1, &complaints).await;
    let back = needs.recovered(2, &recovered(&complaints)).await;
    let opened = needs.list_reassessments().await.remove(0);
    needs.accept(accept(&opened)).await.unwrap();
    let because = pb::CreateProposalRequest { reassessment: opened.name.clone(), ..create(&[item(&position, 2)]) };
    let second = needs.sent(because).await;
    needs.determine(determine(&second)).await.unwrap();
    let revised = needs.list_needs().await.remove(1);
    let events: Vec<String> = needs.told(4).await.iter().map(|event| event.id.to_string()).collect();
    assert_eq!(events[2], revised.event_id);
    let (first, id) = (&need.proposal, |id: &str| id.to_owned());
    let [filled, vacated, fallen, back] = [filled, vacated, fallen, back].map(|id| id.to_string());
    let expected = [
        ("workload.computed", &position.name, id(""), id("")),
        ("proposal.drafted", first, id(""), id("")),
        ("need.determined", &need.name, need.event_id.clone(), id("")),
        ("position.filled", &begins.servant, id(""), filled),
        ("position.vacated", &begins.servant, id(""), vacated),
        ("reassessment.opened", &opened.name, id(&events[1]), fallen),
        ("quality.recovered", &complaints.public_service, id(""), back),
        ("reassessment.accepted", &opened.name, id(""), id("")),
        ("proposal.drafted", &second.name, id(""), id("")),
        ("need.determined", &revised.name, id(&events[2]), id("")),
        ("reassessment.closed", &opened.name, id(&events[3]), id("")),
    ];
    let steps = needs.steps(&position.name).await;
    let shown: Vec<_> = steps
        .iter()
        .map(|step| (step.kind.as_str(), &step.resource, step.event_id.clone(), step.caused_by.clone()))
        .collect();
    assert_eq!(shown, expected);
    assert_eq!((steps[0].ruleset.as_str(), steps[5].ruleset.as_str()), ("abk-permenpanrb-1-2020", "complaints-2024"));
    assert_eq!(steps[0].summary, "1 tasks need 4.0000 people: 4");
    assert_eq!(needs.steps(&revised.name).await, steps);
    let asked_by_need = needs.explain(why(&need.name)).await.unwrap();
    assert_eq!(asked_by_need.position, position.name);
}

#[tokio::test]
async fn a_chain_is_told_in_pages() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 1, 4).await;
    for _ in 0..4 {
        needs.draft(&[item(&position, 1)]).await;
    }
    let whole = needs.steps(&position.name).await;
    let mut request = pb::ExplainRequest { page_size: 2, ..why(&position.name) };
    let mut pages = Vec::new();
    loop {
        let page = needs.explain(request.clone()).await.unwrap();
        pages.push(page.steps);
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    let sizes: Vec<usize> = pages.iter().map(Vec::len).collect();
    assert_eq!((sizes, pages.concat()), (vec![2, 2, 1], whole));
    request.name = absent(&position.name);
    assert_eq!(bad_fields(&needs.explain(request).await.unwrap_err()), ["page_token"]);
}

#[tokio::test]
async fn a_step_of_a_unit_is_told_for_its_positions_and_no_others() {
    let needs = Needs::start().await;
    let (midwife, nurse) = (needs.position("Bidan", 1).await, needs.position("Perawat", 1).await);
    let elsewhere =
        pb::PositionRow { unit_path: "PEMERINTAH KOTA SURABAYA".into(), ..crate::world::position_row("Sekda", 1) };
    needs.import_positions(crate::world::header(), &[elsewhere]).await.unwrap();
    let secretary = needs.list_positions().await.remove(2);
    needs.fell(1, &fell(&midwife, 1)).await;
    for (position, steps) in [(&midwife, 1), (&nurse, 1), (&secretary, 0)] {
        assert_eq!(needs.steps(&position.name).await.len(), steps, "{}", position.title);
    }
}

#[tokio::test]
async fn only_positions_and_needs_of_the_instansi_are_explained() {
    let needs = Needs::start().await;
    let position = needs.lacking("Bidan", 1, 4).await;
    let need = needs.determined(&[item(&position, 1)]).await.remove(0);
    for name in [absent(&position.name), position.name.replace("6571", OTHER_TENANT)] {
        assert_refused(needs.explain(why(&name)).await, Code::NotFound, "POSITION_NOT_FOUND");
    }
    for name in [absent(&need.name), need.name.replace("6571", OTHER_TENANT)] {
        assert_refused(needs.explain(why(&name)).await, Code::NotFound, "NEED_NOT_FOUND");
    }
    let proposal = pb::ExplainRequest { page_size: -1, ..why(&need.proposal) };
    assert_eq!(bad_fields(&needs.explain(proposal).await.unwrap_err()), ["name", "page_size"]);
}
