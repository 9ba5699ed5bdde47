//! The records of people who are in service already come from a file, by the command that an office would use.

use platform::testing::TENANT;
use siklus::import::{Outcome, Servants, servants};
use std::path::PathBuf;
use system_tests::world::{World, people::Person};

const HEADER: &str = "nipBaru;nik;nama;tglLahir;statusPegawai;tmtCpns;golRuangAkhir;tmtGolAkhir";

/// Writes the file and sends it.
async fn import(world: &World, strict: bool, text: &str) -> anyhow::Result<Outcome> {
    let file: PathBuf = world.site.folder.join("servants.csv");
    std::fs::write(&file, text.replace(';', ",")).unwrap();
    let token = world.site.issuer.token("hr", &["hr_officer"], &[TENANT], 3600).unwrap();
    let address = format!("http://127.0.0.1:{}", world.site.ports["career"]);
    servants(&address, &token, &Servants { parent: format!("instansi/{TENANT}"), strict, file }).await
}

fn line(person: Person) -> String {
    let (nip, nik, name, born) = (person.nip(), person.nik(), person.full_name(), person.birth_date());
    format!("{nip};{nik};{name};{born};PNS;01-06-2025;III/a;2025-06-01\n")
}

#[tokio::test]
async fn records_come_from_a_file_and_the_same_file_gets_the_same_answer() {
    let world = World::start().await;
    let bad = line(Person(3)).replace("III/a", "V/z");
    let text = format!("\u{feff}{HEADER}\n{}{bad}{}", line(Person(1)), line(Person(2)));
    let first = import(&world, false, &text).await.unwrap();
    assert!(first.text.starts_with("2 records began, 0 were known, 1 rows refused\n"), "{}", first.text);
    assert!(first.text.contains("row 2, rank: refused: "), "{}", first.text);
    assert!(!first.clean);
    assert_eq!(world.office.servants().await.len(), 2);
    assert_eq!(import(&world, false, &text).await.unwrap().text, first.text);
    let known = import(&world, false, &format!("{HEADER}\n{}{}", line(Person(1)), line(Person(2)))).await.unwrap();
    assert!(known.text.starts_with("0 records began, 2 were known, 0 rows refused\n"), "{}", known.text);
    assert!(known.clean);
    assert!(import(&world, true, &format!("{HEADER}\n{bad}{}", line(Person(4)))).await.is_err());
    assert_eq!(world.office.servants().await.len(), 2);
}

#[tokio::test]
async fn nothing_is_sent_of_a_file_that_cannot_be_read() {
    let world = World::start().await;
    let unread = line(Person(2)).replace("01-06-2025", "1 Juni 2025").replace("2025-06-01", "2025-02-30");
    let refused = import(&world, false, &format!("{HEADER}\n{}{unread}", line(Person(1)))).await.err().unwrap();
    let told = "nothing was sent: 2 cells cannot be read\nrow 2, tmtCpns: must be a date: dd-mm-yyyy or yyyy-mm-dd\n\
                row 2, tmtGolAkhir: must be a date: dd-mm-yyyy or yyyy-mm-dd";
    assert_eq!(refused.to_string(), told);
    let refused = import(&world, false, "nip;nama\n1;2\n").await.err().unwrap();
    assert!(refused.to_string().starts_with("unknown columns nip; known are nipBaru, nik, nama"));
    let refused = import(&world, false, "nama;nama\n1;2\n").await.err().unwrap();
    assert_eq!(refused.to_string(), "column nama is there twice");
    assert!(world.office.servants().await.is_empty());
}
