-- The selection of employees with a work agreement (PPPK), and official lists beside what was computed.

-- What a participant reached in the competency test; tier, total and rank decide, and the final ranking of the application
-- holds rank and decision as in every selection.
CREATE TABLE recruitment.pppk_results (
    application_id          uuid PRIMARY KEY,
    instansi                text NOT NULL DEFAULT current_setting('app.instansi'),
    vacancy_id              uuid NOT NULL,
    outcome                 text NOT NULL
                            CHECK (outcome IN ('present', 'absent', 'ineligible', 'withdrew', 'disqualified')),
    tier                    text NOT NULL,
    technical               int NOT NULL,
    certificate_thousandths int NOT NULL,
    managerial              int NOT NULL,
    sociocultural           int NOT NULL,
    interview               int NOT NULL,
    -- The printed code, without the `/L` that the decision adds; empty before the ranking.
    code                    text,
    CHECK (outcome = 'present'
           OR (technical, certificate_thousandths, managerial, sociocultural, interview) = (0, 0, 0, 0, 0))
);
CREATE INDEX pppk_results_vacancy ON recruitment.pppk_results (vacancy_id);
CALL recruitment.protect('recruitment.pppk_results');

-- A list as the national committee published it (pengumuman resmi), of one vacancy and stage.
CREATE TABLE recruitment.official_lists (
    list_id       uuid PRIMARY KEY,
    instansi      text NOT NULL DEFAULT current_setting('app.instansi'),
    vacancy_id    uuid NOT NULL,
    stage         text NOT NULL CHECK (stage IN ('skd', 'final')),
    state         text NOT NULL CHECK (state IN ('empty', 'imported', 'audited')),
    source        text NOT NULL,
    list_date     date NOT NULL,
    source_sha256 text NOT NULL,
    rows          bigint NOT NULL DEFAULT 0,
    refused_rows  bigint NOT NULL DEFAULT 0,
    rows_sha256   text NOT NULL DEFAULT '',
    -- What the latest audit counted; all empty before. Rows are equal or differing, who belongs on the list is found or
    -- missing.
    audit_time    timestamptz,
    equal         bigint,
    differing     bigint,
    belonging     bigint,
    found         bigint,
    missing       bigint,
    version       bigint NOT NULL,
    create_time   timestamptz NOT NULL,
    CHECK ((state = 'audited') = (audit_time IS NOT NULL)),
    CHECK (num_nonnulls(audit_time, equal, differing, belonging, found, missing) IN (0, 6)),
    CONSTRAINT rows_close CHECK (equal + differing = rows),
    CONSTRAINT belonging_close CHECK (found + missing = belonging)
);
CREATE INDEX official_lists_list ON recruitment.official_lists (instansi, create_time, list_id);
CALL recruitment.protect('recruitment.official_lists');

-- The rows as printed. They are written once, by the import, and never change.
CREATE TABLE recruitment.official_rows (
    list_id            uuid NOT NULL REFERENCES recruitment.official_lists,
    row                bigint NOT NULL,
    instansi           text NOT NULL DEFAULT current_setting('app.instansi'),
    participant_number text NOT NULL,
    -- Thousandths; NULL where the list has no such column. In this order: twk, tiu, tkp, skd_total, skb_cat,
    -- skb_additional, skb_total, technical, certificate, managerial, sociocultural, interview, final.
    numbers            int[] NOT NULL,
    code               text,
    rank               int,
    seat               boolean,
    PRIMARY KEY (list_id, row),
    CONSTRAINT one_row_a_participant UNIQUE (list_id, participant_number)
);
CALL recruitment.protect('recruitment.official_rows');

-- What the latest audit of a list found, in the order of the list.
CREATE TABLE recruitment.official_differences (
    list_id            uuid NOT NULL REFERENCES recruitment.official_lists,
    number             bigint NOT NULL,
    instansi           text NOT NULL DEFAULT current_setting('app.instansi'),
    row                bigint NOT NULL,
    participant_number text NOT NULL,
    kind               text NOT NULL,
    field              text NOT NULL,
    printed            text NOT NULL,
    computed           text NOT NULL,
    PRIMARY KEY (list_id, number)
);
-- Counts and lists of one kind, without reading the rest of a list with a hundred thousand rows.
CREATE INDEX official_differences_kind ON recruitment.official_differences (list_id, kind, number) INCLUDE (instansi);
CALL recruitment.protect('recruitment.official_differences');

-- The log of a PPPK vacancy holds official results and published rows of its own, and so does that of an open selection,
-- from `design` on.
ALTER TABLE recruitment.log_leaves
    DROP CONSTRAINT log_leaves_kind_check,
    ADD CONSTRAINT log_leaves_kind_check
        CHECK (kind IN ('criteria', 'receipt', 'skd', 'skb', 'result', 'seat', 'correction', 'pppk', 'pppk-result',
                        'design', 'candidates', 'withdrawn', 'sealed', 'checked', 'released', 'sheet', 'rank', 'names',
                        'decision', 'cancelled'));

-- A corrected result of the competency test: all of it, the tier included.
ALTER TABLE recruitment.result_corrections
    DROP CONSTRAINT result_corrections_kind_check,
    ADD CONSTRAINT result_corrections_kind_check CHECK (kind IN ('skd', 'skb', 'pppk', 'verdict')),
    ADD COLUMN pppk_outcome text
        CHECK (pppk_outcome IN ('present', 'absent', 'ineligible', 'withdrew', 'disqualified')),
    ADD COLUMN tier text,
    ADD COLUMN technical int NOT NULL DEFAULT 0,
    ADD COLUMN certificate_thousandths int NOT NULL DEFAULT 0,
    ADD COLUMN managerial int NOT NULL DEFAULT 0,
    ADD COLUMN sociocultural int NOT NULL DEFAULT 0,
    ADD COLUMN interview int NOT NULL DEFAULT 0,
    ADD CONSTRAINT corrected_pppk CHECK ((kind = 'pppk') = (num_nonnulls(pppk_outcome, tier) = 2)),
    ADD CONSTRAINT pppk_whole CHECK (num_nonnulls(pppk_outcome, tier) IN (0, 2));

-- Codes of the competency test, without what a seat adds.
ALTER TABLE recruitment.result_changes ADD COLUMN from_pppk_code text, ADD COLUMN to_pppk_code text;

-- What stands about a participant: the end of the field test too, and in a PPPK selection more than the application says.
ALTER FUNCTION recruitment.evidence_of(recruitment.applications) RENAME TO evidence_of_application;
CREATE FUNCTION recruitment.evidence_of(application recruitment.applications) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT recruitment.evidence_of_application(application)
           || jsonb_build_object('skb_outcome', application.skb_outcome, 'skb_additional', application.skb_additional)
           || coalesce((SELECT jsonb_build_object('pppk', jsonb_build_object(
                                   'outcome', outcome, 'tier', tier, 'technical', technical,
                                   'certificate_thousandths', certificate_thousandths, 'managerial', managerial,
                                   'sociocultural', sociocultural, 'interview', interview, 'code', code))
                        FROM recruitment.pppk_results WHERE application_id = application.application_id), '{}')
$$;
