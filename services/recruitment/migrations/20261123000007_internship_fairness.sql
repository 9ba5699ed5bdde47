-- Internships with universities (magang), and fairness reports.

-- Internships stand apart from selections: no foreign key to them, no column they share a key by, and the index of the
-- student is made under a key of its own, so that the same person's indexes differ. An architecture test reads this file.
CREATE TABLE recruitment.internship_agreements (
    agreement_id        uuid PRIMARY KEY,
    instansi            text NOT NULL DEFAULT current_setting('app.instansi'),
    number              text NOT NULL,
    institution_code    text NOT NULL,
    institution_title   text NOT NULL,
    -- Subject of the tokens that speak for the university.
    institution_subject text NOT NULL,
    start_date          date NOT NULL,
    end_date            date NOT NULL CHECK (end_date >= start_date),
    quota               int NOT NULL CHECK (quota > 0),
    fields              text[] NOT NULL,
    taken               int NOT NULL DEFAULT 0 CHECK (taken BETWEEN 0 AND quota),
    end_time            timestamptz,
    version             bigint NOT NULL,
    create_time         timestamptz NOT NULL,
    CONSTRAINT one_agreement_a_number UNIQUE (instansi, number)
);
CREATE INDEX internship_agreements_list ON recruitment.internship_agreements (instansi, create_time, agreement_id);
CALL recruitment.protect('recruitment.internship_agreements');

CREATE TABLE recruitment.internship_places (
    place_id     uuid PRIMARY KEY,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    agreement_id uuid NOT NULL REFERENCES recruitment.internship_agreements,
    -- Unit of the needs service, by name.
    unit         text NOT NULL,
    unit_title   text NOT NULL,
    start_date   date NOT NULL,
    end_date     date NOT NULL CHECK (end_date >= start_date),
    seats        int NOT NULL CHECK (seats > 0),
    fields       text[] NOT NULL,
    goals        text NOT NULL,
    taken        int NOT NULL DEFAULT 0 CHECK (taken BETWEEN 0 AND seats),
    version      bigint NOT NULL,
    create_time  timestamptz NOT NULL
);
CREATE INDEX internship_places_list ON recruitment.internship_places (instansi, create_time, place_id);
CREATE INDEX internship_places_agreement ON recruitment.internship_places (agreement_id, create_time, place_id);
CALL recruitment.protect('recruitment.internship_places');

CREATE TABLE recruitment.internships (
    internship_id       uuid PRIMARY KEY,
    instansi            text NOT NULL DEFAULT current_setting('app.instansi'),
    agreement_id        uuid NOT NULL REFERENCES recruitment.internship_agreements,
    place_id            uuid NOT NULL REFERENCES recruitment.internship_places,
    state               text NOT NULL CHECK (state IN ('applied', 'declined', 'accepted', 'started', 'assessed', 'certified',
                                                       'withdrawn')),
    institution_subject text NOT NULL,
    -- Blind index under the purpose's own key; empty once erased.
    intern_index        bytea,
    -- Number, student number and name; empty once erased, which is done by destroying the key.
    identity_key        bytea NOT NULL,
    identity_sealed     bytea NOT NULL,
    -- By which it is assessed, whatever comes into force meanwhile.
    ruleset             text NOT NULL,
    field               text NOT NULL,
    credits             int NOT NULL CHECK (credits >= 0),
    -- When the student agreed to a talent note; empty if not, or not any more.
    consent_time        timestamptz,
    -- Record of the mentor in the career service, by name.
    mentor              text NOT NULL DEFAULT '',
    mentor_subject      text NOT NULL DEFAULT '',
    start_date          date NOT NULL,
    end_date            date NOT NULL,
    -- Why it was declined or ended.
    remark_key          bytea NOT NULL DEFAULT '',
    remark_sealed       bytea NOT NULL DEFAULT '',
    criteria            text[] NOT NULL DEFAULT '{}',
    points              int[] NOT NULL DEFAULT '{}',
    maxima              int[] NOT NULL DEFAULT '{}',
    reasons_key         bytea NOT NULL DEFAULT '',
    reasons_sealed      bytea NOT NULL DEFAULT '',
    certificate_number  text UNIQUE,
    certificate_sha256  bytea,
    certify_time        timestamptz,
    erase_time          timestamptz,
    version             bigint NOT NULL,
    create_time         timestamptz NOT NULL,
    CONSTRAINT one_internship_a_place UNIQUE (place_id, intern_index),
    CHECK (num_nonnulls(certificate_number, certificate_sha256, certify_time) = CASE state WHEN 'certified' THEN 3 ELSE 0 END),
    CHECK ((intern_index IS NULL) = (erase_time IS NOT NULL)),
    CHECK (state NOT IN ('accepted', 'started', 'assessed', 'certified') OR mentor_subject <> '')
);
CREATE INDEX internships_list ON recruitment.internships (instansi, create_time, internship_id);
CREATE INDEX internships_institution ON recruitment.internships (institution_subject, create_time, internship_id);
CREATE INDEX internships_mentor ON recruitment.internships (mentor_subject, create_time, internship_id);
CREATE INDEX internships_sweep ON recruitment.internships (instansi, end_date) WHERE erase_time IS NULL;
CALL recruitment.protect('recruitment.internships');

CREATE TABLE recruitment.internship_logbook (
    entry_id         uuid PRIMARY KEY,
    instansi         text NOT NULL DEFAULT current_setting('app.instansi'),
    internship_id    uuid NOT NULL REFERENCES recruitment.internships,
    week             int NOT NULL CHECK (week > 0),
    text_key         bytea NOT NULL,
    text_sealed      bytea NOT NULL,
    countersign_time timestamptz,
    version          bigint NOT NULL,
    CONSTRAINT one_entry_a_week UNIQUE (internship_id, week)
);
CALL recruitment.protect('recruitment.internship_logbook');

-- A fairness report holds what may be shown and nothing else: a withheld number is not stored.
CREATE TABLE recruitment.fairness_reports (
    report_id             uuid PRIMARY KEY,
    instansi              text NOT NULL DEFAULT current_setting('app.instansi'),
    period                text NOT NULL,
    programme             text NOT NULL CHECK (programme IN ('cpns', 'pppk')),
    ruleset               text NOT NULL,
    vacancies             int NOT NULL,
    applications          bigint NOT NULL,
    smallest_cell         int NOT NULL CHECK (smallest_cell > 1),
    mark_thousandths      int NOT NULL,
    score_ten_thousandths int NOT NULL,
    -- Published changes of results that are in the figures; more of them mean that the report is of an earlier day.
    changes               bigint NOT NULL,
    create_time           timestamptz NOT NULL,
    CONSTRAINT one_report_a_period UNIQUE (instansi, period, programme)
);
CREATE INDEX fairness_reports_list ON recruitment.fairness_reports (instansi, create_time, report_id);
CALL recruitment.protect('recruitment.fairness_reports');

CREATE TABLE recruitment.fairness_counts (
    report_id   uuid NOT NULL REFERENCES recruitment.fairness_reports,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    attribute   text NOT NULL CHECK (attribute IN ('sex', 'disability', 'age', 'region')),
    group_name  text NOT NULL,
    -- How many of the group came so far, from the application (first) to the appointment; null is withheld.
    reached     bigint[] NOT NULL CHECK (cardinality(reached) = 6),
    PRIMARY KEY (report_id, attribute, group_name)
);
CALL recruitment.protect('recruitment.fairness_counts');
