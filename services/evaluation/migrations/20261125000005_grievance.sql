-- Reports of the public (pengaduan): what they are, where they go, how long they may take, who reported.

-- What came before this file was answered once or not at all; its answers stay readable in `answer`, which takes no new ones.
ALTER TABLE evaluation.complaints
    ADD COLUMN state           text NOT NULL DEFAULT 'received' CHECK (state IN (
        'received', 'verification', 'rejected', 'archived', 'assigned', 'in_process', 'followed_up', 'closed', 'reopened')),
    ADD COLUMN kind            text NOT NULL DEFAULT 'complaint'
        CHECK (kind IN ('complaint', 'aspiration', 'information_request')),
    ADD COLUMN channel         text NOT NULL DEFAULT 'web' CHECK (channel IN (
        'web', 'counter', 'letter', 'telephone', 'message', 'social_media', 'email', 'other_system')),
    ADD COLUMN is_simple       boolean NOT NULL DEFAULT false,
    ADD COLUMN has_supervision boolean NOT NULL DEFAULT false,
    ADD COLUMN has_inspection  boolean NOT NULL DEFAULT false,
    ADD COLUMN is_anonymous    boolean NOT NULL DEFAULT false,
    ADD COLUMN is_secret       boolean NOT NULL DEFAULT false,
    ADD COLUMN sector          text NOT NULL DEFAULT '',
    ADD COLUMN category        text NOT NULL DEFAULT '',
    ADD COLUMN region          text NOT NULL DEFAULT '',
    -- The unit that handles it: that of the service before somebody assigned it.
    ADD COLUMN unit_id         uuid,
    -- Until when it has to be verified and answered, and how that arose; empty for what is only counted here.
    ADD COLUMN due_from        date,
    ADD COLUMN verify_due      date,
    ADD COLUMN due_date        date,
    ADD COLUMN due_days        smallint NOT NULL DEFAULT 0,
    ADD COLUMN due_is_certain  boolean NOT NULL DEFAULT true,
    ADD COLUMN ruleset         text NOT NULL DEFAULT '',
    ADD COLUMN calendar        text NOT NULL DEFAULT '',
    ADD COLUMN answer_date     date,
    ADD COLUMN reply_until     date,
    ADD COLUMN close_date      date,
    ADD COLUMN merged_into     uuid REFERENCES evaluation.complaints,
    -- Until when a reply has to be answered, while one waits for it.
    ADD COLUMN reply_due       date,
    -- When somebody first looked at it: verified, rejected, put away, or answered at once.
    ADD COLUMN verify_date     date,
    -- It is handled here; else another system does, and it is only counted.
    ADD COLUMN is_handled_here boolean NOT NULL DEFAULT true,
    -- The public desk filed it for somebody.
    ADD COLUMN is_by_desk      boolean NOT NULL DEFAULT false,
    -- The day by which something has to be said next; empty where nothing has.
    ADD COLUMN open_due        date GENERATED ALWAYS AS (
        CASE WHEN merged_into IS NOT NULL OR state IN ('rejected', 'archived', 'closed') THEN NULL
             WHEN reply_due IS NOT NULL THEN reply_due
             WHEN answer_date IS NULL THEN due_date END) STORED,
    ADD CONSTRAINT a_deadline_is_whole CHECK ((verify_due IS NULL) = (due_date IS NULL)),
    ADD CONSTRAINT nothing_is_its_own_duplicate CHECK (merged_into <> complaint_id);

-- The owner passes by the tenants for this one statement.
ALTER TABLE evaluation.complaints NO FORCE ROW LEVEL SECURITY;
UPDATE evaluation.complaints SET state = CASE WHEN answer IS NULL THEN 'received' ELSE 'closed' END,
                                 is_handled_here = external_id IS NULL;
ALTER TABLE evaluation.complaints FORCE ROW LEVEL SECURITY;

CREATE INDEX complaints_filed ON evaluation.complaints (instansi, create_time) WHERE external_id IS NULL;
CREATE INDEX complaints_of_unit ON evaluation.complaints (unit_id, create_time, complaint_id);
CREATE INDEX complaints_due ON evaluation.complaints (instansi, due_date, complaint_id) WHERE due_date IS NOT NULL;
CREATE INDEX complaints_open_due ON evaluation.complaints (instansi, open_due, complaint_id) WHERE open_due IS NOT NULL;
CREATE INDEX complaints_unverified ON evaluation.complaints (instansi, verify_due, complaint_id)
    WHERE state = 'received' AND verify_due IS NOT NULL;
CREATE INDEX complaints_due_of_service ON evaluation.complaints (service_id, due_date) WHERE due_date IS NOT NULL;
CREATE INDEX complaints_silent ON evaluation.complaints (instansi, complaint_id) WHERE state = 'followed_up';
CREATE INDEX complaints_duplicates ON evaluation.complaints (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX complaints_recountable ON evaluation.complaints (instansi, complaint_id) WHERE open_due IS NOT NULL;

-- How a report stood when it was opened again: a new deadline erases no lateness.
CREATE TABLE evaluation.complaint_rounds (
    complaint_id uuid NOT NULL REFERENCES evaluation.complaints,
    round        smallint NOT NULL CHECK (round > 0),
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    service_id   uuid NOT NULL REFERENCES evaluation.public_services,
    unit_id      uuid,
    due_date     date NOT NULL,
    answer_date  date,
    PRIMARY KEY (complaint_id, round)
);
CREATE INDEX rounds_due ON evaluation.complaint_rounds (instansi, due_date);
CREATE INDEX rounds_due_of_service ON evaluation.complaint_rounds (service_id, due_date);
CALL evaluation.protect('evaluation.complaint_rounds');

-- Who reported, apart from what was reported: no query that a unit can cause reads this table for a report that hides its
-- reporter. Names and contacts are sealed, each with a key of its own, and destroyed when the time is over. Of the follow-up
-- code there is a keyed hash only.
CREATE TABLE evaluation.complaint_reporters (
    complaint_id   uuid PRIMARY KEY REFERENCES evaluation.complaints,
    instansi       text NOT NULL DEFAULT current_setting('app.instansi'),
    name_key       bytea,
    name_sealed    bytea,
    contact_key    bytea,
    contact_sealed bytea,
    code_index     bytea,
    satisfaction   smallint CHECK (satisfaction BETWEEN 1 AND 4),
    -- The answer that they judged: a later one may be judged again.
    rated_answer   uuid,
    mask_time      timestamptz,
    CONSTRAINT one_report_a_code UNIQUE (instansi, code_index),
    CONSTRAINT sealed_with_a_key CHECK (
        (name_key IS NULL) = (name_sealed IS NULL) AND (contact_key IS NULL) = (contact_sealed IS NULL)),
    CONSTRAINT an_answer_is_judged CHECK ((satisfaction IS NULL) = (rated_answer IS NULL)),
    CONSTRAINT the_masked_have_no_name CHECK (mask_time IS NULL OR (name_key IS NULL AND contact_key IS NULL))
);
CREATE INDEX reporters_named ON evaluation.complaint_reporters (instansi, complaint_id) WHERE mask_time IS NULL;
CALL evaluation.protect('evaluation.complaint_reporters');

-- What is said about a report, by its reporter, to them, or inside the office; sealed.
CREATE TABLE evaluation.complaint_messages (
    message_id   uuid PRIMARY KEY,
    complaint_id uuid NOT NULL REFERENCES evaluation.complaints,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    author       text NOT NULL CHECK (author IN ('reporter', 'office', 'internal')),
    is_answer    boolean NOT NULL DEFAULT false CHECK (NOT is_answer OR author = 'office'),
    -- Worded for everybody who reported the same: the reporters of duplicates see it too.
    is_shared    boolean NOT NULL DEFAULT false CHECK (NOT is_shared OR author = 'office'),
    text_key     bytea NOT NULL,
    text_sealed  bytea NOT NULL,
    create_time  timestamptz NOT NULL
);
CREATE INDEX messages_of_complaint ON evaluation.complaint_messages (complaint_id, create_time, message_id);
CALL evaluation.protect('evaluation.complaint_messages');

-- Who was given a report, and whether a rule had suggested it. The rules do not decide; a person does.
CREATE TABLE evaluation.complaint_assignments (
    assignment_id uuid PRIMARY KEY,
    complaint_id  uuid NOT NULL REFERENCES evaluation.complaints,
    instansi      text NOT NULL DEFAULT current_setting('app.instansi'),
    unit_id       uuid NOT NULL,
    sector        text NOT NULL,
    -- 1 for the unit that the rules put first, 2 for the next; 0 for one that they did not name.
    place         smallint NOT NULL CHECK (place >= 0),
    ruleset       text NOT NULL,
    assigned_by   text NOT NULL,
    assign_time   timestamptz NOT NULL
);
CREATE INDEX assignments_of_complaint ON evaluation.complaint_assignments (complaint_id, assign_time);
CALL evaluation.protect('evaluation.complaint_assignments');

-- Which service takes the reports of a sector, in a region or everywhere; its unit is the one that it has now.
CREATE TABLE evaluation.complaint_routes (
    route_id    uuid PRIMARY KEY,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    sector      text NOT NULL,
    region      text NOT NULL DEFAULT '',
    service_id  uuid NOT NULL REFERENCES evaluation.public_services,
    version     bigint NOT NULL,
    create_time timestamptz NOT NULL,
    CONSTRAINT one_route_a_sector_and_region UNIQUE (instansi, sector, region)
);
CREATE INDEX routes_list ON evaluation.complaint_routes (instansi, create_time, route_id);
CALL evaluation.protect('evaluation.complaint_routes');

-- Whose account answers for which unit: the tokens do not say it.
CREATE TABLE evaluation.desk_members (
    member_id   uuid PRIMARY KEY,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    unit_id     uuid NOT NULL,
    subject     text NOT NULL,
    version     bigint NOT NULL,
    create_time timestamptz NOT NULL,
    CONSTRAINT one_place_at_a_desk UNIQUE (instansi, unit_id, subject)
);
CREATE INDEX desk_members_of_subject ON evaluation.desk_members (instansi, subject);
CREATE INDEX desk_members_list ON evaluation.desk_members (instansi, create_time, member_id);
CALL evaluation.protect('evaluation.desk_members');
