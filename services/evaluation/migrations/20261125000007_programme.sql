-- Evaluation of programmes: what selections measured, who was chosen, gaps and training of servants, costs, and reports.

-- Which application became which servant, and from which day: told by career, or imported where an open selection chose somebody
-- who was in service.
CREATE TABLE evaluation.chosen_servants (
    application text PRIMARY KEY,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    servant     text NOT NULL,
    start_date  date NOT NULL,
    caused_by   uuid
);
CREATE INDEX chosen_servants_servant ON evaluation.chosen_servants (servant);
CALL evaluation.protect('evaluation.chosen_servants');

-- Servants whom career told of before applications were kept stay without one: the event is told once. Their scores can be imported
-- with the servant.

-- Scores of a selection in thousandths, by application and criterion; no names. Of all who were scored, not only of those chosen.
CREATE TABLE evaluation.programme_scores (
    application text NOT NULL,
    criterion   text NOT NULL CHECK (criterion <> ''),
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    programme   text NOT NULL CHECK (programme IN ('cpns', 'pppk', 'open')),
    period      text NOT NULL CHECK (period <> ''),
    score       bigint NOT NULL CHECK (score >= 0),
    PRIMARY KEY (application, criterion)
);
CREATE INDEX programme_scores_period ON evaluation.programme_scores (instansi, programme, period, criterion);
CALL evaluation.protect('evaluation.programme_scores');

-- What competency was measured of a servant on a day, beside what the post asks: gaps that career found, and measures that were
-- imported.
CREATE TABLE evaluation.competency_measures (
    servant      text NOT NULL,
    dictionary   text NOT NULL,
    code         text NOT NULL,
    measure_date date NOT NULL,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    standard     int NOT NULL CHECK (standard BETWEEN 1 AND 5),
    achieved     int NOT NULL CHECK (achieved BETWEEN 0 AND 5),
    caused_by    uuid,
    PRIMARY KEY (servant, dictionary, code, measure_date)
);
CREATE INDEX competency_measures_of_code ON evaluation.competency_measures (instansi, dictionary, code, measure_date);
CALL evaluation.protect('evaluation.competency_measures');

-- Trainings that servants ended, passed or not, that teach a competency.
CREATE TABLE evaluation.ended_trainings (
    servant    text NOT NULL,
    session    text NOT NULL,
    instansi   text NOT NULL DEFAULT current_setting('app.instansi'),
    course     text NOT NULL,
    dictionary text NOT NULL,
    code       text NOT NULL,
    end_date   date NOT NULL,
    passed     boolean NOT NULL,
    caused_by  uuid,
    PRIMARY KEY (servant, session)
);
CREATE INDEX ended_trainings_of_code ON evaluation.ended_trainings (servant, dictionary, code, end_date);
CALL evaluation.protect('evaluation.ended_trainings');

-- Costs of selections, as documents say them; never changed.
CREATE TABLE evaluation.programme_costs (
    cost_id         uuid PRIMARY KEY,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    programme       text NOT NULL CHECK (programme IN ('cpns', 'pppk', 'open')),
    period          text NOT NULL CHECK (period <> ''),
    item            text NOT NULL,
    rupiah          bigint NOT NULL CHECK (rupiah > 0),
    document_number text NOT NULL,
    document_date   date NOT NULL,
    create_time     timestamptz NOT NULL,
    CONSTRAINT one_cost_a_document_and_item UNIQUE (instansi, programme, period, document_number, item)
);
CREATE INDEX programme_costs_list ON evaluation.programme_costs (instansi, create_time, cost_id);
CALL evaluation.protect('evaluation.programme_costs');

-- Reports: what was found never changes, a person says once what follows.
CREATE TABLE evaluation.programme_reports (
    report_id       uuid PRIMARY KEY,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    kind            text NOT NULL CHECK (kind IN ('selection', 'training', 'unit', 'cost')),
    subject         text NOT NULL,
    ruleset         text NOT NULL,
    state           text NOT NULL CHECK (state IN ('measured', 'adopted', 'set_aside')),
    decision_reason text,
    decided_by      text,
    decide_time     timestamptz,
    version         bigint NOT NULL,
    create_time     timestamptz NOT NULL,
    update_time     timestamptz NOT NULL,
    CHECK (num_nonnulls(decision_reason, decided_by, decide_time) = CASE state WHEN 'measured' THEN 0 ELSE 3 END)
);
CREATE INDEX programme_reports_list ON evaluation.programme_reports (instansi, create_time, report_id);
CALL evaluation.protect('evaluation.programme_reports');

CREATE TABLE evaluation.programme_findings (
    report_id       uuid NOT NULL REFERENCES evaluation.programme_reports,
    n               int NOT NULL,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    criterion       text NOT NULL,
    verdict         text NOT NULL,
    estimate        text[] NOT NULL CHECK (cardinality(estimate) = 3),
    corrected       text[] NOT NULL CHECK (cardinality(corrected) = 3),
    summary         text NOT NULL,
    suggestion      text NOT NULL,
    figure_names    text[] NOT NULL,
    figure_values   text[] NOT NULL,
    PRIMARY KEY (report_id, n),
    CHECK (cardinality(figure_names) = cardinality(figure_values)),
    -- Without a signal nothing is suggested.
    CONSTRAINT suggestions_need_a_signal CHECK (suggestion = '' OR verdict IN ('above', 'below'))
);
CALL evaluation.protect('evaluation.programme_findings');
