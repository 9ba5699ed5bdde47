//! Facilities: what is granted, to whom, and whether it came back.

use crate::{
    HR,
    record::{date, nobody},
    welfare_world::{Answer, Office, car, parent, refusal},
};
use contracts::career::v1 as pb;
use platform::testing::bad_fields;
use tonic::Code;
use uuid::Uuid;

impl Office {
    async fn give_back(&mut self, request: pb::ReturnFacilityRequest) -> Answer<pb::Facility> {
        self.facilities.return_facility(self.career.harness.request(HR, request)).await
    }

    async fn list_facilities(&mut self, request: pb::ListFacilitiesRequest) -> pb::ListFacilitiesResponse {
        self.facilities.list_facilities(self.career.harness.request(HR, request)).await.unwrap().into_inner()
    }
}

fn returned(facility: &pb::Facility) -> pb::ReturnFacilityRequest {
    pb::ReturnFacilityRequest {
        name: facility.name.clone(),
        etag: facility.etag.clone(),
        return_date: date(2025, 5, 2),
        request_id: String::new(),
    }
}

#[tokio::test]
async fn a_facility_is_granted_given_back_and_granted_again() {
    let mut office = Office::start().await;
    let (one, other) = (office.due().await, office.due().await);
    let once = pb::GrantFacilityRequest { request_id: Uuid::now_v7().to_string(), ..car(&one) };
    let granted = office.grant_facility(once.clone()).await.unwrap().into_inner();
    assert_eq!(office.grant_facility(once).await.unwrap().into_inner(), granted);
    assert_eq!((granted.kind(), granted.return_date), (pb::facility::Kind::Vehicle, None));
    let held = office.grant_facility(car(&other)).await;
    assert_eq!(refusal(held), (Code::AlreadyExists, "FACILITY_HELD".into()));
    let stale = pb::Facility { etag: "\"9\"".into(), ..granted.clone() };
    assert_eq!(refusal(office.give_back(returned(&stale)).await), (Code::Aborted, "ETAG_MISMATCH".into()));
    let back = office.give_back(returned(&granted)).await.unwrap().into_inner();
    assert_eq!((back.return_date, back.etag.as_str()), (date(2025, 5, 2), "\"2\""));
    let twice = office.give_back(returned(&back)).await;
    assert_eq!(refusal(twice), (Code::FailedPrecondition, "FACILITY_RETURNED".into()));
    office.grant_facility(car(&other)).await.expect("it is free again");
    let get = pb::GetFacilityRequest { name: granted.name };
    let read = office.facilities.get_facility(office.career.harness.request(HR, get)).await.unwrap().into_inner();
    assert_eq!(read, back);
}

#[tokio::test]
async fn facilities_are_listed_by_holder_and_page() {
    let mut office = Office::start().await;
    let (one, other) = (office.due().await, office.due().await);
    for (servant, number) in [(&one, "1"), (&one, "2"), (&other, "3")] {
        let request = pb::GrantFacilityRequest { inventory_number: number.into(), ..car(servant) };
        office.grant_facility(request).await.unwrap();
    }
    let all = pb::ListFacilitiesRequest { parent: parent(), page_size: 2, ..Default::default() };
    let page = office.list_facilities(all.clone()).await;
    office.give_back(returned(&page.facilities[0])).await.unwrap();
    let rest = pb::ListFacilitiesRequest { page_token: page.next_page_token, ..all.clone() };
    let rest = office.list_facilities(rest).await;
    assert_eq!((page.facilities.len(), rest.facilities.len(), rest.next_page_token.as_str()), (2, 1, ""));
    let own = pb::ListFacilitiesRequest { servant: one, ..all.clone() };
    assert_eq!(office.list_facilities(own.clone()).await.facilities.len(), 2);
    let held = pb::ListFacilitiesRequest { held_only: true, ..own };
    assert_eq!(office.list_facilities(held).await.facilities.len(), 1);
    let bad = pb::ListFacilitiesRequest { servant: "x".into(), page_size: -1, ..Default::default() };
    let bad = office.facilities.list_facilities(office.career.harness.request(HR, bad)).await.unwrap_err();
    assert_eq!(bad_fields(&bad), ["parent", "page_size", "servant"]);
}

#[tokio::test]
async fn what_is_wrong_or_missing_is_told() {
    let mut office = Office::start().await;
    let servant = office.due().await;
    let inventory_number = "x".repeat(101);
    let empty = pb::GrantFacilityRequest { inventory_number, request_id: "x".into(), ..Default::default() };
    let expected = ["parent", "kind", "display_name", "inventory_number", "start_date", "decree_number", "request_id"];
    assert_eq!(bad_fields(&office.grant_facility(empty).await.unwrap_err()), expected);
    let backwards = pb::GrantFacilityRequest { end_date: date(2025, 1, 9), ..car(&servant) };
    assert_eq!(bad_fields(&office.grant_facility(backwards).await.unwrap_err()), ["end_date"]);
    let refused = office.give_back(Default::default()).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "etag", "return_date"]);
    let granted = office.grant_facility(car(&servant)).await.unwrap().into_inner();
    for day in [date(2025, 1, 9), date(2025, 5, 3)] {
        let request = pb::ReturnFacilityRequest { return_date: day, ..returned(&granted) };
        assert_eq!(bad_fields(&office.give_back(request).await.unwrap_err()), ["return_date"]);
    }
    let absent = office.grant_facility(car(&nobody())).await;
    assert_eq!(refusal(absent), (Code::NotFound, "SERVANT_NOT_FOUND".into()));
    let missing = pb::Facility { name: format!("{}/facilities/{}", parent(), Uuid::now_v7()), ..granted };
    let absent = office.give_back(returned(&missing)).await;
    assert_eq!(refusal(absent), (Code::NotFound, "FACILITY_NOT_FOUND".into()));
    let get = pb::GetFacilityRequest { name: missing.name };
    let absent = office.facilities.get_facility(office.career.harness.request(HR, get)).await;
    assert_eq!(refusal(absent), (Code::NotFound, "FACILITY_NOT_FOUND".into()));
    let gone = "UPDATE career.servants SET state = 'left', last_day = '2025-05-01' WHERE servant_id = $1";
    office.change(gone, &servant).await;
    let left = office.grant_facility(pb::GrantFacilityRequest { inventory_number: "2".into(), ..car(&servant) }).await;
    assert_eq!(refusal(left), (Code::FailedPrecondition, "NOT_PAID".into()));
}
