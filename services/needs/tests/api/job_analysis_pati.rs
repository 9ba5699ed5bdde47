//! The job analysis of a real department (Kabupaten Pati, 2020), as its database holds it. The data is not in this tree:
//! without it the test is passed over.

use crate::{
    Needs,
    job_analysis::{all, entry},
    places,
    world::header,
};
use contracts::needs::v1 as pb;
use pb::job_analysis_entry::{Aspect, Part};
use platform::testing::bad_fields;
use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

type Record = HashMap<String, String>;

/// The records of a table, by column.
fn table(folder: &Path, name: &str) -> Vec<Record> {
    let text = fs::read_to_string(folder.join(format!("{name}.csv"))).unwrap();
    let mut lines = cells(&text).into_iter();
    let head = lines.next().unwrap();
    lines.map(|line| head.iter().cloned().zip(line).collect()).collect()
}

/// Comma-separated values with quotes, some of them over several lines.
fn cells(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => cell.extend(characters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell).trim_end_matches('\r').to_owned());
                rows.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    rows
}

/// The tables, and the rows they become.
struct Pati {
    folder: PathBuf,
    titles: HashMap<String, String>,
    rows: Vec<pb::JobAnalysisRow>,
}

impl Pati {
    fn find() -> Option<Self> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/anjab-abk-evjab-pati-2020");
        if !folder.is_dir() {
            eprintln!("passed over: {} is not there", folder.display());
            return None;
        }
        let jobs = table(&folder, "jabatan");
        let titles = jobs.iter().map(|job| (job["id"].clone(), job["nama"].clone())).collect();
        let mut pati = Self { folder, titles, rows: Vec::new() };
        for job in &jobs {
            for (aspect, column) in [(Aspect::Name, "nama"), (Aspect::Code, "kode"), (Aspect::Unit, "unit")] {
                pati.add(&job["id"], 0, entry(Part::Identity, aspect, &job[column]));
            }
        }
        Some(pati)
    }

    fn add(&mut self, job: &str, n: i32, entry: pb::JobAnalysisEntry) {
        let title = self.titles[job].clone();
        self.rows.push(pb::JobAnalysisRow { title, n, entry: Some(entry), ..Default::default() });
    }

    /// Rows of a table: the column of the text, and that of the detail or nothing.
    fn take(&mut self, name: &str, part: Part, aspect: Aspect, text: &str, detail: &str) {
        for record in table(&self.folder, name) {
            let n = record.get("urutan").map_or(0, |n| n.parse().unwrap());
            let detail = record.get(detail).cloned().unwrap_or_default();
            let entry = pb::JobAnalysisEntry { detail, ..entry(part, aspect, &record[text]) };
            self.add(&record["jabatan_id"], n, entry);
        }
    }

    /// The same where the text stands in a list of its own.
    fn take_listed(&mut self, name: &str, part: Part, aspect: Aspect, list: &str, detail: &str) {
        let listed = self.names(list);
        for record in table(&self.folder, name) {
            let detail = record.get(detail).cloned().unwrap_or_default();
            // Some refer to a line that the list does not have: they say nothing.
            let text = listed.get(&record[&format!("{list}_id")]).map_or("", String::as_str);
            let entry = pb::JobAnalysisEntry { detail, ..entry(part, aspect, text) };
            self.add(&record["jabatan_id"], 0, entry);
        }
    }

    fn names(&self, list: &str) -> HashMap<String, String> {
        table(&self.folder, list).into_iter().map(|record| (record["id"].clone(), record["nama"].clone())).collect()
    }

    /// Duties with the unit of their result, and the steps that they are done in.
    fn take_duties(&mut self) {
        let units = self.names("master_satuan_kerja");
        let results = table(&self.folder, "anjab_hasil_kerja");
        let unit = |record: &Record| units[&record["master_satuan_kerja_id"]].clone();
        let of_duty: HashMap<String, String> =
            results.iter().map(|record| (record["anjab_tugas_pokok_id"].clone(), unit(record))).collect();
        let steps = table(&self.folder, "anjab_tugas_pokok_tahapan");
        for record in table(&self.folder, "anjab_tugas_pokok") {
            let steps = steps.iter().filter(|step| step["anjab_tugas_pokok_id"] == record["id"]);
            let detail = steps.map(|step| step["uraian"].as_str()).collect::<Vec<_>>().join("; ");
            let result_unit = of_duty.get(&record["id"]).cloned().unwrap_or_default();
            let duty = entry(Part::Duty, Aspect::Unspecified, &record["uraian"]);
            let n = record["urutan"].parse().unwrap();
            self.add(&record["jabatan_id"], n, pb::JobAnalysisEntry { result_unit, detail, ..duty });
        }
        for record in &results {
            let result = entry(Part::Result, Aspect::Unspecified, &record["hasil_kerja"]);
            let result_unit = unit(record);
            self.add(&record["jabatan_id"], 0, pb::JobAnalysisEntry { result_unit, ..result });
        }
    }

    fn take_everything(&mut self) {
        let none = Aspect::Unspecified;
        self.take("anjab_ikhtisiar", Part::Summary, none, "ikhtisiar", "");
        self.take("anjab_kualifikasi_pendidikan", Part::Qualification, Aspect::Education, "jurusan", "");
        self.take("anjab_kualifikasi_pelatihan", Part::Qualification, Aspect::Training, "nama", "");
        self.take("anjab_kualifikasi_pengalaman_kerja", Part::Qualification, Aspect::Experience, "nama", "");
        self.take_duties();
        self.take("anjab_bahan_kerja", Part::Material, none, "nama", "digunakan_dalam_tugas");
        self.take("anjab_perangkat_kerja", Part::Tool, none, "nama", "digunakan_dalam_tugas");
        self.take("anjab_tanggung_jawab", Part::Responsibility, none, "tanggung_jawab", "");
        self.take("anjab_wewenang", Part::Authority, none, "wewenang", "");
        self.take("anjab_korelasi", Part::Relation, none, "nama_jabatan", "dalam_hal");
        let (list, rows) = ("master_kondisi_lingkungan_kerja", "anjab_kondisi_lingkungan_kerja");
        self.take_listed(rows, Part::Environment, none, list, "faktor");
        self.take("anjab_resiko_bahaya", Part::Hazard, none, "nama", "penyebab");
        let requirement = Part::Requirement;
        self.take("anjab_syarat_jabatan_keterampilan_kerja", requirement, Aspect::Skill, "uraian", "aspek");
        for (name, aspect, detail) in [
            ("bakat_kerja", Aspect::Aptitude, ""),
            ("temperamen_kerja", Aspect::Temperament, ""),
            ("minat_kerja", Aspect::Interest, ""),
            ("upaya_fisik", Aspect::PhysicalEffort, ""),
            ("kondisi_fisik", Aspect::PhysicalCondition, "keterangan"),
        ] {
            let (rows, list) = (format!("anjab_syarat_jabatan_{name}"), format!("master_{name}"));
            self.take_listed(&rows, requirement, aspect, &list, detail);
        }
        for what in ["data", "orang", "benda"] {
            let list = format!("master_fungsi_pekerjaan_{what}");
            self.take_listed("anjab_syarat_jabatan_fungsi_pekerjaan", requirement, Aspect::JobFunction, &list, "");
        }
        self.take("anjab_prestasi_kerja_diharapkan", Part::Performance, none, "nama", "");
    }

    /// The class that the points of the job evaluation (*evaluasi jabatan*) lead to.
    fn class_of(&self, job: &str, year: &str) -> String {
        let points = table(&self.folder, "evjab").into_iter();
        let points: u32 = points
            .filter(|record| (record["jabatan_id"].as_str(), record["tahun"].as_str()) == (job, year))
            .map(|record| record["nilai"].parse::<u32>().unwrap())
            .sum();
        let within = |record: &Record| {
            let bound = |column: &str| record[column].parse::<u32>().unwrap();
            record["tahun"] == year && (bound("batas_awal")..=bound("batas_akhir")).contains(&points)
        };
        table(&self.folder, "master_kelas_jabatan").iter().find(|record| within(record)).unwrap()["kelas"].clone()
    }
}

#[tokio::test]
async fn the_analysis_of_a_real_department_is_imported_and_published() {
    let Some(mut pati) = Pati::find() else { return };
    pati.take_everything();
    let needs = Needs::start().await;
    let report = needs.import_analyses(header(), &pati.rows).await.unwrap();
    // Two codes that are nothing, and skills that are a dash: every one of them is named, and all else is taken.
    let says_nothing = |row: &&pb::JobAnalysisRow| !row.entry.as_ref().unwrap().text.chars().any(char::is_alphanumeric);
    let numbered = (1..).zip(&pati.rows).filter(|(_, row)| says_nothing(row));
    let expected: Vec<(i64, &str)> = numbered.map(|(number, _)| (number, "entry.text")).collect();
    assert_eq!(places(&report.errors), expected);
    assert!((3..=6).contains(&expected.len()), "{expected:?}");
    assert_eq!((report.rejected, report.drafts), (expected.len() as i64, pati.titles.len() as i64));
    assert_eq!(report.accepted + report.rejected, pati.rows.len() as i64);

    let head = pati.titles["1"].clone();
    let listed = needs.list_analyses(all()).await.unwrap().job_analyses;
    let draft = listed.iter().find(|analysis| analysis.title == head).unwrap();
    let draft = needs.analysis(&draft.name).await.unwrap();
    let duties = draft.entries.iter().filter(|entry| entry.part() == Part::Duty);
    let duties: Vec<_> = duties.map(|duty| (duty.result_unit.as_str(), !duty.detail.is_empty())).collect();
    assert_eq!(duties, [("Kegiatan", true); 3]);
    // All parts are there but the class, which the evaluation of the job gives.
    assert_eq!(bad_fields(&needs.publish_analysis(&draft).await.unwrap_err()), ["entries.class"]);
    let class = pati.class_of("1", "2020");
    pati.add("1", 0, entry(Part::Class, Aspect::Unspecified, &class));
    needs.import_analyses(header(), &pati.rows).await.unwrap();
    let draft = needs.analysis(&draft.name).await.unwrap();
    let published = needs.publish_analysis(&draft).await.unwrap();
    assert_eq!((class.as_str(), published.warnings.len(), published.entries.len()), ("13", 0, draft.entries.len()));
    // The other jobs were only begun.
    for other in listed.iter().filter(|analysis| analysis.title != head) {
        let other = needs.analysis(&other.name).await.unwrap();
        let missing = bad_fields(&needs.publish_analysis(&other).await.unwrap_err());
        assert!(missing.contains(&"entries.class".to_owned()), "{}: {missing:?}", other.title);
    }
}
