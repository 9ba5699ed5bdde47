-- One row a vacancy (formasi): a row of competition, drafted from a determined need.
CREATE TABLE recruitment.vacancies (
    vacancy_id     uuid PRIMARY KEY,
    instansi       text NOT NULL DEFAULT current_setting('app.instansi'),
    state          text NOT NULL CHECK (state IN ('draft', 'open', 'closed', 'skd_ranked', 'final_ranked', 'published')),
    need           text NOT NULL UNIQUE,
    position       text NOT NULL,
    position_title text NOT NULL,
    unit_path      text NOT NULL,
    kind           text NOT NULL,
    seats          int NOT NULL CHECK (seats > 0),
    education      text[] NOT NULL,
    year           int NOT NULL,
    period         text NOT NULL DEFAULT '',
    ruleset        text NOT NULL DEFAULT '',
    open_time      timestamptz,
    close_time     timestamptz,
    -- Counted at the close. While the vacancy is open its applications are counted where they stand: a counter here would
    -- make every applicant wait for every other.
    applications   int NOT NULL DEFAULT 0,
    appointed      int NOT NULL DEFAULT 0 CHECK (appointed <= seats),
    caused_by      uuid,
    version        bigint NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL,
    CHECK (state = 'draft' OR (ruleset <> '' AND period <> '' AND open_time IS NOT NULL AND close_time IS NOT NULL))
);
CREATE INDEX vacancies_list ON recruitment.vacancies (instansi, create_time, vacancy_id);
CALL recruitment.protect('recruitment.vacancies');
