//! The view by sector.

use crate::{
    Needs, PARENT, anonymous,
    career_events::{filled, vacated},
    world::{header, item, workload_row},
};
use contracts::needs::v1::{self as pb, sector_service_client::SectorServiceClient};
use platform::testing::bad_fields;
use tonic::{Response, Status};

const SCHOOL: &str = "PEMERINTAH KOTA SURABAYA | DINAS PENDIDIKAN | SDN ASEMROWO";

impl Needs {
    async fn view(&self, year: i32, years: i32) -> Result<pb::SectorView, Status> {
        let request = pb::GetSectorViewRequest { parent: PARENT.into(), year, years };
        let mut client = SectorServiceClient::new(self.harness.channel.clone());
        client.get_sector_view(anonymous(request)).await.map(Response::into_inner)
    }

    async fn sector_units(&self, request: pb::ListSectorUnitsRequest) -> Result<pb::ListSectorUnitsResponse, Status> {
        let mut client = SectorServiceClient::new(self.harness.channel.clone());
        client.list_sector_units(anonymous(request)).await.map(Response::into_inner)
    }

    /// A position of any unit that needs `required` people.
    async fn lacking_at(&self, unit_path: &str, title: &str, incumbents: i32, required: i32) {
        let row = pb::PositionRow { unit_path: unit_path.into(), ..crate::world::position_row(title, incumbents) };
        self.import_positions(header(), &[row]).await.unwrap();
        let row = workload_row(title, &required.to_string(), "75000");
        let row = pb::WorkloadRow { unit_path: unit_path.into(), ..row };
        self.import_workload(header(), &[row]).await.unwrap();
    }

    async fn name_sector(&self, unit: &'static str, sector: &'static str) {
        let named = sqlx::query("UPDATE needs.units SET sector = $2, own_sector = $2 WHERE display_name = $1");
        let named = named.bind(unit).bind(sector).execute(&self.harness.pool).await.unwrap();
        assert_eq!(named.rows_affected(), 1);
    }
}

fn of<'v>(view: &'v pb::SectorView, sector: &str) -> &'v pb::SectorFigures {
    view.sectors.iter().find(|figures| figures.sector == sector).unwrap()
}

#[tokio::test]
async fn a_sector_tells_what_is_lacking_asked_granted_filled_and_who_leaves() {
    let needs = Needs::start().await;
    let midwife = needs.lacking("Bidan", 1, 6).await;
    needs.lacking("Perawat", 9, 4).await;
    needs.lacking_at(SCHOOL, "Guru", 2, 5).await;
    needs.name_sector("DINAS KESEHATAN", "health").await;
    needs.name_sector("DINAS PENDIDIKAN", "education").await;
    let papua = pb::ProposalItem { kind: pb::NeedKind::Papua.into(), ..item(&midwife, 1) };
    let need = needs.determined(&[item(&midwife, 2), papua.clone()]).await.remove(0);
    let begins = filled(&need, 1);
    needs.filled(1, &begins).await;
    needs.vacated(2, &vacated(&begins)).await;
    needs.draft(&[papua]).await;
    let retire = "INSERT INTO needs.retirements (position_id, year, seat, instansi, people, create_time)
         SELECT position_id, 2025, 0, '6571', 3, now() FROM needs.positions WHERE title = 'Perawat'";
    sqlx::query(retire).execute(&needs.harness.pool).await.unwrap();
    let view = needs.view(2025, 0).await.unwrap();
    let order: Vec<&str> = view.sectors.iter().map(|figures| figures.sector.as_str()).collect();
    assert_eq!(order, ["health", "education", "infrastructure", "tourism", "administration", "other"]);
    let health = of(&view, "health");
    assert_eq!((health.units, health.positions, health.required, health.incumbents), (1, 2, 10, 10));
    assert_eq!((health.shortage, health.surplus), (5, 5), "a surplus of nurses does not fill the shortage of midwives");
    let years: Vec<_> = health.years.iter().map(|one| (one.year, one.asked, one.granted, one.filled)).collect();
    // The draft does not count.
    assert_eq!(years, [(2021, 0, 0, 0), (2022, 0, 0, 0), (2023, 0, 0, 0), (2024, 0, 0, 0), (2025, 3, 3, 1)]);
    let leaving: Vec<_> = health.years.iter().map(|one| (one.left, one.retiring)).collect();
    assert_eq!(leaving, [(0, 0), (0, 0), (0, 0), (1, 0), (0, 3)]);
    let kinds: Vec<_> = health.kinds.iter().map(|one| (one.kind(), one.asked, one.granted, one.filled)).collect();
    assert_eq!(kinds, [(pb::NeedKind::General, 2, 2, 1), (pb::NeedKind::Papua, 1, 1, 0)]);
    let education = of(&view, "education");
    assert_eq!((education.shortage, education.positions, education.kinds.len()), (3, 1, 0));
    assert_eq!(of(&view, "tourism").positions, 0);
    assert_eq!(needs.view(2024, 1).await.unwrap().sectors[0].years.len(), 1);
}

#[tokio::test]
async fn the_nearest_unit_above_decides_and_a_gap_is_shown() {
    let needs = Needs::start().await;
    needs.lacking("Bidan", 0, 1).await;
    needs.lacking_at(SCHOOL, "Guru", 0, 2).await;
    let view = needs.view(2025, 0).await.unwrap();
    assert_eq!((view.sectors.len(), of(&view, "").shortage), (7, 3));
    needs.name_sector("PEMERINTAH KOTA SURABAYA", "administration").await;
    needs.name_sector("SDN ASEMROWO", "education").await;
    let view = needs.view(2025, 0).await.unwrap();
    assert_eq!((view.sectors.len(), of(&view, "administration").shortage, of(&view, "education").shortage), (6, 1, 2));
}

#[tokio::test]
async fn the_units_of_a_sector_are_listed_by_shortage() {
    let needs = Needs::start().await;
    let unit = |n: i32| format!("PEMERINTAH KOTA SURABAYA | DINAS KESEHATAN | PUSKESMAS {n}");
    for (n, required) in [(1, 2), (2, 9), (3, 2), (4, 0)] {
        needs.lacking_at(&unit(n), "Bidan", 1, required).await;
    }
    needs.lacking_at(SCHOOL, "Guru", 0, 50).await;
    needs.name_sector("DINAS KESEHATAN", "health").await;
    let mut request = pb::ListSectorUnitsRequest {
        parent: PARENT.into(),
        sector: "health".into(),
        page_size: 2,
        ..Default::default()
    };
    let mut found = Vec::new();
    loop {
        let page = needs.sector_units(request.clone()).await.unwrap();
        found.extend(page.units);
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    let figures: Vec<_> = found.iter().map(|one| (one.shortage, one.surplus, one.required, one.incumbents)).collect();
    assert_eq!(figures, [(8, 0, 9, 1), (1, 0, 2, 1), (1, 0, 2, 1), (0, 1, 0, 1)]);
    assert_eq!((found[0].unit_path.as_str(), found[0].positions), (unit(2).as_str(), 1));
    let other = pb::ListSectorUnitsRequest { sector: "education".into(), ..request.clone() };
    assert_eq!(bad_fields(&needs.sector_units(other).await.unwrap_err()), ["page_token"]);
    let bad = pb::ListSectorUnitsRequest { parent: "x".into(), sector: "magic".into(), page_size: -1, ..request };
    assert_eq!(bad_fields(&needs.sector_units(bad).await.unwrap_err()), ["parent", "page_size", "sector"]);
    assert_eq!(bad_fields(&needs.view(1, 21).await.unwrap_err()), ["year", "years"]);
}

/// A puskesmas with nine people is all that this region has of health: who of them retires is nobody else's business.
#[tokio::test]
async fn retirements_among_few_people_are_withheld() {
    let needs = Needs::start().await;
    needs.lacking("Bidan", 9, 9).await;
    needs.lacking_at(SCHOOL, "Guru", 10, 10).await;
    needs.name_sector("DINAS KESEHATAN", "health").await;
    needs.name_sector("DINAS PENDIDIKAN", "education").await;
    let retire = "INSERT INTO needs.retirements (position_id, year, seat, instansi, people, create_time)
         SELECT position_id, 2025, 0, '6571', 1, now() FROM needs.positions";
    sqlx::query(retire).execute(&needs.harness.pool).await.unwrap();
    let view = needs.view(2025, 2).await.unwrap();
    let retiring = |sector: &str| {
        let years = of(&view, sector).years.iter();
        years.map(|one| (one.retiring, one.retiring_withheld)).collect::<Vec<_>>()
    };
    assert_eq!(retiring("health"), [(0, true), (0, true)]);
    assert_eq!(retiring("education"), [(0, false), (1, false)]);
}

#[tokio::test]
async fn what_has_ended_lacks_nobody_and_its_past_stays() {
    let needs = Needs::start().await;
    let midwife = needs.lacking("Bidan", 1, 4).await;
    needs.name_sector("DINAS KESEHATAN", "health").await;
    needs.determined(&[item(&midwife, 2)]).await;
    let end = "UPDATE needs.units SET valid_until = '2024-03-03' WHERE display_name = 'DINAS KESEHATAN'";
    sqlx::query(end).execute(&needs.harness.pool).await.unwrap();
    let view = needs.view(2025, 1).await.unwrap();
    let health = of(&view, "health");
    assert_eq!((health.positions, health.shortage, health.years[0].granted), (0, 0, 2));
    let request = pb::ListSectorUnitsRequest { parent: PARENT.into(), sector: "health".into(), ..Default::default() };
    assert_eq!(needs.sector_units(request).await.unwrap().units.len(), 0);
}

#[tokio::test]
async fn the_public_sees_the_sectors_of_one_instansi_only() {
    let needs = Needs::start().await;
    needs.lacking("Bidan", 0, 1).await;
    let request = pb::GetSectorViewRequest { parent: "instansi/5473".into(), year: 2025, years: 1 };
    let mut client = SectorServiceClient::new(needs.harness.channel.clone());
    let view = client.get_sector_view(anonymous(request)).await.unwrap().into_inner();
    assert!(view.sectors.iter().all(|figures| figures.positions == 0));
}
