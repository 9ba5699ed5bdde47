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

/// Rows taken in one statement.
pub(crate) const CHUNK: usize = 1000;
/// Most rows of one proposal.
const MOST_ROWS: i64 = 100_000;

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

/// Refuses more rows than a proposal can have.
pub(crate) fn must_fit(rows: i64) -> Result<(), Failure> {
    if rows <= MOST_ROWS {
        return Ok(());
    }
    let mut check = Violations::default();
    check.add("rows", format!("must not be more than {MOST_ROWS}"));
    Err(check.into())
}

/// Reads every row of a file that is taken as a whole. Rows that cannot be read are in the report.
pub(crate) async fn read_all<M: prost::Message>(
    rows: &mut Rows<M, pb::FormationRow>,
    tenant: &Tenant,
) -> Result<ProposalRows, Failure> {
    let proposal = parse_target(&rows.header, tenant)?;
    let mut read = Vec::new();
    while let Some(chunk) = rows.next(CHUNK).await? {
        must_fit(rows.report.rows)?;
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
    let education = row.education.iter().map(|name| check.text("education", &name.replace('\n', " "), 300));
    let education: Option<Vec<String>> = education.collect();
    let (Some(path), Some(title), Some(kind), Some(education), true) = (path, title, kind, education, check.is_empty())
    else {
        return Err(check);
    };
    Ok(Row { number, unit_path: path.to_string(), title, kind, seats: row.seats, education })
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
