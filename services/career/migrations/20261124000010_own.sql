-- Requests of servants to correct their own record, and the office's answers.
CREATE TABLE career.correction_requests (
    request_id    uuid PRIMARY KEY,
    instansi      text NOT NULL DEFAULT current_setting('app.instansi'),
    servant_id    uuid NOT NULL REFERENCES career.servants,
    state         text NOT NULL CHECK (state IN ('open', 'accepted', 'refused')),
    field         text NOT NULL,
    due_time      timestamptz NOT NULL,
    answer_time   timestamptz,
    answered_by   text NOT NULL DEFAULT '',
    mending_row   text NOT NULL DEFAULT '',
    -- What it should be, why, and the answer: free text about a person.
    wanted_key    bytea NOT NULL,
    wanted_sealed bytea NOT NULL,
    reason_key    bytea NOT NULL,
    reason_sealed bytea NOT NULL,
    answer_key    bytea NOT NULL DEFAULT '',
    answer_sealed bytea NOT NULL DEFAULT '',
    ruleset       text NOT NULL,
    version       bigint NOT NULL,
    create_time   timestamptz NOT NULL,
    CONSTRAINT answered_by_somebody CHECK ((state = 'open') = (answer_time IS NULL AND answered_by = '')),
    CONSTRAINT accepted_with_a_row CHECK ((state = 'accepted') = (mending_row <> ''))
);
CREATE INDEX correction_requests_list ON career.correction_requests (instansi, create_time, request_id);
CREATE INDEX correction_requests_of_servant ON career.correction_requests (servant_id, create_time, request_id);
CREATE INDEX correction_requests_due ON career.correction_requests (instansi, due_time) WHERE state = 'open';
CALL career.protect('career.correction_requests');
