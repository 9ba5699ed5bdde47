-- Organisation units (unor), known by their path from the root.
CREATE TABLE needs.units (
    unit_id      uuid PRIMARY KEY,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    path         text NOT NULL,
    display_name text NOT NULL,
    parent_id    uuid REFERENCES needs.units,
    create_time  timestamptz NOT NULL,
    CONSTRAINT units_path UNIQUE (instansi, path)
);
CALL needs.protect('needs.units');

-- The position map (peta jabatan): need and incumbents of each job in each unit.
CREATE TABLE needs.positions (
    position_id uuid PRIMARY KEY,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    unit_id     uuid NOT NULL REFERENCES needs.units,
    title       text NOT NULL,
    job_class   int NOT NULL CHECK (job_class BETWEEN 0 AND 17),
    incumbents  int NOT NULL CHECK (incumbents >= 0),
    required    int NOT NULL DEFAULT 0 CHECK (required >= 0),
    fte         text NOT NULL DEFAULT '',
    ruleset     text NOT NULL DEFAULT '',
    compute_time timestamptz,
    version     bigint NOT NULL,
    create_time timestamptz NOT NULL,
    update_time timestamptz NOT NULL,
    CONSTRAINT positions_title UNIQUE (unit_id, title)
);
CREATE INDEX positions_list ON needs.positions (instansi, create_time, position_id);
CALL needs.protect('needs.positions');

-- The sheet (lembar ABK) behind a position's need. Decimals stay as they were written: they are exact.
CREATE TABLE needs.workload_tasks (
    position_id uuid NOT NULL REFERENCES needs.positions,
    n           bigint NOT NULL,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    description text NOT NULL,
    result_unit text NOT NULL,
    volume      text NOT NULL,
    period      text NOT NULL,
    minutes     text NOT NULL,
    PRIMARY KEY (position_id, n)
);
CALL needs.protect('needs.workload_tasks');

-- What happened to a position and why: the causal chain that Explain answers.
CREATE TABLE needs.steps (
    step_id     uuid PRIMARY KEY,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    position_id uuid NOT NULL REFERENCES needs.positions,
    time        timestamptz NOT NULL,
    kind        text NOT NULL,
    resource    text NOT NULL,
    summary     text NOT NULL,
    event_id    uuid,
    caused_by   uuid,
    trace_id    text NOT NULL,
    ruleset     text NOT NULL
);
CREATE INDEX steps_position ON needs.steps (position_id, time, step_id);
CALL needs.protect('needs.steps');
