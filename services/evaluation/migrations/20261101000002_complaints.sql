-- One row a service the public uses. quality_month is the last month of the run that brought the present quality, and
-- quality_ruleset the test that told it; both are empty before the first change.
CREATE TABLE evaluation.public_services (
    service_id      uuid PRIMARY KEY,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    display_name    text NOT NULL,
    unit            text NOT NULL,
    quality         text NOT NULL CHECK (quality IN ('steady', 'fell')),
    quality_month   date,
    quality_ruleset text NOT NULL DEFAULT '',
    version         bigint NOT NULL,
    create_time     timestamptz NOT NULL,
    update_time     timestamptz NOT NULL,
    CONSTRAINT one_title_a_unit UNIQUE (instansi, unit, display_name),
    CONSTRAINT a_fall_has_a_month CHECK (quality = 'steady' OR (quality_month IS NOT NULL AND quality_ruleset <> ''))
);
CREATE INDEX public_services_list ON evaluation.public_services (instansi, create_time, service_id);
CALL evaluation.protect('evaluation.public_services');

-- One row a complaint. The text may hold personal data, so it is sealed. The month is that of the instansi's time zone.
-- Other systems' ids are taken once in an instansi.
CREATE TABLE evaluation.complaints (
    complaint_id uuid PRIMARY KEY,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    service_id   uuid NOT NULL REFERENCES evaluation.public_services,
    external_id  text,
    text_key     bytea NOT NULL,
    text_sealed  bytea NOT NULL,
    receive_time timestamptz NOT NULL,
    month        date NOT NULL CHECK (extract(day FROM month) = 1),
    answer       text,
    version      bigint NOT NULL,
    create_time  timestamptz NOT NULL,
    update_time  timestamptz NOT NULL,
    CONSTRAINT external_ids_once UNIQUE (instansi, external_id)
);
CREATE INDEX complaints_list ON evaluation.complaints (instansi, create_time, complaint_id);
CREATE INDEX complaints_month ON evaluation.complaints (service_id, month);
CALL evaluation.protect('evaluation.complaints');

-- How often a service was used in a month. Its complaints are counted from their rows, never kept twice.
CREATE TABLE evaluation.service_months (
    service_id   uuid NOT NULL REFERENCES evaluation.public_services,
    month        date NOT NULL CHECK (extract(day FROM month) = 1),
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    transactions bigint NOT NULL CHECK (transactions >= 0),
    PRIMARY KEY (service_id, month)
);
CALL evaluation.protect('evaluation.service_months');
