-- The servant's record over time (riwayat). Rows are never changed once told: a correction is a new row that supersedes the
-- old one, so that the record can be read as it was on any day and as it was known on any day.

ALTER TABLE career.servants
    DROP CONSTRAINT servants_state_check,
    ADD CONSTRAINT servants_state_check CHECK (state IN ('awaiting_nip', 'probation', 'in_service', 'left')),
    ADD COLUMN employment text NOT NULL DEFAULT 'pns' CHECK (employment IN ('pns', 'pppk', 'pppk_part_time')),
    -- Legal standing (kedudukan hukum) by BKN's code.
    ADD COLUMN standing text NOT NULL DEFAULT '01',
    -- Name and titles of a civil servant are public and can be searched; everything else of the identity is sealed.
    ADD COLUMN full_name text NOT NULL DEFAULT '',
    ADD COLUMN front_titles text NOT NULL DEFAULT '',
    ADD COLUMN back_titles text NOT NULL DEFAULT '',
    ADD COLUMN sex text CHECK (sex IN ('male', 'female')),
    ADD COLUMN identity_key bytea,
    ADD COLUMN identity_sealed bytea,
    ADD COLUMN nik_index bytea,
    -- Subject of the servant's own tokens.
    ADD COLUMN account text NOT NULL DEFAULT '',
    ADD COLUMN last_day date,
    ALTER COLUMN application SET DEFAULT '',
    ALTER COLUMN need SET DEFAULT '',
    ALTER COLUMN caused_by DROP NOT NULL,
    DROP CONSTRAINT servants_application_key,
    DROP CONSTRAINT servants_nip_index_key,
    ADD CONSTRAINT identity_is_whole CHECK (num_nonnulls(identity_key, identity_sealed, nik_index) IN (0, 3)),
    ADD CONSTRAINT who_left_has_a_last_day CHECK ((state = 'left') = (last_day IS NOT NULL));
CREATE UNIQUE INDEX one_servant_an_application ON career.servants (application) WHERE application <> '';
CREATE UNIQUE INDEX one_servant_an_account ON career.servants (instansi, account) WHERE account <> '';
-- One person has one record at a time: whoever moved to another instansi, or left and came back, has one beside it that ended.
CREATE UNIQUE INDEX one_servant_a_nip ON career.servants (nip_index) WHERE nip_index IS NOT NULL AND state <> 'left';
CREATE UNIQUE INDEX one_servant_a_person ON career.servants (instansi, nik_index)
    WHERE nik_index IS NOT NULL AND state <> 'left';
-- The same numbers of those who left, too.
CREATE INDEX servants_by_nip ON career.servants (instansi, nip_index) WHERE nip_index IS NOT NULL;
CREATE INDEX servants_by_nik ON career.servants (instansi, nik_index) WHERE nik_index IS NOT NULL;
CREATE INDEX servants_by_name ON career.servants (instansi, lower(full_name) text_pattern_ops);

-- Positions of the needs service, as it told of them.
CREATE TABLE career.positions (
    position   text PRIMARY KEY,
    instansi   text NOT NULL DEFAULT current_setting('app.instansi'),
    version    bigint NOT NULL,
    title      text NOT NULL,
    unit       text NOT NULL,
    unit_path  text NOT NULL,
    sector     text NOT NULL DEFAULT '',
    job_type   text NOT NULL DEFAULT '',
    job_level  text NOT NULL DEFAULT '',
    job_class  int NOT NULL DEFAULT 0 CHECK (job_class BETWEEN 0 AND 17),
    -- A path may be longer than what an index holds.
    path_hash  bigint NOT NULL GENERATED ALWAYS AS (hashtextextended(unit_path, 0)) STORED
);
CREATE INDEX positions_by_path ON career.positions (instansi, path_hash, title);
CREATE INDEX positions_of_unit ON career.positions (instansi, unit);
CREATE INDEX positions_by_title ON career.positions USING hash (title);
CALL career.protect('career.positions');

-- Posts (riwayat jabatan): seats of positions, and posts elsewhere or of earlier times, which have no position.
ALTER TABLE career.placements
    DROP CONSTRAINT one_holder_a_seat,
    DROP CONSTRAINT one_seat_a_person,
    DROP CONSTRAINT placements_seat_check,
    ADD COLUMN placement_id uuid PRIMARY KEY DEFAULT uuidv7(),
    ADD COLUMN assignment text NOT NULL DEFAULT 'definitive'
        CHECK (assignment IN ('definitive', 'acting', 'daily', 'caretaker', 'additional')),
    ADD COLUMN title text NOT NULL DEFAULT '',
    ADD COLUMN unit_path text NOT NULL DEFAULT '',
    ADD COLUMN job_type text NOT NULL DEFAULT '',
    ADD COLUMN job_level text NOT NULL DEFAULT '',
    ADD COLUMN job_class int NOT NULL DEFAULT 0 CHECK (job_class BETWEEN 0 AND 17),
    ADD COLUMN mutation text NOT NULL DEFAULT '',
    ADD COLUMN decree_number text NOT NULL DEFAULT '',
    ADD COLUMN decree_date date,
    ADD COLUMN record_time timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN superseded_time timestamptz,
    ADD CONSTRAINT a_seat_is_a_positions CHECK (seat >= 0 AND (seat = 0 OR position <> '')
                                                AND (assignment <> 'definitive' OR (seat = 0) = (position = ''))),
    ADD CONSTRAINT one_holder_a_seat EXCLUDE USING gist (position WITH =, seat WITH =, valid WITH &&)
        WHERE (superseded_time IS NULL AND assignment = 'definitive' AND seat > 0),
    ADD CONSTRAINT one_post_a_person EXCLUDE USING gist (servant_id WITH =, valid WITH &&)
        WHERE (superseded_time IS NULL AND assignment = 'definitive');
CREATE INDEX placements_of_servant ON career.placements (servant_id, placement_id);
CREATE INDEX placements_of_position ON career.placements (position);
CREATE INDEX placements_on_seats ON career.placements (position, seat)
    WHERE superseded_time IS NULL AND assignment = 'definitive';

-- Ranks (riwayat golongan): one at a time.
CREATE TABLE career.ranks (
    rank_id         uuid PRIMARY KEY,
    servant_id      uuid NOT NULL REFERENCES career.servants,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    rank            text NOT NULL,
    kind            text NOT NULL,
    valid           daterange NOT NULL CHECK (NOT isempty(valid)),
    service_years   int NOT NULL CHECK (service_years BETWEEN 0 AND 60),
    service_months  int NOT NULL CHECK (service_months BETWEEN 0 AND 11),
    decree_number   text NOT NULL,
    decree_date     date,
    record_time     timestamptz NOT NULL,
    superseded_time timestamptz,
    CONSTRAINT one_rank_a_person EXCLUDE USING gist (servant_id WITH =, valid WITH &&) WHERE (superseded_time IS NULL)
);
CREATE INDEX ranks_of_servant ON career.ranks (servant_id, rank_id);
CALL career.protect('career.ranks');

-- Education (riwayat pendidikan).
CREATE TABLE career.educations (
    education_id       uuid PRIMARY KEY,
    servant_id         uuid NOT NULL REFERENCES career.servants,
    instansi           text NOT NULL DEFAULT current_setting('app.instansi'),
    level              text NOT NULL,
    program            text NOT NULL,
    institution        text NOT NULL,
    graduation_year    int NOT NULL CHECK (graduation_year BETWEEN 1900 AND 2200),
    certificate_number text NOT NULL,
    recognised         boolean NOT NULL,
    record_time        timestamptz NOT NULL,
    superseded_time    timestamptz
);
CREATE INDEX educations_of_servant ON career.educations (servant_id, education_id);
CALL career.protect('career.educations');

-- Yearly ratings, as evaluation told them; every year stays.
CREATE TABLE career.ratings (
    servant_id uuid NOT NULL REFERENCES career.servants,
    year       int NOT NULL CHECK (year BETWEEN 1950 AND 2200),
    instansi   text NOT NULL DEFAULT current_setting('app.instansi'),
    rating     text NOT NULL CHECK (rating IN ('sangat_baik', 'baik', 'butuh_perbaikan', 'kurang', 'sangat_kurang')),
    caused_by  uuid,
    PRIMARY KEY (servant_id, year)
);
CALL career.protect('career.ratings');

-- Disciplinary punishments (hukuman disiplin): when is plain, because promotion asks whether one runs; what and why is sealed.
CREATE TABLE career.punishments (
    punishment_id   uuid PRIMARY KEY,
    servant_id      uuid NOT NULL REFERENCES career.servants,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    valid           daterange NOT NULL CHECK (NOT isempty(valid)),
    detail_key      bytea NOT NULL,
    detail_sealed   bytea NOT NULL,
    record_time     timestamptz NOT NULL,
    superseded_time timestamptz
);
CREATE INDEX punishments_of_servant ON career.punishments (servant_id, punishment_id);
CALL career.protect('career.punishments');

-- Family (riwayat keluarga): all of it sealed with the servant's row.
CREATE TABLE career.relatives (
    relative_id     uuid PRIMARY KEY,
    servant_id      uuid NOT NULL REFERENCES career.servants,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    detail_key      bytea NOT NULL,
    detail_sealed   bytea NOT NULL,
    record_time     timestamptz NOT NULL,
    superseded_time timestamptz
);
CREATE INDEX relatives_of_servant ON career.relatives (servant_id, relative_id);
CALL career.protect('career.relatives');

-- Legal standing (kedudukan hukum): one at a time; where no row stands, the servant is active.
CREATE TABLE career.standings (
    standing_id     uuid PRIMARY KEY,
    servant_id      uuid NOT NULL REFERENCES career.servants,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    code            text NOT NULL,
    valid           daterange NOT NULL CHECK (NOT isempty(valid)),
    decree_number   text NOT NULL,
    decree_date     date,
    record_time     timestamptz NOT NULL,
    superseded_time timestamptz,
    CONSTRAINT one_standing_a_person EXCLUDE USING gist (servant_id WITH =, valid WITH &&)
        WHERE (superseded_time IS NULL)
);
CREATE INDEX standings_of_servant ON career.standings (servant_id, standing_id);
CALL career.protect('career.standings');

-- Why a row of a history took the place of another one (pembetulan), or was taken out: then no row stands in its place. Why is
-- sealed, because it may repeat what the row had sealed.
CREATE TABLE career.corrections (
    superseded_id uuid PRIMARY KEY,
    row_id        uuid UNIQUE,
    servant_id    uuid NOT NULL REFERENCES career.servants,
    instansi      text NOT NULL DEFAULT current_setting('app.instansi'),
    detail_key    bytea NOT NULL,
    detail_sealed bytea NOT NULL,
    record_time   timestamptz NOT NULL
);
CREATE INDEX corrections_of_servant ON career.corrections (servant_id);
CALL career.protect('career.corrections');

-- Who a servant was told to be, and how appointed, before it was corrected: all of it sealed, and why.
CREATE TABLE career.former_identities (
    former_id       uuid PRIMARY KEY,
    servant_id      uuid NOT NULL REFERENCES career.servants,
    instansi        text NOT NULL DEFAULT current_setting('app.instansi'),
    detail_key      bytea NOT NULL,
    detail_sealed   bytea NOT NULL,
    superseded_time timestamptz NOT NULL
);
CREATE INDEX former_identities_of_servant ON career.former_identities (servant_id, former_id);
CALL career.protect('career.former_identities');

-- Who read or changed one servant's record.
CREATE INDEX audit_of_servant ON career.audit (target text_pattern_ops, id) WHERE target LIKE 'instansi/%/servants/%';
