-- One row a survey: a service and a period. The respondents stay 0 until it is closed; until then they stand in
-- `survey_sums`. `without_links` says why answers by open links do not count, `discard_reason` why a survey was given up that people
-- had been asked in.
CREATE TABLE evaluation.surveys (
    survey_id        uuid PRIMARY KEY,
    instansi         text NOT NULL DEFAULT current_setting('app.instansi'),
    state            text NOT NULL CHECK (state IN ('planned', 'open', 'closed', 'published', 'discarded')),
    service_id       uuid NOT NULL REFERENCES evaluation.public_services,
    period_start     date NOT NULL,
    period_end       date NOT NULL CHECK (period_end >= period_start),
    population       bigint NOT NULL CHECK (population > 0),
    minimum_sample   bigint NOT NULL,
    ruleset          text NOT NULL,
    codes_issued     bigint NOT NULL DEFAULT 0,
    by_code          bigint NOT NULL DEFAULT 0,
    by_link          bigint NOT NULL DEFAULT 0,
    by_paper         bigint NOT NULL DEFAULT 0,
    index_hundredths bigint,
    without_links    text CHECK (without_links <> ''),
    discard_reason   text CHECK (discard_reason <> ''),
    publish_time     timestamptz,
    version          bigint NOT NULL,
    create_time      timestamptz NOT NULL,
    update_time      timestamptz NOT NULL,
    CONSTRAINT published_means_when CHECK ((state = 'published') = (publish_time IS NOT NULL)),
    CONSTRAINT published_means_index CHECK (state <> 'published' OR index_hundredths IS NOT NULL),
    CONSTRAINT only_discarded_have_a_reason CHECK (discard_reason IS NULL OR state = 'discarded')
);
CREATE INDEX surveys_list ON evaluation.surveys (instansi, create_time, survey_id);
CREATE INDEX surveys_service ON evaluation.surveys (service_id, period_end);
CALL evaluation.protect('evaluation.surveys');

-- Questions beyond the nine elements; they never change.
CREATE TABLE evaluation.survey_questions (
    survey_id uuid NOT NULL REFERENCES evaluation.surveys,
    n         smallint NOT NULL,
    instansi  text NOT NULL DEFAULT current_setting('app.instansi'),
    key       text NOT NULL,
    text      text NOT NULL,
    choices   text[] NOT NULL,
    PRIMARY KEY (survey_id, n)
);
CALL evaluation.protect('evaluation.survey_questions');

-- What follows from a result.
CREATE TABLE evaluation.survey_actions (
    survey_id   uuid NOT NULL REFERENCES evaluation.surveys,
    n           smallint NOT NULL,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    element     text NOT NULL,
    action      text NOT NULL,
    responsible text NOT NULL,
    due_date    date NOT NULL,
    PRIMARY KEY (survey_id, n)
);
CALL evaluation.protect('evaluation.survey_actions');

-- Invitation codes as keyed hashes. `mark` is the keyed hash of the request that answered: it says that the code was used, not
-- when nor what was answered. The rows go when the survey is closed.
CREATE TABLE evaluation.survey_codes (
    code_index bytea PRIMARY KEY,
    instansi   text NOT NULL DEFAULT current_setting('app.instansi'),
    survey_id  uuid NOT NULL REFERENCES evaluation.surveys,
    mark       bytea
) WITH (fillfactor = 80);
CREATE INDEX survey_codes_survey ON evaluation.survey_codes (survey_id);
CALL evaluation.protect('evaluation.survey_codes');

-- Open links, their codes as keyed hashes.
CREATE TABLE evaluation.survey_links (
    link_id      uuid PRIMARY KEY,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    survey_id    uuid NOT NULL REFERENCES evaluation.surveys,
    code_index   bytea NOT NULL UNIQUE,
    title        text NOT NULL,
    most_answers bigint NOT NULL CHECK (most_answers > 0),
    answers      bigint NOT NULL DEFAULT 0,
    expire_time  timestamptz NOT NULL,
    closed       boolean NOT NULL DEFAULT false,
    version      bigint NOT NULL,
    create_time  timestamptz NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX survey_links_list ON evaluation.survey_links (survey_id, create_time, link_id);
CALL evaluation.protect('evaluation.survey_links');

-- One row a survey: answers by open links in the minute that runs, so that a flood is turned away. It remembers one minute.
CREATE TABLE evaluation.survey_gates (
    survey_id uuid PRIMARY KEY REFERENCES evaluation.surveys,
    instansi  text NOT NULL DEFAULT current_setting('app.instansi'),
    minute    timestamptz NOT NULL,
    answers   int NOT NULL
) WITH (fillfactor = 50);
CALL evaluation.protect('evaluation.survey_gates');

-- Keyed hashes of what may be counted once: requests by open links, numbers of paper forms. The rows go when the survey is
-- closed. No foreign key: a million of them would each look up the survey, whose row is held while they come in.
CREATE TABLE evaluation.survey_marks (
    survey_id uuid NOT NULL,
    mark      bytea NOT NULL,
    instansi  text NOT NULL DEFAULT current_setting('app.instansi'),
    PRIMARY KEY (survey_id, mark)
);
CALL evaluation.protect('evaluation.survey_marks');

-- All that is kept of answers: sums. There is no row of one answer, so there is nothing that a code, a person, a time or an order
-- could be joined to. One row a survey and channel, made with zeros: every answer writes the whole of it, so that what PostgreSQL
-- notes of rows (`xmin`) tells nothing of which choices were taken last. `answers` are all choices in the order of the
-- questionnaire: those of the nine elements, then those of the questions beyond them.
CREATE TABLE evaluation.survey_sums (
    survey_id   uuid NOT NULL REFERENCES evaluation.surveys,
    channel     text NOT NULL CHECK (channel IN ('code', 'link', 'paper')),
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    respondents bigint NOT NULL DEFAULT 0 CHECK (respondents >= 0),
    answers     bigint[] NOT NULL,
    PRIMARY KEY (survey_id, channel)
) WITH (fillfactor = 50);
CALL evaluation.protect('evaluation.survey_sums');

-- The sums of a survey that was closed, over all channels: how often a choice was taken, of an element by its name or of a question
-- by its key. `link_answers` are those of them that came by open links, where they and the others stand for enough people to be
-- told apart.
CREATE TABLE evaluation.survey_results (
    survey_id    uuid NOT NULL REFERENCES evaluation.surveys,
    question     text NOT NULL,
    choice       smallint NOT NULL,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    answers      bigint NOT NULL CHECK (answers > 0),
    link_answers bigint CHECK (link_answers BETWEEN 0 AND answers),
    PRIMARY KEY (survey_id, question, choice)
);
CALL evaluation.protect('evaluation.survey_results');

-- Indexes of periods before this system, as printed, under the scheme of their time.
CREATE TABLE evaluation.past_indexes (
    past_index_id       uuid PRIMARY KEY,
    instansi            text NOT NULL DEFAULT current_setting('app.instansi'),
    service_id          uuid NOT NULL REFERENCES evaluation.public_services,
    period_start        date NOT NULL,
    period_end          date NOT NULL CHECK (period_end >= period_start),
    scheme              text NOT NULL,
    respondents         bigint NOT NULL CHECK (respondents >= 0),
    index_hundredths    bigint NOT NULL,
    element_titles      text[] NOT NULL,
    element_thousandths int[] NOT NULL,
    create_time         timestamptz NOT NULL,
    CONSTRAINT titles_and_averages_pair CHECK (cardinality(element_titles) = cardinality(element_thousandths))
);
CREATE INDEX past_indexes_list ON evaluation.past_indexes (instansi, create_time, past_index_id);
CREATE INDEX past_indexes_service ON evaluation.past_indexes (service_id, period_end);
CALL evaluation.protect('evaluation.past_indexes');
