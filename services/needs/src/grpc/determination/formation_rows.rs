//! Streams of rows about one proposal: taken apart, read, and refused with reasons.

use crate::grpc::needs::parse_kind;
use crate::{
    commands::ProposalRows,
    domain::{breakdown::Row, position::UnitPath},
    names,
};
use contracts::needs::v1 as pb;
use platform::{
    AsRead, Failure, Tenant, Violations, etag,
    imports::{Header, Part, Rows, Split},
};
use prost::Message;
use std::collections::HashSet;

/// Rows taken in one statement.
pub(crate) const CHUNK: usize = 1000;
/// Most rows of one proposal.
const MOST_ROWS: i64 = 100_000;
/// Most bytes of them: a proposal is held in memory as a whole when it is determined. All formations of the country in a
/// year are half of it.
const MOST_BYTES: usize = 64 << 20;
/// Most names in one list of education; the longest that was ever published has 599.
const MOST_NAMES: usize = 1000;
/// Most bytes of them: each list travels in an event, and a page of them in one message.
const MOST_NAME_BYTES: usize = 32 << 10;

/// Header or row of `ImportProposalItems`.
pub(crate) const SPLIT_ITEMS: Split<pb::ImportProposalItemsRequest, pb::FormationRow> = |message| {
    Some(match message.part? {
        pb::import_proposal_items_request::Part::Header(header) => Part::Header(split_header(header)),
        pb::import_proposal_items_request::Part::Row(row) => Part::Row(row),
    })
};
/// Header or row of `ProposeBreakdown`. It is not strict for the kit: the command tells all that is wrong, by its own reason.
pub(crate) const SPLIT_BREAKDOWN: Split<pb::ProposeBreakdownRequest, pb::FormationRow> = |message| {
    Some(match message.part? {
        pb::propose_breakdown_request::Part::Header(header) => {
            Part::Header(Header { strict: false, ..split_header(header) })
        }
        pb::propose_breakdown_request::Part::Row(row) => Part::Row(row),
    })
};
/// Header or row of `PublishProposal`; as above.
pub(crate) const SPLIT_PUBLICATION: Split<pb::PublishProposalRequest, pb::FormationRow> = |message| {
    Some(match message.part? {
        pb::publish_proposal_request::Part::Header(header) => {
            Part::Header(Header { strict: false, ..split_header(header) })
        }
        pb::publish_proposal_request::Part::Row(row) => Part::Row(row),
    })
};

fn split_header(header: pb::FormationHeader) -> Header {
    Header {
        parent: header.parent,
        strict: header.strict,
        request_id: header.request_id,
        resource: header.proposal,
        etag: header.etag,
        validate_only: header.validate_only,
        ..Default::default()
    }
}

/// The proposal that the header names, in the version that was read.
pub(crate) fn parse_target(header: &Header, tenant: &Tenant) -> Result<AsRead, Failure> {
    let mut check = Violations::default();
    let id = check.own("header.proposal", &header.resource, names::PROPOSAL, Some(tenant));
    let version = check.take("header.etag", etag::parse(&header.etag));
    let (Some(id), Some(version)) = (id, version) else { return Err(check.into()) };
    Ok(AsRead { id, version })
}

/// How many bytes of a proposal have been read.
#[derive(Default)]
pub(crate) struct Extent {
    bytes: usize,
}

impl Extent {
    /// Refuses more rows, or longer ones, than a proposal can have.
    pub(crate) fn add(&mut self, rows: i64, chunk: &[(i64, pb::FormationRow)]) -> Result<(), Failure> {
        self.bytes += chunk.iter().map(|(_, row)| row.encoded_len()).sum::<usize>();
        let mut check = Violations::default();
        check.check("rows", rows <= MOST_ROWS, format!("must not be more than {MOST_ROWS}"));
        check.check("rows", self.bytes <= MOST_BYTES, format!("must not have more than {MOST_BYTES} bytes together"));
        if check.is_empty() { Ok(()) } else { Err(check.into()) }
    }
}

/// Reads every row of a file that is taken as a whole. Rows that cannot be read are in the report.
pub(crate) async fn read_all<M: Message>(
    rows: &mut Rows<M, pb::FormationRow>,
    tenant: &Tenant,
) -> Result<ProposalRows, Failure> {
    let proposal = parse_target(&rows.header, tenant)?;
    let (mut read, mut extent) = (Vec::new(), Extent::default());
    while let Some(chunk) = rows.next(CHUNK).await? {
        extent.add(rows.report.rows, &chunk)?;
        for (number, row) in chunk {
            match parse_row(number, row) {
                Ok(row) => read.push(row),
                Err(violations) => rows.report.reject(number, violations),
            }
        }
    }
    Ok(ProposalRows { proposal, rows: read, validate_only: rows.header.validate_only })
}

/// Reads a row. How many seats it may have and whether it names education is for the rules to say.
pub(crate) fn parse_row(number: i64, row: pb::FormationRow) -> Result<Row, Violations> {
    let mut check = Violations::default();
    let path = check.take("unit_path", UnitPath::parse(&cleaned(&row.unit_path)));
    let title = check.text("title", &row.title, 200);
    let kind = check.take("kind", parse_kind(row.kind).ok_or("must be a kind of need"));
    check.check("seats", row.seats >= 0, "must not be negative");
    let education = parse_education(&mut check, "education", &row.education);
    let (Some(path), Some(title), Some(kind), Some(education), true) = (path, title, kind, education, check.is_empty())
    else {
        return Err(check);
    };
    Ok(Row { number, unit_path: path.to_string(), title, kind, seats: row.seats, education })
}

/// Reads a list of education: names of 1 to 300 characters in one line each, none twice. Whether it may be empty is for the
/// rules to say.
pub(crate) fn parse_education(check: &mut Violations, field: &str, names: &[String]) -> Option<Vec<String>> {
    let bytes: usize = names.iter().map(String::len).sum();
    if names.len() > MOST_NAMES || bytes > MOST_NAME_BYTES {
        check.add(field, format!("must not be more than {MOST_NAMES} names of {MOST_NAME_BYTES} bytes together"));
        return None;
    }
    let read = names.iter().map(|name| check.text(field, &name.replace('\n', " "), 300));
    let read: Vec<String> = read.collect::<Option<_>>()?;
    let mut seen = HashSet::new();
    let twice = read.iter().find(|name| !seen.insert(name.as_str()));
    if let Some(name) = twice {
        check.add(field, format!("names {name} twice"));
    }
    twice.is_none().then_some(read)
}

/// A path as the position map spells it. Published files have tabs in names, and a separator before the first.
fn cleaned(path: &str) -> String {
    let words: Vec<&str> = path.split_whitespace().collect();
    words.join(" ").trim_matches(['|', ' ']).to_owned()
}

/// Pay as the row has it; none when it gives none.
pub(crate) fn pay_of(row: &pb::FormationRow) -> Option<(i64, i64)> {
    (row.pay_min != 0 || row.pay_max != 0).then_some((row.pay_min, row.pay_max))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_cleaned_but_not_mended() {
        assert_eq!(cleaned("| MAHKAMAH AGUNG  RI "), "MAHKAMAH AGUNG RI");
        assert_eq!(cleaned("A | SUBBAGIAN \tB |C"), "A | SUBBAGIAN B |C");
        assert_eq!(cleaned("A | | C"), "A | | C");
    }
}
