-- The first year: tasks, pre-service training, probation, work agreements, how the newly appointed settle in.

-- One first year a servant, from the first day on the first post.
CREATE TABLE career.onboardings (
    servant_id  uuid PRIMARY KEY REFERENCES career.servants,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    first_day   date NOT NULL,
    ruleset     text NOT NULL,
    create_time timestamptz NOT NULL
);
CREATE INDEX onboardings_list ON career.onboardings (instansi, servant_id);
CALL career.protect('career.onboardings');

CREATE TABLE career.onboarding_tasks (
    task_id     uuid PRIMARY KEY,
    servant_id  uuid NOT NULL REFERENCES career.onboardings,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    code        text NOT NULL,
    title       text NOT NULL,
    owner       text NOT NULL CHECK (owner IN ('hr', 'superior', 'mentor', 'servant')),
    due_date    date NOT NULL,
    done_date   date,
    done_by     text NOT NULL DEFAULT '',
    -- When the servant left before it was done.
    lapse_date  date,
    -- Free text about a person.
    note_key    bytea NOT NULL DEFAULT '',
    note_sealed bytea NOT NULL DEFAULT '',
    version     bigint NOT NULL,
    CONSTRAINT one_task_a_code UNIQUE (servant_id, code),
    CONSTRAINT done_or_lapsed CHECK (done_date IS NULL OR lapse_date IS NULL)
);
CREATE INDEX onboarding_tasks_list ON career.onboarding_tasks (instansi, task_id);
CALL career.protect('career.onboarding_tasks');

-- Pre-service training (Latsar, orientasi PPPK): once a career, so a result is corrected and never followed by another one.
CREATE TABLE career.pre_services (
    pre_service_id     uuid PRIMARY KEY,
    servant_id         uuid NOT NULL REFERENCES career.servants,
    instansi           text NOT NULL DEFAULT current_setting('app.instansi'),
    kind               text NOT NULL CHECK (kind IN ('latsar', 'orientation')),
    state              text NOT NULL CHECK (state IN ('registered', 'passed', 'failed', 'cancelled')),
    provider           text NOT NULL,
    batch              text NOT NULL,
    start_date         date NOT NULL,
    expected_hours     bigint NOT NULL CHECK (expected_hours >= 0),
    ruleset            text NOT NULL,
    certificate_number text NOT NULL DEFAULT '',
    result_date        date,
    -- Subject of whoever recorded the result, who does not correct it.
    result_by          text NOT NULL DEFAULT '',
    -- Why it was cancelled: free text about a person.
    reason_key         bytea NOT NULL DEFAULT '',
    reason_sealed      bytea NOT NULL DEFAULT '',
    version            bigint NOT NULL,
    create_time        timestamptz NOT NULL,
    CHECK ((state IN ('passed', 'failed')) = (result_date IS NOT NULL))
);
CREATE UNIQUE INDEX one_pre_service_a_servant ON career.pre_services (servant_id) WHERE state <> 'cancelled';
CREATE INDEX pre_services_list ON career.pre_services (instansi, create_time, pre_service_id);
CALL career.protect('career.pre_services');

-- Results that were recorded wrongly, as they were.
CREATE TABLE career.pre_service_corrections (
    correction_id      uuid PRIMARY KEY,
    pre_service_id     uuid NOT NULL REFERENCES career.pre_services,
    instansi           text NOT NULL DEFAULT current_setting('app.instansi'),
    passed             boolean NOT NULL,
    certificate_number text NOT NULL,
    result_date        date NOT NULL,
    recorded_by        text NOT NULL,
    corrected_by       text NOT NULL,
    -- Why: free text about a person.
    reason_key         bytea NOT NULL,
    reason_sealed      bytea NOT NULL,
    record_time        timestamptz NOT NULL
);
CREATE INDEX pre_service_corrections_of ON career.pre_service_corrections (pre_service_id, correction_id);
CALL career.protect('career.pre_service_corrections');

CREATE TABLE career.pre_service_parts (
    pre_service_id uuid NOT NULL REFERENCES career.pre_services,
    code           text NOT NULL,
    instansi       text NOT NULL DEFAULT current_setting('app.instansi'),
    start_date     date NOT NULL,
    end_date       date NOT NULL CHECK (end_date >= start_date),
    hours          bigint NOT NULL CHECK (hours > 0),
    project        text NOT NULL,
    PRIMARY KEY (pre_service_id, code)
);
CALL career.protect('career.pre_service_parts');

-- Statements of health: only their days are plain.
CREATE TABLE career.health_statements (
    statement_id   uuid PRIMARY KEY,
    servant_id     uuid NOT NULL REFERENCES career.servants,
    instansi       text NOT NULL DEFAULT current_setting('app.instansi'),
    statement_date date NOT NULL,
    detail_key     bytea NOT NULL,
    detail_sealed  bytea NOT NULL,
    record_time    timestamptz NOT NULL
);
CREATE INDEX health_statements_of_servant ON career.health_statements (servant_id, statement_date, statement_id);
CALL career.protect('career.health_statements');

-- How probation ended. Why somebody was not appointed is sealed with the exit.
CREATE TABLE career.probation_decisions (
    servant_id    uuid PRIMARY KEY REFERENCES career.servants,
    instansi      text NOT NULL DEFAULT current_setting('app.instansi'),
    appointed     boolean NOT NULL,
    decision_date date NOT NULL,
    decree_number text NOT NULL,
    decree_date   date NOT NULL,
    ruleset       text NOT NULL,
    decided_by    text NOT NULL,
    record_time   timestamptz NOT NULL
);
CALL career.protect('career.probation_decisions');
-- Warnings look at those on probation only.
CREATE INDEX servants_on_probation ON career.servants (instansi, servant_id)
    WHERE employment = 'pns' AND state IN ('awaiting_nip', 'probation');

-- Work agreements: one at a time. An extension is a row of its own.
CREATE TABLE career.agreements (
    agreement_id uuid PRIMARY KEY,
    servant_id   uuid NOT NULL REFERENCES career.servants,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    number       text NOT NULL,
    signed_date  date NOT NULL,
    start_date   date NOT NULL,
    end_date     date NOT NULL CHECK (end_date >= start_date),
    extends      uuid UNIQUE REFERENCES career.agreements,
    extended     boolean NOT NULL DEFAULT false,
    version      bigint NOT NULL,
    record_time  timestamptz NOT NULL,
    CONSTRAINT one_agreement_a_person EXCLUDE USING gist (servant_id WITH =,
                                                          daterange(start_date, end_date, '[]') WITH &&)
);
CREATE INDEX agreements_of_servant ON career.agreements (servant_id, agreement_id);
CREATE INDEX agreements_that_end ON career.agreements (instansi, end_date) WHERE NOT extended;
CALL career.protect('career.agreements');

-- What was warned of, once each. The subject is the servant, or the agreement that ends.
CREATE TABLE career.onboarding_warnings (
    kind        text NOT NULL CHECK (kind IN ('pre_service_not_registered', 'agreement_ends')),
    subject_id  uuid NOT NULL,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    servant_id  uuid NOT NULL REFERENCES career.servants,
    ruleset     text NOT NULL,
    record_time timestamptz NOT NULL,
    PRIMARY KEY (kind, subject_id)
);
CALL career.protect('career.onboarding_warnings');

CREATE TABLE career.adaptation_follow_ups (
    follow_up_id uuid PRIMARY KEY,
    servant_id   uuid NOT NULL REFERENCES career.onboardings,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    months       int NOT NULL CHECK (months > 0),
    due_date     date NOT NULL,
    ruleset      text NOT NULL,
    create_time  timestamptz NOT NULL,
    CONSTRAINT one_follow_up_a_time UNIQUE (servant_id, months)
);
CREATE INDEX adaptation_follow_ups_list ON career.adaptation_follow_ups (instansi, create_time, follow_up_id);
CALL career.protect('career.adaptation_follow_ups');

-- What rater and servant said in free text, sealed, and when. Each side answers once.
CREATE TABLE career.adaptation_sides (
    follow_up_id  uuid NOT NULL REFERENCES career.adaptation_follow_ups,
    side          text NOT NULL CHECK (side IN ('rater', 'servant')),
    instansi      text NOT NULL DEFAULT current_setting('app.instansi'),
    answered_by   text NOT NULL,
    remark_key    bytea NOT NULL,
    remark_sealed bytea NOT NULL,
    answer_time   timestamptz NOT NULL,
    CONSTRAINT one_answer_a_side PRIMARY KEY (follow_up_id, side)
);
CALL career.protect('career.adaptation_sides');

CREATE TABLE career.adaptation_answers (
    follow_up_id uuid NOT NULL,
    side         text NOT NULL,
    aspect       text NOT NULL,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    level        int NOT NULL CHECK (level BETWEEN 1 AND 5),
    PRIMARY KEY (follow_up_id, side, aspect),
    FOREIGN KEY (follow_up_id, side) REFERENCES career.adaptation_sides
);
CALL career.protect('career.adaptation_answers');

-- What is lacking: a need of training.
CREATE TABLE career.adaptation_needs (
    need_id        uuid PRIMARY KEY,
    follow_up_id   uuid NOT NULL REFERENCES career.adaptation_follow_ups,
    servant_id     uuid NOT NULL REFERENCES career.servants,
    instansi       text NOT NULL DEFAULT current_setting('app.instansi'),
    aspect         text NOT NULL,
    level          int NOT NULL CHECK (level BETWEEN 1 AND 5),
    -- Competency that it is about and the level that was seen; all three or none.
    dictionary     text,
    competency     text,
    seen_level     int CHECK (seen_level BETWEEN 1 AND 5),
    -- Free text about a person: what would help, and what came of it.
    text_key       bytea NOT NULL DEFAULT '',
    text_sealed    bytea NOT NULL DEFAULT '',
    outcome_key    bytea NOT NULL DEFAULT '',
    outcome_sealed bytea NOT NULL DEFAULT '',
    resolve_time   timestamptz,
    version        bigint NOT NULL,
    create_time    timestamptz NOT NULL,
    CONSTRAINT seen_is_whole CHECK (num_nonnulls(dictionary, competency, seen_level) IN (0, 3))
);
CREATE INDEX adaptation_needs_list ON career.adaptation_needs (instansi, create_time, need_id);
CREATE INDEX adaptation_needs_of_servant ON career.adaptation_needs (servant_id);
CALL career.protect('career.adaptation_needs');
