-- Technical competencies (kompetensi teknis) of the dictionaries that an instansi uses. The generic ones are dated data of
-- the service. One text a level, empty where the dictionary describes none.
CREATE TABLE needs.competencies (
    competency_id uuid PRIMARY KEY,
    instansi      text NOT NULL DEFAULT current_setting('app.instansi'),
    dictionary    text NOT NULL,
    code          text NOT NULL,
    display_name  text NOT NULL,
    definition    text NOT NULL,
    descriptions  text[] NOT NULL CHECK (cardinality(descriptions) = 5),
    indicators    text[] NOT NULL CHECK (cardinality(indicators) = 5),
    create_time   timestamptz NOT NULL,
    CONSTRAINT competencies_code UNIQUE (instansi, dictionary, code)
);
CREATE INDEX competencies_list ON needs.competencies (instansi, create_time, competency_id);
CALL needs.protect('needs.competencies');

-- Standards (standar kompetensi jabatan): one for each position, job title or kind of job. `published` is the revision in
-- force; a draft is the revision after it.
CREATE TABLE needs.competency_standards (
    standard_id uuid PRIMARY KEY,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    position_id uuid REFERENCES needs.positions,
    job_title   text,
    job_type    text,
    job_level   text,
    published   int NOT NULL DEFAULT 0 CHECK (published >= 0),
    drafted     boolean NOT NULL,
    version     bigint NOT NULL,
    create_time timestamptz NOT NULL,
    update_time timestamptz NOT NULL,
    CONSTRAINT competency_standards_one_scope CHECK (num_nonnulls(position_id, job_title, job_type) = 1),
    CONSTRAINT competency_standards_scope UNIQUE NULLS NOT DISTINCT (instansi, position_id, job_title, job_type, job_level)
);
CREATE INDEX competency_standards_list ON needs.competency_standards (instansi, create_time, standard_id);
CALL needs.protect('needs.competency_standards');

-- What a standard says, revision by revision; one that was published is kept as it was.
CREATE TABLE needs.competency_revisions (
    standard_id  uuid NOT NULL REFERENCES needs.competency_standards,
    revision     int NOT NULL CHECK (revision > 0),
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    dictionary   text NOT NULL,
    regulation   text NOT NULL,
    publish_time timestamptz,
    PRIMARY KEY (standard_id, revision)
);
CALL needs.protect('needs.competency_revisions');

CREATE TABLE needs.competency_lines (
    standard_id uuid NOT NULL,
    revision    int NOT NULL,
    n           int NOT NULL,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    dictionary  text NOT NULL,
    code        text NOT NULL,
    level       int NOT NULL CHECK (level BETWEEN 1 AND 5),
    PRIMARY KEY (standard_id, revision, n),
    FOREIGN KEY (standard_id, revision) REFERENCES needs.competency_revisions ON DELETE CASCADE
);
CALL needs.protect('needs.competency_lines');

CREATE TABLE needs.competency_requirements (
    standard_id uuid NOT NULL,
    revision    int NOT NULL,
    n           int NOT NULL,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    kind        text NOT NULL CHECK (kind IN ('rank', 'education', 'managerial_training', 'technical_training',
                                              'functional_training', 'experience', 'performance_indicator')),
    description text NOT NULL,
    importance  text NOT NULL CHECK (importance IN ('', 'absolute', 'important', 'useful')),
    PRIMARY KEY (standard_id, revision, n),
    FOREIGN KEY (standard_id, revision) REFERENCES needs.competency_revisions ON DELETE CASCADE
);
CALL needs.protect('needs.competency_requirements');

-- Published profiles of those who hold a position: a number that means nothing elsewhere, never a name. `fresh` rows belong
-- to an import that has not ended and do not count; `n` is their row there.
CREATE TABLE needs.competency_profiles (
    position_id uuid NOT NULL REFERENCES needs.positions,
    holder      int NOT NULL CHECK (holder > 0),
    dictionary  text NOT NULL,
    code        text NOT NULL,
    fresh       boolean NOT NULL,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    n           bigint NOT NULL,
    level       int NOT NULL CHECK (level BETWEEN 0 AND 5),
    assess_date date NOT NULL,
    PRIMARY KEY (position_id, fresh, holder, dictionary, code)
);
CALL needs.protect('needs.competency_profiles');
