-- What applicants declare and bring, who verifies it, and who outside confirms it.

ALTER TABLE recruitment.applications
    -- The machine that applied: nobody else follows, withdraws or adds to the application.
    ADD COLUMN submitted_by text NOT NULL DEFAULT '',
    -- What the kind of need asks for; documents show it.
    ADD COLUMN facts text[] NOT NULL DEFAULT '{}',
    ADD COLUMN experience_months int NOT NULL DEFAULT 0 CHECK (experience_months BETWEEN 0 AND 720),
    -- Coded and not sealed, because the report on adverse impact counts them at every stage over millions of rows and must
    -- not open one person to do so. They tell no more than a statistic's row: an age in years, a region of 500. Who is behind
    -- the row stays sealed, and no method answers with them for one application.
    ADD COLUMN sex text CHECK (sex IN ('male', 'female')),
    ADD COLUMN disability boolean,
    ADD COLUMN age smallint,
    ADD COLUMN region text,
    -- A withdrawn application stays: whoever withdrew has applied in the period, unless the ruleset says otherwise.
    ADD COLUMN withdrawn_time timestamptz,
    ADD CONSTRAINT withdrawn_is_not_eligible CHECK (withdrawn_time IS NULL OR coalesce(verdict, '') = 'ineligible');

-- Contents of documents, each once an instansi. The bytes lie sealed in the document store under `path`; the key that opens
-- them lies here, so that deleting the row is deleting the document.
CREATE TABLE recruitment.document_contents (
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    sha256      bytea NOT NULL CHECK (length(sha256) = 32),
    size_bytes  int NOT NULL CHECK (size_bytes > 0),
    media_type  text NOT NULL,
    path        text NOT NULL UNIQUE,
    content_key bytea NOT NULL,
    -- When somebody last uploaded it.
    upload_time timestamptz NOT NULL,
    PRIMARY KEY (instansi, sha256)
);
CALL recruitment.protect('recruitment.document_contents');

-- Documents (berkas) of an upload that waits for its application, or of an application.
CREATE TABLE recruitment.documents (
    document_id    uuid PRIMARY KEY,
    instansi       text NOT NULL DEFAULT current_setting('app.instansi'),
    upload_id      uuid,
    application_id uuid REFERENCES recruitment.applications,
    kind           text NOT NULL,
    sha256         bytea NOT NULL,
    uploaded_by    text NOT NULL,
    upload_time    timestamptz NOT NULL,
    CONSTRAINT one_place CHECK (num_nonnulls(upload_id, application_id) = 1),
    FOREIGN KEY (instansi, sha256) REFERENCES recruitment.document_contents
);
CREATE UNIQUE INDEX documents_of_upload ON recruitment.documents (upload_id, uploaded_by, kind, sha256)
    WHERE upload_id IS NOT NULL;
CREATE UNIQUE INDEX documents_of_application ON recruitment.documents (application_id, kind, sha256)
    WHERE application_id IS NOT NULL;
CREATE INDEX documents_of_content ON recruitment.documents (instansi, sha256);
CALL recruitment.protect('recruitment.documents');

-- How the verification of a vacancy was split. The seed of the lots is made once and sealed until the announcement; its hash
-- is public before the first verdict.
CREATE TABLE recruitment.verification_rounds (
    vacancy_id  uuid PRIMARY KEY,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    verifiers   text[] NOT NULL CHECK (cardinality(verifiers) > 0),
    percent     int NOT NULL CHECK (percent BETWEEN 0 AND 100),
    commitment  bytea NOT NULL CHECK (length(commitment) = 32),
    seed_key    bytea NOT NULL,
    seed_sealed bytea NOT NULL,
    assign_time timestamptz NOT NULL
);
CALL recruitment.protect('recruitment.verification_rounds');

-- One row a look (pemeriksaan) of one verifier at one application.
CREATE TABLE recruitment.verifications (
    verification_id uuid PRIMARY KEY,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    vacancy_id      uuid NOT NULL,
    application_id  uuid NOT NULL REFERENCES recruitment.applications,
    look            smallint NOT NULL CHECK (look BETWEEN 1 AND 3),
    verifier        text NOT NULL,
    -- Whether the documents were found sufficient; empty while the look is open.
    eligible        boolean,
    record_time     timestamptz,
    version         bigint NOT NULL,
    CHECK ((eligible IS NULL) = (record_time IS NULL)),
    CONSTRAINT one_look_of_a_number UNIQUE (application_id, look),
    CONSTRAINT one_look_a_verifier UNIQUE (application_id, verifier)
);
CREATE INDEX verifications_list ON recruitment.verifications (instansi, verifier, verification_id);
CREATE INDEX verifications_of_vacancy ON recruitment.verifications (vacancy_id);
CALL recruitment.protect('recruitment.verifications');

-- What a look found about each document. Reasons are about a person and sealed.
CREATE TABLE recruitment.findings (
    verification_id uuid NOT NULL REFERENCES recruitment.verifications,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    document_id     uuid NOT NULL REFERENCES recruitment.documents,
    accepted        boolean NOT NULL,
    reason_key      bytea,
    reason_sealed   bytea,
    -- The kind of document in whose place this one was accepted, where a notice lets it be.
    in_place_of     text,
    CHECK (num_nonnulls(reason_key, reason_sealed) = CASE WHEN accepted THEN 0 ELSE 2 END),
    CHECK (accepted OR in_place_of IS NULL),
    PRIMARY KEY (verification_id, document_id)
);
CALL recruitment.protect('recruitment.findings');

-- Why the national portal found an application insufficient, by kind of document. Words are about a person and sealed; there
-- are none where no document of the kind was there.
CREATE TABLE recruitment.imported_reasons (
    application_id uuid NOT NULL REFERENCES recruitment.applications,
    instansi       text NOT NULL DEFAULT current_setting('app.instansi'),
    kind           text NOT NULL,
    reason_key     bytea,
    reason_sealed  bytea,
    CHECK (num_nonnulls(reason_key, reason_sealed) IN (0, 2)),
    PRIMARY KEY (application_id, kind)
);
CALL recruitment.protect('recruitment.imported_reasons');

-- Universities and professional bodies, and whose token speaks for them.
CREATE TABLE recruitment.institutions (
    institution_id uuid PRIMARY KEY,
    instansi       text NOT NULL DEFAULT current_setting('app.instansi'),
    code           text NOT NULL,
    title          text NOT NULL,
    subject        text NOT NULL,
    create_time    timestamptz NOT NULL,
    CONSTRAINT one_institution_a_code UNIQUE (instansi, code)
);
CREATE INDEX institutions_list ON recruitment.institutions (instansi, create_time, institution_id);
CALL recruitment.protect('recruitment.institutions');

-- Questions to an institution about one document. Number, programme and note are sealed; the holder is a hash.
CREATE TABLE recruitment.confirmations (
    confirmation_id uuid PRIMARY KEY,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    institution_id  uuid NOT NULL REFERENCES recruitment.institutions,
    document_id     uuid NOT NULL REFERENCES recruitment.documents,
    question_key    bytea NOT NULL,
    question_sealed bytea NOT NULL,
    holder_sha256   bytea NOT NULL CHECK (length(holder_sha256) = 32),
    requested_by    text NOT NULL,
    request_time    timestamptz NOT NULL,
    confirmed       boolean,
    note_key        bytea,
    note_sealed     bytea,
    answer_time     timestamptz,
    version         bigint NOT NULL,
    CHECK ((confirmed IS NULL) = (answer_time IS NULL)),
    CHECK (num_nonnulls(note_key, note_sealed) = CASE WHEN coalesce(confirmed, true) THEN 0 ELSE 2 END),
    CONSTRAINT one_question_a_document UNIQUE (institution_id, document_id)
);
CREATE INDEX confirmations_list ON recruitment.confirmations (institution_id, request_time, confirmation_id);
CREATE INDEX confirmations_of_document ON recruitment.confirmations (document_id);
CALL recruitment.protect('recruitment.confirmations');
