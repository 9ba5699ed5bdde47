use crate::{
    domain::public_service::{Coverage, PublicService, Quality},
    error::Error,
    store::public_services,
};
use platform::Work;
use uuid::Uuid;

/// A service the public uses.
pub struct CreatePublicService {
    /// Title.
    pub display_name: String,
    /// Unit in the needs service.
    pub unit: String,
}

/// Registers a service of a unit.
pub async fn create_public_service(work: &mut Work<'_>, input: CreatePublicService) -> Result<PublicService, Error> {
    let service = PublicService {
        id: Uuid::now_v7(),
        display_name: input.display_name,
        unit: input.unit,
        quality: Quality::Steady { since: None, ruleset: String::new() },
        open: Vec::new(),
        retire_date: None,
        coverage: Coverage::default(),
        version: 1,
        create_time: work.now,
        update_time: work.now,
    };
    let service = public_services::insert(work.connection, service).await.map_err(Error::of_public_service)?;
    Ok(service.release())
}
