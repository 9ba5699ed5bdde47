-- What a position's need was computed from beside its workload sheet: at most one other method (part `computed`) and at
-- most one legal minimum (part `minimum`). A sheet lies in needs.workload_tasks and has no row here.
CREATE TABLE needs.requirements (
    position_id  uuid NOT NULL REFERENCES needs.positions,
    part         text NOT NULL CHECK (part IN ('computed', 'minimum')),
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    method       text NOT NULL,
    ruleset      text NOT NULL,
    fte          text NOT NULL,
    posts        int NOT NULL CHECK (posts >= 0),
    compute_time timestamptz NOT NULL,
    PRIMARY KEY (position_id, part)
);
CREATE INDEX requirements_part ON needs.requirements (instansi, part);
CALL needs.protect('needs.requirements');

-- The derivation tree of such a part as it was computed: inputs before what is computed from them, the result last.
CREATE TABLE needs.derivation_nodes (
    position_id uuid NOT NULL,
    part        text NOT NULL,
    n           int NOT NULL,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    node        text NOT NULL,
    label       text NOT NULL,
    unit        text NOT NULL,
    basis       text NOT NULL,
    inputs      text NOT NULL,
    origin      text NOT NULL,
    value       text NOT NULL,
    most        text NOT NULL,
    ruleset     text NOT NULL,
    regulation  text NOT NULL,
    PRIMARY KEY (position_id, part, n),
    FOREIGN KEY (position_id, part) REFERENCES needs.requirements ON DELETE CASCADE
);
CALL needs.protect('needs.derivation_nodes');

-- Why a line of a sheet is not what the unit handed in; empty while it is.
ALTER TABLE needs.workload_tasks
    ADD COLUMN volume_origin  text NOT NULL DEFAULT '',
    ADD COLUMN minutes_origin text NOT NULL DEFAULT '';
-- All sheets of one instansi are read at once.
CREATE INDEX workload_tasks_instansi ON needs.workload_tasks (instansi);
-- Computing them rewrites most positions: the new row fits beside the old one, and no index has to change.
ALTER TABLE needs.positions SET (fillfactor = 50);
