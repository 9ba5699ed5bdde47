#![allow(clippy::unwrap_used)]

use super::*;
use jiff::civil::date;

fn requested() -> Transfer {
    Transfer {
        id: Uuid::nil(),
        servant: Uuid::nil(),
        wish: TransferWish {
            kind: TransferKind::Within,
            position: "instansi/6571/positions/8".into(),
            receiver: String::new(),
            effective: date(2025, 5, 1),
            exception: String::new(),
            formation: String::new(),
        },
        state: TransferState::Requested,
        documents: Vec::new(),
        ruleset: "transfer".into(),
        grounds: Vec::new(),
        decree: None,
        requested_by: "ani".into(),
        decided_by: String::new(),
        version: 1,
        create_time: Timestamp::UNIX_EPOCH,
        update_time: Timestamp::UNIX_EPOCH,
    }
}

fn paper() -> Paper {
    Paper { number: "821/1".into(), date: date(2025, 5, 1) }
}

#[test]
fn documents_read_back() {
    let document = Document { code: "job_analysis".into(), number: "800/1\t2".into(), date: date(2025, 1, 2) };
    assert_eq!(Document::from_line(&document.to_line()), Some(document));
    assert_eq!(Document::from_line("x"), None);
}

#[test]
fn a_decree_takes_every_condition() {
    let mut transfer = requested();
    let lacking = [Condition::holds("post", "x"), Condition::lacks("documents", "missing: ratings")];
    let refused = transfer.grant(paper(), &lacking, "budi", Timestamp::UNIX_EPOCH).unwrap_err();
    assert_eq!(refused, TransferRefusal::Conditions(vec![lacking[1].clone()]));
    assert_eq!(refused.to_string(), "stands in the way: documents; CheckTransfer tells why");
    transfer.check(Vec::new(), true, "transfer", Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(transfer.state, TransferState::Checked);
    transfer.grant(paper(), &lacking[..1], "budi", Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!((transfer.state, transfer.grounds.len()), (TransferState::Granted, 1));
    assert_eq!(transfer.reject("budi", Timestamp::UNIX_EPOCH), Err(TransferRefusal::State(TransferState::Granted)));
}

#[test]
fn kinds_lead_here_or_elsewhere() {
    assert!(TransferKind::Within.can_stay() && !TransferKind::Within.can_leave());
    assert!(TransferKind::OwnRequest.can_stay() && TransferKind::OwnRequest.can_leave());
    for (kind, text) in TransferKind::ALL {
        assert_eq!(TransferKind::parse(text), Some(kind));
    }
}
