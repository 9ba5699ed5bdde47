//! Rows of an import of servants: read, and refused with all that is wrong with them.

use crate::grpc::record_fields::{day, optional_text, rank, service};
use crate::{
    commands::{ImportedPost, ServantLine},
    domain::{
        education::{Education, EducationLevel, TOO_YOUNG},
        identity::{FullName, Identity, Sex, disagreements},
        nip::{Nip, nik::Nik},
        placement::unit_path,
        rank::RankHeld,
        record_rules::RecordRules,
        servant::{Employment, Servant, State, day_of},
        standing::ACTIVE,
    },
    names,
};
use contracts::career::v1 as pb;
use jiff::{Timestamp, civil::Date};
use pb::servant_row::Sex as WireSex;
use platform::{
    Tenant, Violations, import_message,
    imports::{BadRow, Split},
};
use uuid::Uuid;

/// Header or row of `ImportServants`.
pub(crate) const SPLIT_SERVANTS: Split<pb::ImportServantsRequest, pb::ServantRow> =
    import_message!(pb::ImportServantsRequest, pb::import_servants_request::Part, pb::ServantRow);

/// Employments as the national system prints them, and where the career stands then.
const EMPLOYMENTS: [(&str, Employment, State); 4] = [
    ("PNS", Employment::Pns, State::InService),
    ("CPNS", Employment::Pns, State::Probation),
    ("PPPK", Employment::Pppk, State::InService),
    ("PPPK PARUH WAKTU", Employment::PppkPartTime, State::InService),
];

/// Levels of education as the national system prints them.
pub(crate) const PRINTED_LEVELS: [(&str, EducationLevel); 13] = [
    ("SD", EducationLevel::Sd),
    ("SLTP", EducationLevel::Sltp),
    ("SLTP KEJURUAN", EducationLevel::SltpKejuruan),
    ("SLTA", EducationLevel::Slta),
    ("D1", EducationLevel::D1),
    ("D2", EducationLevel::D2),
    ("SGPLB", EducationLevel::Sgplb),
    ("D3", EducationLevel::D3),
    ("D4", EducationLevel::D4),
    ("S1", EducationLevel::S1),
    ("PROFESI", EducationLevel::Profession),
    ("S2", EducationLevel::S2),
    ("S3", EducationLevel::S3),
];

/// What rows are read against.
pub(crate) struct Reader<'r> {
    /// Tenant.
    pub tenant: &'r Tenant,
    /// The time.
    pub now: Timestamp,
    /// Codes and bounds.
    pub rules: &'r RecordRules,
}

struct Person {
    nip: Nip,
    nik: Nik,
    name: FullName,
    identity: Identity,
    sex: Sex,
}

struct Service {
    employment: Employment,
    state: State,
    appointment: Date,
    standing: String,
}

type Warnings = Vec<(&'static str, String)>;

impl Reader<'_> {
    /// Reads a row.
    pub(crate) fn read(&self, number: i64, row: &pb::ServantRow) -> Result<ServantLine, Violations> {
        let mut check = Violations::default();
        let person = self.person(&mut check, row);
        let service = self.service(&mut check, row);
        let education = self.education(&mut check, row);
        let rank = self.rank(&mut check, row);
        let post = self.post(&mut check, row);
        let (Some(person), Some(service), Some(education)) = (person, service, education) else { return Err(check) };
        let (Some(rank), Some(post), true) = (rank, post, check.is_empty()) else { return Err(check) };
        let id = Uuid::now_v7();
        let education = education.map(|education| Education { servant: id, ..education });
        let rank = rank.map(|rank| RankHeld { servant: id, ..rank });
        let warnings = self.compare(&mut check, &person, &service, rank.as_ref(), education.as_ref());
        if !check.is_empty() {
            return Err(check);
        }
        let Person { nip, nik, name, identity, sex } = person;
        let servant = self.servant(id, service, name, sex);
        Ok(ServantLine { row: number, servant, nip, nik, identity, rank, education, post, warnings })
    }

    fn servant(&self, id: Uuid, service: Service, name: FullName, sex: Sex) -> Servant {
        Servant {
            id,
            state: service.state,
            employment: service.employment,
            standing: service.standing,
            name,
            sex: Some(sex),
            account: String::new(),
            appointment_date: service.appointment,
            application: String::new(),
            need: String::new(),
            rating: String::new(),
            rating_year: 0,
            last_day: None,
            version: 1,
            create_time: self.now,
            update_time: self.now,
        }
    }

    fn today(&self) -> Date {
        day_of(self.now)
    }

    /// A day that has come.
    fn past(
        &self,
        check: &mut Violations,
        field: &str,
        date: Option<&contracts::google::r#type::Date>,
    ) -> Option<Date> {
        let day = day(check, field, date)?;
        check.check(field, day <= self.today(), "must not lie ahead");
        Some(day)
    }

    fn person(&self, check: &mut Violations, row: &pb::ServantRow) -> Option<Person> {
        let nip = check.take("nip", Nip::parse(&row.nip));
        let nik = check.take("nik", Nik::parse(&row.nik, self.today()));
        let name = check.text("full_name", &row.full_name, 200);
        let front_titles = optional_text(check, "front_titles", &row.front_titles, 100);
        let back_titles = optional_text(check, "back_titles", &row.back_titles, 100);
        let birth_date = self.past(check, "birth_date", row.birth_date.as_ref());
        let birth_place = optional_text(check, "birth_place", &row.birth_place, 200);
        let sex = match WireSex::try_from(row.sex) {
            Ok(WireSex::Male) => Some(Some(Sex::Male)),
            Ok(WireSex::Female) => Some(Some(Sex::Female)),
            Ok(WireSex::Unspecified) => Some(None),
            Err(_) => check.take("sex", Err("must be male, female or what the NIP says")),
        };
        let (nip, nik, name, birth_date) = (nip?, nik?, name?, birth_date?);
        let identity = Identity {
            nik: nik.expose().to_owned(),
            birth_date,
            birth_place: birth_place?,
            religion: String::new(),
            marital_status: String::new(),
            phone: String::new(),
            address: String::new(),
            email: String::new(),
            tax_number: String::new(),
        };
        let name = FullName { name, front_titles: front_titles?, back_titles: back_titles? };
        let sex = sex?.unwrap_or(nip.sex());
        Some(Person { nip, nik, name, identity, sex })
    }

    fn service(&self, check: &mut Violations, row: &pb::ServantRow) -> Option<Service> {
        let printed = row.employment.trim().to_uppercase();
        let found = EMPLOYMENTS.into_iter().find(|(text, ..)| *text == printed);
        let wanted = "must be PNS, CPNS, PPPK or PPPK PARUH WAKTU";
        let found = check.take("employment", found.ok_or(wanted));
        let appointment = self.past(check, "appointment_date", row.appointment_date.as_ref());
        let code = if row.standing_code.is_empty() { ACTIVE } else { row.standing_code.as_str() };
        let known = self.rules.standing(code).filter(|standing| !standing.ends_service);
        let wanted = "must be a code of BKN for somebody who is in service";
        let standing = check.take("standing_code", known.map(|standing| standing.code.clone()).ok_or(wanted));
        let (_, employment, state) = found?;
        Some(Service { employment, state, appointment: appointment?, standing: standing? })
    }

    /// The education, without whose it is; the outer option is empty when something is wrong.
    fn education(&self, check: &mut Violations, row: &pb::ServantRow) -> Option<Option<Education>> {
        let printed = row.education.trim().to_uppercase();
        if printed.is_empty() {
            return Some(None);
        }
        let level = PRINTED_LEVELS.into_iter().find(|(text, _)| *text == printed);
        let level = check.take("education", level.ok_or("must be a level from SD to S3"));
        let program = optional_text(check, "program", &row.program, 200);
        let institution = optional_text(check, "institution", &row.institution, 200);
        let year = row.graduation_year;
        let passed = (1940..=i32::from(self.today().year())).contains(&year);
        check.check("graduation_year", passed, "must be 1940 to this year");
        Some(Some(Education {
            id: Uuid::now_v7(),
            servant: Uuid::nil(),
            level: level?.1,
            program: program?,
            institution: institution?,
            graduation_year: year,
            certificate_number: String::new(),
            recognised: true,
            record_time: self.now,
            superseded_time: None,
        }))
    }

    /// The rank, without whose it is; the outer option is empty when something is wrong.
    fn rank(&self, check: &mut Violations, row: &pb::ServantRow) -> Option<Option<RankHeld>> {
        if row.rank.trim().is_empty() {
            return Some(None);
        }
        let reached = rank(check, "", &row.rank, &row.rank_kind);
        let start = self.past(check, "rank_start_date", row.rank_start_date.as_ref());
        let sound = service(check, "", row.service_years, row.service_months);
        let ((rank, kind), start) = (reached?, start?);
        sound.then(|| {
            Some(RankHeld {
                id: Uuid::now_v7(),
                servant: Uuid::nil(),
                rank,
                kind,
                start,
                end: None,
                service_years: row.service_years,
                service_months: row.service_months,
                decree_number: String::new(),
                decree_date: None,
                record_time: self.now,
                superseded_time: None,
            })
        })
    }

    /// The post; the outer option is empty when something is wrong.
    fn post(&self, check: &mut Violations, row: &pb::ServantRow) -> Option<Option<ImportedPost>> {
        let named = check.own_or_none("position", &row.position, names::POSITION, Some(self.tenant));
        let title = optional_text(check, "title", &row.title, 300);
        let (named, title) = (named?.is_some(), title?);
        if named {
            check.check("title", title.is_empty(), "must be empty where the position is named");
            check.check("unit_path", row.unit_path.is_empty(), "must be empty where the position is named");
        } else if title.is_empty() {
            check.check("seat", row.seat == 0, "must be 0 without a post");
            return Some(None);
        }
        let path = if named { Some(String::new()) } else { unit_path(&row.unit_path) };
        let path = check.take("unit_path", path.ok_or("must be unit names joined by ` | `, none of them empty"));
        let path = path.and_then(|path| optional_text(check, "unit_path", &path, 2000));
        check.check("seat", (0..=100_000).contains(&row.seat), "must be 1 to 100,000, or 0 for any");
        let start = self.past(check, "post_start_date", row.post_start_date.as_ref());
        let (unit_path, start) = (path?, start?);
        Some(Some(ImportedPost { position: row.position.clone(), unit_path, title, seat: row.seat, start }))
    }

    /// What the parts of a row say about each other: what cannot be is refused, what is only strange is told.
    fn compare(
        &self,
        check: &mut Violations,
        person: &Person,
        service: &Service,
        rank: Option<&RankHeld>,
        education: Option<&Education>,
    ) -> Warnings {
        let (employment, appointment) = (service.employment, service.appointment);
        let age = format!("tells an age at appointment below {}", self.rules.least_age);
        let old_enough = self.rules.old_enough(person.identity.birth_date, appointment);
        check.check("birth_date", old_enough, age);
        check.check("nip", employment.has_kind_of(&person.nip), "is of another kind of employment");
        let told = disagreements(person.identity.birth_date, &person.nik, Some(&person.nip), Some(person.sex));
        let column = |told: &str| if told.contains("NIK") { "nik" } else { "nip" };
        let mut warnings: Warnings = told.into_iter().map(|told| (column(told), told.to_owned())).collect();
        if !employment.agrees_with(&person.nip, appointment) {
            warnings.push(("nip", "the NIP names another beginning of service".to_owned()));
        }
        let graduated = education.is_none_or(|one| one.is_after_school_age(person.identity.birth_date));
        check.check("graduation_year", graduated, TOO_YOUNG);
        if let Some(rank) = rank {
            check.check("rank", rank.rank.is_of(employment), "must be of the kind of employment");
            let after = rank.start >= appointment;
            check.check("rank_start_date", after, "must not lie before the first day of service");
            let education = education.map(|education| education.level);
            match self.rules.must_allow(rank.rank, &rank.kind, education) {
                Err(above) => check.add("rank", above),
                Ok(()) => {
                    let above = self.rules.above_ceiling(rank.rank, education);
                    warnings.extend(above.map(|above| ("rank", above.to_string())));
                }
            }
        }
        warnings
    }
}

/// A refused or strange row as the caller sees it.
pub(crate) fn render_note(note: &BadRow) -> pb::ServantRowNote {
    pb::ServantRowNote { row: note.row, field: note.field.clone(), reason: note.reason.clone() }
}
