-- Competencies (kompetensi): what posts ask for, what evidence shows, the gaps between the two, and plans to close them.

-- Competency standards of the needs service, as it published them: each is written for a position, a title or a kind of job.
CREATE TABLE career.competency_standards (
    standard   text PRIMARY KEY,
    instansi   text NOT NULL DEFAULT current_setting('app.instansi'),
    version    bigint NOT NULL,
    revision   int NOT NULL,
    position   text NOT NULL DEFAULT '',
    job_title  text NOT NULL DEFAULT '',
    job_type   text NOT NULL DEFAULT '',
    job_level  text NOT NULL DEFAULT '',
    regulation text NOT NULL,
    CONSTRAINT one_scope_a_standard CHECK ((position <> '')::int + (job_title <> '')::int + (job_type <> '')::int = 1)
);
CREATE INDEX competency_standards_of_position ON career.competency_standards (position) WHERE position <> '';
CREATE INDEX competency_standards_of_title ON career.competency_standards (instansi, job_title) WHERE job_title <> '';
CREATE INDEX competency_standards_of_kind ON career.competency_standards (instansi, job_type, job_level) WHERE job_type <> '';
CALL career.protect('career.competency_standards');

CREATE TABLE career.competency_standard_lines (
    standard   text NOT NULL REFERENCES career.competency_standards ON DELETE CASCADE,
    instansi   text NOT NULL DEFAULT current_setting('app.instansi'),
    dictionary text NOT NULL,
    code       text NOT NULL,
    level      int NOT NULL CHECK (level BETWEEN 1 AND 5),
    PRIMARY KEY (standard, dictionary, code)
);
CREATE INDEX competency_standard_lines_by_code ON career.competency_standard_lines (instansi, dictionary, code);
CALL career.protect('career.competency_standard_lines');

-- Evidence (bukti kompetensi). A row is never changed but to take it back.
CREATE TABLE career.competency_evidence (
    evidence_id     uuid PRIMARY KEY,
    servant_id      uuid NOT NULL REFERENCES career.servants,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    kind            text NOT NULL CHECK (kind IN ('assessment', 'certificate', 'observed', 'training')),
    dictionary      text NOT NULL,
    code            text NOT NULL,
    level           int NOT NULL CHECK (level BETWEEN 0 AND 5 AND (level > 0 OR kind = 'assessment')),
    assessor        text NOT NULL,
    instrument      text NOT NULL,
    shown_date      date NOT NULL,
    -- Last day that the paper tells.
    expiry_date     date,
    -- Last day on which it counts, by the paper and the ruleset.
    last_day        date NOT NULL,
    reference       text NOT NULL,
    ruleset         text NOT NULL,
    recorded_by     text NOT NULL,
    withdrawn_time  timestamptz,
    -- Why: free text about a person.
    reason_key      bytea NOT NULL DEFAULT '',
    reason_sealed   bytea NOT NULL DEFAULT '',
    -- When a sweep found that it had expired.
    expired_time    timestamptz,
    caused_by       uuid,
    version         bigint NOT NULL,
    create_time     timestamptz NOT NULL,
    CONSTRAINT withdrawn_for_a_reason CHECK ((withdrawn_time IS NULL) = (reason_key = ''))
);
CREATE INDEX competency_evidence_of_servant ON career.competency_evidence (servant_id, create_time, evidence_id);
CREATE INDEX competency_evidence_to_expire ON career.competency_evidence (instansi, last_day, servant_id)
    WHERE withdrawn_time IS NULL AND expired_time IS NULL;
CALL career.protect('career.competency_evidence');

-- The match of each servant as last computed: those who decide with it read it here, and only where it is complete.
CREATE TABLE career.competency_profiles (
    servant_id        uuid PRIMARY KEY REFERENCES career.servants,
    instansi          text NOT NULL DEFAULT current_setting('app.instansi'),
    position          text NOT NULL,
    asked             int NOT NULL,
    assessed          int NOT NULL CHECK (assessed BETWEEN 0 AND asked),
    -- The exact percent as a fraction; none where nothing is assessed.
    match_numerator   bigint,
    match_denominator bigint CHECK (match_denominator > 0),
    ruleset           text NOT NULL,
    compute_date      date NOT NULL,
    CONSTRAINT match_is_whole CHECK ((match_numerator IS NULL) = (match_denominator IS NULL))
);
CREATE INDEX competency_profiles_of_position ON career.competency_profiles (position);
CALL career.protect('career.competency_profiles');

-- Gaps (kesenjangan): found on a day, and closed on a day.
CREATE TABLE career.competency_gaps (
    gap_id       uuid PRIMARY KEY,
    servant_id   uuid NOT NULL REFERENCES career.servants,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    dictionary   text NOT NULL,
    code         text NOT NULL,
    standard     int NOT NULL CHECK (standard BETWEEN 1 AND 5),
    -- None where the evidence has expired since.
    achieved     int CHECK (achieved BETWEEN 0 AND 5),
    -- Thousandths.
    priority     bigint NOT NULL CHECK (priority >= 0),
    -- The post that asks for it.
    position     text NOT NULL,
    ruleset      text NOT NULL,
    open_date    date NOT NULL,
    close_date   date,
    close_reason text NOT NULL DEFAULT '' CHECK (close_reason IN ('', 'met', 'not_asked', 'withdrawn')),
    version      bigint NOT NULL,
    CONSTRAINT closed_for_a_reason CHECK ((close_date IS NULL) = (close_reason = ''))
);
CREATE UNIQUE INDEX one_open_gap_a_competency ON career.competency_gaps (servant_id, dictionary, code)
    WHERE close_date IS NULL;
CREATE INDEX competency_gaps_of_servant ON career.competency_gaps (servant_id, gap_id);
CREATE INDEX competency_gaps_by_priority ON career.competency_gaps (instansi, (-priority), gap_id) WHERE close_date IS NULL;
CREATE INDEX competency_gaps_closed ON career.competency_gaps (instansi, (-priority), gap_id) WHERE close_date IS NOT NULL;
CREATE INDEX competency_gaps_of_position ON career.competency_gaps (position) WHERE close_date IS NULL;
CALL career.protect('career.competency_gaps');

-- Items of development plans (rencana pengembangan).
CREATE TABLE career.development_items (
    item_id     uuid PRIMARY KEY DEFAULT uuidv7(),
    servant_id  uuid NOT NULL REFERENCES career.servants,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    -- What opened it: a gap, or a need that a follow-up of the first year found and that no gap stands for.
    gap_id      uuid REFERENCES career.competency_gaps,
    need_id     uuid REFERENCES career.adaptation_needs,
    -- Empty where a need names no competency.
    dictionary  text NOT NULL,
    code        text NOT NULL,
    target      int NOT NULL CHECK (target BETWEEN 1 AND 5),
    due_date    date NOT NULL,
    -- BKN's jenisDiklat.
    kind        int NOT NULL CHECK (kind BETWEEN 1 AND 25),
    state       text NOT NULL CHECK (state IN ('proposed', 'agreed', 'achieved', 'dropped', 'lapsed')),
    agreed_by   text NOT NULL DEFAULT '',
    agree_time  timestamptz,
    close_date  date,
    -- Why it was given up: free text about a person.
    reason_key    bytea NOT NULL DEFAULT '',
    reason_sealed bytea NOT NULL DEFAULT '',
    ruleset     text NOT NULL,
    version     bigint NOT NULL,
    create_time timestamptz NOT NULL,
    CONSTRAINT opened_by_one CHECK (num_nonnulls(gap_id, need_id) = 1),
    CONSTRAINT closed_items_have_a_day CHECK ((state IN ('proposed', 'agreed')) = (close_date IS NULL)),
    CONSTRAINT agreed_by_somebody CHECK (state <> 'agreed' OR (agreed_by <> '' AND agree_time IS NOT NULL))
);
CREATE INDEX development_items_list ON career.development_items (instansi, create_time, item_id);
CREATE INDEX development_items_of_servant ON career.development_items (servant_id, create_time, item_id);
CREATE UNIQUE INDEX one_item_a_need ON career.development_items (need_id) WHERE state IN ('proposed', 'agreed');
CREATE INDEX development_items_of_gap ON career.development_items (gap_id);
CALL career.protect('career.development_items');
