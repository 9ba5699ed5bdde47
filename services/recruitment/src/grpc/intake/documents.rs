//! `DocumentService`.

use crate::grpc::document_messages::{hex, parse_kind, render_document};
use crate::{
    commands::{self, AttachDocument, Swept, Target},
    document_store::DocumentStore,
    domain::document::{DocumentKind, MediaType},
    error::{Error, IntakeError},
    names,
    store::documents::Content,
};
use aws_lc_rs::digest;
use contracts::recruitment::v1::{self as pb, upload_document_request::Part};
use platform::{
    Failure, Kit, Scope, Tenant, Violations,
    grpc::Call,
    names::{NotAName, asked, parse_parent},
    sensitive::Sealed,
};
use std::sync::Arc;
use tokio::sync::OwnedSemaphorePermit;
use tokio_stream::Iter;
use tonic::{Request, Response, Status, Streaming};
use tracing::Instrument;
use uuid::Uuid;

/// Longest piece of a content, both ways.
const PIECE: usize = 256 << 10;

/// Serves documents.
#[derive(Clone)]
pub struct Documents {
    pub(crate) kit: Kit,
    pub(crate) store: Option<Arc<DocumentStore>>,
}

type Piece = Result<pb::GetDocumentContentResponse, Status>;

#[tonic::async_trait]
impl pb::document_service_server::DocumentService for Documents {
    async fn upload_document(
        &self,
        request: Request<Streaming<pb::UploadDocumentRequest>>,
    ) -> Result<Response<pb::Document>, Status> {
        let call = Call::of(&request);
        let (metadata, extensions, mut stream) = request.into_parts();
        let (message, upload) = self.take(&call, &mut stream).await.map_err(|error| self.kit.refuse(&error))?;
        let request = Request::from_parts(metadata, extensions, message);
        // What was received is finished also when its sender is gone by now, so that no content lies there without a row.
        let kept = tokio::spawn(self.clone().keep(request, upload).in_current_span()).await;
        kept.unwrap_or_else(|error| Err(self.kit.refuse(&Error::internal(error))))
    }

    type GetDocumentContentStream = Iter<std::vec::IntoIter<Piece>>;

    async fn get_document_content(
        &self,
        request: Request<pb::GetDocumentContentRequest>,
    ) -> Result<Response<Self::GetDocumentContentStream>, Status> {
        let parse = |message: &pb::GetDocumentContentRequest| {
            asked(names::DOCUMENT.parse(&message.name)).map(|(tenant, id)| (Scope::of(tenant, &message.name), id))
        };
        let mut seen = None;
        self.kit
            .write(request, parse, async |work, id: Uuid| {
                seen = Some((work.tenant.clone(), commands::see_document(work, id).await?));
                Ok::<_, Error>(pb::Document::default())
            })
            .await?;
        let bytes = self.open(seen).await.map_err(|error| self.kit.refuse(&error))?;
        let pieces: Vec<Piece> =
            bytes.chunks(PIECE).map(|chunk| Ok(pb::GetDocumentContentResponse { chunk: chunk.to_vec() })).collect();
        Ok(Response::new(tokio_stream::iter(pieces)))
    }

    async fn sweep_documents(
        &self,
        request: Request<pb::SweepDocumentsRequest>,
    ) -> Result<Response<pb::SweepDocumentsResponse>, Status> {
        let settled = self.settled(&request).await.map_err(|error| self.kit.refuse(&error))?;
        let mut swept = Swept::default();
        let answer = self
            .kit
            .write(request, parse_sweep, async |work, ()| {
                swept = commands::sweep_documents(work, settled).await?;
                let (uploads, contents) = (swept.uploads.cast_signed(), swept.places.len() as i64);
                Ok::<_, Error>(pb::SweepDocumentsResponse { uploads, contents })
            })
            .await;
        // Only what is committed is forgotten.
        if let (Ok(_), Some(store)) = (&answer, &self.store) {
            store.delete(&swept.places).await;
        }
        answer
    }
}

/// What the first message of an upload says.
struct Header {
    scope: Scope,
    target: Target,
    kind: DocumentKind,
}

/// An upload that was received and sealed.
struct Upload {
    header: Header,
    store: Arc<DocumentStore>,
    content: Content,
    sealed: Vec<u8>,
    /// Its place among the uploads in memory.
    held: OwnedSemaphorePermit,
}

impl Documents {
    /// Reads an upload and seals its content. The message holds header and hash: what makes a repeated upload the same.
    async fn take(
        &self,
        call: &Call,
        stream: &mut Streaming<pb::UploadDocumentRequest>,
    ) -> Result<(pb::UploadDocumentRequest, Upload), Error> {
        let first = stream.message().await.map_err(broken)?;
        let Some(Part::Header(sent)) = first.and_then(|message| message.part) else {
            return Err(wrong("header", "must be the first message"));
        };
        let header = parse_header(&sent).map_err(Failure::from)?;
        call.must_act_for(&header.scope.tenant)?;
        let store = self.store.clone().ok_or(IntakeError::NoDocuments)?;
        let held = store.admit().await?;
        let bytes = collect(stream, store.largest).await?;
        let media_type = MediaType::of(&bytes).ok_or_else(|| wrong("chunk", "must be a PDF, a JPEG or a PNG"))?;
        let sha256 = digest::digest(&digest::SHA256, &bytes).as_ref().to_vec();
        let sealed = self.kit.vault.seal(&owner(&header.scope.tenant, &sha256), &bytes)?;
        let content = Content {
            size: i32::try_from(bytes.len()).map_err(Error::internal)?,
            media_type: media_type.as_str().to_owned(),
            path: DocumentStore::place(&header.scope.tenant, self.kit.clock.now()),
            key: sealed.key,
            sha256,
        };
        let mut message = pb::UploadHeader { request_id: String::new(), ..sent };
        message.parent = format!("{}|{}", message.parent, hex(&content.sha256));
        let message = pb::UploadDocumentRequest { part: Some(Part::Header(message)) };
        Ok((message, Upload { header, store, content, sealed: sealed.data, held }))
    }

    /// Puts a content into the store and notes it. It is there before a transaction begins: whoever uploads slowly holds no
    /// connection.
    async fn keep(
        self,
        request: Request<pb::UploadDocumentRequest>,
        upload: Upload,
    ) -> Result<Response<pb::Document>, Status> {
        let Upload { header, store, content, sealed, held } = upload;
        let place = content.path.clone();
        store.put(&place, sealed).await.map_err(|error| self.kit.refuse(&error))?;
        drop(held);
        let mut needed = false;
        let answer = self
            .kit
            .write(
                request,
                |_| Ok((header.scope, AttachDocument { target: header.target, kind: header.kind, content })),
                async |work, input| {
                    let (document, kept) = commands::attach_document(work, input).await?;
                    needed = kept;
                    Ok::<_, Error>(render_document(&work.tenant, &document))
                },
            )
            .await;
        // Where it is needed and the answer is an error, nobody knows whether the row was committed: the sweep looks.
        if !needed {
            store.delete(&[place]).await;
        }
        answer
    }

    /// Opens a content, and makes sure that it is what was uploaded.
    async fn open(&self, seen: Option<(Tenant, Content)>) -> Result<Vec<u8>, Error> {
        let (tenant, content) = seen.ok_or_else(|| Error::internal("a document was seen and is not there"))?;
        let store = self.store.as_ref().ok_or(IntakeError::NoDocuments)?;
        let sealed = Sealed { key: content.key, data: store.get(&content.path).await? };
        let bytes = self.kit.vault.open(&owner(&tenant, &content.sha256), &sealed)?;
        if digest::digest(&digest::SHA256, &bytes).as_ref() != content.sha256 {
            return Err(Error::internal("a content is not what its hash says"));
        }
        Ok(bytes)
    }

    /// What the store holds of the tenant and nobody is uploading any more.
    async fn settled(&self, request: &Request<pb::SweepDocumentsRequest>) -> Result<Vec<String>, Error> {
        let (scope, ()) = parse_sweep(request.get_ref()).map_err(Failure::from)?;
        Call::of(request).must_act_for(&scope.tenant)?;
        let store = self.store.as_ref().ok_or(IntakeError::NoDocuments)?;
        store.settled(&scope.tenant, self.kit.clock.now()).await
    }
}

/// The content, piece by piece.
async fn collect(stream: &mut Streaming<pb::UploadDocumentRequest>, largest: usize) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    while let Some(message) = stream.message().await.map_err(broken)? {
        let Some(Part::Chunk(chunk)) = message.part else {
            return Err(wrong("chunk", "must be set; the header comes once, first"));
        };
        if chunk.len() > PIECE {
            return Err(wrong("chunk", "must not be longer than 256 KiB"));
        }
        if bytes.len() + chunk.len() > largest {
            return Err(wrong("chunk", format_args!("the document must not be larger than {largest} bytes")));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn parse_header(header: &pb::UploadHeader) -> Result<Header, Violations> {
    let mut check = Violations::default();
    let target = check.take("header.parent", parse_target(&header.parent));
    let kind = check.take("header.kind", parse_kind(header.kind));
    let request_id = check.request_id_at("header.request_id", &header.request_id);
    let (Some((tenant, target)), Some(kind), Some(request_id)) = (target, kind, request_id) else { return Err(check) };
    Ok(Header { scope: Scope::once(tenant, &header.parent, request_id), target, kind })
}

fn parse_target(text: &str) -> Result<(Tenant, Target), NotAName> {
    if let Ok((vacancy, id)) = names::parse_application(text) {
        return Ok((vacancy.tenant, Target::Application { vacancy: vacancy.id, id }));
    }
    let upload = names::UPLOAD.parse(text).map_err(|NotAName(form)| {
        NotAName(format!("{form}` or `instansi/{{instansi}}/vacancies/{{id}}/applications/{{id}}"))
    })?;
    Ok((upload.tenant, Target::Upload(upload.id)))
}

fn parse_sweep(message: &pb::SweepDocumentsRequest) -> Result<(Scope, ()), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(request_id)) = (tenant, request_id) else { return Err(check) };
    Ok((Scope::once(tenant, &message.parent, request_id), ()))
}

/// Whom a content is sealed for: nobody can pass it off as another, or as another instansi's.
fn owner(tenant: &Tenant, sha256: &[u8]) -> Vec<u8> {
    [tenant.as_str().as_bytes(), b"/", sha256].concat()
}

fn wrong(field: &str, reason: impl std::fmt::Display) -> Error {
    let mut check = Violations::default();
    check.add(field, reason);
    Failure::from(check).into()
}

fn broken(status: Status) -> Error {
    Failure::BrokenStream(Box::new(status)).into()
}
