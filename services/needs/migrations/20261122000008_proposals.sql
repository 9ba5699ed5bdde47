-- The whole way of a proposal: beside the short one (sent, determined) the ministry's steps, the totals and the breakdown.
ALTER TABLE needs.proposals
    DROP CONSTRAINT proposals_state_check,
    ADD CONSTRAINT proposals_state_check
        CHECK (state IN ('draft', 'submitted', 'verified', 'approved', 'sent', 'under_review', 'totals_determined',
                         'breakdown_proposed', 'determined', 'published', 'finished', 'rejected', 'not_proposing')),
    ADD COLUMN statement_number      text NOT NULL DEFAULT '',      -- SPTJM
    ADD COLUMN statement_date        date,
    ADD COLUMN statement_sha256      text NOT NULL DEFAULT '',
    ADD COLUMN verification_number   text NOT NULL DEFAULT '',      -- of the ministry
    ADD COLUMN verification_date     date,
    ADD COLUMN verification_finding  text NOT NULL DEFAULT ''
        CHECK (verification_finding IN ('', 'favourable', 'favourable_in_part', 'unfavourable')),
    ADD COLUMN consideration_number  text NOT NULL DEFAULT '',      -- of BKN
    ADD COLUMN consideration_date    date,
    ADD COLUMN consideration_finding text NOT NULL DEFAULT ''
        CHECK (consideration_finding IN ('', 'favourable', 'favourable_in_part', 'unfavourable')),
    ADD COLUMN totals_number         text NOT NULL DEFAULT '',
    ADD COLUMN totals_date           date,
    ADD COLUMN total_kinds           text[] NOT NULL DEFAULT '{}',
    ADD COLUMN total_seats           int[] NOT NULL DEFAULT '{}',
    ADD COLUMN closing_reason        text NOT NULL DEFAULT '',
    ADD COLUMN ruleset               text NOT NULL DEFAULT '',
    ADD COLUMN send_time             timestamptz,
    ADD COLUMN publish_time          timestamptz,
    ADD COLUMN declares_none         boolean NOT NULL DEFAULT false, -- says that the instansi proposes nothing this year
    ADD CONSTRAINT proposals_totals CHECK (cardinality(total_kinds) = cardinality(total_seats));
CREATE INDEX proposals_year ON needs.proposals (instansi, year);
-- An instansi says once a year that it proposes nothing.
CREATE UNIQUE INDEX proposals_declares_none ON needs.proposals (instansi, year) WHERE declares_none;

-- Pay as the agencies publish it, in rupiah; none where it was absurd or not given.
ALTER TABLE needs.proposal_items
    ADD COLUMN pay_min bigint,
    ADD COLUMN pay_max bigint;
CREATE INDEX proposal_items_position ON needs.proposal_items (position_id);

-- The breakdown (rincian) of the determined totals, as it was last proposed.
CREATE TABLE needs.breakdown_rows (
    proposal_id uuid NOT NULL REFERENCES needs.proposals,
    n           int NOT NULL,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    position_id uuid NOT NULL REFERENCES needs.positions,
    kind        text NOT NULL,
    seats       int NOT NULL CHECK (seats > 0),
    education   text NOT NULL,
    PRIMARY KEY (proposal_id, n)
);
CALL needs.protect('needs.breakdown_rows');
CREATE INDEX needs_proposal ON needs.needs (proposal_id);

-- Later last days than the ruleset's, by a letter of the ministry. The latest row of a year counts.
CREATE TABLE needs.deadline_extensions (
    extension_id uuid PRIMARY KEY,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    year         int NOT NULL,
    last_day     date NOT NULL,
    reason       text NOT NULL,
    create_time  timestamptz NOT NULL
);
CREATE INDEX deadline_extensions_year ON needs.deadline_extensions (instansi, year);
CALL needs.protect('needs.deadline_extensions');

-- Who left, for the view by sector.
CREATE INDEX steps_vacated ON needs.steps (instansi, time) WHERE kind = 'position.vacated';
