//! career: who serves where, under which number.

use super::{Office, parent, until};
use crate::world::people::Person;
use contracts::career::v1 as pb;

impl Office {
    /// Every servant.
    pub async fn servants(&self) -> Vec<pb::Servant> {
        let request = pb::ListServantsRequest { parent: parent(), page_size: 1000, ..Default::default() };
        self.calls.servants("hr_officer").list_servants(request).await.unwrap().into_inner().servants
    }

    /// The servant that an appointed candidate became.
    pub async fn servant_of(&self, application: &str) -> pb::Servant {
        until("an appointed candidate becomes a servant", async || {
            let application = application.to_owned();
            let request = pb::ListServantsRequest { parent: parent(), application, ..Default::default() };
            let found = self.calls.servants("hr_officer").list_servants(request).await.ok()?.into_inner().servants;
            assert!(found.len() < 2, "one candidate became {} servants", found.len());
            found.into_iter().next()
        })
        .await
    }

    /// One servant as those see it who may see the number.
    pub async fn servant(&self, name: &str) -> pb::Servant {
        let request = pb::GetServantRequest { name: name.to_owned() };
        self.calls.servants("hr_officer").get_servant(request).await.unwrap().into_inner()
    }

    /// Gives a servant the national number.
    pub async fn assign_nip(&self, servant: &pb::Servant, person: Person) -> pb::Servant {
        let assigned = self.write("career", async |request_id| {
            let (name, etag) = (servant.name.clone(), servant.etag.clone());
            let request = pb::AssignNipRequest { name, etag, nip: person.nip(), request_id };
            self.calls.servants("hr_officer").assign_nip(request).await
        });
        assigned.await.unwrap()
    }
}
