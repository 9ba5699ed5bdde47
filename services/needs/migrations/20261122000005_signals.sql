-- Signals ask for a reassessment: one undecided question a unit, cause and public service at a time.
ALTER TABLE needs.reassessments
    ADD COLUMN cause           text NOT NULL DEFAULT 'complaints'
        CHECK (cause IN ('complaints', 'population', 'volume', 'survey', 'overdue_complaints', 'exits', 'structure')),
    ADD COLUMN evidence_names  text[] NOT NULL DEFAULT '{}',
    ADD COLUMN evidence_values text[] NOT NULL DEFAULT '{}',
    ADD CONSTRAINT reassessments_evidence CHECK (cardinality(evidence_names) = cardinality(evidence_values)),
    -- A sweep or a person raises most signals; only those of other services have an event behind them.
    ALTER COLUMN caused_by DROP NOT NULL;
DROP INDEX needs.reassessments_pending;
CREATE UNIQUE INDEX reassessments_pending ON needs.reassessments (service)
    WHERE state IN ('open', 'accepted') AND cause = 'complaints';
CREATE UNIQUE INDEX reassessments_pending_cause ON needs.reassessments (unit_id, cause, service)
    WHERE state IN ('open', 'accepted');
CREATE INDEX reassessments_latest ON needs.reassessments (instansi, cause, unit_id, create_time);

-- A sheet that a structure change made invalid, and the population that a scaled sheet counts with.
ALTER TABLE needs.positions
    ADD COLUMN stale      boolean NOT NULL DEFAULT false,
    ADD COLUMN population bigint CHECK (population > 0);

-- Tasks that grow with the population; their volume counts times the exact fraction.
ALTER TABLE needs.workload_tasks
    ADD COLUMN population_driven boolean NOT NULL DEFAULT false,
    ADD COLUMN scale             text NOT NULL DEFAULT '1';

-- People of a region (wilayah) on a day. Region codes are texts: 35.10 is not 35.1.
CREATE TABLE needs.populations (
    population_id uuid PRIMARY KEY,
    instansi      text NOT NULL DEFAULT current_setting('app.instansi'),
    region        text NOT NULL,
    date          date NOT NULL,
    display_name  text NOT NULL,
    total         bigint NOT NULL CHECK (total > 0),
    create_time   timestamptz NOT NULL,
    update_time   timestamptz NOT NULL,
    CONSTRAINT populations_once UNIQUE (instansi, region, date)
);
CREATE INDEX populations_list ON needs.populations (instansi, create_time, population_id);
CALL needs.protect('needs.populations');

-- The region whose people a unit serves, with all units below it that have none of their own.
CREATE TABLE needs.unit_regions (
    unit_id     uuid PRIMARY KEY REFERENCES needs.units,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    region      text NOT NULL,
    create_time timestamptz NOT NULL
);
CREATE INDEX unit_regions_list ON needs.unit_regions (instansi, create_time, unit_id);
CALL needs.protect('needs.unit_regions');

-- What evaluation's surveys said of a public service (SKM), a row a period: exact texts.
CREATE TABLE needs.surveys (
    unit_id  uuid NOT NULL REFERENCES needs.units,
    service  text NOT NULL,
    period   date NOT NULL,
    instansi text NOT NULL DEFAULT current_setting('app.instansi'),
    overall  text NOT NULL,
    elements text[] NOT NULL,
    PRIMARY KEY (unit_id, service, period)
);
CALL needs.protect('needs.surveys');

-- Changes of organisation (SOTK). One whose day has not come is applied by the next sweep after it.
CREATE TABLE needs.structure_changes (
    change_id         uuid PRIMARY KEY,
    instansi          text NOT NULL DEFAULT current_setting('app.instansi'),
    unit_id           uuid NOT NULL REFERENCES needs.units,
    effective_date    date NOT NULL,
    regulation_number text NOT NULL,
    reason            text NOT NULL,
    apply_time        timestamptz,
    create_time       timestamptz NOT NULL,
    CONSTRAINT structure_changes_once UNIQUE (unit_id, regulation_number)
);
CREATE INDEX structure_changes_list ON needs.structure_changes (instansi, create_time, change_id);
CALL needs.protect('needs.structure_changes');

-- Campaigns of data collection: questions for units or for everybody, until a deadline.
CREATE TABLE needs.campaigns (
    campaign_id uuid PRIMARY KEY,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    title       text NOT NULL,
    description text NOT NULL,
    audience    text NOT NULL CHECK (audience IN ('public', 'units')),
    state       text NOT NULL CHECK (state IN ('draft', 'open', 'closed')),
    open_time   timestamptz NOT NULL,
    close_time  timestamptz NOT NULL CHECK (close_time > open_time),
    version     bigint NOT NULL,
    create_time timestamptz NOT NULL,
    update_time timestamptz NOT NULL
);
CREATE INDEX campaigns_list ON needs.campaigns (instansi, create_time, campaign_id);
CALL needs.protect('needs.campaigns');

CREATE TABLE needs.campaign_questions (
    campaign_id    uuid NOT NULL REFERENCES needs.campaigns,
    n              int NOT NULL,
    instansi       text NOT NULL DEFAULT current_setting('app.instansi'),
    code           text NOT NULL,
    wording        text NOT NULL,
    required       boolean NOT NULL,
    kind           text NOT NULL CHECK (kind IN ('number', 'choice', 'text')),
    least          text,
    most           text,
    measure        text NOT NULL,
    service_volume boolean NOT NULL,
    options        text NOT NULL,
    longest        int NOT NULL,
    PRIMARY KEY (campaign_id, n),
    UNIQUE (campaign_id, code)
);
CALL needs.protect('needs.campaign_questions');

CREATE TABLE needs.campaign_units (
    campaign_id uuid NOT NULL REFERENCES needs.campaigns,
    unit_id     uuid NOT NULL REFERENCES needs.units,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    PRIMARY KEY (campaign_id, unit_id)
);
CALL needs.protect('needs.campaign_units');

-- One response a unit, or a follow-up code; of the code only a keyed hash is kept.
CREATE TABLE needs.responses (
    response_id uuid PRIMARY KEY,
    campaign_id uuid NOT NULL REFERENCES needs.campaigns,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    unit_id     uuid REFERENCES needs.units,
    code_index  bytea,
    version     bigint NOT NULL,
    create_time timestamptz NOT NULL,
    update_time timestamptz NOT NULL,
    CHECK ((unit_id IS NULL) <> (code_index IS NULL)),
    CONSTRAINT responses_unit UNIQUE (campaign_id, unit_id),
    CONSTRAINT responses_code UNIQUE (campaign_id, code_index)
);
CREATE INDEX responses_list ON needs.responses (campaign_id, create_time, response_id);
CALL needs.protect('needs.responses');

-- Numbers and choices in the clear; free text may name people and is sealed.
CREATE TABLE needs.answers (
    response_id uuid NOT NULL REFERENCES needs.responses,
    n           int NOT NULL,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    value       text NOT NULL,
    text_key    bytea NOT NULL,
    text_sealed bytea NOT NULL,
    PRIMARY KEY (response_id, n)
);
CALL needs.protect('needs.answers');
