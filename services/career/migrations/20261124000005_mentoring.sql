-- Mentoring and coaching: looks at who should mentor whom, pairs, and what they did.

CREATE TABLE career.mentoring_proposals (
    proposal_id uuid PRIMARY KEY,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    kind        text NOT NULL CHECK (kind IN ('mentoring', 'coaching')),
    ruleset     text NOT NULL,
    mentees     int NOT NULL,
    pairs       int NOT NULL,
    unmatched   int NOT NULL,
    weight      bigint NOT NULL,
    more        boolean NOT NULL,
    create_time timestamptz NOT NULL,
    CHECK (pairs + unmatched = mentees)
);
CALL career.protect('career.mentoring_proposals');

-- Who gets no mentor, and why.
CREATE TABLE career.unmatched_mentees (
    proposal_id uuid NOT NULL REFERENCES career.mentoring_proposals,
    servant_id  uuid NOT NULL REFERENCES career.servants,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    gap_id      uuid NOT NULL REFERENCES career.competency_gaps,
    reason      text NOT NULL CHECK (reason IN ('nobody_qualifies', 'all_full', 'too_few_places')),
    PRIMARY KEY (proposal_id, servant_id)
);
CALL career.protect('career.unmatched_mentees');

CREATE TABLE career.mentorships (
    mentorship_id uuid PRIMARY KEY,
    instansi      text NOT NULL DEFAULT current_setting('app.instansi'),
    proposal_id   uuid NOT NULL REFERENCES career.mentoring_proposals,
    kind          text NOT NULL CHECK (kind IN ('mentoring', 'coaching')),
    state         text NOT NULL CHECK (state IN ('proposed', 'active', 'declined', 'ended')),
    mentee_id     uuid NOT NULL REFERENCES career.servants,
    mentor_id     uuid NOT NULL REFERENCES career.servants CHECK (mentor_id <> mentee_id),
    gap_id        uuid NOT NULL REFERENCES career.competency_gaps,
    dictionary    text NOT NULL,
    code          text NOT NULL,
    standard      int NOT NULL CHECK (standard BETWEEN 1 AND 5),
    achieved      int CHECK (achieved BETWEEN 0 AND 5),
    mentor_level  int NOT NULL CHECK (mentor_level BETWEEN 1 AND 5),
    weight        bigint NOT NULL,
    explanation   text NOT NULL,
    next_mentor   uuid REFERENCES career.servants,
    next_weight   bigint NOT NULL,
    due_date      date,
    confirmed_by  text NOT NULL DEFAULT '',
    start_date    date,
    end_date      date,
    outcome       int CHECK (outcome BETWEEN 1 AND 5),
    hours         bigint NOT NULL DEFAULT 0 CHECK (hours >= 0),
    hours_over    bigint NOT NULL DEFAULT 0 CHECK (hours_over >= 0),
    -- The goal, and why it was changed, declined or ended: free text about people.
    goal_key      bytea NOT NULL DEFAULT '',
    goal_sealed   bytea NOT NULL DEFAULT '',
    reason_key    bytea NOT NULL DEFAULT '',
    reason_sealed bytea NOT NULL DEFAULT '',
    ruleset       text NOT NULL,
    version       bigint NOT NULL,
    create_time   timestamptz NOT NULL,
    CONSTRAINT begun_by_somebody CHECK (state IN ('proposed', 'declined') OR (start_date IS NOT NULL AND confirmed_by <> '')),
    CONSTRAINT over_on_a_day CHECK ((state IN ('declined', 'ended')) = (end_date IS NOT NULL))
);
-- Who has a mentor, or is to have one, is not proposed again.
CREATE UNIQUE INDEX one_pair_a_mentee ON career.mentorships (mentee_id) WHERE state IN ('proposed', 'active');
CREATE INDEX mentorships_of_mentor ON career.mentorships (mentor_id, state);
CREATE INDEX mentorships_of_mentee ON career.mentorships (mentee_id, create_time, mentorship_id);
CREATE INDEX mentorships_list ON career.mentorships (instansi, create_time, mentorship_id);
CREATE INDEX mentorships_of_proposal ON career.mentorships (proposal_id);
CALL career.protect('career.mentorships');

-- Meetings of the two. A row is never changed but to take it back: hours were promised by it.
CREATE TABLE career.mentoring_sessions (
    session_id    uuid PRIMARY KEY,
    instansi      text NOT NULL DEFAULT current_setting('app.instansi'),
    mentorship_id uuid NOT NULL REFERENCES career.mentorships,
    session_date  date NOT NULL,
    minutes       bigint NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
    -- Only the two read them.
    notes_key     bytea NOT NULL,
    notes_sealed  bytea NOT NULL,
    recorded_by   text NOT NULL,
    create_time   timestamptz NOT NULL,
    withdrawn_time timestamptz,
    -- Why: free text about people.
    reason_key    bytea NOT NULL DEFAULT '',
    reason_sealed bytea NOT NULL DEFAULT '',
    CONSTRAINT withdrawn_for_a_reason CHECK ((withdrawn_time IS NULL) = (reason_key = ''))
);
CREATE INDEX mentoring_sessions_of_pair ON career.mentoring_sessions (mentorship_id, session_id);
CALL career.protect('career.mentoring_sessions');

-- Mentors are looked for by what evidence shows.
CREATE INDEX competency_evidence_of_competency ON career.competency_evidence (instansi, dictionary, code, level)
    WHERE withdrawn_time IS NULL;
