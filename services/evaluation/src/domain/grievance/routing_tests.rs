use super::*;
use jiff::civil::date;

fn words(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn sector(code: &str, categories: &[&str], keywords: &[&str]) -> SectorRule {
    SectorRule { code: code.into(), title: code.into(), categories: words(categories), keywords: words(keywords) }
}

fn rules() -> RoutingRules {
    RoutingRules {
        id: "routing-x".into(),
        valid_from: date(2024, 1, 1),
        category_points: 60,
        service_points: 50,
        keyword_points: 10,
        keywords_counted: 2,
        sectors: vec![
            sector("infrastructure", &["infrastruktur"], &["jalan", "lampu", "lubang"]),
            sector("health", &["kesehatan"], &["puskesmas", "pasien", "obat"]),
        ],
    }
}

fn route(id: u128, sector: &str, region: &str, unit: u128) -> Route {
    Route {
        id: Uuid::from_u128(id),
        sector: sector.into(),
        region: region.into(),
        service: Uuid::from_u128(9),
        unit: Uuid::from_u128(unit),
        version: 1,
        create_time: jiff::Timestamp::UNIX_EPOCH,
    }
}

#[test]
fn words_and_categories_speak_for_a_sector() {
    let found = rules().sectors("", "Obat di PUSKESMAS habis, pasien menunggu di jalan.");
    let told: Vec<(&str, u32)> = found.iter().map(|one| (one.sector.as_str(), one.points)).collect();
    assert_eq!(told, [("health", 20), ("infrastructure", 10)], "two words count at most");
    assert_eq!(found[0].fired, [Fired::Keywords(vec!["obat".into(), "pasien".into()])]);
    let found = rules().sectors(" Infrastruktur ", "pasien");
    let told: Vec<(&str, u32)> = found.iter().map(|one| (one.sector.as_str(), one.points)).collect();
    assert_eq!(told, [("infrastructure", 60), ("health", 10)]);
    assert_eq!(found[0].fired, [Fired::Category("infrastruktur".into())]);
}

#[test]
fn a_word_is_a_whole_word_and_counts_once() {
    assert!(rules().sectors("", "perjalanan berlubang-lubangan").is_empty());
    assert_eq!(rules().sectors("", "jalan, jalan; JALAN!")[0].points, 10);
    assert!(rules().sectors("", "").is_empty());
}

#[test]
fn what_is_written_onto_the_end_of_a_word_does_not_hide_it() {
    let found = rules().sectors("", "Lampunya mati, jalanlah yang rusak; obatpun habis, pasiennya menunggu. Nya lah.");
    let told: Vec<(&str, u32)> = found.iter().map(|one| (one.sector.as_str(), one.points)).collect();
    assert_eq!(told, [("infrastructure", 20), ("health", 20)]);
}

#[test]
fn of_equal_points_the_first_sector_wins() {
    let found = rules().sectors("", "pasien di jalan");
    assert_eq!(found.iter().map(|one| one.sector.as_str()).collect::<Vec<_>>(), ["infrastructure", "health"]);
}

#[test]
fn a_suggestion_says_what_speaks_for_it() {
    let routes = [route(1, "health", "", 20), route(2, "infrastructure", "", 30)];
    let matches = rules().sectors("infrastruktur", "jalan rusak, pasien jatuh");
    let found = rules().suggest(Uuid::from_u128(20), &matches, &routes, "");
    let told: Vec<(u128, &str, u32)> =
        found.iter().map(|one| (one.unit.as_u128(), one.sector.as_str(), one.points)).collect();
    assert_eq!(told, [(30, "infrastructure", 70), (20, "health", 60)]);
    assert_eq!(found[1].fired, [Fired::Service, Fired::Keywords(vec!["pasien".into()])]);
    assert_eq!((found[0].route, found[1].route), (Some(routes[1].id), Some(routes[0].id)));
}

#[test]
fn the_named_service_is_always_suggested() {
    let found = rules().suggest(Uuid::from_u128(20), &[], &[], "");
    assert_eq!((found.len(), found[0].unit, found[0].route), (1, Uuid::from_u128(20), None));
}

#[test]
fn the_closest_route_leads() {
    let routes = [route(1, "health", "", 1), route(2, "health", "35.78", 2), route(3, "health", "35.78.31", 3)];
    let unit = |region: &str| route_of(&routes, "health", region).map(|route| route.unit.as_u128());
    assert_eq!(unit("35.78.31.1001"), Some(3));
    assert_eq!(unit("35.78.3"), Some(2), "35.78.3 does not lie in 35.78.31");
    assert_eq!(unit("35.7"), Some(1));
    assert_eq!(unit(""), Some(1));
    assert_eq!(route_of(&routes, "energy", ""), None);
}

#[test]
fn unsound_rules_are_refused() {
    assert_eq!(rules().fault(), None);
    assert!(rules().knows("health") && !rules().knows("energy"));
    let twice = |extra: SectorRule| RoutingRules { sectors: [rules().sectors, vec![extra]].concat(), ..rules() };
    assert!(twice(sector("health", &[], &[])).fault().is_some());
    assert!(twice(sector("energy", &["kesehatan"], &[])).fault().is_some());
    assert!(twice(sector("energy", &[], &["PLN"])).fault().is_some());
    assert!(RoutingRules { keyword_points: 0, ..rules() }.fault().is_some());
    assert!(RoutingRules { sectors: Vec::new(), ..rules() }.fault().is_some());
}
