-- Public consultations (forum konsultasi publik, FKP): what the public is asked, and when.
CREATE TABLE needs.consultations (
    consultation_id uuid PRIMARY KEY,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    state           text NOT NULL CHECK (state IN ('draft', 'open', 'closed')),
    subject         text NOT NULL CHECK (subject IN ('needs', 'priorities', 'criteria', 'proposal')),
    unit_ids        uuid[] NOT NULL,
    proposal_id     uuid REFERENCES needs.proposals,
    title           text NOT NULL,
    text            text NOT NULL,
    open_time       timestamptz NOT NULL,
    close_time      timestamptz NOT NULL,
    minutes         text NOT NULL DEFAULT '',
    version         bigint NOT NULL,
    create_time     timestamptz NOT NULL,
    update_time     timestamptz NOT NULL,
    CONSTRAINT consultations_times CHECK (close_time > open_time),
    CONSTRAINT consultations_subject CHECK ((subject = 'proposal') = (proposal_id IS NOT NULL))
);
CREATE INDEX consultations_list ON needs.consultations (instansi, create_time, consultation_id);
CALL needs.protect('needs.consultations');

CREATE TABLE needs.consultation_invitations (
    consultation_id uuid NOT NULL REFERENCES needs.consultations,
    public_group    text NOT NULL,
    organisation    text NOT NULL,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    create_time     timestamptz NOT NULL,
    PRIMARY KEY (consultation_id, public_group, organisation)
);
CALL needs.protect('needs.consultation_invitations');

-- What people say: the text sealed, for it may hold personal data, and of the follow-up code a keyed hash only.
CREATE TABLE needs.contributions (
    contribution_id uuid PRIMARY KEY,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    consultation_id uuid NOT NULL REFERENCES needs.consultations,
    public_group    text NOT NULL,
    text_key        bytea NOT NULL,
    text_sealed     bytea NOT NULL,
    code_index      bytea NOT NULL,
    verdict         text NOT NULL DEFAULT '' CHECK (verdict IN ('', 'accepted', 'partly', 'declined')),
    reason          text NOT NULL DEFAULT '',
    summary         text NOT NULL DEFAULT '',
    changes         text[] NOT NULL DEFAULT '{}',
    version         bigint NOT NULL,
    create_time     timestamptz NOT NULL,
    answer_time     timestamptz,
    CONSTRAINT contributions_code UNIQUE (code_index)
);
CREATE INDEX contributions_list ON needs.contributions (consultation_id, create_time, contribution_id);
CREATE INDEX contributions_unanswered ON needs.contributions (consultation_id) WHERE verdict = '';
CALL needs.protect('needs.contributions');

-- How much a unit or a sector weighs when posts are shared out, in hundredths: 100 is neutral and stands for all that are
-- not here. `contribution` is the name of what led to it, or empty.
CREATE TABLE needs.priorities (
    priority_id  uuid PRIMARY KEY,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    unit_id      uuid REFERENCES needs.units,
    sector       text CHECK (sector IN ('health', 'education', 'infrastructure', 'tourism', 'administration', 'other')),
    weight       int NOT NULL CHECK (weight BETWEEN 1 AND 10000),
    previous     int NOT NULL,
    reason       text NOT NULL,
    contribution text NOT NULL DEFAULT '',
    version      bigint NOT NULL,
    create_time  timestamptz NOT NULL,
    update_time  timestamptz NOT NULL,
    CONSTRAINT priorities_one_target CHECK (num_nonnulls(unit_id, sector) = 1),
    CONSTRAINT priorities_target UNIQUE NULLS NOT DISTINCT (instansi, unit_id, sector)
);
CREATE INDEX priorities_list ON needs.priorities (instansi, create_time, priority_id);
CALL needs.protect('needs.priorities');
