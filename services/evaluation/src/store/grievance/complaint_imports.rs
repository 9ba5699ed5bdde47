//! Complaints of other systems, many at once.

use crate::domain::complaint::Complaint;
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use platform::sensitive::Sealed;
use sqlx::PgConnection;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Complaints of another system, column by column.
#[derive(Default)]
pub struct Columns {
    ids: Vec<Uuid>,
    services: Vec<Uuid>,
    external_ids: Vec<String>,
    keys: Vec<Vec<u8>>,
    texts: Vec<Vec<u8>>,
    receive_times: Vec<jiff_sqlx::Timestamp>,
    months: Vec<jiff_sqlx::Date>,
    states: Vec<String>,
    kinds: Vec<String>,
    channels: Vec<String>,
    simple: Vec<bool>,
    supervisions: Vec<bool>,
    inspections: Vec<bool>,
    anonymous: Vec<bool>,
    secret: Vec<bool>,
    sectors: Vec<String>,
    categories: Vec<String>,
    regions: Vec<String>,
    units: Vec<Option<Uuid>>,
    verify_dues: Vec<Option<jiff_sqlx::Date>>,
    due_dates: Vec<Option<jiff_sqlx::Date>>,
    due_days: Vec<i16>,
    due_certain: Vec<bool>,
    rulesets: Vec<String>,
    calendars: Vec<String>,
    answer_dates: Vec<Option<jiff_sqlx::Date>>,
    close_dates: Vec<Option<jiff_sqlx::Date>>,
    due_from: Vec<Option<jiff_sqlx::Date>>,
    handled_here: Vec<bool>,
}

impl Columns {
    /// How many they are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Adds a complaint with its id in the other system and its sealed text.
    pub fn push(&mut self, complaint: Complaint, external_id: String, month: Date, text: Sealed) {
        let nature = complaint.nature;
        self.handled_here.push(complaint.is_handled_here);
        self.ids.push(complaint.id);
        self.services.push(complaint.service);
        self.external_ids.push(external_id);
        self.keys.push(text.key);
        self.texts.push(text.data);
        self.receive_times.push(complaint.receive_time.to_sqlx());
        self.months.push(month.to_sqlx());
        self.states.push(complaint.state.as_str().to_owned());
        self.kinds.push(nature.kind.as_str().to_owned());
        self.channels.push(complaint.channel.as_str().to_owned());
        self.simple.push(nature.is_simple);
        self.supervisions.push(nature.has_supervision);
        self.inspections.push(nature.has_inspection);
        self.anonymous.push(complaint.is_anonymous);
        self.secret.push(complaint.is_secret);
        self.sectors.push(complaint.sector);
        self.categories.push(complaint.category);
        self.regions.push(complaint.region);
        self.units.push(complaint.unit);
        let deadline = complaint.deadline;
        self.due_from.push(deadline.as_ref().and_then(|deadline| deadline.from).map(ToSqlx::to_sqlx));
        self.verify_dues.push(deadline.as_ref().map(|deadline| deadline.verify.to_sqlx()));
        self.due_dates.push(deadline.as_ref().map(|deadline| deadline.answer.to_sqlx()));
        self.due_days.push(deadline.as_ref().map_or(0, |deadline| i16::try_from(deadline.days).unwrap_or(i16::MAX)));
        self.due_certain.push(deadline.as_ref().is_none_or(|deadline| deadline.is_certain));
        let (ruleset, calendar) = deadline.map(|deadline| (deadline.ruleset, deadline.calendar)).unwrap_or_default();
        self.rulesets.push(ruleset);
        self.calendars.push(calendar);
        self.answer_dates.push(complaint.answer_date.map(ToSqlx::to_sqlx));
        self.close_dates.push(complaint.close_date.map(ToSqlx::to_sqlx));
    }
}

/// What an import did.
pub struct Imported {
    /// Complaints that were added.
    pub added: HashSet<Uuid>,
    /// Known ones that the other system has ended since.
    pub ended: usize,
}

/// Adds complaints of another system. One whose id was taken before stays as it is, unless it is not handled here, nobody had
/// ended it, and the other system has. In order of the ids, so that two imports at once wait for each other and do not lock each
/// other out.
pub async fn import(connection: &mut PgConnection, new: &Columns, now: Timestamp) -> sqlx::Result<Imported> {
    let taken = sqlx::query_scalar!(
        "INSERT INTO evaluation.complaints AS known (complaint_id, service_id, external_id, text_key, text_sealed, receive_time,
                                            month, state, kind, channel, is_simple, has_supervision, has_inspection,
                                            is_anonymous, is_secret, sector, category, region, unit_id, verify_due,
                                            due_date, due_days, due_is_certain, ruleset, calendar, answer_date,
                                            close_date, due_from, is_handled_here, version, create_time, update_time)
         SELECT *, 1, $29::timestamptz, $29::timestamptz
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bytea[], $5::bytea[], $6::timestamptz[], $7::date[],
                     $8::text[], $9::text[], $10::text[], $11::bool[], $12::bool[], $13::bool[], $14::bool[], $15::bool[],
                     $16::text[], $17::text[], $18::text[], $19::uuid[], $20::date[], $21::date[], $22::smallint[],
                     $23::bool[], $24::text[], $25::text[], $26::date[], $27::date[], $28::date[], $30::bool[])
              AS new (id, service, external_id, key, data, receive_time, month, state, kind, channel, is_simple,
                      has_supervision, has_inspection, is_anonymous, is_secret, sector, category, region, unit, verify_due,
                      due_date, due_days, due_is_certain, ruleset, calendar, answer_date, close_date, due_from,
                      is_handled_here)
         ORDER BY external_id
         ON CONFLICT ON CONSTRAINT external_ids_once DO UPDATE
         SET state = excluded.state, answer_date = excluded.answer_date, close_date = excluded.close_date,
             due_from = CASE WHEN known.due_date IS NULL THEN excluded.due_from ELSE known.due_from END,
             due_days = CASE WHEN known.due_date IS NULL THEN excluded.due_days ELSE known.due_days END,
             due_is_certain = CASE WHEN known.due_date IS NULL THEN excluded.due_is_certain ELSE known.due_is_certain END,
             ruleset = CASE WHEN known.due_date IS NULL THEN excluded.ruleset ELSE known.ruleset END,
             calendar = CASE WHEN known.due_date IS NULL THEN excluded.calendar ELSE known.calendar END,
             verify_due = coalesce(known.verify_due, excluded.verify_due),
             due_date = coalesce(known.due_date, excluded.due_date),
             version = known.version + 1, update_time = excluded.update_time
         WHERE NOT known.is_handled_here AND known.state = 'received' AND excluded.close_date IS NOT NULL
         RETURNING complaint_id",
        &new.ids,
        &new.services,
        &new.external_ids,
        &new.keys,
        &new.texts,
        &new.receive_times as _,
        &new.months as _,
        &new.states,
        &new.kinds,
        &new.channels,
        &new.simple,
        &new.supervisions,
        &new.inspections,
        &new.anonymous,
        &new.secret,
        &new.sectors,
        &new.categories,
        &new.regions,
        &new.units as _,
        &new.verify_dues as _,
        &new.due_dates as _,
        &new.due_days,
        &new.due_certain,
        &new.rulesets,
        &new.calendars,
        &new.answer_dates as _,
        &new.close_dates as _,
        &new.due_from as _,
        now.to_sqlx() as _,
        &new.handled_here,
    );
    let taken = taken.fetch_all(connection).await?;
    let all = taken.len();
    let new: HashSet<Uuid> = new.ids.iter().copied().collect();
    let added: HashSet<Uuid> = taken.into_iter().filter(|id| new.contains(id)).collect();
    Ok(Imported { ended: all - added.len(), added })
}

/// The units of services, as names; what is no service of this tenant is left out.
pub async fn units_of_services(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<HashMap<Uuid, String>> {
    let rows = sqlx::query!("SELECT service_id, unit FROM evaluation.public_services WHERE service_id = ANY($1)", ids);
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| (row.service_id, row.unit)).collect())
}
