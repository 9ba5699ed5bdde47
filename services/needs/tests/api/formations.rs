//! The formations that were really published for 2024. The data are not shipped: without them these tests say so and pass.

use crate::{
    ANALYST, Needs,
    world::{header, workload_row},
};
use contracts::needs::v1 as pb;
use flate2::read::GzDecoder;
use serde::{Deserialize, de::DeserializeOwned};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

/// Instansi whose file is small and whole: 277 formations.
const CITY: &str = "Pemerintah Kota Surabaya";

#[derive(Clone, Deserialize)]
struct Formation {
    formasi_id: String,
    ins_nm: String,
    formasi_nm: String,
    jabatan_nm: String,
    lokasi_nm: String,
    jumlah_formasi: i32,
    gaji_min: i64,
    gaji_max: i64,
}

#[derive(Deserialize)]
struct Accepts {
    formasi_id: String,
    pendidikan_idx: String,
}

#[derive(Deserialize)]
struct School {
    pendidikan_idx: String,
    nama: String,
}

#[derive(Deserialize)]
struct Anomaly {
    formasi_id: String,
}

/// The published formations, what each accepts, and which of them are known to be absurd.
struct Published {
    formations: Vec<Formation>,
    education: HashMap<String, Vec<String>>,
    absurd: HashSet<String>,
}

fn read<T: DeserializeOwned>(reader: impl Read) -> Vec<T> {
    csv::Reader::from_reader(reader).deserialize().map(Result::unwrap).collect()
}

impl Published {
    /// None where the data are not there.
    fn load() -> Option<Self> {
        let folder: PathBuf =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/sscasn-formasi-cpns-2024");
        let open = |name: &str| File::open(folder.join(name)).unwrap();
        if !folder.is_dir() {
            eprintln!("skipped: {} is not there", folder.display());
            return None;
        }
        let schools: Vec<School> = read(open("pendidikan.csv"));
        let schools: HashMap<String, String> =
            schools.into_iter().map(|school| (school.pendidikan_idx, school.nama)).collect();
        let mut education: HashMap<String, Vec<String>> = HashMap::new();
        for pair in read::<Accepts>(GzDecoder::new(open("formasi_pendidikan.csv.gz"))) {
            education.entry(pair.formasi_id).or_default().push(schools[&pair.pendidikan_idx].clone());
        }
        let formations = read(GzDecoder::new(open("formasi.csv.gz")));
        let absurd = read::<Anomaly>(open("anomali_nilai.csv")).into_iter().map(|one| one.formasi_id).collect();
        Some(Self { formations, education, absurd })
    }

    fn row(&self, formation: &Formation) -> pb::FormationRow {
        pb::FormationRow {
            unit_path: formation.lokasi_nm.clone(),
            title: formation.jabatan_nm.clone(),
            kind: kind(&formation.formasi_nm).into(),
            seats: formation.jumlah_formasi,
            education: self.education[&formation.formasi_id].clone(),
            pay_min: formation.gaji_min,
            pay_max: formation.gaji_max,
        }
    }
}

fn kind(name: &str) -> pb::NeedKind {
    match name {
        "UMUM" => pb::NeedKind::General,
        "LULUSAN TERBAIK" => pb::NeedKind::CumLaude,
        "DIASPORA" => pb::NeedKind::Diaspora,
        "PENYANDANG DISABILITAS" => pb::NeedKind::Disability,
        "PUTRA/PUTRI PAPUA DAN PAPUA BARAT" => pb::NeedKind::Papua,
        "PUTRA/PUTRI DAERAH TERTINGGAL" => pb::NeedKind::DisadvantagedRegion,
        "PUTRA/PUTRI KALIMANTAN" => pb::NeedKind::Kalimantan,
        "ORANG ASLI PAPUA (OAP)" => pb::NeedKind::IndigenousPapuan,
        "UMUM (NON OAP)" => pb::NeedKind::GeneralNonPapuan,
        other => panic!("{other} is no kind of need"),
    }
}

/// What became of the rows of one instansi.
#[derive(Debug, Default, PartialEq, Eq)]
struct Outcome {
    accepted: i64,
    rejected: i64,
    warned: i64,
    seats: i64,
    /// Formations that a report names.
    told: HashSet<String>,
}

impl Needs {
    /// Takes an instansi's formations from the position map to a filled draft, with a workload for exactly these seats.
    async fn take_formations(&self, tenant: &str, published: &Published, formations: &[&Formation]) -> Outcome {
        let parent = format!("instansi/{tenant}");
        let header = pb::ImportHeader { parent: parent.clone(), ..header() };
        let mut seats: BTreeMap<(String, String), i64> = BTreeMap::new();
        for formation in formations {
            // The region's own map spells its units without the slips of the published file.
            let words: Vec<&str> = formation.lokasi_nm.split_whitespace().collect();
            let unit_path = words.join(" ").trim_matches(['|', ' ']).to_owned();
            *seats.entry((unit_path, formation.jabatan_nm.clone())).or_default() += i64::from(formation.jumlah_formasi);
        }
        let positions = seats.keys().cloned().map(|(unit_path, title)| {
            pb::import_positions_request::Part::Row(pb::PositionRow { unit_path, title, ..Default::default() })
        });
        let parts = [pb::import_positions_request::Part::Header(header.clone())].into_iter().chain(positions);
        let messages: Vec<_> = parts.map(|part| pb::ImportPositionsRequest { part: Some(part) }).collect();
        let request = self.harness.request_as("tester", ANALYST, &["-"], tokio_stream::iter(messages));
        self.positions.clone().import_positions(request).await.unwrap();
        let sheets = seats.iter().flat_map(|((unit_path, title), seats)| {
            // No task may keep more than a thousand people busy.
            let shares = (0..=*seats / 1000).map(|nth| (*seats - nth * 1000).min(1000));
            shares.map(move |people| {
                let row = workload_row(title, &people.to_string(), "75000");
                let row = pb::WorkloadRow { unit_path: unit_path.clone(), ..row };
                pb::import_workload_request::Part::Row(row)
            })
        });
        let parts = [pb::import_workload_request::Part::Header(header)].into_iter().chain(sheets);
        let messages: Vec<_> = parts.map(|part| pb::ImportWorkloadRequest { part: Some(part) }).collect();
        let request = self.harness.request_as("tester", ANALYST, &["-"], tokio_stream::iter(messages));
        self.positions.clone().import_workload(request).await.unwrap();
        let request = pb::DraftProposalRequest { parent: parent.clone(), year: 2025, ..Default::default() };
        let request = self.harness.request_as("tester", ANALYST, &["-"], request);
        let draft = self.drafts().draft_proposal(request).await.unwrap().into_inner();
        self.fill(parent, &draft, published, formations).await
    }

    async fn fill(
        &self,
        parent: String,
        draft: &pb::Proposal,
        published: &Published,
        formations: &[&Formation],
    ) -> Outcome {
        use pb::import_proposal_items_request::Part;
        let (proposal, etag) = (draft.name.clone(), draft.etag.clone());
        let header = pb::FormationHeader { parent, proposal, etag, ..Default::default() };
        let rows = formations.iter().map(|formation| Part::Row(published.row(formation)));
        let parts = [Part::Header(header)].into_iter().chain(rows);
        let messages: Vec<_> = parts.map(|part| pb::ImportProposalItemsRequest { part: Some(part) }).collect();
        let request = self.harness.request_as("tester", ANALYST, &["-"], tokio_stream::iter(messages));
        let answer = self.drafts().import_proposal_items(request).await.unwrap().into_inner();
        let told = answer.errors.iter().chain(&answer.warnings);
        Outcome {
            accepted: answer.accepted,
            rejected: answer.rejected,
            warned: answer.warned,
            seats: answer.proposal.unwrap().seats.into(),
            told: told.map(|error| formations[error.row as usize - 1].formasi_id.clone()).collect(),
        }
    }
}

#[tokio::test]
async fn every_formation_of_a_city_is_imported() {
    let Some(published) = Published::load() else { return };
    let needs = Needs::start().await;
    let formations: Vec<&Formation> = published.formations.iter().filter(|one| one.ins_nm == CITY).collect();
    let outcome = needs.take_formations("6571", &published, &formations).await;
    let seats: i64 = formations.iter().map(|formation| i64::from(formation.jumlah_formasi)).sum();
    assert_eq!((formations.len(), outcome.accepted, outcome.rejected, outcome.seats), (277, 277, 0, seats));
    let absurd: HashSet<String> =
        formations.iter().map(|one| one.formasi_id.clone()).filter(|id| published.absurd.contains(id)).collect();
    assert_eq!(outcome.told, absurd);
}

#[tokio::test]
async fn the_absurd_formations_are_told_and_no_others() {
    let Some(published) = Published::load() else { return };
    let needs = Needs::start().await;
    // Instansi with absurd formations, all rows of each; the largest are left to the test of all.
    let of = |name: &str| published.formations.iter().filter(|one| one.ins_nm == name).collect::<Vec<_>>();
    for (tenant, name) in
        [("1001", "Pemerintah Kab. Deiyai"), ("1002", "Pemerintah Kab. Kendal"), ("1003", "Pemerintah Kab. Alor")]
    {
        let formations = of(name);
        let outcome = needs.take_formations(tenant, &published, &formations).await;
        let absurd: HashSet<String> =
            formations.iter().map(|one| one.formasi_id.clone()).filter(|id| published.absurd.contains(id)).collect();
        assert_eq!(outcome.told, absurd, "{name}");
        assert!(!absurd.is_empty());
        let empty = formations.iter().filter(|one| one.jumlah_formasi == 0).count() as i64;
        assert_eq!((outcome.rejected, outcome.accepted), (empty, formations.len() as i64 - empty), "{name}");
    }
}

#[tokio::test]
#[ignore = "takes minutes: all 94,476 formations of 531 instansi"]
async fn all_formations_are_imported_and_the_474_absurd_ones_are_told() {
    let Some(published) = Published::load() else { return };
    let needs = Needs::start().await;
    let mut by_instansi: BTreeMap<&str, Vec<&Formation>> = BTreeMap::new();
    for formation in &published.formations {
        by_instansi.entry(&formation.ins_nm).or_default().push(formation);
    }
    let mut all = Outcome::default();
    for (nth, formations) in by_instansi.values().enumerate() {
        let one = needs.take_formations(&(1000 + nth).to_string(), &published, formations).await;
        all.accepted += one.accepted;
        all.rejected += one.rejected;
        all.warned += one.warned;
        all.seats += one.seats;
        all.told.extend(one.told);
    }
    eprintln!("{} accepted, {} rejected, {} warned, {} seats", all.accepted, all.rejected, all.warned, all.seats);
    let unknown: Vec<&String> = all.told.difference(&published.absurd).collect();
    assert_eq!((by_instansi.len(), all.accepted + all.rejected, published.absurd.len()), (531, 94_476, 474));
    assert!(published.absurd.is_subset(&all.told));
    // Ten ask for nobody; the others are taken without their pay.
    assert_eq!((unknown.len(), all.rejected, all.warned, all.seats), (0, 10, 464, 199_090), "{unknown:?}");
}
