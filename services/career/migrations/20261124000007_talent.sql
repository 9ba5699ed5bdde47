-- Talent (manajemen talenta), succession (rencana suksesi) and transfer (mutasi).

-- Potential (uji potensi) as assessors recorded it, by part of the ruleset. A correction supersedes.
CREATE TABLE career.potentials (
    potential_id    uuid PRIMARY KEY,
    servant_id      uuid NOT NULL REFERENCES career.servants,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    part            text NOT NULL,
    -- Hundredths, 0 to 100.
    score           bigint NOT NULL CHECK (score BETWEEN 0 AND 10000),
    assessed_date   date NOT NULL,
    assessor        text NOT NULL,
    reference       text NOT NULL,
    recorded_by     text NOT NULL,
    record_time     timestamptz NOT NULL,
    superseded_time timestamptz
);
CREATE INDEX potentials_of_servant ON career.potentials (servant_id, potential_id);
CALL career.protect('career.potentials');

-- Where a servant stands in a year: computed for hundreds of thousands at once, so the proposal is not checked against the
-- record again; who decided and why is kept beside it.
CREATE TABLE career.talent_boxes (
    box_id                uuid PRIMARY KEY DEFAULT uuidv7(),
    servant_id            uuid NOT NULL,
    instansi              text NOT NULL DEFAULT current_setting('app.instansi'),
    year                  int NOT NULL CHECK (year BETWEEN 1950 AND 2200),
    -- Unit in the needs service on the day of the proposal; empty where it is not known.
    unit                  text NOT NULL,
    state                 text NOT NULL CHECK (state IN ('proposed', 'needs_review', 'decided')),
    proposed_box          int CHECK (proposed_box BETWEEN 1 AND 9),
    decided_box           int CHECK (decided_box BETWEEN 1 AND 9),
    -- Points; none where they are not known.
    performance           int CHECK (performance BETWEEN 0 AND 100),
    -- Exact, 0 to 100, as a fraction; none where it is not known.
    potential_numerator   bigint,
    potential_denominator bigint CHECK (potential_denominator > 0),
    -- How each figure arose, what is strange in them, and what is unknown: a line each.
    figures               text NOT NULL,
    flags                 text NOT NULL,
    review                text NOT NULL,
    ruleset               text NOT NULL,
    version               bigint NOT NULL,
    create_time           timestamptz NOT NULL,
    update_time           timestamptz NOT NULL,
    CONSTRAINT one_box_a_year UNIQUE (servant_id, year),
    CONSTRAINT potential_is_whole CHECK ((potential_numerator IS NULL) = (potential_denominator IS NULL)),
    CONSTRAINT decided_boxes_have_a_number CHECK ((state = 'decided') = (decided_box IS NOT NULL)),
    CONSTRAINT unknown_is_never_a_number CHECK (proposed_box IS NULL
                                                OR (performance IS NOT NULL AND potential_numerator IS NOT NULL))
);
CREATE INDEX talent_boxes_list ON career.talent_boxes (instansi, year, box_id);
CREATE INDEX talent_boxes_of_unit ON career.talent_boxes (instansi, year, unit, box_id);
CREATE INDEX talent_boxes_by_number ON career.talent_boxes (instansi, year, coalesce(decided_box, proposed_box), box_id);
CALL career.protect('career.talent_boxes');

-- Every decision about a box: who, when, from what to what. The reason is about a person, so it is sealed.
CREATE TABLE career.talent_box_decisions (
    decision_id   uuid PRIMARY KEY,
    box_id        uuid NOT NULL REFERENCES career.talent_boxes,
    instansi      text NOT NULL DEFAULT current_setting('app.instansi'),
    proposed_box  int,
    before_box    int,
    after_box     int NOT NULL CHECK (after_box BETWEEN 1 AND 9),
    decided_by    text NOT NULL,
    decide_time   timestamptz NOT NULL,
    ruleset       text NOT NULL,
    reason_key    bytea NOT NULL,
    reason_sealed bytea NOT NULL
);
CREATE INDEX talent_box_decisions_of_box ON career.talent_box_decisions (box_id, decision_id);
CALL career.protect('career.talent_box_decisions');

-- Key posts (jabatan kunci): positions for which successors are looked for.
CREATE TABLE career.key_posts (
    key_post_id  uuid PRIMARY KEY,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    position     text NOT NULL,
    -- Why it is one.
    reason       text NOT NULL,
    active       boolean NOT NULL,
    -- When its pool was drawn last, and by which ruleset; none before.
    draw_time    timestamptz,
    draw_ruleset text NOT NULL DEFAULT '',
    version      bigint NOT NULL,
    create_time  timestamptz NOT NULL,
    update_time  timestamptz NOT NULL
);
CREATE UNIQUE INDEX one_key_post_a_position ON career.key_posts (instansi, position) WHERE active;
CREATE INDEX key_posts_list ON career.key_posts (instansi, create_time, key_post_id);
CALL career.protect('career.key_posts');

-- The pool (kelompok rencana suksesi) of a key post as drawn last: who is in, in order, who is out, and why. Computed, so no
-- row is checked against the record again.
CREATE TABLE career.pool_members (
    key_post_id uuid NOT NULL REFERENCES career.key_posts,
    servant_id  uuid NOT NULL,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    place       bigint NOT NULL CHECK (place > 0),
    verdict     text NOT NULL CHECK (verdict IN ('in', 'needs_review', 'out')),
    box         int NOT NULL,
    -- As shown, two decimals; empty where it is not known.
    score       text NOT NULL,
    -- A line each.
    figures     text NOT NULL,
    reasons     text NOT NULL,
    PRIMARY KEY (key_post_id, servant_id),
    CONSTRAINT one_member_a_place UNIQUE (key_post_id, place)
);
CALL career.protect('career.pool_members');

-- Successors (calon pengganti) that a person named.
CREATE TABLE career.successors (
    successor_id    uuid PRIMARY KEY,
    key_post_id     uuid NOT NULL REFERENCES career.key_posts,
    servant_id      uuid NOT NULL REFERENCES career.servants,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    state           text NOT NULL CHECK (state IN ('nominated', 'withdrawn')),
    -- What the pool said then.
    score           text NOT NULL,
    place           bigint NOT NULL,
    -- Conditions that the record did not show, and the sealed reason tells; a line each.
    cleared         text NOT NULL DEFAULT '',
    ruleset         text NOT NULL,
    nominated_by    text NOT NULL,
    reason_key      bytea NOT NULL,
    reason_sealed   bytea NOT NULL,
    withdrawn_by    text NOT NULL DEFAULT '',
    withdraw_key    bytea NOT NULL DEFAULT '',
    withdraw_sealed bytea NOT NULL DEFAULT '',
    version         bigint NOT NULL,
    create_time     timestamptz NOT NULL,
    update_time     timestamptz NOT NULL,
    CONSTRAINT withdrawn_for_a_reason CHECK ((state = 'withdrawn') = (withdraw_key <> ''))
);
CREATE UNIQUE INDEX one_nomination_a_person ON career.successors (key_post_id, servant_id) WHERE state = 'nominated';
CREATE INDEX successors_of_servant ON career.successors (servant_id);
CREATE INDEX successors_of_post ON career.successors (key_post_id, create_time, successor_id);
CALL career.protect('career.successors');

-- Transfers (mutasi) from request to decree.
CREATE TABLE career.transfers (
    transfer_id     uuid PRIMARY KEY,
    servant_id      uuid NOT NULL REFERENCES career.servants,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    kind            text NOT NULL CHECK (kind IN ('within', 'between_regencies', 'between_provinces', 'region_centre',
                                                  'between_central', 'abroad', 'own_request')),
    -- Position here; empty where the servant leaves.
    position        text NOT NULL,
    -- Who receives the servant; empty within the instansi.
    receiver        text NOT NULL,
    effective_date  date NOT NULL,
    -- Number of what allows an exception from the least years, and of the determination that opens a seat; empty without.
    exception       text NOT NULL,
    formation       text NOT NULL,
    state           text NOT NULL CHECK (state IN ('requested', 'checked', 'granted', 'rejected')),
    -- Documents handed in, a line each: code, number and day.
    documents       text NOT NULL,
    ruleset         text NOT NULL,
    -- What held when it was decided, a line a condition.
    grounds         text NOT NULL,
    decree_number   text NOT NULL DEFAULT '',
    decree_date     date,
    requested_by    text NOT NULL,
    decided_by      text NOT NULL DEFAULT '',
    reason_key      bytea NOT NULL,
    reason_sealed   bytea NOT NULL,
    reject_key      bytea NOT NULL DEFAULT '',
    reject_sealed   bytea NOT NULL DEFAULT '',
    version         bigint NOT NULL,
    create_time     timestamptz NOT NULL,
    update_time     timestamptz NOT NULL,
    CONSTRAINT here_or_elsewhere CHECK ((position = '') <> (receiver = '')),
    CONSTRAINT granted_by_a_decree CHECK ((state = 'granted') = (decree_date IS NOT NULL AND decree_number <> ''))
);
CREATE UNIQUE INDEX one_open_transfer_a_person ON career.transfers (servant_id) WHERE state IN ('requested', 'checked');
CREATE INDEX transfers_list ON career.transfers (instansi, create_time, transfer_id);
CREATE INDEX transfers_of_servant ON career.transfers (servant_id, create_time, transfer_id);
CALL career.protect('career.transfers');
