-- One row a fall that a test told, with the figures that prove it. Days up to `settled` are not in question again once it ended;
-- the baseline is what a recovery is measured against.
CREATE TABLE evaluation.quality_signals (
    signal_id             uuid PRIMARY KEY,
    instansi              text NOT NULL DEFAULT current_setting('app.instansi'),
    service_id            uuid NOT NULL REFERENCES evaluation.public_services,
    kind                  text NOT NULL CHECK (kind IN ('complaints', 'satisfaction', 'overdue')),
    state                 text NOT NULL CHECK (state IN ('open', 'confirmed', 'dismissed', 'recovered')),
    ruleset               text NOT NULL,
    first_date            date NOT NULL,
    last_date             date NOT NULL,
    periods               text[] NOT NULL,
    complaints            bigint[] NOT NULL,
    transactions          bigint[] NOT NULL,
    statistic             text NOT NULL,
    threshold             text NOT NULL,
    reason                text NOT NULL,
    figure_names          text[] NOT NULL,
    figure_values         text[] NOT NULL,
    baseline_complaints   bigint,
    baseline_transactions bigint,
    baseline_dispersion   bigint,
    baseline_months       bigint,
    baseline_first        date,
    baseline_last         date,
    event_id              uuid,
    decision_reason       text,
    decided_by            text,
    decide_time           timestamptz,
    recover_date          date,
    recover_statistic     text NOT NULL DEFAULT '',
    recover_threshold     text NOT NULL DEFAULT '',
    recover_reason        text NOT NULL DEFAULT '',
    recover_names         text[] NOT NULL DEFAULT '{}',
    recover_values        text[] NOT NULL DEFAULT '{}',
    recover_event_id      uuid,
    recover_time          timestamptz,
    settled               date,
    version               bigint NOT NULL,
    create_time           timestamptz NOT NULL,
    update_time           timestamptz NOT NULL,
    CHECK (cardinality(figure_names) = cardinality(figure_values)),
    CHECK (cardinality(recover_names) = cardinality(recover_values)),
    CHECK (num_nonnulls(baseline_complaints, baseline_transactions, baseline_dispersion, baseline_months, baseline_first,
                        baseline_last) IN (0, 6)),
    CHECK (num_nonnulls(decision_reason, decided_by, decide_time) IN (0, 3)),
    CHECK (num_nonnulls(recover_date, recover_event_id, recover_time) = CASE state WHEN 'recovered' THEN 3 ELSE 0 END),
    CHECK ((settled IS NOT NULL) = (state IN ('dismissed', 'recovered')))
);
CREATE INDEX quality_signals_list ON evaluation.quality_signals (instansi, create_time, signal_id);
CREATE INDEX quality_signals_service ON evaluation.quality_signals (service_id, create_time);
-- A kind of test tells a service's fall once until it ended.
CREATE UNIQUE INDEX one_fall_a_kind ON evaluation.quality_signals (service_id, kind) WHERE state IN ('open', 'confirmed');

-- A service that is not offered any more stays, for what was told of it.
ALTER TABLE evaluation.public_services ADD COLUMN retire_date date;
-- The months whose complaints are all here, where somebody says it; else from the first to the last month in which the instansi has
-- any report. Other months are not known to have none.
ALTER TABLE evaluation.public_services
    ADD COLUMN complaints_first date CHECK (extract(day FROM complaints_first) = 1),
    ADD COLUMN complaints_last  date CHECK (extract(day FROM complaints_last) = 1),
    ADD CONSTRAINT coverage_in_order CHECK (complaints_first <= complaints_last);
CREATE INDEX complaints_known ON evaluation.complaints (instansi, month);
-- JudgeServices goes through an instansi's services by their ids.
CREATE INDEX public_services_sweep ON evaluation.public_services (instansi, service_id) WHERE retire_date IS NULL;

-- What the test counts: complaints that were not rejected, those of one matter once.
CREATE INDEX complaints_counted ON evaluation.complaints (service_id, month)
    WHERE kind = 'complaint' AND state <> 'rejected' AND merged_into IS NULL;

-- Falls and recoveries that were told before signals were kept: their figures are in the events. The owner sees all rows while it
-- is not bound.
ALTER TABLE evaluation.public_services NO FORCE ROW LEVEL SECURITY;
INSERT INTO evaluation.quality_signals (signal_id, instansi, service_id, kind, state, ruleset, first_date, last_date, periods,
    complaints, transactions, statistic, threshold, reason, figure_names, figure_values, version, create_time, update_time,
    recover_date, recover_event_id, recover_time, settled)
SELECT service_id, instansi, service_id, 'complaints', CASE quality WHEN 'fell' THEN 'open' ELSE 'recovered' END,
       quality_ruleset, (quality_month - interval '1 month')::date, quality_month,
       ARRAY[to_char(quality_month, 'YYYY-MM')], '{}'::bigint[], '{}'::bigint[], '', '',
       'complaints beyond the bound, told before signals were kept', '{}'::text[], '{}'::text[], 1, update_time, update_time,
       CASE quality WHEN 'steady' THEN quality_month END,
       CASE quality WHEN 'steady' THEN '00000000-0000-0000-0000-000000000000'::uuid END,
       CASE quality WHEN 'steady' THEN update_time END,
       CASE quality WHEN 'steady' THEN quality_month END
FROM evaluation.public_services WHERE quality_month IS NOT NULL;
ALTER TABLE evaluation.public_services FORCE ROW LEVEL SECURITY;
CALL evaluation.protect('evaluation.quality_signals');
