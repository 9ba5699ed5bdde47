-- A question to a person: does this unit still have the people it needs?
CREATE TABLE needs.reassessments (
    reassessment_id uuid PRIMARY KEY,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    unit_id         uuid NOT NULL REFERENCES needs.units,
    state           text NOT NULL CHECK (state IN ('open', 'accepted', 'rejected', 'closed')),
    reason          text NOT NULL,
    service         text NOT NULL,
    ruleset         text NOT NULL,
    caused_by       uuid NOT NULL,
    decision_reason text NOT NULL DEFAULT '',
    recover_time    timestamptz,
    version         bigint NOT NULL,
    create_time     timestamptz NOT NULL,
    update_time     timestamptz NOT NULL
);
CREATE INDEX reassessments_list ON needs.reassessments (instansi, create_time, reassessment_id);
-- One undecided question a service at a time.
CREATE UNIQUE INDEX reassessments_pending ON needs.reassessments (service) WHERE state IN ('open', 'accepted');
CALL needs.protect('needs.reassessments');

-- Proposals (usulan kebutuhan) and what they ask for.
CREATE TABLE needs.proposals (
    proposal_id      uuid PRIMARY KEY,
    instansi         text NOT NULL DEFAULT current_setting('app.instansi'),
    state            text NOT NULL
                     CHECK (state IN ('draft', 'submitted', 'verified', 'approved', 'sent', 'determined')),
    year             int NOT NULL,
    seats            int NOT NULL,
    seats_determined int NOT NULL DEFAULT 0,
    decision_number  text NOT NULL DEFAULT '',
    decision_date    date,
    reassessment_id  uuid REFERENCES needs.reassessments,
    return_reason    text NOT NULL DEFAULT '',
    version          bigint NOT NULL,
    create_time      timestamptz NOT NULL,
    update_time      timestamptz NOT NULL
);
CREATE INDEX proposals_list ON needs.proposals (instansi, create_time, proposal_id);
CALL needs.protect('needs.proposals');

CREATE TABLE needs.proposal_items (
    proposal_id      uuid NOT NULL REFERENCES needs.proposals,
    n                int NOT NULL,
    instansi         text NOT NULL DEFAULT current_setting('app.instansi'),
    position_id      uuid NOT NULL REFERENCES needs.positions,
    kind             text NOT NULL,
    seats            int NOT NULL CHECK (seats > 0),
    seats_determined int NOT NULL DEFAULT 0 CHECK (seats_determined >= 0),
    education        text NOT NULL,
    PRIMARY KEY (proposal_id, n)
);
CALL needs.protect('needs.proposal_items');

-- Determined needs (rincian formasi): the permission to recruit.
CREATE TABLE needs.needs (
    need_id         uuid PRIMARY KEY,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    proposal_id     uuid NOT NULL REFERENCES needs.proposals,
    position_id     uuid NOT NULL REFERENCES needs.positions,
    kind            text NOT NULL,
    seats           int NOT NULL CHECK (seats > 0),
    education       text NOT NULL,
    year            int NOT NULL,
    decision_number text NOT NULL,
    filled          int NOT NULL DEFAULT 0 CHECK (filled >= 0),
    event_id        uuid,
    version         bigint NOT NULL,
    create_time     timestamptz NOT NULL,
    CONSTRAINT needs_not_overfilled CHECK (filled <= seats)
);
CREATE INDEX needs_list ON needs.needs (instansi, create_time, need_id);
CREATE INDEX needs_position ON needs.needs (position_id);
CALL needs.protect('needs.needs');
