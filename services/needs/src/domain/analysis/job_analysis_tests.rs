use super::*;

fn rules() -> Rules {
    Rules {
        id: "test".into(),
        lowest_class: 1,
        highest_class: 17,
        required_aspects: ASPECTS.iter().map(|(aspect, ..)| *aspect).filter(|one| *one != Aspect::Training).collect(),
        outsourced: vec!["pengemudi".into(), "penjaga malam".into()],
    }
}

fn entry(part: Part, aspect: Option<Aspect>, text: &str) -> Entry {
    let result_unit = if part == Part::Duty { "berkas".into() } else { String::new() };
    Entry { part, aspect, text: text.into(), result_unit, detail: String::new() }
}

/// A row for every part and aspect.
fn complete() -> Vec<Entry> {
    let plain = PARTS.iter().filter(|(part, ..)| !part.has_aspects());
    let plain = plain.map(|(part, ..)| entry(*part, None, "7"));
    plain.chain(ASPECTS.iter().map(|(aspect, part, ..)| entry(*part, Some(*aspect), "x"))).collect()
}

fn fields(found: &[Finding]) -> Vec<&str> {
    found.iter().map(|finding| finding.field.as_str()).collect()
}

#[test]
fn tables_stand_in_the_order_of_their_enums() {
    for (part, name, _) in PARTS {
        assert_eq!((PARTS[part as usize].0, Part::parse(name)), (part, Some(part)));
    }
    for (aspect, part, name, _) in ASPECTS {
        assert_eq!((ASPECTS[aspect as usize].0, Aspect::parse(name), aspect.part()), (aspect, Some(aspect), part));
    }
}

#[test]
fn a_form_needs_all_15_parts_and_the_aspects_that_the_rules_name() {
    assert_eq!(missing(&complete(), &rules()), []);
    assert_eq!(missing(&[], &rules()).len(), 15);
    for (part, name, _) in PARTS {
        let without: Vec<Entry> = complete().into_iter().filter(|entry| entry.part != part).collect();
        assert_eq!(fields(&missing(&without, &rules())), [format!("entries.{name}")]);
    }
    for (aspect, part, name, _) in ASPECTS {
        let without: Vec<Entry> = complete().into_iter().filter(|entry| entry.aspect != Some(aspect)).collect();
        let field = format!("entries.{}.{name}", part.as_str());
        let expected = if aspect == Aspect::Training { vec![] } else { vec![field.as_str()] };
        assert_eq!(fields(&missing(&without, &rules())), expected);
    }
    let mut twice = complete();
    twice.push(entry(Part::Class, None, "8"));
    assert_eq!(fields(&missing(&twice, &rules())), ["entries.class"]);
}

#[test]
fn a_row_is_wrong_by_itself() {
    let wrong = |entry: Entry| entry.problems(&rules()).into_iter().map(|(field, _)| field).collect::<Vec<_>>();
    for sound in complete() {
        assert!(wrong(sound.clone()).is_empty(), "{sound:?}");
    }
    for class in ["0", "18", "-1", "+7", "VII", "7.0", "99999999999"] {
        assert_eq!(wrong(entry(Part::Class, None, class)), ["text"], "{class}");
    }
    assert_eq!(wrong(entry(Part::Tool, None, "-")), ["text"]);
    assert_eq!(wrong(entry(Part::Qualification, Some(Aspect::Education), " - ")), ["text"]);
    assert_eq!(wrong(entry(Part::Requirement, None, "x")), ["aspect"]);
    assert_eq!(wrong(entry(Part::Requirement, Some(Aspect::Education), "x")), ["aspect"]);
    assert_eq!(wrong(entry(Part::Summary, Some(Aspect::Skill), "x")), ["aspect"]);
    let unit = |part, unit: &str| Entry { result_unit: unit.into(), ..entry(part, None, "x") };
    assert_eq!(wrong(unit(Part::Duty, "")), ["result_unit"]);
    assert_eq!(wrong(unit(Part::Duty, "-")), ["result_unit"]);
    assert_eq!(wrong(unit(Part::Tool, "buah")), ["result_unit"]);
    assert!(wrong(unit(Part::Result, "laporan")).is_empty());
}

#[test]
fn outside_work_and_another_class_are_told_and_refuse_nothing() {
    let told = |title: &str, class: i32| {
        let found = warnings(title, class, &complete(), &rules());
        fields(&found).iter().map(|field| (*field).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(told("PENGEMUDI", 0), ["title"]);
    assert_eq!(told("Petugas / Penjaga-Malam", 7), ["title"]);
    for title in ["Penjaga Tahanan", "Analis Pengemudian", "Perawat"] {
        assert!(told(title, 7).is_empty(), "{title}");
    }
    assert_eq!(told("Perawat", 8), ["entries.class"]);
}

#[test]
fn only_a_draft_changes_and_is_published() {
    let mut analysis = JobAnalysis {
        id: Uuid::nil(),
        subject: Subject::Title,
        title: "Perawat".into(),
        edition: 1,
        state: State::Draft,
        ruleset: String::new(),
        publish_time: None,
        version: 1,
        create_time: Timestamp::UNIX_EPOCH,
        update_time: Timestamp::UNIX_EPOCH,
    };
    assert_eq!(analysis.publish("test", Timestamp::UNIX_EPOCH), Ok(()));
    let refused = Err(JobAnalysisError::NoDraft(State::Published));
    assert_eq!((analysis.must_be_draft(), analysis.ruleset.as_str()), (refused, "test"));
    analysis.supersede(Timestamp::UNIX_EPOCH);
    assert_eq!(analysis.publish("test", Timestamp::UNIX_EPOCH), Err(JobAnalysisError::NoDraft(State::Superseded)));
    let key = |title| JobAnalysis::subject_key(Subject::Title, title);
    assert_eq!(key("Perawat  Mahir"), key("PERAWAT MAHIR"));
}
