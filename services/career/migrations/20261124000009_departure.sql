-- Retirement (pensiun) and other ways to leave (pemberhentian).

-- When each servant retires, as it was computed last: the day alone, for it follows from a birth date, which stays sealed.
-- Written for hundreds of thousands at once, so no row is checked against the record again.
CREATE TABLE career.retirements (
    servant_id      uuid PRIMARY KEY,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    retirement_date date,
    -- Why there is no day.
    unknown         text NOT NULL DEFAULT '' CHECK (unknown IN ('', 'birth_date', 'post', 'age')),
    -- Version of the servant that it was computed from: a record of another version is looked at again.
    servant_version bigint NOT NULL,
    ruleset         text NOT NULL,
    compute_time    timestamptz NOT NULL,
    CONSTRAINT a_day_or_why_not CHECK ((retirement_date IS NULL) = (unknown <> ''))
);
CREATE INDEX retirements_by_date ON career.retirements (instansi, retirement_date, servant_id)
    WHERE retirement_date IS NOT NULL;
CALL career.protect('career.retirements');

-- What was told of whose retirement: 24, 12 and 6 months before, and again where the day or the seat is another.
CREATE TABLE career.retirement_notices (
    notice_id       uuid PRIMARY KEY,
    servant_id      uuid NOT NULL REFERENCES career.servants,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    retirement_date date NOT NULL,
    position        text NOT NULL,
    seat            int NOT NULL CHECK (seat >= 0 AND (seat = 0) = (position = '')),
    -- 0: something told before was put right.
    months          int NOT NULL CHECK (months >= 0),
    notice_time     timestamptz NOT NULL
);
CREATE INDEX notices_of_servant ON career.retirement_notices (servant_id, notice_id);
CREATE INDEX notices_list ON career.retirement_notices (instansi, notice_id);
CALL career.protect('career.retirement_notices');

-- Exits: decided, perhaps ahead of their day, then applied or revoked. The kind is plain, because the need and the standing
-- follow from it; why is sealed.
CREATE TABLE career.exits (
    exit_id       uuid PRIMARY KEY,
    servant_id    uuid NOT NULL REFERENCES career.servants,
    instansi      text NOT NULL DEFAULT current_setting('app.instansi'),
    kind          text NOT NULL,
    last_day      date NOT NULL,
    decree_number text NOT NULL,
    decree_date   date NOT NULL,
    reason_key    bytea NOT NULL,
    reason_sealed bytea NOT NULL,
    state         text NOT NULL CHECK (state IN ('recorded', 'applied', 'revoked')),
    position      text NOT NULL DEFAULT '',
    seat          int NOT NULL DEFAULT 0 CHECK (seat >= 0),
    standing      text NOT NULL DEFAULT '',
    need_effect   text NOT NULL DEFAULT '' CHECK (need_effect IN ('', 'replace', 'abolish')),
    ruleset       text NOT NULL DEFAULT '',
    -- Number of the decree that took it back.
    revoke_decree text NOT NULL DEFAULT '',
    version       bigint NOT NULL,
    create_time   timestamptz NOT NULL,
    update_time   timestamptz NOT NULL,
    CONSTRAINT what_took_effect_names_its_rules CHECK ((state = 'applied') = (ruleset <> ''))
);
CREATE UNIQUE INDEX one_exit_a_person ON career.exits (servant_id) WHERE state <> 'revoked';
CREATE INDEX exits_list ON career.exits (instansi, create_time, exit_id);
CREATE INDEX exits_due ON career.exits (instansi, last_day, exit_id) WHERE state = 'recorded';
-- Seats that nobody takes again.
CREATE INDEX exits_abolished ON career.exits (position) WHERE need_effect = 'abolish';
CALL career.protect('career.exits');
