-- What follows a low rating, and absence without an excuse. What was decided and proposed is sealed: in plain are only stages
-- and days, for lists of what is due. What people say is sealed in texts apart.

-- Ratings that a case can follow. A low rating always has one below.
CREATE INDEX appraisals_low ON evaluation.appraisals (instansi, appraisal_id)
    WHERE state = 'final' AND (result = 'below' OR behaviour = 'below');

-- One case a rating.
CREATE TABLE evaluation.improvement_cases (
    case_id       uuid PRIMARY KEY,
    instansi      text NOT NULL DEFAULT current_setting('app.instansi'),
    appraisal_id  uuid NOT NULL REFERENCES evaluation.appraisals,
    servant       text NOT NULL REFERENCES evaluation.servants,
    year          int NOT NULL,
    predikat      text NOT NULL,
    final_date    date NOT NULL,
    track         text NOT NULL,
    ruleset       text NOT NULL,
    stage         text NOT NULL CHECK (stage IN ('declined', 'warned', 'coaching', 'improved', 'competency_test', 'tested',
        'equal_move', 'lower_post', 'waiting', 'dismissed', 'withdrawn')),
    stage_since   date NOT NULL,
    coach         text NOT NULL,
    coached_from  date,
    coached_until date,
    coached_months int,
    suited        text CHECK (suited IN ('equal', 'lower', 'none')),
    wait_until    date,
    task          text CHECK (task IN ('decide_objection', 'open_coaching', 'judge', 'take_test', 'place')),
    due_date      date,
    version       bigint NOT NULL,
    create_time   timestamptz NOT NULL,
    update_time   timestamptz NOT NULL,
    CONSTRAINT one_case_a_rating UNIQUE (appraisal_id),
    CONSTRAINT coaching_is_whole CHECK (num_nonnulls(coached_from, coached_until, coached_months) IN (0, 3)),
    CONSTRAINT a_task_has_its_day CHECK ((task IS NULL) = (due_date IS NULL))
);
CREATE INDEX improvement_cases_list ON evaluation.improvement_cases (instansi, create_time, case_id);
CREATE INDEX improvement_cases_servant ON evaluation.improvement_cases (servant);
CREATE INDEX improvement_cases_due ON evaluation.improvement_cases (instansi, due_date) WHERE due_date IS NOT NULL;
CALL evaluation.protect('evaluation.improvement_cases');

-- Who warns where the superior of the plan does not, before there is a case.
CREATE TABLE evaluation.improvement_warners (
    appraisal_id uuid PRIMARY KEY REFERENCES evaluation.appraisals,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    warner       text NOT NULL REFERENCES evaluation.servants,
    named_by     text NOT NULL,
    name_time    timestamptz NOT NULL
);
CALL evaluation.protect('evaluation.improvement_warners');

-- Decisions of a case in their order, and objections to them. Sealed for the decision: kind, official, number of the document,
-- post, answer to an objection and its document.
CREATE TABLE evaluation.improvement_decisions (
    decision_id     uuid PRIMARY KEY,
    case_id         uuid NOT NULL REFERENCES evaluation.improvement_cases,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    place           int NOT NULL,
    stage_before    text NOT NULL,
    decided_by      text NOT NULL,
    decide_date     date NOT NULL,
    object_until    date NOT NULL,
    objected_on     date,
    answer_until    date,
    answered_on     date,
    answered_by     text NOT NULL,
    overtaken       boolean NOT NULL,
    detail_key      bytea NOT NULL,
    detail_sealed   bytea NOT NULL,
    CONSTRAINT one_decision_a_place UNIQUE (case_id, place),
    CONSTRAINT an_objection_is_whole CHECK ((objected_on IS NULL) = (answer_until IS NULL)),
    CONSTRAINT an_answer_is_whole CHECK ((answered_on IS NULL) = (answered_by = '')
        AND (answered_on IS NULL OR objected_on IS NOT NULL))
);
CALL evaluation.protect('evaluation.improvement_decisions');

-- Texts of decisions: why, why not, the answer. Sealed for the case.
CREATE TABLE evaluation.improvement_texts (
    decision_id uuid NOT NULL REFERENCES evaluation.improvement_decisions,
    part        text NOT NULL CHECK (part IN ('reason', 'objection', 'answer')),
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    text_key    bytea NOT NULL,
    text_sealed bytea NOT NULL,
    PRIMARY KEY (decision_id, part)
);
CALL evaluation.protect('evaluation.improvement_texts');

-- Goals of the plan of coaching; sealed for the case. A plan that begins again replaces them.
CREATE TABLE evaluation.improvement_goals (
    case_id     uuid NOT NULL REFERENCES evaluation.improvement_cases,
    place       int NOT NULL,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    due_date    date NOT NULL,
    text_key    bytea NOT NULL,
    text_sealed bytea NOT NULL,
    PRIMARY KEY (case_id, place)
);
CALL evaluation.protect('evaluation.improvement_goals');

-- Notes of months of coaching, of the coaching that a decision began; none takes the place of another. Sealed for the case.
CREATE TABLE evaluation.improvement_notes (
    note_id     uuid PRIMARY KEY,
    case_id     uuid NOT NULL REFERENCES evaluation.improvement_cases,
    decision_id uuid NOT NULL REFERENCES evaluation.improvement_decisions,
    month       int NOT NULL CHECK (month > 0),
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    noted_by    text NOT NULL,
    text_key    bytea NOT NULL,
    text_sealed bytea NOT NULL,
    note_time   timestamptz NOT NULL
);
CREATE INDEX improvement_notes_case ON evaluation.improvement_notes (case_id, month);
CALL evaluation.protect('evaluation.improvement_notes');

-- Working days on which somebody was absent without an excuse.
CREATE TABLE evaluation.absences (
    servant  text NOT NULL REFERENCES evaluation.servants,
    day      date NOT NULL,
    instansi text NOT NULL DEFAULT current_setting('app.instansi'),
    PRIMARY KEY (servant, day)
);
CREATE INDEX absences_day ON evaluation.absences (instansi, day);
CALL evaluation.protect('evaluation.absences');

-- Proposals of punishments; one of a servant is open at a time. Sealed for the proposal: which days counted and what they came
-- to, when the servant was heard, what was decided, the number of the document.
CREATE TABLE evaluation.discipline_cases (
    case_id         uuid PRIMARY KEY,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    servant         text NOT NULL REFERENCES evaluation.servants,
    ruleset         text NOT NULL,
    calendar        text NOT NULL,
    stage           text NOT NULL CHECK (stage IN ('proposed', 'examined', 'punished', 'dropped')),
    due_date        date,
    figures_key     bytea NOT NULL,
    figures_sealed  bytea NOT NULL,
    version         bigint NOT NULL,
    create_time     timestamptz NOT NULL,
    update_time     timestamptz NOT NULL,
    CONSTRAINT open_means_due CHECK ((due_date IS NULL) = (stage IN ('punished', 'dropped')))
);
CREATE UNIQUE INDEX one_open_discipline_case ON evaluation.discipline_cases (servant) WHERE stage IN ('proposed', 'examined');
CREATE INDEX discipline_cases_list ON evaluation.discipline_cases (instansi, create_time, case_id);
CREATE INDEX discipline_cases_servant ON evaluation.discipline_cases (servant, create_time);
CALL evaluation.protect('evaluation.discipline_cases');

-- What was said when the servant was heard, and why it was decided so. Sealed for the proposal.
CREATE TABLE evaluation.discipline_texts (
    case_id     uuid NOT NULL REFERENCES evaluation.discipline_cases,
    part        text NOT NULL CHECK (part IN ('examination', 'decision')),
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    said_by     text NOT NULL,
    text_key    bytea NOT NULL,
    text_sealed bytea NOT NULL,
    PRIMARY KEY (case_id, part)
);
CALL evaluation.protect('evaluation.discipline_texts');
