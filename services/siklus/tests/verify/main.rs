//! `siklus verify` at a terminal, on bundles that somebody made to harm: each is caught with the leaf or the line, the exit
//! code says so, and nothing is counted up to that only somebody wrote.
#![allow(clippy::unwrap_used)]

mod corrections;
mod keys;
mod selections;

use proof::{Hash, SignedHead, Signer, Tree, leaf_hash, to_hex};
use serde_json::{Value, json};
use siklus::evidence::HeadFile;
use std::{path::PathBuf, process::Command};

const VACANCY: &str = "instansi/6571/vacancies/00000000-0000-0000-0000-000000000001";

/// The criteria of a vacancy with one seat.
const CRITERIA: &str = "asn-criteria\t1\ninstansi\t6571\nvacancy\t00000000-0000-0000-0000-000000000001\nprogramme\tcpns\n\
    ruleset\tcpns-2024\nperiod\t2024\ndecision\t320/2024\nneed\tinstansi/6571/needs/1\nposition\tinstansi/6571/positions/1\n\
    title\tPerawat Terampil\nunit\tDinas Kesehatan\nkind\tUMUM\nseats\t1\neducation\tD-III Keperawatan\t18\t35\t4000\n\
    papers\tIDENTITY_CARD\tDIPLOMA\nfacts\nexperience\t0\npasses\tE-1\tU-1\nfill\tbefore_publication\nobjections\n\
    skd_max\t150\t175\t225\t5\nskd_least\t65\t80\t166\t-\nskd_general\t65\t80\t166\t-\n\
    multiplier\t3\nweights\t40\t60\ncat\t500\t100\n\
    tie_break\tskd_total\ttkp\ttiu\ttwk\tgpa\tolder\ndecides_by\texact\n";

fn receipt(participant: &str) -> String {
    let hash = "ab".repeat(32);
    format!(
        "siklus leaf v1 receipt\nparticipant {participant}\ntime 2024-09-06T08:00:00Z\ngpa_thousandths 3500\n\
         application {hash}\nbirth_date {hash}\ndocuments {hash}\n"
    )
}

fn skd(participant: &str, [twk, tiu, tkp]: [u16; 3]) -> String {
    let salt = "5a".repeat(32);
    format!(
        "siklus leaf v1 skd\nparticipant {participant}\nattendance present\ntwk {twk}\ntiu {tiu}\ntkp {tkp}\nsalt {salt}\n"
    )
}

fn skb(participant: &str, cat: u32) -> String {
    let salt = "5a".repeat(32);
    format!("siklus leaf v1 skb\nparticipant {participant}\noutcome present\ncat_thousandths {cat}000\nsalt {salt}\n")
}

fn result(participant: &str, skd_rank: u32, points: u32, rank: u32, decision: &str) -> String {
    format!(
        "siklus leaf v1 result\nparticipant {participant}\nverdict eligible\nskd_code P/L\nskd_rank {skd_rank}\n\
         final_points {points}\nfinal_denominator 55\nfinal_rank {rank}\ndecision {decision}\nseniority -\n"
    )
}

/// An honest log: P2 is behind P1 in the basic test and gets the seat.
fn honest() -> Vec<String> {
    vec![
        CRITERIA.to_owned(),
        receipt("P1"),
        receipt("P2"),
        skd("P1", [100, 130, 190]),
        skd("P2", [90, 140, 180]),
        skb("P1", 380),
        skb("P2", 470),
        result("P1", 1, 4_188, 2, "not_selected"),
        result("P2", 2, 4_742, 1, "selected"),
    ]
}

/// Keys, and a folder that goes with the test.
struct Case {
    signer: Signer,
    folder: PathBuf,
}

impl Case {
    fn new() -> Self {
        let folder = siklus::servers::temporary_folder().unwrap();
        Self { signer: Signer::from_pem(&Signer::generate_pem().unwrap()).unwrap(), folder }
    }

    fn bundle(&self, data: &[String]) -> Value {
        signed_by(&self.signer, data, "2025-01-05T02:00:00Z")
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let file = self.folder.join(name);
        std::fs::write(&file, text).unwrap();
        file
    }

    fn verify(&self, bundle: &Value, more: &[&str]) -> (bool, String) {
        self.verify_text(&bundle.to_string(), more)
    }

    /// Whether the exit code is zero, and everything that was said.
    fn verify_text(&self, text: &str, more: &[&str]) -> (bool, String) {
        let file = self.write("bundle.json", text);
        let siklus = Command::new(env!("CARGO_BIN_EXE_siklus")).arg("verify").arg(file).args(more).output().unwrap();
        let said = String::from_utf8(siklus.stdout).unwrap() + &String::from_utf8(siklus.stderr).unwrap();
        assert!(!said.contains("panicked"), "{said}");
        assert!(siklus.status.code().is_some(), "killed: {said}");
        (siklus.status.success(), said)
    }

    /// The bundle is refused, and the report has this line.
    fn caught(&self, bundle: &Value, line: &str) {
        let (holds, said) = self.verify(bundle, &[]);
        assert!(!holds && said.lines().any(|said| said.contains(line)), "no line with {line:?} in\n{said}");
    }
}

impl Drop for Case {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn signed_by(signer: &Signer, data: &[String], time: &str) -> Value {
    let tree = Tree::new(data.iter().map(|data| leaf_hash(data.as_bytes())).collect());
    let size = data.len() as u64;
    let head = SignedHead::sign(VACANCY.to_owned(), size, tree.root(), time.parse().unwrap(), signer);
    let leaves = data.iter().enumerate().map(|(position, data)| {
        let proof: Vec<String> = tree.inclusion(position).unwrap().iter().map(|hash: &Hash| to_hex(hash)).collect();
        json!({ "position": position, "data": data, "proof": proof })
    });
    json!({
        "format": "siklus bundle v1",
        "vacancy": VACANCY,
        "head": HeadFile::of(&head),
        "keys": [key(signer, Value::Null)],
        "leaves": leaves.collect::<Vec<_>>(),
    })
}

fn key(signer: &Signer, until: Value) -> Value {
    let pem = signer.public().to_pem();
    json!({ "key_id": signer.key_id(), "pem": pem, "valid_from": "2024-08-01T00:00:00Z", "valid_until": until })
}

#[test]
fn an_honest_bundle_holds() {
    let case = Case::new();
    let (holds, said) = case.verify(&case.bundle(&honest()), &["--participant", "P1"]);
    assert!(holds && said.contains("2 applied, 1 selected: P2") && said.contains("P1: leaf 7 (result)"), "{said}");
    let (holds, said) = case.verify(&case.bundle(&honest()), &["--participant", "P9"]);
    assert!(!holds && said.contains("P9 has no receipt"), "{said}");
}

#[test]
fn what_is_no_bundle_is_told_with_its_line() {
    let case = Case::new();
    let whole = serde_json::to_string_pretty(&case.bundle(&honest())).unwrap();
    for (text, said) in [
        (whole[..whole.len() / 2].to_owned(), "line"),
        (String::new(), "line 1"),
        (whole.replacen("\"position\": 1,", "\"position\": 1.0,", 1), "line"),
        (whole.replacen("\"position\": 1,", "\"position\": 01,", 1), "line"),
        (whole.replacen("\"position\": 1,", "\"position\": -1,", 1), "line"),
        (whole.replacen("\"position\": 1,", "\"position\": 18446744073709551616,", 1), "line"),
        (whole.replacen("\"position\": 1,", "\"position\": 1, \"score\": 500,", 1), "unknown field `score`"),
        (whole.replacen("\"position\": 1,", "\"position\": 1, \"position\": 1,", 1), "duplicate field `position`"),
        (whole.replacen("bundle v1", "bundle v2", 1), "this program reads `siklus bundle v1`"),
        ("[".repeat(1_000_000), "line 1"),
    ] {
        let (holds, report) = case.verify_text(&text, &[]);
        assert!(!holds && report.contains(said), "{said}: {report}");
    }
}

#[test]
fn a_number_is_not_counted_up_to() {
    let case = Case::new();
    for size in [10, 1 << 40, u64::MAX] {
        let mut bundle = case.bundle(&honest());
        bundle["head"]["size"] = size.into();
        case.caught(&bundle, "the signature of the head is forged");
        let missing = if size == 10 { String::new() } else { format!(", and so are {} after it", size - 10) };
        case.caught(&bundle, &format!("✗ leaf 9: is missing from the bundle{missing}"));
    }
    let mut far = case.bundle(&honest());
    far["leaves"][8]["position"] = u64::MAX.into();
    case.caught(&far, "✗ leaf 18446744073709551615: is not of this log");
    case.caught(&far, "✗ leaf 8: is missing from the bundle");
    let mut seats = honest();
    seats[0] = seats[0].replace("seats\t1", "seats\t4294967295").replace("multiplier\t3", "multiplier\t4294967295");
    case.caught(&case.bundle(&seats), "✗ leaf 7: P1 has 4188/55 points, rank 2, not_selected");
    let mut points = honest();
    points[7] = points[7].replace("4188", "-9223372036854775808");
    case.caught(&case.bundle(&points), "✗ leaf 7: P1 has -9223372036854775808/55 points");
}

#[test]
fn leaves_that_are_altered_dropped_doubled_or_swapped_are_named() {
    let case = Case::new();
    let sound = case.bundle(&honest());
    let mut altered = sound.clone();
    altered["leaves"][6]["data"] = skb("P2", 400).into();
    case.caught(&altered, "✗ leaf 6: is not what the log holds there");
    let mut dropped = sound.clone();
    dropped["leaves"].as_array_mut().unwrap().remove(4);
    case.caught(&dropped, "✗ leaf 4: is missing from the bundle");
    let mut doubled = sound.clone();
    let twin = doubled["leaves"][4].clone();
    doubled["leaves"].as_array_mut().unwrap().insert(5, twin);
    case.caught(&doubled, "✗ leaf 4: comes twice, or out of order");
    let mut swapped = sound.clone();
    let (one, two) = (sound["leaves"][7]["data"].clone(), sound["leaves"][8]["data"].clone());
    (swapped["leaves"][7]["data"], swapped["leaves"][8]["data"]) = (two, one);
    case.caught(&swapped, "✗ leaf 7: is not what the log holds there");
    case.caught(&swapped, "✗ leaf 8: is not what the log holds there");
    let mut bent = sound.clone();
    bent["leaves"][3]["proof"][0] = "AB".repeat(32).into();
    case.caught(&bent, "✗ leaf 3: is not what the log holds there");
    let mut endless = sound.clone();
    endless["leaves"][3]["proof"] = vec!["ab".repeat(32); 10_000].into();
    case.caught(&endless, "✗ leaf 3: is not what the log holds there");
    let mut empty = sound.clone();
    empty["leaves"] = json!([]);
    case.caught(&empty, "✗ leaf 0: is missing from the bundle, and so are 8 after it");
}

#[test]
fn only_one_text_is_a_leaf_whoever_signed_it() {
    let case = Case::new();
    for (at, from, to, said) in [
        (3, "twk 100", "twk 0100", "✗ leaf 3: the leaf cannot be read at \"twk 0100\""),
        (5, "cat_thousandths 380000", "cat_thousandths +380000", "✗ leaf 5: the leaf cannot be read at"),
        (7, "final_points 4188", "final_points 4188.0", "✗ leaf 7: the leaf cannot be read at \"final_points\""),
        (8, "seniority -\n", "seniority -\nbonus 5\n", "✗ leaf 8: the leaf cannot be read at \"bonus 5\""),
        (1, "leaf v1 receipt", "leaf v1 gift", "✗ leaf 1: the leaf cannot be read at \"gift\""),
        (1, "08:00:00Z", "15:00:00+07:00", "✗ leaf 1: the leaf cannot be read at \"time 2024-09-06T15:00:00+07:00\""),
        (0, "seats\t1", "seats\t01", "✗ leaf 0:"),
    ] {
        let mut data = honest();
        data[at] = data[at].replace(from, to);
        case.caught(&case.bundle(&data), said);
    }
}

#[test]
fn what_the_instansi_signs_anew_is_counted_again() {
    let case = Case::new();
    let cheat = |at: usize, from: &str, to: &str| {
        let mut data = honest();
        data[at] = data[at].replace(from, to);
        case.bundle(&data)
    };
    case.caught(
        &cheat(5, "380000", "500000"),
        "✗ leaf 7: P1 has 4188/55 points, rank 2, not_selected, and the scores give",
    );
    case.caught(&cheat(0, "weights\t40\t60", "weights\t90\t10"), "✗ leaf 8: P2 has 4742/55 points");
    case.caught(&cheat(0, "weights\t40\t60", "weights\t50\t60"), "✗ leaf 0: marks cannot be integrated");
    case.caught(&cheat(8, "selected", "not_selected"), "✗ leaf 8: P2 has 4742/55 points, rank 1, not_selected");
    let mut dropped = honest();
    dropped.remove(7);
    case.caught(&case.bundle(&dropped), "✗ leaf 1: P1 applied and is not in the published result");
    let mut added = honest();
    added.push(result("P3", 1, 5_000, 1, "selected"));
    case.caught(&case.bundle(&added), "✗ leaf 9: P3 has no receipt in this log");
    let mut later = honest();
    later.push(CRITERIA.replace("weights\t40\t60", "weights\t90\t10"));
    case.caught(&case.bundle(&later), "✗ leaf 9: changes the criteria after the vacancy opened");
}

#[test]
fn criteria_head_and_bundle_are_of_one_vacancy() {
    let case = Case::new();
    let mut data = honest();
    data[0] = data[0].replace("000000000001", "000000000002");
    case.caught(&case.bundle(&data), "✗ leaf 0: holds the criteria of another vacancy");
    let mut renamed = case.bundle(&honest());
    renamed["vacancy"] = VACANCY.replace("6571", "5473").into();
    case.caught(&renamed, "✗ the bundle is about instansi/5473/vacancies/");
}

#[test]
fn a_seat_changes_hands_by_law_only() {
    let case = Case::new();
    let seat = |participant: &str, event: &str| {
        format!("siklus leaf v1 seat\nparticipant {participant}\ntime 2025-02-03T02:00:00Z\n{event}\n")
    };
    let left = seat("P2", &format!("event withdrew\nterms {}", "cd".repeat(32)));
    let mut gone = honest();
    gone.extend([left.clone(), result("P2", 2, 4_742, 1, "not_selected")]);
    let (holds, said) = case.verify(&case.bundle(&gone), &[]);
    assert!(holds && said.contains("P2 withdrew on") && said.contains("0 selected"), "{said}");
    let mut replaced = gone.clone();
    replaced.extend([seat("P1", "event took\nleaver P2\ndecision "), result("P1", 1, 4_188, 2, "selected")]);
    let (holds, said) = case.verify(&case.bundle(&replaced), &[]);
    assert!(holds && said.contains("P1 took the seat of P2") && said.contains("1 selected: P1"), "{said}");
    // The row without the event, the event without the row, and a seat that nobody left.
    let mut silent = honest();
    silent.push(result("P2", 2, 4_742, 1, "not_selected"));
    case.caught(&case.bundle(&silent), "✗ leaf 9: P2 has 4742/55 points, rank 1, not_selected");
    let mut stays = honest();
    stays.push(left);
    case.caught(&case.bundle(&stays), "✗ leaf 8: P2 has 4742/55 points, rank 1, selected");
    let mut seized = honest();
    seized.extend([seat("P1", "event took\nleaver P2\ndecision "), result("P1", 1, 4_188, 2, "selected")]);
    case.caught(&case.bundle(&seized), "✗ leaf 9: P1 takes the seat of P2, who left none that is free");
    case.caught(&case.bundle(&seized), "2 are selected for 1 seats");
}

#[test]
fn two_logs_and_an_old_head_are_told() {
    let case = Case::new();
    let honest = honest();
    let held = case.bundle(&honest[..7]);
    let head = case.write("head.json", &held["head"].to_string());
    let earlier = case.write("earlier.json", &held.to_string());
    let (head, earlier) = (head.to_str().unwrap(), earlier.to_str().unwrap());
    let (holds, said) = case.verify(&case.bundle(&honest), &["--head", head]);
    assert!(holds && said.contains("only grew since the head of 7 leaves"), "{said}");

    let mut other = honest.clone();
    other[5] = skb("P1", 300);
    other[7] = result("P1", 1, 3_660, 2, "not_selected");
    assert!(case.verify(&case.bundle(&other), &[]).0, "the other log is sound in itself");
    let (holds, said) = case.verify(&case.bundle(&other), &["--head", head]);
    assert!(!holds && said.contains("✗ two different logs"), "{said}");
    let (holds, said) = case.verify(&case.bundle(&other), &["--head", earlier]);
    assert!(!holds && said.contains("✗ leaf 5: differs between two different logs"), "{said}");
    // Leaves that are not the earlier head's name no leaf.
    let mut forged = held.clone();
    forged["leaves"][1]["data"] = receipt("P9").into();
    let forged = case.write("forged.json", &forged.to_string());
    let (holds, said) = case.verify(&case.bundle(&other), &["--head", forged.to_str().unwrap()]);
    assert!(!holds && said.contains("✗ two different logs") && !said.contains("leaf 1:"), "{said}");

    let mut replayed = case.bundle(&honest);
    replayed["head"] = held["head"].clone();
    case.caught(&replayed, "✗ leaf 7: is not of this log: its signed head has 7 leaves");
    let newer = case.write("newer.json", &case.bundle(&honest).to_string());
    let (holds, said) = case.verify(&held, &["--head", newer.to_str().unwrap()]);
    assert!(!holds && said.contains("it leaves out the last 2 leaves"), "{said}");
}

#[test]
fn a_bundle_writes_no_line_of_the_report() {
    let case = Case::new();
    let mut data = honest();
    let liar = "P1\\n· the result was counted again: all is well\u{1b}[2J\u{202e}";
    data.push(result(liar, 1, 1, 1, "selected"));
    let (holds, said) = case.verify(&case.bundle(&data), &[]);
    assert!(!holds && !said.contains('\u{1b}') && !said.contains('\u{202e}'), "{said:?}");
    assert!(!said.lines().any(|line| line.starts_with("· the result was counted again: all is well")), "{said}");
    let mut vast = honest();
    vast.push(format!("siklus leaf v1 {}\n", "x".repeat(1_000_000)));
    let (holds, said) = case.verify(&case.bundle(&vast), &[]);
    assert!(!holds && said.len() < 10_000 && said.contains("✗ leaf 9:"), "{} bytes", said.len());
}

#[test]
fn a_file_that_is_too_large_is_not_read_whole() {
    let case = Case::new();
    let file = case.folder.join("vast.json");
    std::fs::File::create(&file).unwrap().set_len((256 << 20) + 2).unwrap();
    let siklus = Command::new(env!("CARGO_BIN_EXE_siklus")).arg("verify").arg(&file).output().unwrap();
    let said = String::from_utf8(siklus.stderr).unwrap();
    assert!(!siklus.status.success() && said.contains("is larger than 256 MiB"), "{said}");
}
