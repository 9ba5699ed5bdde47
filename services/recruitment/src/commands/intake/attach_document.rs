use crate::{
    domain::document::{Document, DocumentKind, MOST_DOCUMENTS},
    error::{Error, IntakeError},
    store::{
        applications,
        documents::{self, Content, Place},
        vacancies,
    },
};
use platform::Work;
use uuid::Uuid;

/// What a document is uploaded for.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// An application that will be submitted with it.
    Upload(Uuid),
    /// One that was submitted.
    Application {
        /// Its vacancy.
        vacancy: Uuid,
        /// Its id.
        id: Uuid,
    },
}

/// A document whose sealed content lies in the store.
pub struct AttachDocument {
    /// What it is for.
    pub target: Target,
    /// What it is meant to show.
    pub kind: DocumentKind,
    /// Its content.
    pub content: Content,
}

/// Notes a document, and whether its content is needed: the same content lies in the store once an instansi. An application
/// takes documents of the machine that submitted it, as long as its vacancy takes applications.
pub async fn attach_document(work: &mut Work<'_>, input: AttachDocument) -> Result<(Document, bool), Error> {
    let AttachDocument { target, kind, content } = input;
    let subject = work.actor.subject.clone();
    let place = match target {
        Target::Upload(id) => {
            documents::hold_upload(work.connection, id).await?;
            Place::Upload(id)
        }
        Target::Application { vacancy, id } => {
            let open = vacancies::hold_as_it_is(work.connection, vacancy).await?.ok_or(Error::ApplicationNotFound)?;
            let own = applications::lock_own(work.connection, vacancy, id, &subject).await?;
            own.ok_or(Error::ApplicationNotFound)?.must_stand().map_err(IntakeError::from)?;
            open.must_accept(work.now)?;
            Place::Application(id)
        }
    };
    let is_it = |one: &Document| one.kind == kind && one.sha256 == content.sha256;
    let present = documents::of_place(work.connection, place, &subject).await?;
    let count = i64::try_from(present.len()).unwrap_or(i64::MAX);
    if let Some(same) = present.into_iter().find(is_it) {
        return Ok((same, false));
    }
    if count >= MOST_DOCUMENTS {
        return Err(IntakeError::TooMany(MOST_DOCUMENTS).into());
    }
    let path = documents::keep(work.connection, &content, work.now).await?;
    let document = Document {
        id: Uuid::now_v7(),
        kind,
        sha256: content.sha256.clone(),
        size: content.size,
        media_type: content.media_type.clone(),
        upload_time: work.now,
    };
    documents::insert(work.connection, place, &document, &subject).await?;
    Ok((document, path == content.path))
}
