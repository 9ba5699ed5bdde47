-- One row an application (lamaran). Number, name and birth date of the person are sealed together; the blind index tells
-- that two applications are of one person without telling who.
CREATE TABLE recruitment.applications (
    application_id     uuid PRIMARY KEY,
    instansi           text NOT NULL DEFAULT current_setting('app.instansi'),
    -- No foreign key on purpose: checking it would lock the vacancy's row once for each application. Applications are only
    -- inserted by a SELECT from their vacancy, and vacancies are never deleted.
    vacancy_id         uuid NOT NULL,
    period             text NOT NULL,
    participant_number text NOT NULL,
    person_index       bytea NOT NULL,
    identity_key       bytea NOT NULL,
    identity_sealed    bytea NOT NULL,
    education          text NOT NULL,
    gpa_thousandths    int NOT NULL,
    submit_time        timestamptz NOT NULL,
    skd_attendance     text CHECK (skd_attendance IN ('present', 'absent', 'disqualified')),
    twk                int NOT NULL DEFAULT 0,
    tiu                int NOT NULL DEFAULT 0,
    tkp                int NOT NULL DEFAULT 0,
    skd_code           text,
    skd_rank           int,
    skb_thousandths    int,
    -- Final points in units of 1 ÷ denominator: exact, comparable, and shown again without the ruleset.
    final_points       bigint,
    final_denominator  bigint,
    final_rank         int,
    decision           text CHECK (decision IN ('selected', 'not_selected', 'needs_decision')),
    -- Place in the published list, from 1 without a gap.
    place              int,
    appointed          boolean NOT NULL DEFAULT false CHECK (NOT appointed OR coalesce(decision, '') = 'selected'),
    version            bigint NOT NULL,
    -- Row-level security hides the rows of other instansi, but not from unique indexes: both hold across all of them.
    CONSTRAINT one_application_a_person UNIQUE (period, person_index),
    CONSTRAINT one_participant_a_number UNIQUE (participant_number)
);
-- With the instansi, so that the count of an open vacancy passes row-level security without leaving the index.
CREATE INDEX applications_list ON recruitment.applications (vacancy_id, submit_time, application_id) INCLUDE (instansi);
-- Partial, so that taking an application does not write it.
CREATE INDEX applications_result ON recruitment.applications (vacancy_id, place) WHERE place IS NOT NULL;
CALL recruitment.protect('recruitment.applications');
