//! `DevelopmentItemService`.

use crate::{
    commands::{self, AgreeDevelopment, DropDevelopment, open_text},
    domain::{
        development::{Agreement, DevelopmentItem, ItemState},
        evidence::HIGHEST_LEVEL,
    },
    error::Error,
    grpc::{from_wire_or_none, read_scope, to_wire},
    names,
    store::development_items,
};
use contracts::career::v1 as pb;
use pb::development_item::State as WireState;
use platform::{Kit, Scope, Tenant, Violations, Work, dates, etag, page::Page, sensitive::Sensitive};
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves development plans.
pub struct DevelopmentItems {
    pub(crate) kit: Kit,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::development_item_service_server::DevelopmentItemService for DevelopmentItems {
    async fn list_development_items(
        &self,
        request: Request<pb::ListDevelopmentItemsRequest>,
    ) -> Answer<pb::ListDevelopmentItemsResponse> {
        self.kit
            .write(request, parse_list, async |work, (servant, state, page): ListInput| {
                let state = state.map_or("", ItemState::as_str);
                let mut found = development_items::list(work.connection, servant, state, &page).await?;
                let next_page_token = page.cut(&mut found, |item| (item.create_time.as_microsecond(), item.id));
                let items = items_shown(work, found).await?;
                Ok::<_, Error>(pb::ListDevelopmentItemsResponse { items, next_page_token })
            })
            .await
    }

    async fn agree_development(&self, request: Request<pb::AgreeDevelopmentRequest>) -> Answer<pb::DevelopmentItem> {
        self.kit
            .write(request, parse_agree, async |work, input: AgreeDevelopment| {
                let item = commands::agree_development(work, input).await?;
                Ok::<_, Error>(items_shown(work, vec![item]).await?.pop().unwrap_or_default())
            })
            .await
    }

    async fn drop_development(&self, request: Request<pb::DropDevelopmentRequest>) -> Answer<pb::DevelopmentItem> {
        let parse = |message: &pb::DropDevelopmentRequest| {
            let mut check = Violations::default();
            let name = names::DEVELOPMENT_ITEM.parse(&message.name);
            let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
            let reason = check.text("reason", &message.reason, 1_000).map(Sensitive::new);
            let (Some((scope, item)), Some(reason)) = (read, reason) else { return Err(check) };
            Ok((scope, DropDevelopment { item, reason }))
        };
        self.kit
            .write(request, parse, async |work, input: DropDevelopment| {
                let item = commands::drop_development(work, input).await?;
                Ok::<_, Error>(items_shown(work, vec![item]).await?.pop().unwrap_or_default())
            })
            .await
    }
}

type ListInput = (Option<Uuid>, Option<ItemState>, Page);

fn parse_list(message: &pb::ListDevelopmentItemsRequest) -> Result<(Scope, ListInput), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.servant, &message.state]);
    let servant = check.own_or_none("servant", &message.servant, names::SERVANT, tenant.as_ref());
    let state = check.take("state", from_wire_or_none(&STATES, message.state));
    let (Some(tenant), Some(page), Some(servant), Some(state)) = (tenant, page, servant, state) else {
        return Err(check);
    };
    Ok((read_scope(tenant, &message.parent, &message.servant), (servant, state, page)))
}

fn parse_agree(message: &pb::AgreeDevelopmentRequest) -> Result<(Scope, AgreeDevelopment), Violations> {
    let mut check = Violations::default();
    let name = names::DEVELOPMENT_ITEM.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let target = u8::try_from(message.target_level).ok().filter(|level| (1..=HIGHEST_LEVEL).contains(level));
    let target = check.take("target_level", target.ok_or("must be 1 to 5"));
    let due_date = check.take("due_date", dates::parse(message.due_date.as_ref()));
    let kind = message.activity;
    check.check("activity", (1..=25).contains(&kind), "must be 1 to 25, a jenisDiklat of BKN");
    let (Some((scope, item)), Some(target), Some(due_date)) = (read, target, due_date) else { return Err(check) };
    if !check.is_empty() {
        return Err(check);
    }
    Ok((scope, AgreeDevelopment { item, what: Agreement { target, due_date, kind } }))
}

/// States between messages and domain.
const STATES: [(ItemState, WireState); 5] = [
    (ItemState::Proposed, WireState::Proposed),
    (ItemState::Agreed, WireState::Agreed),
    (ItemState::Achieved, WireState::Achieved),
    (ItemState::Dropped, WireState::Dropped),
    (ItemState::Lapsed, WireState::Lapsed),
];

/// Items with why they were given up.
pub(crate) async fn items_shown(
    work: &mut Work<'_>,
    found: Vec<DevelopmentItem>,
) -> Result<Vec<pb::DevelopmentItem>, Error> {
    let ids: Vec<Uuid> = found.iter().map(|item| item.id).collect();
    let reasons = development_items::reasons(work.connection, &ids).await?;
    let mut items = Vec::with_capacity(found.len());
    for item in found {
        let reason = open_text(&work.vault, item.id, reasons.get(&item.id))?;
        items.push(render_item(&work.tenant, item, reason));
    }
    Ok(items)
}

fn render_item(tenant: &Tenant, item: DevelopmentItem, drop_reason: String) -> pb::DevelopmentItem {
    let state = to_wire(&STATES, item.state);
    pb::DevelopmentItem {
        name: names::DEVELOPMENT_ITEM.name(tenant, item.id),
        servant: names::SERVANT.name(tenant, item.servant),
        gap: item.gap.map(|gap| names::COMPETENCY_GAP.name(tenant, gap)).unwrap_or_default(),
        need: item.need.map(|need| names::ADAPTATION_NEED.name(tenant, need)).unwrap_or_default(),
        dictionary: item.dictionary,
        code: item.code,
        target_level: item.target.into(),
        due_date: Some(dates::render(item.due_date)),
        activity: item.kind,
        state: state.into(),
        agreed_by: item.agreed_by,
        agree_time: item.agree_time.map(dates::render_time),
        close_date: item.close_date.map(dates::render),
        drop_reason,
        ruleset: item.ruleset,
        priority: item.priority,
        etag: etag::render(item.version),
        create_time: Some(dates::render_time(item.create_time)),
    }
}
