//! Any method of a service, called with messages made from its descriptor.

use bytes::{Buf, BufMut};
use platform::{Service, testing::Harness};
use prost_reflect::{DescriptorPool, DynamicMessage, MethodDescriptor};
use std::{collections::BTreeMap, sync::LazyLock};
use tonic::{
    Request, Status,
    client::Grpc,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    codegen::http::uri::PathAndQuery,
};

static POOL: LazyLock<DescriptorPool> = LazyLock::new(|| DescriptorPool::decode(contracts::DESCRIPTORS).unwrap());

/// The methods of a service; those of the kit are called by name in `calls`.
pub fn methods(service: &Service) -> Vec<MethodDescriptor> {
    let package = format!("asn.{}.v1", service.name);
    let own = POOL.services().filter(|found| found.package_name() == package);
    own.flat_map(|found| found.methods().collect::<Vec<_>>()).collect()
}

/// Path of a method on the wire.
pub fn path(method: &MethodDescriptor) -> String {
    format!("/{}/{}", method.parent_service().full_name(), method.name())
}

/// Somebody who may call the method: a role that its permission names; nothing for a public one.
pub fn role(service: &Service, method: &MethodDescriptor) -> Option<String> {
    let (_, access) = contracts::ACCESS.iter().find(|(known, _)| *known == path(method)).unwrap();
    let contracts::Access::Permission(permission) = access else { return None };
    let roles: BTreeMap<String, Vec<String>> = toml::from_str(service.roles).unwrap();
    Some(roles[*permission][0].clone())
}

/// Calls the method with these messages, one unless it streams, and reads the whole answer.
pub async fn call(
    harness: &Harness,
    method: &MethodDescriptor,
    request: Request<Vec<DynamicMessage>>,
) -> Result<(), Status> {
    let mut client = Grpc::new(harness.channel.clone());
    client.ready().await.unwrap();
    let bytes = |message: &DynamicMessage| prost::Message::encode_to_vec(message);
    let request = request.map(|messages| tokio_stream::iter(messages.iter().map(bytes).collect::<Vec<_>>()));
    let path: PathAndQuery = path(method).parse().unwrap();
    let mut answers = client.streaming(request, path, Raw).await?.into_inner();
    while answers.message().await?.is_some() {}
    Ok(())
}

/// Messages as bytes, both ways.
struct Raw;

impl Codec for Raw {
    type Encode = Vec<u8>;
    type Decode = ();
    type Encoder = Raw;
    type Decoder = Raw;

    fn encoder(&mut self) -> Raw {
        Raw
    }

    fn decoder(&mut self) -> Raw {
        Raw
    }
}

impl Encoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, item: Vec<u8>, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put_slice(&item);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = ();
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<()>, Status> {
        buffer.advance(buffer.remaining());
        Ok(Some(()))
    }
}
