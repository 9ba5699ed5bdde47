use super::*;
use jiff::civil::date;

fn service() -> PublicService {
    PublicService {
        id: Uuid::nil(),
        display_name: "Pendaftaran pasien".into(),
        unit: "u".into(),
        quality: Quality::Steady { since: None, ruleset: String::new() },
        open: Vec::new(),
        retire_date: None,
        coverage: Coverage::default(),
        version: 1,
        create_time: Timestamp::UNIX_EPOCH,
        update_time: Timestamp::UNIX_EPOCH,
    }
}

fn open(number: u128) -> OpenSignal {
    OpenSignal { id: Uuid::from_u128(number), reason: "x".into() }
}

#[test]
fn a_service_is_as_usual_when_its_last_fall_ended() {
    let mut service = service();
    service.fall(open(1), date(2025, 7, 1), "a");
    service.fall(open(2), date(2025, 9, 30), "b");
    service.end(open(1).id, date(2025, 10, 1), "a");
    assert_eq!(service.quality, Quality::Fell { since: date(2025, 9, 30), ruleset: "b".into() });
    service.end(open(2).id, date(2025, 12, 31), "b");
    assert_eq!(service.quality, Quality::Steady { since: Some(date(2025, 12, 31)), ruleset: "b".into() });
}

#[test]
fn what_is_not_offered_any_more_does_not_change() {
    let mut service = service();
    service.rename("Loket".into()).unwrap();
    service.move_to("v".into()).unwrap();
    service.retire(date(2025, 11, 5)).unwrap();
    assert_eq!((service.display_name.as_str(), service.unit.as_str()), ("Loket", "v"));
    let gone = Err(Retired(date(2025, 11, 5)));
    assert_eq!(service.rename("x".into()), gone);
    assert_eq!(service.move_to("x".into()), gone);
    assert_eq!(service.retire(date(2025, 11, 6)), gone);
}
