//! What is kept about the person of an application, as the copy that the person may ask for.

use crate::grpc::{
    application_status, confirmation_messages::render_confirmation, declarations::render_fact, objections, rendered,
};
use crate::{
    commands::{MyApplication, export_my_application},
    domain::declaration::Fact,
    error::Error,
    names,
    rulesets::Rulebook,
    store::copies::Kept,
};
use contracts::recruitment::v1 as pb;
use jiff::Timestamp;
use platform::{Scope, Tenant, View, Violations, Work, dates};
use uuid::Uuid;

/// Reads whose copy is asked for.
pub fn parse(message: &pb::ExportMyApplicationRequest) -> Result<(Scope, (Uuid, Uuid)), Violations> {
    let mut check = Violations::default();
    let name = check.take("name", names::parse_application(&message.name));
    let (vacancy, id) = name.ok_or(check)?;
    Ok((Scope::of(vacancy.tenant, &message.name), (vacancy.id, id)))
}

/// The copy, with the state of the application as it is told at any time.
pub async fn export(
    work: &mut Work<'_>,
    (vacancy, id): (Uuid, Uuid),
    rulebook: &Rulebook,
) -> Result<pb::ApplicationCopy, Error> {
    let mine = export_my_application(work, vacancy, id).await?;
    let mut told = Vec::with_capacity(mine.objections.len());
    for objection in &mine.objections {
        told.push(objections::one(work.connection, &work.tenant, &work.vault, *objection, work.now).await?);
    }
    let mut view = View {
        connection: &mut *work.connection,
        now: work.now,
        actor: work.actor.clone(),
        tenant: work.tenant.clone(),
        vault: work.vault.clone(),
        signer: work.signer.clone(),
    };
    let status = application_status::read(&mut view, vacancy, id, rulebook).await?;
    Ok(pb::ApplicationCopy { status: Some(status), objections: told, ..afterwards(&work.tenant, mine, work.now) })
}

/// Who it is, what was declared, and what came after the result.
fn afterwards(tenant: &Tenant, mine: MyApplication, now: Timestamp) -> pb::ApplicationCopy {
    let (statement, registered, withdrawal) = match mine.withdrawal {
        Some(left) => (left.statement, left.registered, Some(rendered::listed(tenant, &left.listed))),
        None => Default::default(),
    };
    let copy = pb::ApplicationCopy {
        statement,
        filing: mine.filing.map(|(filing, number)| rendered::filing(tenant, filing, number, now)),
        withdrawal,
        sanction_registered: registered,
        confirmations: mine.confirmations.into_iter().map(|asked| render_confirmation(tenant, asked)).collect(),
        pppk_tier: mine.tier,
        ..render(mine.kept)
    };
    match mine.person {
        None => copy,
        Some(person) => pb::ApplicationCopy {
            full_name: person.full_name,
            nik_ending: person.nik_ending,
            birth_date: Some(dates::render(person.birth_date)),
            ..copy
        },
    }
}

fn render(kept: Kept) -> pb::ApplicationCopy {
    let sex = match kept.sex.as_deref() {
        Some("male") => pb::Sex::Male,
        Some("female") => pb::Sex::Female,
        _ => pb::Sex::Unspecified,
    };
    let facts = kept.facts.iter().filter_map(|fact| Fact::parse(fact));
    pb::ApplicationCopy {
        education: kept.education,
        gpa_thousandths: kept.gpa_thousandths,
        facts: facts.map(|fact| render_fact(fact).into()).collect(),
        experience_months: kept.experience_months,
        sex: sex.into(),
        disability: kept.disability.unwrap_or_default(),
        age: kept.age.unwrap_or_default().into(),
        region_of_origin: kept.region.unwrap_or_default(),
        erase_time: kept.erase_time.map(dates::render_time),
        ..Default::default()
    }
}
