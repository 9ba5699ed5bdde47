-- Rank promotions (kenaikan pangkat), credit points (angka kredit) and what is proved for them.

-- Examinations (ujian dinas, ujian penyesuaian ijazah, uji kompetensi): rows of evidence. A correction supersedes.
CREATE TABLE career.exams (
    exam_id         uuid PRIMARY KEY,
    servant_id      uuid NOT NULL REFERENCES career.servants,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    kind            text NOT NULL CHECK (kind IN ('service_1', 'service_2', 'diploma_adjustment', 'level_test')),
    -- Level that a competency test is for; empty for the others.
    level           text NOT NULL DEFAULT '',
    passed          boolean NOT NULL,
    held_date       date NOT NULL,
    number          text NOT NULL,
    issuer          text NOT NULL,
    record_time     timestamptz NOT NULL,
    superseded_time timestamptz,
    CONSTRAINT only_tests_have_a_level CHECK ((kind = 'level_test') = (level <> ''))
);
CREATE INDEX exams_of_servant ON career.exams (servant_id, exam_id);
CREATE UNIQUE INDEX one_exam_a_number ON career.exams (servant_id, kind, level, number) WHERE superseded_time IS NULL;
CALL career.protect('career.exams');

-- Credit points of a servant, in parts of a point: 120,000 parts make one, so that a month of any percentage is a whole
-- number and sums are exact. A correction is a new row that supersedes the old one.
CREATE TABLE career.credits (
    credit_id       uuid PRIMARY KEY,
    servant_id      uuid NOT NULL REFERENCES career.servants,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    kind            text NOT NULL CHECK (kind IN ('conversion', 'integration', 'first')),
    level           text NOT NULL,
    valid           daterange NOT NULL CHECK (NOT isempty(valid)),
    rating          text NOT NULL DEFAULT '',
    parts           bigint NOT NULL CHECK (parts BETWEEN 0 AND 1000000000000),
    -- How the figure arose, in words.
    basis           text NOT NULL,
    ruleset         text NOT NULL,
    document_number text NOT NULL,
    document_date   date NOT NULL,
    record_time     timestamptz NOT NULL,
    superseded_time timestamptz,
    CONSTRAINT one_conversion_a_day EXCLUDE USING gist (servant_id WITH =, valid WITH &&)
        WHERE (superseded_time IS NULL AND kind = 'conversion')
);
CREATE UNIQUE INDEX one_start_a_level ON career.credits (servant_id, level) WHERE superseded_time IS NULL AND kind <> 'conversion';
CREATE INDEX credits_of_servant ON career.credits (servant_id, credit_id);
CALL career.protect('career.credits');

-- Promotions from proposal to decree.
CREATE TABLE career.promotions (
    promotion_id    uuid PRIMARY KEY,
    servant_id      uuid NOT NULL REFERENCES career.servants,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    kind            text NOT NULL CHECK (kind IN ('101', '201', '202', '203')),
    -- Echelon of the post as proposed; empty where the kind of post is enough.
    echelon         text NOT NULL DEFAULT '',
    from_rank       text NOT NULL,
    to_rank         text NOT NULL,
    effective_date  date NOT NULL,
    state           text NOT NULL CHECK (state IN ('proposed', 'approved', 'granted', 'rejected')),
    ruleset         text NOT NULL,
    -- What held when it was proposed, one line a condition.
    grounds         text[] NOT NULL,
    approval_number text NOT NULL DEFAULT '',
    approval_date   date,
    decree_number   text NOT NULL DEFAULT '',
    decree_date     date,
    -- Why it was rejected, sealed.
    reject_key      bytea NOT NULL DEFAULT '',
    reject_sealed   bytea NOT NULL DEFAULT '',
    version         bigint NOT NULL,
    create_time     timestamptz NOT NULL,
    update_time     timestamptz NOT NULL
);
CREATE UNIQUE INDEX one_open_promotion_a_person ON career.promotions (servant_id) WHERE state IN ('proposed', 'approved');
CREATE INDEX promotions_list ON career.promotions (instansi, create_time, promotion_id);
CREATE INDEX promotions_of_servant ON career.promotions (servant_id, create_time, promotion_id);
CALL career.protect('career.promotions');

-- What is next for each servant, as it was computed last: everything here follows from the record and the ruleset, and is
-- written for hundreds of thousands at once, so no row is checked against the record again.
CREATE TABLE career.next_promotions (
    servant_id    uuid PRIMARY KEY,
    instansi      text NOT NULL DEFAULT current_setting('app.instansi'),
    kind          text NOT NULL,
    from_rank     text NOT NULL,
    to_rank       text NOT NULL,
    -- First period on which time alone allows it; none where no time does.
    earliest_date date,
    -- Rules that something has to be done about before, joined by commas; empty where none is left.
    open_rules    text NOT NULL,
    unit          text NOT NULL,
    ruleset       text NOT NULL,
    compute_time  timestamptz NOT NULL,
    -- Something that it follows from changed since, other than the servant's row.
    stale         boolean NOT NULL DEFAULT false
);
CREATE INDEX next_promotions_due ON career.next_promotions (instansi, servant_id)
    WHERE earliest_date IS NOT NULL AND open_rules = '';
CALL career.protect('career.next_promotions');

-- The servants of one instansi in the order of a pass over all of them.
CREATE INDEX servants_in_service ON career.servants (instansi, servant_id) WHERE state <> 'left';
