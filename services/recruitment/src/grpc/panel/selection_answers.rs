//! What is told about open selections.

use super::open_selection_messages::render;
use crate::{
    commands,
    domain::{
        open_selection::{Selection, State},
        selection_candidate::name_of,
    },
    error::{Error, PanelError},
    store::selections,
};
use contracts::recruitment::v1 as pb;
use platform::{
    Tenant, View,
    page::Page,
    sensitive::{Sealed, Vault},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// A selection that everybody may know of.
pub(crate) async fn opened(connection: &mut PgConnection, id: Uuid) -> Result<Selection, Error> {
    let found = selections::get(connection, id).await?.filter(|found| found.state != State::Draft);
    Ok(found.ok_or(PanelError::NotFound)?)
}

/// Refuses a ranking or sheet that is not public.
pub(crate) async fn must_be_public(connection: &mut PgConnection, id: Uuid) -> Result<(), Error> {
    let selection = opened(connection, id).await?;
    if selection.is_public() { Ok(()) } else { Ok(selection.must_be(State::Announced)?) }
}

/// The name of a candidate, opened; empty once it was erased. Whoever calls this has checked that the caller may read it.
pub(super) fn full_name(vault: &Vault, candidate: Uuid, identity: Option<&Sealed>) -> Result<String, Error> {
    let record = identity.map(|sealed| commands::open_text(vault, candidate, sealed)).transpose()?;
    Ok(record.as_deref().and_then(name_of).unwrap_or_default().to_owned())
}

/// A page of selections.
pub(super) async fn listed(
    view: &mut View<'_>,
    state: Option<State>,
    page: &Page,
) -> Result<(Vec<pb::OpenSelection>, String), Error> {
    let mut found = selections::list(view.connection, state, page).await?;
    let next = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
    let shown = all_rendered(view.connection, &view.tenant, &view.vault, found).await?;
    Ok((shown, next))
}

/// A selection with its instruments and what may be counted about it.
pub(super) async fn rendered(
    connection: &mut PgConnection,
    tenant: &Tenant,
    vault: &Vault,
    selection: Selection,
) -> Result<pb::OpenSelection, Error> {
    let shown = all_rendered(connection, tenant, vault, vec![selection]).await?;
    Ok(shown.into_iter().next().unwrap_or_default())
}

async fn all_rendered(
    connection: &mut PgConnection,
    tenant: &Tenant,
    vault: &Vault,
    selections: Vec<Selection>,
) -> Result<Vec<pb::OpenSelection>, Error> {
    let ids: Vec<Uuid> = selections.iter().map(|one| one.id).collect();
    let mut instruments = selections::instruments_of(&mut *connection, &ids).await?;
    let totals = selections::totals(connection, &ids).await?;
    let shown = selections.into_iter().map(|one| {
        let instruments = instruments.remove(&one.id).unwrap_or_default();
        let totals = totals.get(&one.id).copied().unwrap_or_default();
        render(tenant, vault, one, instruments, totals)
    });
    Ok(shown.collect())
}
