-- Periodic raises (kenaikan gaji berkala), allowances (tambahan penghasilan pegawai), facilities and awards.

-- A raise goes from one row of the pay table to the next within a grade.
CREATE TABLE career.raises (
    raise_id        uuid PRIMARY KEY,
    servant_id      uuid NOT NULL REFERENCES career.servants,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    rank            text NOT NULL,
    from_years      int NOT NULL CHECK (from_years BETWEEN 0 AND 60),
    to_years        int NOT NULL CHECK (to_years BETWEEN 1 AND 60 AND to_years > from_years),
    from_rupiah     bigint NOT NULL CHECK (from_rupiah > 0),
    to_rupiah       bigint NOT NULL CHECK (to_rupiah >= from_rupiah),
    effective_date  date NOT NULL,
    paid_from       date NOT NULL CHECK (paid_from >= effective_date),
    back_pay_months int NOT NULL CHECK (back_pay_months >= 0),
    back_pay_rupiah bigint NOT NULL CHECK (back_pay_rupiah >= 0),
    decree_number   text NOT NULL,
    decree_date     date NOT NULL,
    pay_table       text NOT NULL,
    ruleset         text NOT NULL,
    record_time     timestamptz NOT NULL,
    -- When it was withdrawn, and why: free text about a person.
    superseded_time timestamptz,
    reason_key      bytea,
    reason_sealed   bytea,
    CONSTRAINT withdrawn_with_a_reason CHECK (num_nonnulls(superseded_time, reason_key, reason_sealed) IN (0, 3))
);
CREATE UNIQUE INDEX one_raise_a_day ON career.raises (servant_id, effective_date) WHERE superseded_time IS NULL;
CREATE INDEX raises_of_servant ON career.raises (servant_id, raise_id);
CALL career.protect('career.raises');

-- One allowance a person and month, with each factor as it was computed.
CREATE TABLE career.allowances (
    allowance_id   uuid PRIMARY KEY,
    servant_id     uuid NOT NULL REFERENCES career.servants,
    instansi       text NOT NULL DEFAULT current_setting('app.instansi'),
    month          date NOT NULL CHECK (extract(day FROM month) = 1),
    job_class      int NOT NULL CHECK (job_class BETWEEN 1 AND 17),
    rating         text NOT NULL,
    absence_codes  text[] NOT NULL,
    absence_counts int[] NOT NULL CHECK (cardinality(absence_counts) = cardinality(absence_codes)),
    rupiah         bigint NOT NULL CHECK (rupiah >= 0),
    rounding       text NOT NULL CHECK (rounding IN ('half_up', 'down')),
    ruleset        text NOT NULL,
    figure_names   text[] NOT NULL,
    figure_values  text[] NOT NULL CHECK (cardinality(figure_values) = cardinality(figure_names)),
    figure_sources text[] NOT NULL CHECK (cardinality(figure_sources) = cardinality(figure_names)),
    record_time    timestamptz NOT NULL,
    superseded_time timestamptz
);
CREATE UNIQUE INDEX one_allowance_a_month ON career.allowances (servant_id, month) WHERE superseded_time IS NULL;
CREATE INDEX allowances_of_servant ON career.allowances (servant_id, allowance_id);
CALL career.protect('career.allowances');

-- What is granted to whom. What is not given back cannot be granted to somebody else.
CREATE TABLE career.facilities (
    facility_id      uuid PRIMARY KEY,
    servant_id       uuid NOT NULL REFERENCES career.servants,
    instansi         text NOT NULL DEFAULT current_setting('app.instansi'),
    kind             text NOT NULL CHECK (kind IN ('vehicle', 'house', 'device', 'insurance', 'other')),
    display_name     text NOT NULL,
    inventory_number text NOT NULL,
    start_date       date NOT NULL,
    end_date         date CHECK (end_date >= start_date),
    return_date      date CHECK (return_date >= start_date),
    decree_number    text NOT NULL,
    version          bigint NOT NULL,
    create_time      timestamptz NOT NULL
);
CREATE UNIQUE INDEX one_holder_a_facility ON career.facilities (instansi, inventory_number)
    WHERE return_date IS NULL AND inventory_number <> '';
CREATE INDEX facilities_list ON career.facilities (instansi, create_time, facility_id);
CREATE INDEX facilities_of_servant ON career.facilities (servant_id, create_time, facility_id);
CALL career.protect('career.facilities');

-- Awards: a run keeps what it saw, so that it can be computed again.
CREATE TABLE career.award_runs (
    run_id        uuid PRIMARY KEY,
    instansi      text NOT NULL DEFAULT current_setting('app.instansi'),
    year          int NOT NULL CHECK (year BETWEEN 2000 AND 2200),
    award_rupiah  bigint NOT NULL CHECK (award_rupiah >= 0),
    budget_rupiah bigint NOT NULL CHECK (budget_rupiah >= 0),
    considered    int NOT NULL,
    awarded       int NOT NULL CHECK (awarded <= considered),
    cost_rupiah   bigint NOT NULL,
    ruleset       text NOT NULL,
    fingerprint   bytea NOT NULL,
    version       bigint NOT NULL,
    create_time   timestamptz NOT NULL,
    approve_time  timestamptz,
    CONSTRAINT approved_within_budget CHECK (approve_time IS NULL OR cost_rupiah <= budget_rupiah)
);
CREATE INDEX award_runs_list ON career.award_runs (instansi, create_time, run_id);
-- A year is awarded once.
CREATE UNIQUE INDEX one_approved_run_a_year ON career.award_runs (instansi, year) WHERE approve_time IS NOT NULL;
CALL career.protect('career.award_runs');

CREATE TABLE career.award_candidates (
    run_id      uuid NOT NULL REFERENCES career.award_runs,
    servant_id  uuid NOT NULL REFERENCES career.servants,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    unit        text NOT NULL,
    -- `2023=baik,2024=sangat_baik`
    ratings     text NOT NULL,
    punished    boolean NOT NULL,
    points      int NOT NULL,
    place       int NOT NULL,
    awarded     boolean NOT NULL,
    explanation text NOT NULL,
    PRIMARY KEY (run_id, servant_id)
);
CREATE INDEX award_candidates_of_servant ON career.award_candidates (servant_id) WHERE awarded;
CALL career.protect('career.award_candidates');

-- A run of awards reads the ratings of its years of everybody.
CREATE INDEX ratings_of_year ON career.ratings (instansi, year);
