-- Objections (sanggah), what they change in a published result, and the way from the result to the first day of service
-- (pemberkasan, usul NIP, pengunduran diri, penggantian).

-- What stands about an application at this moment, by value; the reasons of a verdict, free text, by their hash.
CREATE FUNCTION recruitment.evidence_of(application recruitment.applications) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object(
        'verdict', application.verdict,
        'reasons', encode(sha256(convert_to(application.verdict_reason, 'UTF8')), 'hex'),
        'attendance', application.skd_attendance,
        'twk', application.twk, 'tiu', application.tiu, 'tkp', application.tkp,
        'skd_code', application.skd_code, 'skd_rank', application.skd_rank,
        'skb_thousandths', application.skb_thousandths,
        'final_points', application.final_points, 'final_denominator', application.final_denominator,
        'final_rank', application.final_rank, 'decision', application.decision, 'place', application.place)
$$;

CREATE TABLE recruitment.objections (
    objection_id    uuid PRIMARY KEY,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    vacancy_id      uuid NOT NULL,
    application_id  uuid NOT NULL,
    round           text NOT NULL CHECK (round IN ('administration', 'final')),
    state           text NOT NULL CHECK (state IN ('filed', 'accepted', 'rejected')),
    -- What the applicant says, and the reasons of the verdict it is said against, as they were.
    grounds_key     bytea NOT NULL,
    grounds_sealed  bytea NOT NULL,
    reasons_key     bytea NOT NULL,
    reasons_sealed  bytea NOT NULL,
    -- Which of the reasons are challenged, from 1.
    challenged      int[] NOT NULL,
    evidence        jsonb NOT NULL,
    file_time       timestamptz NOT NULL,
    -- The first instant an answer is too late: the vacancy's window is replaced by that of the next announcement.
    answers_until   timestamptz NOT NULL,
    cause           text CHECK (cause IN ('verifier', 'system', 'scoring', 'requirement', 'applicants_own', 'no_error')),
    effect          text CHECK (effect IN ('none', 'eligible', 'stays_ineligible', 'correction')),
    answer_key      bytea,
    answer_sealed   bytea,
    answer_time     timestamptz,
    -- When the result after the objections was announced.
    announce_time   timestamptz,
    version         bigint NOT NULL,
    CONSTRAINT one_objection_a_round UNIQUE (application_id, round),
    CHECK ((state = 'filed') = (num_nonnulls(cause, effect, answer_key, answer_sealed, answer_time) = 0)),
    CHECK (state = 'filed' OR num_nonnulls(cause, effect, answer_key, answer_sealed, answer_time) = 5),
    -- Accepted only where the error is not the applicant's.
    CHECK (state <> 'accepted' OR cause IN ('verifier', 'system', 'scoring', 'requirement'))
);
CREATE INDEX objections_list ON recruitment.objections (instansi, file_time, objection_id);
CREATE INDEX objections_vacancy ON recruitment.objections (vacancy_id);
CALL recruitment.protect('recruitment.objections');

-- Corrected official results: kept apart until the corrected ranking is published, so that the public list never mixes
-- new scores with old ranks. One for each objection that asks for it; of several of a kind the latest counts.
CREATE TABLE recruitment.result_corrections (
    correction_id   uuid PRIMARY KEY,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    vacancy_id      uuid NOT NULL,
    application_id  uuid NOT NULL,
    objection_id    uuid NOT NULL REFERENCES recruitment.objections,
    kind            text NOT NULL CHECK (kind IN ('skd', 'skb', 'verdict')),
    skd_attendance  text CHECK (skd_attendance IN ('present', 'absent', 'disqualified')),
    twk             int NOT NULL DEFAULT 0,
    tiu             int NOT NULL DEFAULT 0,
    tkp             int NOT NULL DEFAULT 0,
    skb_outcome     text CHECK (skb_outcome IN ('present', 'eliminated', 'absent', 'disqualified')),
    skb_thousandths int,
    skb_additional  int[] NOT NULL DEFAULT '{}',
    -- Why the participant does not meet the requirements after all.
    verdict_reason  text NOT NULL DEFAULT '',
    correct_time    timestamptz NOT NULL,
    CHECK ((kind = 'skd') = (skd_attendance IS NOT NULL)),
    CHECK ((kind = 'skb') = (skb_outcome IS NOT NULL)),
    CHECK (skb_outcome <> 'present' OR skb_thousandths IS NOT NULL),
    CHECK ((kind = 'verdict') = (verdict_reason <> '')),
    UNIQUE (application_id, kind, objection_id)
);
CREATE INDEX result_corrections_vacancy ON recruitment.result_corrections (vacancy_id);
CREATE INDEX result_corrections_objection ON recruitment.result_corrections (objection_id);
CALL recruitment.protect('recruitment.result_corrections');

-- The corrections of a vacancy that count.
CREATE FUNCTION recruitment.corrections_of(vacancy uuid) RETURNS SETOF recruitment.result_corrections LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (application_id, kind) * FROM recruitment.result_corrections WHERE vacancy_id = vacancy
    ORDER BY application_id, kind, correct_time DESC, correction_id DESC
$$;

-- The ranking after the objections to the final result: at most one a vacancy, for there is one round.
CREATE TABLE recruitment.rerankings (
    vacancy_id   uuid PRIMARY KEY,
    instansi     text NOT NULL DEFAULT current_setting('app.instansi'),
    selected     int NOT NULL,
    rank_time    timestamptz NOT NULL,
    publish_time timestamptz
);
CALL recruitment.protect('recruitment.rerankings');

-- Who moved after publication, from where to where, and why.
CREATE TABLE recruitment.result_changes (
    change_id          uuid PRIMARY KEY,
    instansi           text NOT NULL DEFAULT current_setting('app.instansi'),
    vacancy_id         uuid NOT NULL,
    application_id     uuid NOT NULL,
    participant_number text NOT NULL,
    reason             text NOT NULL CHECK (reason IN ('corrected', 'displaced', 'withdrew', 'lapsed', 'replaced', 'decided')),
    -- Participant numbers of those who caused it.
    because_of         text[] NOT NULL,
    from_code text, from_skd_rank int, from_points bigint, from_denominator bigint, from_rank int, from_decision text,
    from_place int,
    to_code text, to_skd_rank int, to_points bigint, to_denominator bigint, to_rank int, to_decision text, to_place int,
    -- Empty until it is public.
    publish_time       timestamptz
);
CREATE INDEX result_changes_list ON recruitment.result_changes (vacancy_id, publish_time, change_id);
CALL recruitment.protect('recruitment.result_changes');

-- A batch of numbers asked of BKN.
CREATE TABLE recruitment.nip_proposals (
    proposal_id uuid PRIMARY KEY,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    vacancy_id  uuid NOT NULL,
    candidates  int NOT NULL CHECK (candidates > 0),
    create_time timestamptz NOT NULL
);
CALL recruitment.protect('recruitment.nip_proposals');

-- The papers of a selected candidate (pemberkasan, DRH): content hashes, never the papers.
CREATE TABLE recruitment.filings (
    filing_id       uuid PRIMARY KEY,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    vacancy_id      uuid NOT NULL,
    application_id  uuid NOT NULL UNIQUE,
    state           text NOT NULL CHECK (state IN ('open', 'complete', 'proposed', 'nip_recorded', 'lapsed', 'withdrawn')),
    open_time       timestamptz NOT NULL,
    deadline        timestamptz NOT NULL,
    complete_time   timestamptz,
    document_kinds  text[] NOT NULL DEFAULT '{}',
    document_hashes text[] NOT NULL DEFAULT '{}',
    proposal_id     uuid REFERENCES recruitment.nip_proposals,
    nip_due         date NOT NULL,
    nip_time        timestamptz,
    -- Blind index of the number; the number itself is career's.
    nip_index       bytea,
    nip_warnings    text[] NOT NULL DEFAULT '{}',
    version         bigint NOT NULL,
    -- Across all instansi, as unique indexes are not closed by row-level security.
    CONSTRAINT one_nip_a_person UNIQUE (nip_index)
);
CREATE INDEX filings_list ON recruitment.filings (instansi, open_time, filing_id);
CREATE INDEX filings_vacancy ON recruitment.filings (vacancy_id);
CALL recruitment.protect('recruitment.filings');

-- Who left after being selected.
CREATE TABLE recruitment.withdrawals (
    withdrawal_id      uuid PRIMARY KEY,
    instansi           text NOT NULL DEFAULT current_setting('app.instansi'),
    vacancy_id         uuid NOT NULL,
    application_id     uuid NOT NULL UNIQUE,
    cause              text NOT NULL CHECK (cause IN ('own_wish', 'other_place', 'died', 'file_incomplete')),
    after_nip          boolean NOT NULL,
    reason_key         bytea NOT NULL,
    reason_sealed      bytea NOT NULL,
    -- Opens the commitment of the log's leaf to cause and sanction.
    salt               bytea NOT NULL CHECK (length(salt) = 32),
    -- The sanction: until the end of a day, or for so many periods after one that began on a day.
    banned_until       date,
    banned_periods     int,
    period_begin       date NOT NULL,
    withdraw_time      timestamptz NOT NULL,
    CHECK (num_nonnulls(banned_until, banned_periods) <= 1)
);
CREATE INDEX withdrawals_list ON recruitment.withdrawals (instansi, withdraw_time, withdrawal_id);
CALL recruitment.protect('recruitment.withdrawals');

-- The register of sanctions: the blind index of a person and how long. Everybody who applies is looked up in it.
CREATE TABLE recruitment.sanctions (
    withdrawal_id  uuid PRIMARY KEY REFERENCES recruitment.withdrawals,
    instansi       text NOT NULL DEFAULT current_setting('app.instansi'),
    person_index   bytea NOT NULL,
    banned_until   date,
    banned_periods int,
    period_begin   date NOT NULL
);
CREATE INDEX sanctions_person ON recruitment.sanctions (person_index);
CALL recruitment.protect('recruitment.sanctions');

-- A sanction holds in every instansi, but row-level security shows a transaction those of one: the look-up is done as the
-- province for the length of one call, and gives nothing but how long.
CREATE FUNCTION recruitment.sanctions_of(person bytea)
RETURNS TABLE (banned_until date, banned_periods int, period_begin date) LANGUAGE sql STABLE SET app.instansi = '-' AS $$
    SELECT banned_until, banned_periods, period_begin FROM recruitment.sanctions WHERE person_index = person
$$;

-- Who takes the place of somebody who left.
CREATE TABLE recruitment.replacements (
    replacement_id uuid PRIMARY KEY,
    instansi       text NOT NULL DEFAULT current_setting('app.instansi'),
    vacancy_id     uuid NOT NULL,
    withdrawal_id  uuid NOT NULL UNIQUE REFERENCES recruitment.withdrawals,
    leaver         text NOT NULL,
    state          text NOT NULL CHECK (state IN ('proposed', 'confirmed', 'impossible')),
    explanation    text NOT NULL CHECK (explanation IN ('next_rank', 'tie', 'nobody_left')),
    -- Applications of the next rank: one, or all that are equal in everything.
    candidates     uuid[] NOT NULL,
    chosen         uuid,
    -- What the national committee (Panselnas) said about a tie.
    decision       text NOT NULL DEFAULT '',
    create_time    timestamptz NOT NULL,
    version        bigint NOT NULL,
    CHECK ((state = 'confirmed') = (chosen IS NOT NULL))
);
CREATE INDEX replacements_list ON recruitment.replacements (instansi, create_time, replacement_id);
CREATE INDEX replacements_vacancy ON recruitment.replacements (vacancy_id);
CALL recruitment.protect('recruitment.replacements');
