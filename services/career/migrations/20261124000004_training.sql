-- Training (pengembangan kompetensi): catalogue, sessions and who takes part, hours, plans.

-- The catalogue. A course that is given up keeps its row, because sessions refer to it.
CREATE TABLE career.courses (
    course_id   uuid PRIMARY KEY,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    code        text NOT NULL,
    title       text NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('technical', 'managerial', 'socio_cultural', 'soft_skills',
                                              'information_technology')),
    -- BKN's jenisDiklat.
    activity    int NOT NULL CHECK (activity BETWEEN 1 AND 25),
    -- What it teaches, to which level; all three or none.
    dictionary  text,
    competency  text,
    level       int CHECK (level BETWEEN 1 AND 5),
    hours       bigint NOT NULL CHECK (hours > 0),
    rupiah      bigint NOT NULL CHECK (rupiah >= 0),
    provider    text NOT NULL,
    mode        text NOT NULL CHECK (mode IN ('classical', 'e_learning', 'distance', 'blended')),
    retire_time timestamptz,
    version     bigint NOT NULL,
    create_time timestamptz NOT NULL,
    CONSTRAINT teaching_is_whole CHECK (num_nonnulls(dictionary, competency, level) IN (0, 3))
);
CREATE UNIQUE INDEX one_course_a_code ON career.courses (instansi, code) WHERE retire_time IS NULL;
CREATE INDEX courses_list ON career.courses (instansi, create_time, course_id);
CREATE INDEX courses_that_teach ON career.courses (instansi, dictionary, competency) WHERE dictionary IS NOT NULL;
CALL career.protect('career.courses');

CREATE TABLE career.training_sessions (
    session_id  uuid PRIMARY KEY,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    course_id   uuid NOT NULL REFERENCES career.courses,
    state       text NOT NULL CHECK (state IN ('open', 'completed', 'cancelled')),
    start_date  date NOT NULL,
    end_date    date NOT NULL CHECK (end_date >= start_date),
    capacity    int NOT NULL CHECK (capacity > 0),
    venue       text NOT NULL,
    reason      text NOT NULL DEFAULT '',
    version     bigint NOT NULL,
    create_time timestamptz NOT NULL
);
CREATE INDEX training_sessions_list ON career.training_sessions (instansi, create_time, session_id);
CREATE INDEX training_sessions_of_course ON career.training_sessions (course_id, end_date);
CALL career.protect('career.training_sessions');

-- Looks at who should take part. A confirmed run is what the person saw who confirmed it.
CREATE TABLE career.nomination_runs (
    run_id       uuid PRIMARY KEY,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    session_id   uuid NOT NULL REFERENCES career.training_sessions,
    ruleset      text NOT NULL,
    free_seats   int NOT NULL CHECK (free_seats >= 0),
    confirm_time timestamptz,
    version      bigint NOT NULL,
    create_time  timestamptz NOT NULL
);
CREATE INDEX nomination_runs_of_session ON career.nomination_runs (session_id);
CALL career.protect('career.nomination_runs');

CREATE TABLE career.nominations (
    run_id      uuid NOT NULL REFERENCES career.nomination_runs,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    -- Place in the order, from 1.
    n           int NOT NULL,
    servant_id  uuid NOT NULL REFERENCES career.servants,
    gap_id      uuid NOT NULL REFERENCES career.competency_gaps,
    verdict     text NOT NULL CHECK (verdict IN ('nominated', 'waiting', 'not_in_service', 'takes_part', 'recent_equivalent',
                                                 'level_reached', 'over_cap', 'left_out')),
    explanation text NOT NULL,
    priority    bigint NOT NULL,
    standard    int NOT NULL,
    achieved    int,
    open_date   date NOT NULL,
    hours       bigint NOT NULL,
    -- Why somebody left the person out: free text about a person.
    reason_key    bytea NOT NULL DEFAULT '',
    reason_sealed bytea NOT NULL DEFAULT '',
    PRIMARY KEY (run_id, n),
    CONSTRAINT one_nomination_a_servant UNIQUE (run_id, servant_id)
);
CALL career.protect('career.nominations');

CREATE TABLE career.training_participants (
    participant_id     uuid PRIMARY KEY,
    instansi           text NOT NULL DEFAULT current_setting('app.instansi'),
    session_id         uuid NOT NULL REFERENCES career.training_sessions,
    servant_id         uuid NOT NULL REFERENCES career.servants,
    state              text NOT NULL CHECK (state IN ('waiting', 'enrolled', 'withdrawn', 'passed', 'failed')),
    -- Order of coming in, which is the order of the waiting list.
    place              int NOT NULL CHECK (place > 0),
    -- Why the person came in or left: free text about a person.
    remark_key         bytea NOT NULL DEFAULT '',
    remark_sealed      bytea NOT NULL DEFAULT '',
    -- The gap a nomination was for, as it was then.
    gap_id             uuid REFERENCES career.competency_gaps,
    standard           int,
    achieved           int,
    -- Thousandths of a point.
    score              bigint CHECK (score BETWEEN 0 AND 100000),
    certificate_number text NOT NULL DEFAULT '',
    result_date        date,
    hours              bigint NOT NULL DEFAULT 0 CHECK (hours >= 0),
    version            bigint NOT NULL,
    CONSTRAINT one_place_a_participant UNIQUE (session_id, place),
    CHECK ((state IN ('passed', 'failed')) = (result_date IS NOT NULL)),
    CHECK ((gap_id IS NULL) = (standard IS NULL))
);
-- Who was withdrawn may come again.
CREATE UNIQUE INDEX one_seat_a_participant ON career.training_participants (session_id, servant_id)
    WHERE state <> 'withdrawn';
CREATE UNIQUE INDEX one_certificate_a_session ON career.training_participants (session_id, certificate_number)
    WHERE certificate_number <> '';
CREATE INDEX training_participants_of_servant ON career.training_participants (servant_id, state);
CALL career.protect('career.training_participants');

-- Results that were recorded wrongly, as they were.
CREATE TABLE career.training_result_corrections (
    correction_id      uuid PRIMARY KEY,
    participant_id     uuid NOT NULL REFERENCES career.training_participants,
    instansi           text NOT NULL DEFAULT current_setting('app.instansi'),
    passed             boolean NOT NULL,
    score              bigint CHECK (score BETWEEN 0 AND 100000),
    certificate_number text NOT NULL,
    hours              bigint NOT NULL,
    corrected_by       text NOT NULL,
    -- Why: free text about a person.
    reason_key         bytea NOT NULL,
    reason_sealed      bytea NOT NULL,
    record_time        timestamptz NOT NULL
);
CREATE INDEX training_result_corrections_of ON career.training_result_corrections (participant_id, correction_id);
CALL career.protect('career.training_result_corrections');

CREATE TABLE career.training_attendance (
    participant_id uuid NOT NULL REFERENCES career.training_participants,
    instansi       text NOT NULL DEFAULT current_setting('app.instansi'),
    session_id     uuid NOT NULL REFERENCES career.training_sessions,
    day            date NOT NULL,
    present        boolean NOT NULL,
    PRIMARY KEY (participant_id, day)
);
CREATE INDEX training_attendance_of_session ON career.training_attendance (session_id, day, participant_id);
CALL career.protect('career.training_attendance');

-- Lesson hours (jam pelajaran, JP), whatever they were earned by.
CREATE TABLE career.training_hours (
    booking_id  uuid PRIMARY KEY,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    servant_id  uuid NOT NULL REFERENCES career.servants,
    year        int NOT NULL CHECK (year BETWEEN 1950 AND 2200),
    activity    int NOT NULL CHECK (activity BETWEEN 1 AND 25),
    -- Below 0 where a booking is taken back: rows are never changed, and sums stay right.
    hours       bigint NOT NULL CHECK (hours <> 0),
    source      text NOT NULL,
    earned_date date NOT NULL,
    create_time timestamptz NOT NULL
);
CREATE INDEX training_hours_of_servant ON career.training_hours (servant_id, year) INCLUDE (hours);
-- Everybody's year at once, from the index alone.
CREATE INDEX training_hours_of_year ON career.training_hours (instansi, year, servant_id) INCLUDE (hours);
CALL career.protect('career.training_hours');

CREATE TABLE career.external_trainings (
    training_id        uuid PRIMARY KEY,
    instansi           text NOT NULL DEFAULT current_setting('app.instansi'),
    servant_id         uuid NOT NULL REFERENCES career.servants,
    state              text NOT NULL CHECK (state IN ('submitted', 'accepted', 'declined', 'revoked')),
    -- Subject of whoever recorded it, who does not review it.
    submitted_by       text NOT NULL,
    title              text NOT NULL,
    activity           int NOT NULL CHECK (activity BETWEEN 1 AND 25),
    provider           text NOT NULL,
    start_date         date NOT NULL,
    end_date           date NOT NULL CHECK (end_date >= start_date),
    hours              bigint NOT NULL CHECK (hours > 0),
    certificate_number text NOT NULL,
    dictionary         text,
    competency         text,
    level              int CHECK (level BETWEEN 1 AND 5),
    -- Why it was declined or revoked: free text about a person.
    reason_key         bytea NOT NULL DEFAULT '',
    reason_sealed      bytea NOT NULL DEFAULT '',
    version            bigint NOT NULL,
    create_time        timestamptz NOT NULL,
    CONSTRAINT external_teaching_is_whole CHECK (num_nonnulls(dictionary, competency, level) IN (0, 3))
);
-- A certificate counts once; one that was declined or revoked may be recorded again.
CREATE UNIQUE INDEX one_certificate_a_servant ON career.external_trainings (servant_id, certificate_number)
    WHERE state IN ('submitted', 'accepted');
CREATE INDEX external_trainings_list ON career.external_trainings (instansi, create_time, training_id);
CREATE INDEX external_trainings_of_servant ON career.external_trainings (servant_id, create_time, training_id);
CALL career.protect('career.external_trainings');

CREATE TABLE career.training_plans (
    plan_id      uuid PRIMARY KEY,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    display_name text NOT NULL,
    year         int NOT NULL CHECK (year BETWEEN 2000 AND 2200),
    unit         text NOT NULL,
    sector       text NOT NULL,
    budget       bigint NOT NULL CHECK (budget >= 0),
    cost         bigint NOT NULL CHECK (cost BETWEEN 0 AND budget),
    included     int NOT NULL,
    excluded     int NOT NULL,
    value        bigint NOT NULL,
    bound        bigint NOT NULL CHECK (bound >= value),
    ruleset      text NOT NULL,
    approve_time timestamptz,
    version      bigint NOT NULL,
    create_time  timestamptz NOT NULL
);
CREATE INDEX training_plans_list ON career.training_plans (instansi, create_time, plan_id);
CALL career.protect('career.training_plans');

CREATE TABLE career.training_plan_items (
    plan_id     uuid NOT NULL REFERENCES career.training_plans,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    -- Place in the order, from 1.
    n           int NOT NULL,
    servant_id  uuid NOT NULL REFERENCES career.servants,
    gap_id      uuid NOT NULL REFERENCES career.competency_gaps,
    course_id   uuid REFERENCES career.courses,
    dictionary  text NOT NULL,
    competency  text NOT NULL,
    standard    int NOT NULL,
    achieved    int,
    priority    bigint NOT NULL,
    cost        bigint NOT NULL,
    reason      text NOT NULL CHECK (reason IN ('included', 'no_course', 'recent_equivalent', 'over_cap', 'budget_used_up',
                                                'takes_part')),
    explanation text NOT NULL,
    PRIMARY KEY (plan_id, n)
);
CREATE INDEX training_plan_items_by_course ON career.training_plan_items (plan_id, course_id, servant_id)
    WHERE reason = 'included';
CALL career.protect('career.training_plan_items');

-- Nominations ask for everybody who lacks one competency.
CREATE INDEX competency_gaps_of_competency ON career.competency_gaps (instansi, dictionary, code) WHERE close_date IS NULL;
