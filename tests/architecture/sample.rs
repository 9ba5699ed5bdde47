//! One stored event: its bytes, and what its fields were when it was stored.

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, ReflectMessage, Value};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

/// A file of proto/golden.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// Full protobuf name.
    pub message: String,
    /// Release whose shape this is.
    pub version: String,
    /// The encoded message in hex.
    bytes: String,
    /// The same for people, and to tell whether a name or a number has moved.
    pub fields: Map<String, Json>,
}

/// Reads a stored sample.
pub fn read(text: &str) -> serde_json::Result<Sample> {
    serde_json::from_str(text)
}

impl Sample {
    /// A message with every field set, each to a value that no other field has.
    pub fn make(descriptor: &MessageDescriptor, version: &str) -> Self {
        let message = filled(descriptor);
        let bytes: String = message_bytes(&message).iter().map(|byte| format!("{byte:02x}")).collect();
        let fields = fields(&message);
        Self { message: descriptor.full_name().to_owned(), version: version.to_owned(), bytes, fields }
    }

    /// The file's content.
    pub fn render(&self) -> String {
        format!("{}\n", serde_json::to_string_pretty(self).unwrap())
    }

    /// Whether the current type reads the bytes, sees the same in them and writes them again.
    pub fn check(&self, descriptor: &MessageDescriptor) -> Result<(), String> {
        let bytes = self.decoded()?;
        let message = DynamicMessage::decode(descriptor.clone(), bytes.as_slice())
            .map_err(|error| format!("does not decode: {error}"))?;
        if let Some(unknown) = message.unknown_fields().next() {
            return Err(format!("field number {} is gone", unknown.number()));
        }
        let seen = fields(&message);
        for (name, stored) in &self.fields {
            match seen.get(name) {
                None => return Err(format!("field `{name}` is gone")),
                Some(found) if found != stored => {
                    return Err(format!("field `{name}` was {stored} and is read as {found}"));
                }
                Some(_) => {}
            }
        }
        if seen.len() != self.fields.len() {
            return Err("its bytes hold more than its `fields` tell".to_owned());
        }
        if message_bytes(&message) != bytes { Err("is encoded in other bytes now".to_owned()) } else { Ok(()) }
    }

    fn decoded(&self) -> Result<Vec<u8>, String> {
        let digits = self.bytes.as_bytes().chunks(2);
        let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        digits.map(|pair| byte(pair).ok_or_else(|| "`bytes` is not hex".to_owned())).collect()
    }
}

fn message_bytes(message: &DynamicMessage) -> Vec<u8> {
    prost::Message::encode_to_vec(message)
}

fn filled(descriptor: &MessageDescriptor) -> DynamicMessage {
    let mut message = DynamicMessage::new(descriptor.clone());
    for field in descriptor.fields() {
        let value = value(&field, field.number());
        let value = if field.is_list() { Value::List(vec![value.clone(), value]) } else { value };
        message.set_field(&field, value);
    }
    message
}

fn value(field: &FieldDescriptor, number: u32) -> Value {
    let signed = i32::try_from(number).unwrap();
    match field.kind() {
        Kind::Bool => Value::Bool(true),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => Value::I32(signed),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => Value::I64(signed.into()),
        Kind::Uint32 | Kind::Fixed32 => Value::U32(number),
        Kind::Uint64 | Kind::Fixed64 => Value::U64(number.into()),
        Kind::String => Value::String(format!("{} {number}", field.name())),
        Kind::Bytes => Value::Bytes(vec![number as u8; 4].into()),
        Kind::Enum(values) => {
            Value::EnumNumber(values.values().map(|value| value.number()).find(|number| *number != 0).unwrap())
        }
        Kind::Message(descriptor) => Value::Message(filled(&descriptor)),
        Kind::Float | Kind::Double => panic!("{}: events hold no floating point", field.full_name()),
    }
}

fn fields(message: &DynamicMessage) -> Map<String, Json> {
    message.fields().map(|(field, value)| (field.name().to_owned(), readable(value))).collect()
}

fn readable(value: &Value) -> Json {
    match value {
        Value::Bool(value) => json!(value),
        Value::I32(value) => json!(value),
        Value::I64(value) => json!(value),
        Value::U32(value) => json!(value),
        Value::U64(value) => json!(value),
        Value::String(value) => json!(value),
        Value::Bytes(value) => json!(value.to_vec()),
        Value::EnumNumber(value) => json!(value),
        Value::Message(value) => json!({ value.descriptor().full_name(): fields(value) }),
        Value::List(values) => values.iter().map(readable).collect(),
        Value::Map(_) | Value::F32(_) | Value::F64(_) => panic!("events hold neither maps nor floating point"),
    }
}
