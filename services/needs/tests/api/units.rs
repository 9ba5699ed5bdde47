use crate::{
    Needs, PARENT, PUSKESMAS, anonymous, assert_refused, nobody,
    world::{header, position_row},
};
use contracts::needs::v1 as pb;
use platform::testing::{OTHER_TENANT, bad_fields};
use tonic::{Code, Status};

impl Needs {
    async fn units(&self, request: pb::ListUnitsRequest) -> Result<pb::ListUnitsResponse, Status> {
        Ok(self.positions.clone().list_units(anonymous(request)).await?.into_inner())
    }

    async fn unit(&self, name: &str) -> Result<pb::Unit, Status> {
        let request = anonymous(pb::GetUnitRequest { name: name.into() });
        Ok(self.positions.clone().get_unit(request).await?.into_inner())
    }
}

fn all() -> pb::ListUnitsRequest {
    pb::ListUnitsRequest { parent: PARENT.into(), ..Default::default() }
}

#[tokio::test]
async fn an_import_makes_the_unit_and_all_above_it() {
    let needs = Needs::start().await;
    let report = needs.import_positions(header(), &[position_row("Bidan", 1)]).await.unwrap();
    assert_eq!((report.accepted, report.units_created), (1, 3));
    let units = needs.units(all()).await.unwrap().units;
    let names: Vec<&str> = units.iter().map(|unit| unit.display_name.as_str()).collect();
    assert_eq!(names, ["PEMERINTAH KOTA SURABAYA", "DINAS KESEHATAN", "PUSKESMAS ASEMROWO"]);
    assert_eq!((units[0].parent.as_str(), &units[2].parent), ("", &units[1].name));
    assert_eq!(units[2].path, PUSKESMAS);
    assert_eq!(needs.unit(&units[2].name).await.unwrap(), units[2]);
    let again = needs.import_positions(header(), &[position_row("Perawat", 1)]).await.unwrap();
    assert_eq!(again.units_created, 0);
}

#[tokio::test]
async fn units_are_paged_and_found_by_a_part_of_their_path() {
    let needs = Needs::start().await;
    needs.import_positions(header(), &[position_row("Bidan", 1)]).await.unwrap();
    let first = needs.units(pb::ListUnitsRequest { page_size: 2, ..all() }).await.unwrap();
    let next = pb::ListUnitsRequest { page_size: 2, page_token: first.next_page_token.clone(), ..all() };
    let second = needs.units(next.clone()).await.unwrap();
    assert_eq!((first.units.len(), second.units.len(), second.next_page_token.as_str()), (2, 1, ""));
    let found = needs.units(pb::ListUnitsRequest { path_contains: "kesehatan".into(), ..all() }).await.unwrap();
    assert_eq!(found.units.len(), 2);
    let literal = needs.units(pb::ListUnitsRequest { path_contains: "%".into(), ..all() }).await.unwrap();
    assert!(literal.units.is_empty());
    let other = needs.units(pb::ListUnitsRequest { path_contains: "x".into(), ..next }).await.unwrap_err();
    assert_eq!(bad_fields(&other), ["page_token"]);
    let negative = needs.units(pb::ListUnitsRequest { page_size: -1, ..all() }).await.unwrap_err();
    assert_eq!(bad_fields(&negative), ["page_size"]);
}

#[tokio::test]
async fn a_unit_is_known_in_its_own_instansi_only() {
    let needs = Needs::start().await;
    needs.import_positions(header(), &[position_row("Bidan", 1)]).await.unwrap();
    let unit = needs.units(all()).await.unwrap().units.remove(0);
    assert_refused(needs.unit(&nobody("units")).await, Code::NotFound, "UNIT_NOT_FOUND");
    let elsewhere = unit.name.replace("6571", OTHER_TENANT);
    assert_refused(needs.unit(&elsewhere).await, Code::NotFound, "UNIT_NOT_FOUND");
    assert_eq!(bad_fields(&needs.unit("units/1").await.unwrap_err()), ["name"]);
    let parent = format!("instansi/{OTHER_TENANT}");
    let other = needs.units(pb::ListUnitsRequest { parent, ..Default::default() }).await.unwrap();
    assert!(other.units.is_empty());
}
