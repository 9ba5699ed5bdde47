-- Who will leave (pensiun): a count for a year, or one row a seat. Never a person.
CREATE TABLE needs.retirements (
    position_id uuid NOT NULL REFERENCES needs.positions,
    year        int NOT NULL,
    seat        int NOT NULL CHECK (seat >= 0),   -- 0: a count of the year, without seats
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    people      int NOT NULL CHECK (people > 0 AND (seat = 0 OR people = 1)),
    retire_date date,
    create_time timestamptz NOT NULL,
    PRIMARY KEY (position_id, year, seat)
);
CREATE INDEX retirements_year ON needs.retirements (instansi, year);
CALL needs.protect('needs.retirements');

-- Assumptions with a name. Percentages stay as they were written: they are exact.
CREATE TABLE needs.scenarios (
    scenario_id        uuid PRIMARY KEY,
    instansi           text NOT NULL DEFAULT current_setting('app.instansi'),
    display_name       text NOT NULL,
    spread             text NOT NULL CHECK (spread IN ('', 'first_year', 'even', 'weighted')),
    weights            int[] NOT NULL,
    surplus            text NOT NULL CHECK (surplus IN ('', 'absorbs_exits', 'exits_replaced')),
    population_growth  text NOT NULL,
    population_sectors text[] NOT NULL,
    freeze_years       int[] NOT NULL,
    version            bigint NOT NULL,
    create_time        timestamptz NOT NULL
);
CREATE INDEX scenarios_list ON needs.scenarios (instansi, create_time, scenario_id);
CALL needs.protect('needs.scenarios');

CREATE TABLE needs.scenario_changes (
    scenario_id uuid NOT NULL REFERENCES needs.scenarios ON DELETE CASCADE,
    n           int NOT NULL,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    sector      text NOT NULL,
    unit_id     uuid REFERENCES needs.units,
    percent     text NOT NULL,
    from_year   int NOT NULL CHECK (from_year BETWEEN 1 AND 5),
    PRIMARY KEY (scenario_id, n),
    CONSTRAINT scenario_changes_target CHECK ((sector = '') = (unit_id IS NOT NULL))
);
CALL needs.protect('needs.scenario_changes');

-- Which seats to ask for under a ceiling of posts or money, and why not for more.
CREATE TABLE needs.budget_plans (
    plan_id        uuid PRIMARY KEY,
    instansi       text NOT NULL DEFAULT current_setting('app.instansi'),
    display_name   text NOT NULL,
    year           int NOT NULL,
    unit_id        uuid REFERENCES needs.units,
    ceiling_posts  bigint,
    ceiling_rupiah bigint,
    ruleset        text NOT NULL,
    costs          bigint[] NOT NULL CHECK (cardinality(costs) = 18),   -- by job class, from 0
    seats          bigint NOT NULL,
    rupiah         bigint NOT NULL,
    proposable     bigint NOT NULL,
    value          bigint NOT NULL,
    bound          bigint NOT NULL,
    exact          boolean NOT NULL,
    positions      int NOT NULL,
    version        bigint NOT NULL,
    create_time    timestamptz NOT NULL,
    CONSTRAINT budget_plans_ceiling CHECK (ceiling_posts IS NOT NULL OR ceiling_rupiah IS NOT NULL),
    CONSTRAINT budget_plans_within CHECK (seats <= ceiling_posts AND rupiah <= ceiling_rupiah),
    CONSTRAINT budget_plans_bound CHECK (value <= bound AND (NOT exact OR value = bound))
);
CREATE INDEX budget_plans_list ON needs.budget_plans (instansi, create_time, plan_id);
CALL needs.protect('needs.budget_plans');

CREATE TABLE needs.budget_weights (
    plan_id  uuid NOT NULL REFERENCES needs.budget_plans,
    n        int NOT NULL,
    instansi text NOT NULL DEFAULT current_setting('app.instansi'),
    sector   text NOT NULL,
    unit_id  uuid REFERENCES needs.units,
    weight   int NOT NULL CHECK (weight >= 0),
    PRIMARY KEY (plan_id, n),
    CONSTRAINT budget_weights_target CHECK ((sector = '') = (unit_id IS NOT NULL))
);
CALL needs.protect('needs.budget_weights');

CREATE TABLE needs.budget_lines (
    plan_id         uuid NOT NULL REFERENCES needs.budget_plans,
    n               int NOT NULL,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    position_id     uuid NOT NULL REFERENCES needs.positions,
    sector          text NOT NULL,
    job_class       int NOT NULL,
    weight          bigint NOT NULL,
    rupiah_per_seat bigint NOT NULL,
    proposable      int NOT NULL,
    minimum_seats   int NOT NULL,
    seats           int NOT NULL,
    reason          text NOT NULL,
    explanation     text NOT NULL,
    PRIMARY KEY (plan_id, n),
    CONSTRAINT budget_lines_seats CHECK (seats BETWEEN minimum_seats AND proposable)
);
CALL needs.protect('needs.budget_lines');
