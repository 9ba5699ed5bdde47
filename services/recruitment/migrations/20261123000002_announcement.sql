-- What is announced with a vacancy: programme, zone, criteria, notices; and the competency standards of the posts.
ALTER TABLE recruitment.vacancies
    -- Civil servants on probation or employees with a work agreement; known from the opening on.
    ADD COLUMN programme text CHECK (programme IN ('cpns', 'pppk')),
    -- The zone in which the instansi reads clocks: for display, the deadline is an instant.
    ADD COLUMN zone text NOT NULL DEFAULT 'WIB' CHECK (zone IN ('WIB', 'WITA', 'WIT')),
    -- The minister's decision that determined the seats.
    ADD COLUMN decision_number text NOT NULL DEFAULT '';
UPDATE recruitment.vacancies SET programme = 'cpns' WHERE state <> 'draft';
-- What the public lists and searches; a draft is nobody's business yet.
CREATE INDEX vacancies_public ON recruitment.vacancies (instansi, create_time, vacancy_id) WHERE state <> 'draft';
CREATE INDEX vacancies_drafts ON recruitment.vacancies (instansi, create_time, vacancy_id) WHERE state = 'draft';

-- What is published equals what was determined: not even a statement written by hand changes it.
CREATE FUNCTION recruitment.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: it never changes', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER determined BEFORE UPDATE ON recruitment.vacancies FOR EACH ROW
    WHEN ((OLD.vacancy_id, OLD.instansi, OLD.need, OLD.position, OLD.position_title, OLD.unit_path, OLD.kind, OLD.seats,
           OLD.education, OLD.year, OLD.decision_number)
          IS DISTINCT FROM
          (NEW.vacancy_id, NEW.instansi, NEW.need, NEW.position, NEW.position_title, NEW.unit_path, NEW.kind, NEW.seats,
           NEW.education, NEW.year, NEW.decision_number))
    EXECUTE FUNCTION recruitment.refuse_change();

-- The criteria (kriteria) a vacancy opened with, in their canonical form; see domain/announcement/criteria.rs.
CREATE TABLE recruitment.criteria (
    vacancy_id  uuid PRIMARY KEY,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    canonical   text NOT NULL,
    commit_time timestamptz NOT NULL
);
CREATE TRIGGER committed BEFORE UPDATE OR DELETE ON recruitment.criteria FOR EACH ROW
    EXECUTE FUNCTION recruitment.refuse_change();
CALL recruitment.protect('recruitment.criteria');

-- What was announced about an open vacancy afterwards: a later deadline, or other evidence in place of a document.
CREATE TABLE recruitment.notices (
    notice_id   uuid PRIMARY KEY,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    vacancy_id  uuid NOT NULL REFERENCES recruitment.vacancies,
    kind        text NOT NULL CHECK (kind IN ('extension', 'evidence')),
    close_from  timestamptz,
    close_to    timestamptz,
    document    text NOT NULL DEFAULT '',
    evidence    text NOT NULL DEFAULT '',
    reason      text NOT NULL CHECK (reason <> ''),
    create_time timestamptz NOT NULL,
    CHECK (CASE kind WHEN 'extension' THEN close_from < close_to AND document = '' AND evidence = ''
                     ELSE num_nonnulls(close_from, close_to) = 0 AND document <> '' AND evidence <> '' END)
);
CREATE INDEX notices_list ON recruitment.notices (vacancy_id, create_time, notice_id);
CREATE TRIGGER announced BEFORE UPDATE OR DELETE ON recruitment.notices FOR EACH ROW
    EXECUTE FUNCTION recruitment.refuse_change();
CALL recruitment.protect('recruitment.notices');

-- The competency standards in force (standar kompetensi jabatan), as needs published them: of a position or of a title.
CREATE TABLE recruitment.competency_standards (
    standard     text PRIMARY KEY,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    version      bigint NOT NULL,
    revision     int NOT NULL,
    position     text NOT NULL,
    job_title    text NOT NULL,
    dictionaries text[] NOT NULL,
    codes        text[] NOT NULL,
    levels       int[] NOT NULL,
    regulation   text NOT NULL,
    CHECK ((position = '') <> (job_title = '')),
    CHECK (cardinality(dictionaries) = cardinality(codes) AND cardinality(codes) = cardinality(levels))
);
CREATE UNIQUE INDEX competency_standards_scope ON recruitment.competency_standards (instansi, position, job_title);
CALL recruitment.protect('recruitment.competency_standards');
