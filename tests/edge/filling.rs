//! Requests of every shape: empty, absurd, and as plausible as a descriptor allows.

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, ReflectMessage, Value};

/// Messages within messages are filled this deep.
const DEPTH: usize = 5;

/// 2026-01-15: the day of the tests' clock.
const START: i64 = 1_768_435_200;

/// An id that nothing has.
pub const NOBODY: &str = "01890000-0000-7000-8000-00000000dead";

/// What fields are filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filling {
    /// Nothing at all.
    Empty,
    /// Sub-messages are there, and empty.
    Hollow,
    /// Text with a NUL, which Postgres cannot hold.
    Nul,
    /// Text of forty thousand characters.
    Long,
    /// Text that spreadsheets, shells and terminals take for more than text.
    Hostile,
    /// The smallest numbers.
    Lowest,
    /// The largest numbers.
    Highest,
    /// Values that a form might hold.
    Plausible,
}

/// Fillings that no method may take for good.
pub const ABSURD: [Filling; 6] =
    [Filling::Hollow, Filling::Nul, Filling::Long, Filling::Hostile, Filling::Lowest, Filling::Highest];

/// The messages of one call: one, or of a stream one of each kind that it may hold.
pub fn requests(input: &MessageDescriptor, streams: bool, filling: Filling) -> Vec<DynamicMessage> {
    let kinds = input.oneofs().next().filter(|_| streams).map_or(1, |kinds| kinds.fields().count());
    (0..kinds).map(|kind| message(input, filling, kind, DEPTH)).collect()
}

fn message(descriptor: &MessageDescriptor, filling: Filling, choice: usize, depth: usize) -> DynamicMessage {
    let mut message = DynamicMessage::new(descriptor.clone());
    if filling == Filling::Empty || depth == 0 {
        return message;
    }
    for field in descriptor.fields().filter(|field| chosen(field, choice)) {
        if field.is_map() {
            continue;
        }
        let value = value(&field, filling, depth);
        let value = match (field.is_list(), filling) {
            // Of long texts one is enough: lists within lists of two would not fit into a message.
            (true, Filling::Plausible | Filling::Long) => Value::List(vec![value]),
            (true, _) => Value::List(vec![value.clone(), value]),
            (false, _) => value,
        };
        message.set_field(&field, value);
    }
    message
}

/// Of a choice of fields, one.
fn chosen(field: &FieldDescriptor, choice: usize) -> bool {
    let Some(all) = field.containing_oneof() else { return true };
    let count = all.fields().count();
    all.fields().nth(choice % count).is_some_and(|one| one == *field)
}

fn value(field: &FieldDescriptor, filling: Filling, depth: usize) -> Value {
    match field.kind() {
        Kind::Bool => Value::Bool(true),
        Kind::Int32 if filling == Filling::Plausible && field.name().ends_with("year") => Value::I32(2026),
        // Above the lowest of a scale, which is like any other number.
        Kind::Int32 if filling == Filling::Plausible && field.name() == "highest" => Value::I32(5),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => Value::I32(number(filling, i32::MIN, i32::MAX, 1)),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => Value::I64(number(filling, i64::MIN, i64::MAX, 1)),
        Kind::Uint32 | Kind::Fixed32 => Value::U32(number(filling, 0, u32::MAX, 1)),
        Kind::Uint64 | Kind::Fixed64 => Value::U64(number(filling, 0, u64::MAX, 1)),
        Kind::String => Value::String(text(field.name(), filling)),
        Kind::Bytes => Value::Bytes(vec![0; number(filling, 0, 100_000, 32)].into()),
        Kind::Enum(_) => Value::EnumNumber(number(filling, -1, i32::MAX, 1)),
        Kind::Message(inner) if filling == Filling::Hollow => Value::Message(DynamicMessage::new(inner)),
        Kind::Message(inner) if filling == Filling::Plausible && inner.full_name() == "google.type.Date" => {
            Value::Message(numbers(
                inner,
                &[("year", Value::I32(2025)), ("month", Value::I32(6)), ("day", Value::I32(1))],
            ))
        }
        Kind::Message(inner) if filling == Filling::Plausible && inner.full_name() == "google.protobuf.Timestamp" => {
            let weeks = if field.name().starts_with("close") { 2 } else { 1 };
            Value::Message(numbers(inner, &[("seconds", Value::I64(START + weeks * 604_800))]))
        }
        Kind::Message(inner) => Value::Message(message(&inner, filling, 0, depth - 1)),
        Kind::Float | Kind::Double => panic!("{}: contracts hold no floating point", field.full_name()),
    }
}

fn number<T>(filling: Filling, lowest: T, highest: T, plausible: T) -> T {
    match filling {
        Filling::Lowest => lowest,
        Filling::Highest => highest,
        _ => plausible,
    }
}

fn text(field: &str, filling: Filling) -> String {
    match filling {
        Filling::Nul => "a\0b".to_owned(),
        Filling::Long => "panjang ".repeat(5_000),
        Filling::Hostile => "=HYPERLINK(\"x\")'; DROP TABLE audit; --\u{1b}[2J\u{202e}%00${jndi:x}".to_owned(),
        Filling::Lowest => "-999999999999999999999999999999999999.9".to_owned(),
        Filling::Highest => "9".repeat(400),
        Filling::Plausible => plausible(field).to_owned(),
        Filling::Empty | Filling::Hollow => String::new(),
    }
}

/// Texts whose form no violation spells out as a resource name.
fn plausible(field: &str) -> &'static str {
    match field {
        "request_id" | "decision" => NOBODY,
        "etag" => "\"1\"",
        "page_token" => "",
        "sha256" => "00000000000000000000000000000000000000000000000000000000000000aa",
        "region" => "35.78",
        "period" => "day",
        "overall" | "elements" => "50",
        "nik" => "3578010101900001",
        "nip" => "199001012026011001",
        "sector" | "population_sectors" => "health",
        "ruleset" => "cpns-2024",
        // A kind of document; where it is the name of one, the violation spells out its form.
        "document" => "DIPLOMA",
        "rank" => "III/a",
        "rank_kind" => "101",
        "standing_code" => "01",
        _ => "1",
    }
}

fn numbers(descriptor: MessageDescriptor, parts: &[(&str, Value)]) -> DynamicMessage {
    let mut message = DynamicMessage::new(descriptor);
    for (part, number) in parts {
        message.set_field_by_name(part, number.clone());
    }
    message
}

/// What stands at a path as violations name it, for example `items[3].position`: the message it is a field of.
fn holder<'m>(message: &'m mut DynamicMessage, path: &str) -> Option<(&'m mut DynamicMessage, FieldDescriptor)> {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let (name, index) = first.split_once('[').unwrap_or((first, "0]"));
    let field = message.descriptor().get_field_by_name(name)?;
    if rest.is_empty() {
        return Some((message, field));
    }
    let index: usize = index.trim_end_matches(']').parse().ok()?;
    match message.get_field_mut(&field) {
        Value::List(values) => holder(values.get_mut(index)?.as_message_mut()?, rest),
        single => holder(single.as_message_mut()?, rest),
    }
}

/// Sets the text at a path. `false` if there is no such field.
pub fn set(message: &mut DynamicMessage, path: &str, text: &str) -> bool {
    let Some((message, field)) = holder(message, path) else { return false };
    let text = Value::String(text.to_owned());
    message.try_set_field(&field, if field.is_list() { Value::List(vec![text]) } else { text }).is_ok()
}

/// Empties the field at a path. `false` if it is empty already.
pub fn empty(message: &mut DynamicMessage, path: &str) -> bool {
    let Some((message, field)) = holder(message, path) else { return false };
    let was_set = message.has_field(&field);
    message.clear_field(&field);
    was_set
}
