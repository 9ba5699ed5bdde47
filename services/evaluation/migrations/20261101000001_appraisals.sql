-- The copy of the career service's records that appraisals need: who is a servant here, on which position.
CREATE TABLE evaluation.servants (
    servant          text PRIMARY KEY,
    instansi         text NOT NULL DEFAULT current_setting('app.instansi'),
    position         text NOT NULL,
    appointment_date date NOT NULL,
    caused_by        uuid
);
CALL evaluation.protect('evaluation.servants');

-- One row a servant and year. The predicate follows from the two ratings, so it is not kept.
CREATE TABLE evaluation.appraisals (
    appraisal_id uuid PRIMARY KEY,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    state        text NOT NULL CHECK (state IN ('planned', 'rated', 'final')),
    servant      text NOT NULL REFERENCES evaluation.servants,
    year         int NOT NULL,
    result       text CHECK (result IN ('above', 'meets', 'below')),
    behaviour    text CHECK (behaviour IN ('above', 'meets', 'below')),
    version      bigint NOT NULL,
    create_time  timestamptz NOT NULL,
    update_time  timestamptz NOT NULL,
    CONSTRAINT one_appraisal_a_year UNIQUE (servant, year),
    CONSTRAINT rated_means_both CHECK (num_nonnulls(result, behaviour) = CASE state WHEN 'planned' THEN 0 ELSE 2 END)
);
CREATE INDEX appraisals_list ON evaluation.appraisals (instansi, create_time, appraisal_id);
CALL evaluation.protect('evaluation.appraisals');
