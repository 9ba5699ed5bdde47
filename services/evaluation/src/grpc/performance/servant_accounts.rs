//! `ServantAccountService`.

use crate::{
    commands::{self, ImprovementDesk, LinkServantAccount, SkpDesk},
    error::Error,
    names,
};
use contracts::evaluation::v1 as pb;
use platform::{Kit, Scope, Violations, names::parse_parent};
use std::sync::Arc;
use tonic::{Request, Response, Status};

/// Serves links of accounts.
pub struct ServantAccounts {
    pub(crate) kit: Kit,
    pub(crate) desk: Arc<SkpDesk>,
    pub(crate) steps: Arc<ImprovementDesk>,
}

#[tonic::async_trait]
impl pb::servant_account_service_server::ServantAccountService for ServantAccounts {
    async fn link_servant_account(
        &self,
        request: Request<pb::LinkServantAccountRequest>,
    ) -> Result<Response<pb::ServantAccount>, Status> {
        self.kit
            .write(request, parse_link, async |work, input: LinkServantAccount| {
                let servant = input.servant.clone();
                let linked = commands::link_servant_account(work, input, (&self.desk, &self.steps)).await?;
                Ok::<_, Error>(pb::ServantAccount { servant, linked })
            })
            .await
    }
}

fn parse_link(message: &pb::LinkServantAccountRequest) -> Result<(Scope, LinkServantAccount), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let servant = check.own("servant", &message.servant, names::SERVANT, tenant.as_ref());
    let account =
        if message.account.is_empty() { Some(String::new()) } else { check.text("account", &message.account, 200) };
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(_), Some(account), Some(request_id)) = (tenant, servant, account, request_id) else {
        return Err(check);
    };
    // The trail names whose account it is.
    let scope = Scope::once(tenant, &message.servant, request_id);
    Ok((scope, LinkServantAccount { servant: message.servant.clone(), account }))
}
