-- The cycle of plans (SKP), feedback, ratings of organisations and ratings of old.

-- Last day of service, once career has told of it.
ALTER TABLE evaluation.servants ADD COLUMN left_date date;

-- Which account is which servant.
CREATE TABLE evaluation.servant_accounts (
    servant  text PRIMARY KEY REFERENCES evaluation.servants,
    instansi text NOT NULL DEFAULT current_setting('app.instansi'),
    account  text NOT NULL CHECK (account <> ''),
    CONSTRAINT one_servant_an_account UNIQUE (instansi, account)
);
CALL evaluation.protect('evaluation.servant_accounts');

-- A plan is the row of the appraisal that it leads to, so that a servant and year has one final. An empty stage: nothing yet; an
-- empty approach: the year was rated without a plan. What the step of rating decided about objections stays with the row.
ALTER TABLE evaluation.appraisals
    ADD COLUMN stage text NOT NULL DEFAULT '' CHECK (stage IN ('', 'draft', 'submitted', 'clarification', 'agreed', 'running',
        'period_rated', 'year_rated', 'accepted', 'objected', 'decided', 'final')),
    ADD COLUMN superior text NOT NULL DEFAULT '',
    ADD COLUMN appeal_to text NOT NULL DEFAULT '',
    ADD COLUMN unit text NOT NULL DEFAULT '',
    ADD COLUMN approach text NOT NULL DEFAULT '' CHECK (approach IN ('', 'quantitative', 'qualitative')),
    ADD COLUMN ruleset text NOT NULL DEFAULT '',
    ADD COLUMN object_until date,
    ADD COLUMN silence_accepts boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT a_plan_is_whole CHECK (stage = '' OR (superior <> '' AND unit <> '' AND ruleset <> '')),
    ADD CONSTRAINT a_plan_says_how CHECK (
        approach <> '' OR stage IN ('', 'year_rated', 'accepted', 'objected', 'decided', 'final')),
    ADD CONSTRAINT stage_and_state_agree CHECK (stage = '' OR state = CASE
        WHEN stage IN ('year_rated', 'accepted', 'objected', 'decided') THEN 'rated'
        WHEN stage = 'final' THEN 'final'
        ELSE 'planned' END),
    ADD CONSTRAINT a_rated_year_can_be_objected_to CHECK (
        (object_until IS NOT NULL) = (stage IN ('year_rated', 'accepted', 'objected', 'decided', 'final')));
CREATE INDEX appraisals_appeal ON evaluation.appraisals (appeal_to, year) WHERE appeal_to <> '';
CREATE INDEX appraisals_superior ON evaluation.appraisals (superior, year) WHERE superior <> '';
CREATE INDEX appraisals_unit ON evaluation.appraisals (unit, year) WHERE unit <> '';

-- Planned results. One that a subordinate's result serves cannot go.
CREATE TABLE evaluation.skp_results (
    result_id       uuid PRIMARY KEY,
    appraisal_id    uuid NOT NULL REFERENCES evaluation.appraisals,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    place           int NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('main', 'additional')),
    title           text NOT NULL,
    superior_result uuid,
    CONSTRAINT served_by_a_result FOREIGN KEY (superior_result) REFERENCES evaluation.skp_results
);
CREATE INDEX skp_results_plan ON evaluation.skp_results (appraisal_id, place);
CREATE INDEX skp_results_served ON evaluation.skp_results (superior_result) WHERE superior_result IS NOT NULL;
CALL evaluation.protect('evaluation.skp_results');

-- Indicators: the target is a number in thousandths, or words.
CREATE TABLE evaluation.skp_indicators (
    indicator_id uuid PRIMARY KEY,
    result_id    uuid NOT NULL REFERENCES evaluation.skp_results,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    place        int NOT NULL,
    aspect       text NOT NULL CHECK (aspect IN ('', 'quantity', 'quality', 'time', 'cost')),
    title        text NOT NULL,
    target       bigint CHECK (target >= 0),
    unit         text NOT NULL,
    target_text  text NOT NULL,
    CONSTRAINT a_number_or_words CHECK ((target IS NULL) = (target_text <> '') AND (target IS NULL) = (unit = ''))
);
CREATE INDEX skp_indicators_result ON evaluation.skp_indicators (result_id, place);
CALL evaluation.protect('evaluation.skp_indicators');

-- What was reached by the end of a period; words are sealed.
CREATE TABLE evaluation.skp_progress (
    indicator_id uuid NOT NULL,
    period       int NOT NULL CHECK (period > 0),
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    realised     bigint CHECK (realised >= 0),
    text_key     bytea,
    text_sealed  bytea,
    record_time  timestamptz NOT NULL,
    PRIMARY KEY (indicator_id, period),
    CONSTRAINT indicator_with_progress FOREIGN KEY (indicator_id) REFERENCES evaluation.skp_indicators,
    CONSTRAINT reached_in_numbers_or_words CHECK (
        (realised IS NULL) = (text_key IS NOT NULL) AND (text_key IS NULL) = (text_sealed IS NULL))
);
CALL evaluation.protect('evaluation.skp_progress');

-- What the leader expects in particular, by value of BerAKHLAK; sealed.
CREATE TABLE evaluation.skp_expectations (
    appraisal_id uuid NOT NULL REFERENCES evaluation.appraisals,
    value        text NOT NULL,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    text_key     bytea NOT NULL,
    text_sealed  bytea NOT NULL,
    PRIMARY KEY (appraisal_id, value)
);
CALL evaluation.protect('evaluation.skp_expectations');

-- Every step of a plan, never changed: ratings of periods are read from here, the last one of each. Notes are sealed.
CREATE TABLE evaluation.skp_steps (
    step_id      uuid PRIMARY KEY,
    appraisal_id uuid NOT NULL REFERENCES evaluation.appraisals,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    step         text NOT NULL,
    servant      text NOT NULL,
    stage        text NOT NULL,
    period       int NOT NULL CHECK (period >= 0),
    result       text CHECK (result IN ('above', 'meets', 'below')),
    behaviour    text CHECK (behaviour IN ('above', 'meets', 'below')),
    note_key     bytea,
    note_sealed  bytea,
    ruleset      text NOT NULL,
    step_time    timestamptz NOT NULL,
    CONSTRAINT both_or_none CHECK ((result IS NULL) = (behaviour IS NULL)),
    CONSTRAINT a_note_is_whole CHECK ((note_key IS NULL) = (note_sealed IS NULL))
);
CREATE INDEX skp_steps_plan ON evaluation.skp_steps (appraisal_id, step_id);
CALL evaluation.protect('evaluation.skp_steps');

-- Feedback under random ids, which say nothing of its order; the text is sealed. Who is shown to whom is decided by the ruleset
-- when it is read.
CREATE TABLE evaluation.skp_feedback (
    feedback_id  uuid PRIMARY KEY,
    appraisal_id uuid NOT NULL REFERENCES evaluation.appraisals,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    giver        text NOT NULL REFERENCES evaluation.servants,
    relation     text NOT NULL CHECK (relation IN ('superior', 'peer', 'subordinate')),
    text_key     bytea NOT NULL,
    text_sealed  bytea NOT NULL,
    create_time  timestamptz NOT NULL
);
CREATE INDEX skp_feedback_plan ON evaluation.skp_feedback (appraisal_id, feedback_id);
CALL evaluation.protect('evaluation.skp_feedback');

CREATE TABLE evaluation.skp_feedback_values (
    feedback_id uuid NOT NULL REFERENCES evaluation.skp_feedback,
    value       text NOT NULL,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    rating      text NOT NULL CHECK (rating IN ('above', 'meets', 'below')),
    PRIMARY KEY (feedback_id, value)
);
CALL evaluation.protect('evaluation.skp_feedback_values');

-- Ratings of organisations, as they were set elsewhere.
CREATE TABLE evaluation.unit_ratings (
    rating_id       uuid PRIMARY KEY,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    unit            text NOT NULL,
    year            int NOT NULL,
    predikat        text NOT NULL,
    document_number text NOT NULL,
    document_date   date NOT NULL,
    version         bigint NOT NULL,
    create_time     timestamptz NOT NULL,
    update_time     timestamptz NOT NULL,
    CONSTRAINT one_rating_a_unit_and_year UNIQUE (instansi, unit, year)
);
CREATE INDEX unit_ratings_list ON evaluation.unit_ratings (instansi, create_time, rating_id);
CALL evaluation.protect('evaluation.unit_ratings');

-- Ratings of the numeric schemes of old, in hundredths. The word for the total follows from the ruleset.
CREATE TABLE evaluation.past_ratings (
    servant         text NOT NULL REFERENCES evaluation.servants,
    year            int NOT NULL,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    scheme          text NOT NULL CHECK (scheme IN ('seventy_thirty', 'sixty_forty', 'single')),
    work_score      bigint,
    behaviour_score bigint,
    total           bigint NOT NULL,
    new_idea        boolean NOT NULL,
    ruleset         text NOT NULL,
    PRIMARY KEY (servant, year),
    CONSTRAINT parts_of_the_total CHECK (num_nonnulls(work_score, behaviour_score) = CASE scheme WHEN 'single' THEN 0 ELSE 2 END)
);
CALL evaluation.protect('evaluation.past_ratings');
