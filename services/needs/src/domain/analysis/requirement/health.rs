//! Health workers: WISN (WHO 2010) and the ministry's ABK-Kes (Permenkes 33/2015) as derivations.

use super::{Limits, Plausible, rounding};
use crate::domain::{
    abk_kes::AvailableTime,
    derivation::{Derivation, DerivationError, Draft, Operation},
    wisn::WorkingDays,
    workload::Rounding,
};
use num_rational::BigRational;

/// A task of a health worker (*uraian tugas*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HealthTask {
    pub description: String,
    /// How often a year (*capaian setahun*).
    pub annual_volume: BigRational,
    /// Minutes each time (*norma waktu*).
    pub minutes: BigRational,
}

/// Workload of health workers (*ABK-Kes*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HealthInput {
    /// What the available time is made of; none means the ruleset's minutes.
    pub available: Option<AvailableTime>,
    /// *Tugas pokok*.
    pub main: Vec<HealthTask>,
    /// *Tugas penunjang*.
    pub support: Vec<HealthTask>,
}

/// The rules of ABK-Kes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HealthRules {
    /// Available minutes a year (*waktu kerja tersedia*) where its parts are not given.
    pub available_minutes: u32,
    pub rounding: Rounding,
    pub plausible: Vec<Plausible>,
}

/// Most of the staff who do the same additional work.
pub const MOST_PEOPLE: u32 = 10_000;

/// Additional work of some of the staff (*kelonggaran individu*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndividualAllowance {
    pub description: String,
    /// Hours a year of each.
    pub hours: BigRational,
    pub people: u32,
}

/// Workload indicators of staffing need (*indikator beban kerja*, WHO 2010).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WisnInput {
    pub days: WorkingDays,
    pub hours_per_day: BigRational,
    pub activities: Vec<HealthTask>,
    /// Support work of all staff: description and percent of the time.
    pub category: Vec<(String, BigRational)>,
    pub individual: Vec<IndividualAllowance>,
}

/// The rules of WISN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WisnRules {
    /// The share of overload that the rounding bears.
    pub overload_borne: BigRational,
    pub plausible: Vec<Plausible>,
}

impl HealthInput {
    /// The derivation: (Σ volume ÷ standard workload) × support factor, rounded once.
    pub(super) fn tree(
        &self,
        mut draft: Draft,
        rules: &HealthRules,
        limits: Limits,
    ) -> Result<Derivation, DerivationError> {
        let available = match &self.available {
            Some(time) => available_minutes(&mut draft, time)?,
            None => {
                let minutes = exact::whole(u64::from(rules.available_minutes));
                draft.rule("abk-kes/wkt", "Waktu kerja tersedia (WKT)", "menit", &minutes, "ketentuan WKT")?
            }
        };
        let main = staff(&mut draft, "abk-kes/pokok", &self.main, available, limits)?;
        let base =
            draft.computed("abk-kes/jkt", "Jumlah kebutuhan tugas pokok (JKT)", "orang", Operation::Sum, &main)?;
        let mut shares = Vec::with_capacity(self.support.len());
        for (number, task) in (1..).zip(&self.support) {
            let id = format!("abk-kes/penunjang/{number}");
            let (volume, minutes) = enter(&mut draft, &id, task)?;
            let label = format!("Waktu penunjang: {}", task.description);
            let time = draft.computed(format!("{id}/time"), label, "menit", Operation::Product, &[volume, minutes])?;
            let label = format!("Faktor penunjang: {}", task.description);
            let share =
                draft.computed(format!("{id}/share"), label, "bagian", Operation::Quotient, &[time, available])?;
            shares.push(share);
        }
        let share = draft.computed("abk-kes/ftp", "Faktor tugas penunjang (FTP)", "bagian", Operation::Sum, &shares)?;
        let factor =
            draft.computed("abk-kes/stp", "Standar tugas penunjang (STP)", "kali", Operation::Allowance, &[share])?;
        let need = draft.computed("abk-kes/fte", "Kebutuhan SDM", "orang", Operation::Product, &[base, factor])?;
        let (most, follows) = (people(limits.people_per_position), [need]);
        let follows = (rounding(rules.rounding), follows.as_slice());
        draft.computed_at_most("abk-kes/posts", "Kebutuhan SDM, dibulatkan", "orang", follows, &most)?;
        Ok(draft.finish())
    }
}

/// The available minutes a year from their parts: days × hours a day × 60.
fn available_minutes(draft: &mut Draft, time: &AvailableTime) -> Result<usize, DerivationError> {
    let days = |days: u32| exact::whole(u64::from(days));
    let (one, hours, in_week) = (exact::whole(1), exact::whole(168), exact::whole(7));
    let (in_year, weeks_in_year) = (exact::whole(366), exact::whole(53));
    let formal = draft.entered_at_most(
        "abk-kes/jam-formal",
        "Jam kerja formal seminggu",
        "jam",
        &time.hours_per_week,
        &hours,
    )?;
    let slack = draft.entered_at_most("abk-kes/luang", "Waktu luang", "bagian", &time.slack, &one)?;
    let busy = draft.computed("abk-kes/bagian-efektif", "Bagian efektif", "bagian", Operation::Complement, &[slack])?;
    let week =
        draft.computed("abk-kes/jam-minggu", "Jam efektif seminggu", "jam", Operation::Product, &[formal, busy])?;
    let pattern =
        draft.entered_at_most("abk-kes/pola", "Hari kerja seminggu", "hari", &days(time.days_per_week), &in_week)?;
    let day = draft.computed("abk-kes/jam-hari", "Jam efektif sehari", "jam", Operation::Quotient, &[week, pattern])?;
    let year = draft.entered_at_most("abk-kes/hari", "Hari setahun", "hari", &days(time.days_per_year), &in_year)?;
    let weeks = days(time.weeks_per_year);
    let weeks = draft.entered_at_most("abk-kes/minggu", "Minggu setahun", "minggu", &weeks, &weeks_in_year)?;
    let seven = draft.rule("abk-kes/tujuh", "Hari dalam seminggu", "hari", &in_week, "kalender")?;
    let free = draft.computed(
        "abk-kes/libur-minggu",
        "Hari istirahat seminggu",
        "hari",
        Operation::Difference,
        &[seven, pattern],
    )?;
    let rest =
        draft.computed("abk-kes/istirahat", "Hari istirahat setahun", "hari", Operation::Product, &[weeks, free])?;
    let holidays = draft.entered("abk-kes/libur", "Libur nasional", "hari", &days(time.holidays))?;
    let leave = draft.entered("abk-kes/cuti", "Cuti", "hari", &days(time.leave))?;
    let inputs = [year, rest, holidays, leave];
    let left = draft.computed("abk-kes/hari-efektif", "Hari kerja efektif", "hari", Operation::Difference, &inputs)?;
    let sixty = draft.rule("abk-kes/enam-puluh", "Menit dalam sejam", "menit", &exact::whole(60), "jam")?;
    draft.computed("abk-kes/wkt", "Waktu kerja tersedia (WKT)", "menit", Operation::Product, &[left, day, sixty])
}

impl WisnInput {
    /// The derivation: base × category allowance factor + individual allowance factor, rounded as WHO does.
    pub(super) fn tree(
        &self,
        mut draft: Draft,
        rules: &WisnRules,
        limits: Limits,
    ) -> Result<Derivation, DerivationError> {
        let (hours, minutes) = self.available(&mut draft)?;
        let activities = staff(&mut draft, "wisn/kegiatan", &self.activities, minutes, limits)?;
        let base = draft.computed("wisn/base", "Kebutuhan kegiatan pelayanan", "orang", Operation::Sum, &activities)?;
        let hundred = draft.rule("wisn/hundred", "Persen dalam satu", "persen", &exact::whole(100), "persen")?;
        let mut shares = Vec::new();
        for (number, (description, percent)) in (1..).zip(&self.category) {
            let label = format!("Kegiatan penunjang: {description}");
            let most = exact::whole(100);
            let percent =
                draft.entered_at_most(format!("wisn/cas/{number}/percent"), label, "persen", percent, &most)?;
            let label = format!("Bagian waktu: {description}");
            let id = format!("wisn/cas/{number}/share");
            shares.push(draft.computed(id, label, "bagian", Operation::Quotient, &[percent, hundred])?);
        }
        let share =
            draft.computed("wisn/cas", "Kegiatan penunjang semua staf (CAS)", "bagian", Operation::Sum, &shares)?;
        let caf =
            draft.computed("wisn/caf", "Faktor kelonggaran kategori (CAF)", "kali", Operation::Allowance, &[share])?;
        let mut extra = Vec::new();
        for (number, one) in (1..).zip(&self.individual) {
            let id = format!("wisn/ias/{number}");
            let label = format!("Jam setahun: {}", one.description);
            let each = draft.entered(format!("{id}/hours"), label, "jam", &one.hours)?;
            let label = format!("Staf yang melakukan: {}", one.description);
            let (who, most) = (people(one.people), people(MOST_PEOPLE));
            let who = draft.entered_at_most(format!("{id}/people"), label, "orang", &who, &most)?;
            let label = format!("Waktu tambahan: {}", one.description);
            extra.push(draft.computed(format!("{id}/time"), label, "jam", Operation::Product, &[each, who])?);
        }
        let extra =
            draft.computed("wisn/ias", "Kegiatan tambahan sebagian staf (IAS)", "jam", Operation::Sum, &extra)?;
        let label = "Faktor kelonggaran individu (IAF)";
        let iaf = draft.computed("wisn/iaf", label, "orang", Operation::Quotient, &[extra, hours])?;
        let enlarged = draft.computed("wisn/enlarged", "Kebutuhan × CAF", "orang", Operation::Product, &[base, caf])?;
        let need = draft.computed("wisn/fte", "Kebutuhan SDM (WISN)", "orang", Operation::Sum, &[enlarged, iaf])?;
        let label = "Kelebihan beban yang ditanggung";
        let borne = draft.rule("wisn/overload", label, "bagian", &rules.overload_borne, "pembulatan WHO")?;
        let (most, inputs) = (people(limits.people_per_position), [need, borne]);
        let follows = (Operation::WithinOverload, inputs.as_slice());
        draft.computed_at_most("wisn/posts", "Kebutuhan SDM, dibulatkan", "orang", follows, &most)?;
        Ok(draft.finish())
    }

    /// The available working time of one of the staff a year, in hours and in minutes.
    fn available(&self, draft: &mut Draft) -> Result<(usize, usize), DerivationError> {
        let (leap_year, day) = (exact::whole(366), exact::whole(24));
        let days = &self.days;
        let possible =
            draft.entered_at_most("wisn/days", "Hari kerja setahun (A)", "hari", &days.possible, &leap_year)?;
        let holidays = draft.entered("wisn/holidays", "Libur nasional (B)", "hari", &days.holidays)?;
        let leave = draft.entered("wisn/leave", "Cuti tahunan (C)", "hari", &days.leave)?;
        let sick = draft.entered("wisn/sick", "Sakit (D)", "hari", &days.sick)?;
        let other = draft.entered("wisn/other", "Pelatihan dan lainnya (E)", "hari", &days.other)?;
        let inputs = [possible, holidays, leave, sick, other];
        let left = draft.computed("wisn/awt-days", "Hari kerja tersedia", "hari", Operation::Difference, &inputs)?;
        let a_day =
            draft.entered_at_most("wisn/hours-per-day", "Jam kerja sehari", "jam", &self.hours_per_day, &day)?;
        let hours =
            draft.computed("wisn/awt", "Waktu kerja tersedia (AWT)", "jam", Operation::Product, &[left, a_day])?;
        let sixty = draft.rule("wisn/sixty", "Menit dalam sejam", "menit", &exact::whole(60), "jam")?;
        let minutes =
            draft.computed("wisn/awt-minutes", "AWT dalam menit", "menit", Operation::Product, &[hours, sixty])?;
        Ok((hours, minutes))
    }
}

/// The staff each task takes: annual volume ÷ standard workload.
fn staff(
    draft: &mut Draft,
    prefix: &str,
    tasks: &[HealthTask],
    available: usize,
    limits: Limits,
) -> Result<Vec<usize>, DerivationError> {
    let mut staff = Vec::with_capacity(tasks.len());
    for (number, task) in (1..).zip(tasks) {
        let id = format!("{prefix}/{number}");
        let (volume, minutes) = enter(draft, &id, task)?;
        let label = format!("Standar beban kerja: {}", task.description);
        let standard =
            draft.computed(format!("{id}/standard"), label, "kali", Operation::Quotient, &[available, minutes])?;
        let label = format!("Kebutuhan: {}", task.description);
        let (most, inputs) = (people(limits.people_per_task), [volume, standard]);
        let follows = (Operation::Quotient, inputs.as_slice());
        staff.push(draft.computed_at_most(format!("{id}/need"), label, "orang", follows, &most)?);
    }
    Ok(staff)
}

/// One year of one person in minutes, day and night: no single task takes longer.
const MINUTES_OF_A_YEAR: u64 = 366 * 24 * 60;

fn enter(draft: &mut Draft, id: &str, task: &HealthTask) -> Result<(usize, usize), DerivationError> {
    let label = format!("Capaian setahun: {}", task.description);
    let volume = draft.entered(format!("{id}/volume"), label, "kali", &task.annual_volume)?;
    let (label, most) = (format!("Norma waktu: {}", task.description), exact::whole(MINUTES_OF_A_YEAR));
    let minutes = draft.entered_at_most(format!("{id}/minutes"), label, "menit", &task.minutes, &most)?;
    Ok((volume, minutes))
}

fn people(number: u32) -> BigRational {
    exact::whole(u64::from(number))
}
