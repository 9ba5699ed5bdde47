-- Job analyses (analisis jabatan): editions of what is known about one position, or about all positions of a title.
CREATE TABLE needs.job_analyses (
    analysis_id  uuid PRIMARY KEY,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    subject      text NOT NULL,
    position_id  uuid REFERENCES needs.positions,
    title        text NOT NULL,
    edition      int NOT NULL CHECK (edition > 0),
    state        text NOT NULL CHECK (state IN ('draft', 'published', 'superseded')),
    ruleset      text NOT NULL DEFAULT '',
    publish_time timestamptz,
    version      bigint NOT NULL,
    create_time  timestamptz NOT NULL,
    update_time  timestamptz NOT NULL,
    CONSTRAINT job_analyses_edition UNIQUE (instansi, subject, edition)
);
CREATE UNIQUE INDEX job_analyses_draft ON needs.job_analyses (instansi, subject) WHERE state = 'draft';
CREATE UNIQUE INDEX job_analyses_published ON needs.job_analyses (instansi, subject) WHERE state = 'published';
CREATE INDEX job_analyses_list ON needs.job_analyses (instansi, create_time, analysis_id);
CALL needs.protect('needs.job_analyses');

-- The rows of the form: one of its 15 parts, the aspect of a part that has several, and what it says.
CREATE TABLE needs.job_analysis_parts (
    analysis_id uuid NOT NULL REFERENCES needs.job_analyses,
    part        text NOT NULL,
    aspect      text NOT NULL,
    n           int NOT NULL CHECK (n > 0),
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    text        text NOT NULL,
    result_unit text NOT NULL,
    detail      text NOT NULL,
    PRIMARY KEY (analysis_id, part, aspect, n)
);
CALL needs.protect('needs.job_analysis_parts');
