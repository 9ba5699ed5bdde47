-- Open selection (seleksi terbuka) of serving officials for a leading post: its own aggregate, with no way to a vacancy.
CREATE TABLE recruitment.selections (
    selection_id     uuid PRIMARY KEY,
    instansi         text NOT NULL DEFAULT current_setting('app.instansi'),
    state            text NOT NULL CHECK (state IN ('draft', 'open', 'assessment', 'sealed', 'revealed', 'on_hold',
                                                    'announced', 'submitted', 'decided', 'cancelled')),
    -- Whether what holds it is the check of revealed scores; else it is too few members for a candidate.
    scores_held      boolean NOT NULL DEFAULT false,
    position         text NOT NULL,
    position_title   text NOT NULL,
    level            text NOT NULL CHECK (level IN ('pratama', 'madya', 'utama')),
    ruleset          text NOT NULL,
    appointment_date date NOT NULL,
    close_time       timestamptz NOT NULL,
    score_time       timestamptz NOT NULL CHECK (score_time > close_time),
    input_close_time timestamptz NOT NULL CHECK (input_close_time > close_time),
    -- The closing time of the opening, which is the one in the hashed text; an extension sets a later one.
    first_close_time timestamptz NOT NULL CHECK (first_close_time <= close_time),
    extensions       int NOT NULL DEFAULT 0,
    design           text NOT NULL DEFAULT '',
    design_hash      text NOT NULL DEFAULT '' CHECK ((design = '') = (design_hash = '')),
    round            int NOT NULL DEFAULT 1,
    scores_hash      text NOT NULL DEFAULT '',
    -- Of the rounds before: what was once fixed is never forgotten.
    earlier_hashes   text[] NOT NULL DEFAULT '{}',
    announce_time    timestamptz,
    chosen           text NOT NULL DEFAULT '',
    version          bigint NOT NULL,
    create_time      timestamptz NOT NULL,
    update_time      timestamptz NOT NULL,
    -- When what told who took part was erased.
    erase_time       timestamptz,
    CHECK (state = 'draft' OR design <> ''),
    CHECK (state NOT IN ('announced', 'submitted', 'decided') OR announce_time IS NOT NULL)
);
CREATE INDEX selections_list ON recruitment.selections (instansi, create_time, selection_id);
CALL recruitment.protect('recruitment.selections');

CREATE TABLE recruitment.selection_instruments (
    selection_id uuid NOT NULL REFERENCES recruitment.selections,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    place        int NOT NULL,
    code         text NOT NULL,
    competency   text NOT NULL,
    technical    boolean NOT NULL,
    weight       int NOT NULL CHECK (weight > 0),
    lowest       int NOT NULL CHECK (lowest >= 0),
    highest      int NOT NULL CHECK (highest > lowest),
    PRIMARY KEY (selection_id, code)
);
CALL recruitment.protect('recruitment.selection_instruments');

-- Instruments are fixed when the selection opens, whoever writes.
CREATE FUNCTION recruitment.keep_design() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'selections' THEN
        IF OLD.design <> '' AND (OLD.design, OLD.design_hash) IS DISTINCT FROM (NEW.design, NEW.design_hash) THEN
            RAISE EXCEPTION 'the design of an open selection is fixed';
        END IF;
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT FROM recruitment.selections
               WHERE selection_id = coalesce(NEW.selection_id, OLD.selection_id) AND design <> '') THEN
        RAISE EXCEPTION 'the instruments of an open selection are fixed';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER keep_design BEFORE UPDATE ON recruitment.selections
    FOR EACH ROW EXECUTE FUNCTION recruitment.keep_design();
CREATE TRIGGER keep_design BEFORE INSERT OR UPDATE OR DELETE ON recruitment.selection_instruments
    FOR EACH ROW EXECUTE FUNCTION recruitment.keep_design();

-- Who sits on the panel; names are sealed, the number is public.
CREATE TABLE recruitment.selection_members (
    member_id    uuid PRIMARY KEY,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    selection_id uuid NOT NULL REFERENCES recruitment.selections,
    number       int NOT NULL,
    subject      text NOT NULL,
    name_key     bytea NOT NULL,
    name_sealed  bytea NOT NULL,
    public_group text NOT NULL,
    organisation text NOT NULL,
    outside      boolean NOT NULL,
    state        text NOT NULL CHECK (state IN ('active', 'excused', 'replaced', 'left')),
    declared     boolean NOT NULL DEFAULT false,
    -- Round from which the member scores; sheets of earlier rounds stay as they were revealed.
    round        int NOT NULL,
    CONSTRAINT one_seat_a_number UNIQUE (selection_id, number),
    CONSTRAINT one_seat_a_subject UNIQUE (selection_id, subject)
);
CALL recruitment.protect('recruitment.selection_members');

CREATE TABLE recruitment.selection_candidates (
    candidate_id    uuid PRIMARY KEY,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    selection_id    uuid NOT NULL REFERENCES recruitment.selections,
    code            text NOT NULL,
    person_index    bytea NOT NULL,
    identity_key    bytea NOT NULL,
    identity_sealed bytea NOT NULL,
    -- Subject of the machine that registered the candidate.
    registrar       text NOT NULL,
    -- What the committee found about the requirements, all in all.
    screening       text NOT NULL CHECK (screening IN ('waiting', 'admitted', 'refused')),
    withdraw_time   timestamptz,
    submitted       boolean NOT NULL DEFAULT false,
    create_time     timestamptz NOT NULL,
    CONSTRAINT one_candidacy_a_person UNIQUE (selection_id, person_index),
    CONSTRAINT one_candidate_a_code UNIQUE (selection_id, code)
);
CREATE INDEX selection_candidates_list ON recruitment.selection_candidates (selection_id, create_time, candidate_id);
CALL recruitment.protect('recruitment.selection_candidates');

-- What the committee found about each requirement of a candidate, who found it, and why where one is not met, sealed.
CREATE TABLE recruitment.selection_requirements (
    finding_id    uuid PRIMARY KEY,
    instansi      text NOT NULL DEFAULT current_setting('app.instansi'),
    candidate_id  uuid NOT NULL REFERENCES recruitment.selection_candidates,
    requirement   text NOT NULL CHECK (requirement IN ('DEGREE', 'EXPERIENCE', 'GRADE', 'AGE', 'RECORD')),
    met           boolean NOT NULL,
    reason_key    bytea NOT NULL DEFAULT '',
    reason_sealed bytea NOT NULL DEFAULT '',
    screener      text NOT NULL,
    screen_time   timestamptz NOT NULL,
    CONSTRAINT one_finding_a_requirement UNIQUE (candidate_id, requirement)
);
CALL recruitment.protect('recruitment.selection_requirements');

-- Conflicts of interest: this member does not score this candidate. The reason is a note.
CREATE TABLE recruitment.selection_conflicts (
    selection_id uuid NOT NULL REFERENCES recruitment.selections,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    member_id    uuid NOT NULL REFERENCES recruitment.selection_members,
    candidate_id uuid NOT NULL REFERENCES recruitment.selection_candidates,
    PRIMARY KEY (member_id, candidate_id)
);
CREATE INDEX selection_conflicts_selection ON recruitment.selection_conflicts (selection_id);
CALL recruitment.protect('recruitment.selection_conflicts');

-- Scores with their reasons, sealed. The plain number is written by the reveal and never before.
CREATE TABLE recruitment.selection_scores (
    score_id     uuid PRIMARY KEY,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    selection_id uuid NOT NULL REFERENCES recruitment.selections,
    member_id    uuid NOT NULL REFERENCES recruitment.selection_members,
    candidate_id uuid NOT NULL REFERENCES recruitment.selection_candidates,
    instrument   text NOT NULL,
    score_key    bytea NOT NULL,
    score_sealed bytea NOT NULL,
    score        int,
    CONSTRAINT one_score UNIQUE (member_id, candidate_id, instrument),
    FOREIGN KEY (selection_id, instrument) REFERENCES recruitment.selection_instruments
);
CREATE INDEX selection_scores_list ON recruitment.selection_scores (selection_id, candidate_id, member_id, instrument);
CALL recruitment.protect('recruitment.selection_scores');

-- What the checks found, in numbers.
CREATE TABLE recruitment.selection_findings (
    selection_id uuid NOT NULL REFERENCES recruitment.selections,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    number       int NOT NULL,
    round        int NOT NULL,
    kind         text NOT NULL,
    members      int[] NOT NULL,
    code         text NOT NULL,
    observed     bigint NOT NULL,
    allowed      bigint NOT NULL,
    as_strange   int NOT NULL,
    permutations int NOT NULL,
    PRIMARY KEY (selection_id, number)
);
CALL recruitment.protect('recruitment.selection_findings');

-- What was announced after the opening, for everybody: written once.
CREATE TABLE recruitment.selection_notices (
    notice_id    uuid PRIMARY KEY,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    selection_id uuid NOT NULL REFERENCES recruitment.selections,
    kind         text NOT NULL CHECK (kind IN ('extension', 'cancellation')),
    close_from   timestamptz,
    close_to     timestamptz,
    -- Where the selection stood when it was cancelled.
    state        text NOT NULL DEFAULT '',
    reason       text NOT NULL CHECK (reason <> ''),
    create_time  timestamptz NOT NULL,
    CHECK (CASE kind WHEN 'extension' THEN close_from < close_to AND state = ''
                     ELSE num_nonnulls(close_from, close_to) = 0 AND state <> '' END)
);
CREATE INDEX selection_notices_list ON recruitment.selection_notices (selection_id, create_time, notice_id);
CREATE TRIGGER announced BEFORE UPDATE OR DELETE ON recruitment.selection_notices FOR EACH ROW
    EXECUTE FUNCTION recruitment.refuse_change();
CALL recruitment.protect('recruitment.selection_notices');

-- Reasons about people, sealed: of conflicts, excuses, replacements, leaving, releases, ties and decisions.
CREATE TABLE recruitment.selection_notes (
    note_id      uuid PRIMARY KEY,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    selection_id uuid NOT NULL REFERENCES recruitment.selections,
    kind         text NOT NULL,
    member_id    uuid,
    candidate_id uuid,
    text_key     bytea NOT NULL,
    text_sealed  bytea NOT NULL,
    create_time  timestamptz NOT NULL
);
CREATE INDEX selection_notes_list ON recruitment.selection_notes (selection_id, create_time, note_id);
CALL recruitment.protect('recruitment.selection_notes');

-- What the public says about candidates: text and answer sealed, of the follow-up code a keyed hash only. Nothing here
-- refers to a score, nor the other way round.
CREATE TABLE recruitment.selection_inputs (
    input_id      uuid PRIMARY KEY,
    instansi      text NOT NULL DEFAULT current_setting('app.instansi'),
    selection_id  uuid NOT NULL REFERENCES recruitment.selections,
    code          text NOT NULL,
    text_key      bytea NOT NULL,
    text_sealed   bytea NOT NULL,
    code_index    bytea NOT NULL UNIQUE,
    verdict       text NOT NULL DEFAULT '' CHECK (verdict IN ('', 'confirmed', 'not_confirmed', 'not_relevant')),
    reason_key    bytea NOT NULL DEFAULT '',
    reason_sealed bytea NOT NULL DEFAULT '',
    version       bigint NOT NULL,
    create_time   timestamptz NOT NULL,
    answer_time   timestamptz,
    CHECK ((verdict = '') = (answer_time IS NULL))
);
CREATE INDEX selection_inputs_list ON recruitment.selection_inputs (selection_id, create_time, input_id);
CALL recruitment.protect('recruitment.selection_inputs');
