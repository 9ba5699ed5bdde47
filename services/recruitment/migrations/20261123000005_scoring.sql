-- The field test with all its tests, the order by printed marks beside the exact one, moves into unfilled seats
-- (optimalisasi), and what the national committee decided about ties.
ALTER TABLE recruitment.applications
    -- How the field test ended: only who is present and not eliminated has final points.
    ADD COLUMN skb_outcome text CHECK (skb_outcome IN ('present', 'eliminated', 'absent', 'disqualified')),
    -- Marks of the additional tests in thousandths, in the order of the scheme.
    ADD COLUMN skb_additional int[] NOT NULL DEFAULT '{}',
    -- The rank by points of three decimals, and whether it or its outcome differs from the exact one.
    ADD COLUMN rounded_rank int,
    ADD COLUMN rounded_decision text CHECK (rounded_decision IN ('selected', 'not_selected', 'needs_decision')),
    ADD COLUMN rounding_alert boolean NOT NULL DEFAULT false,
    -- The vacancy that gave a seat to who applied for another, and the code of the pass that did.
    ADD COLUMN moved_to uuid,
    ADD COLUMN move_code text,
    ADD CONSTRAINT moved_somewhere CHECK (num_nonnulls(moved_to, move_code) IN (0, 2)),
    DROP CONSTRAINT applications_decision_check,
    ADD CONSTRAINT applications_decision_check CHECK (decision IN ('selected', 'not_selected', 'needs_decision', 'moved')),
    ADD CONSTRAINT moved_by_decision CHECK ((coalesce(decision, '') = 'moved') = (moved_to IS NOT NULL));

-- Only who is appointed has to have a seat, here or elsewhere; the constraint of the first release knew one kind of seat.
ALTER TABLE recruitment.applications
    DROP CONSTRAINT applications_check,
    ADD CONSTRAINT appointed_to_a_seat CHECK (NOT appointed OR coalesce(decision, '') IN ('selected', 'moved'));

-- Who has a seat and who competes for a free one, without the many whom the basic test ended.
CREATE INDEX applications_decided ON recruitment.applications (vacancy_id, decision) INCLUDE (instansi)
    WHERE decision IS NOT NULL;
-- The list of the basic test, best first, then who has no rank, as `applications::list_skd` orders it; public on the day it is announced.
-- Not coalesce, which row-level security takes for leaky, so that the place in the list would not be looked up in the index.
CREATE INDEX applications_skd ON recruitment.applications (vacancy_id, (CASE WHEN skd_rank IS NULL THEN 2147483647 ELSE skd_rank END), application_id)
    WHERE skd_code IS NOT NULL;
CREATE INDEX applications_alerts ON recruitment.applications (instansi, submit_time, application_id) WHERE rounding_alert;

-- One row a person who got a seat elsewhere, or who is equal with others at the last free one: a person moves once.
CREATE TABLE recruitment.moves (
    application_id  uuid PRIMARY KEY,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    period          text NOT NULL,
    from_vacancy_id uuid NOT NULL,
    to_vacancy_id   uuid NOT NULL,
    code            text NOT NULL,
    -- Number of the pass in the ruleset, and rank among those whom it admitted to the seat.
    pass            int NOT NULL CHECK (pass > 0),
    pool_rank       int NOT NULL CHECK (pool_rank > 0),
    -- Waits for the national committee: nobody has the seat.
    contested       boolean NOT NULL,
    -- Place in the published list of the vacancy that gave the seat, after all who applied for it.
    place           int CHECK (place > 0),
    create_time     timestamptz NOT NULL,
    CHECK (from_vacancy_id <> to_vacancy_id),
    CHECK (place IS NULL OR NOT contested)
);
CREATE INDEX moves_list ON recruitment.moves (instansi, period, create_time, application_id);
CREATE INDEX moves_into ON recruitment.moves (to_vacancy_id, place);
CREATE INDEX moves_contested ON recruitment.moves (to_vacancy_id) WHERE contested;
CALL recruitment.protect('recruitment.moves');

-- What the national committee (Panselnas) decided about equals at the last seats. Participants by number; the reason is
-- about persons.
CREATE TABLE recruitment.tie_decisions (
    decision_id   uuid PRIMARY KEY,
    instansi      text NOT NULL DEFAULT current_setting('app.instansi'),
    vacancy_id    uuid NOT NULL,
    winners       text[] NOT NULL CHECK (cardinality(winners) > 0),
    losers        text[] NOT NULL CHECK (cardinality(losers) > 0),
    letter_number text NOT NULL,
    reason_key    bytea NOT NULL,
    reason_sealed bytea NOT NULL,
    decide_time   timestamptz NOT NULL
);
CREATE INDEX tie_decisions_list ON recruitment.tie_decisions (vacancy_id, decide_time, decision_id);
CALL recruitment.protect('recruitment.tie_decisions');
