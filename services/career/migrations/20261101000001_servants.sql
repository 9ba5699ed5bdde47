-- One row a servant. The national number holds a birth date, so it is sealed; the blind index finds it again.
CREATE TABLE career.servants (
    servant_id       uuid PRIMARY KEY,
    instansi         text NOT NULL DEFAULT current_setting('app.instansi'),
    state            text NOT NULL CHECK (state IN ('awaiting_nip', 'probation')),
    nip_index        bytea UNIQUE,
    nip_key          bytea,
    nip_sealed       bytea,
    appointment_date date NOT NULL,
    application      text NOT NULL UNIQUE,
    need             text NOT NULL,
    rating           text NOT NULL DEFAULT '',
    rating_year      int NOT NULL DEFAULT 0,
    caused_by        uuid NOT NULL,
    version          bigint NOT NULL,
    create_time      timestamptz NOT NULL,
    update_time      timestamptz NOT NULL
);
CREATE INDEX servants_list ON career.servants (instansi, create_time, servant_id);
CALL career.protect('career.servants');

-- btree_gist lets ids take part in constraints over time.
CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;

-- Who holds which seat of which position, and when: one holder a seat, one seat a person, at any time.
CREATE TABLE career.placements (
    position   text NOT NULL,
    seat       int NOT NULL CHECK (seat > 0),
    servant_id uuid NOT NULL REFERENCES career.servants,
    instansi   text NOT NULL DEFAULT current_setting('app.instansi'),
    valid      daterange NOT NULL CHECK (NOT isempty(valid)),
    caused_by  uuid,
    -- Why it ended.
    end_reason text NOT NULL DEFAULT '',
    CONSTRAINT one_holder_a_seat PRIMARY KEY (position, seat, valid WITHOUT OVERLAPS),
    CONSTRAINT one_seat_a_person UNIQUE (servant_id, valid WITHOUT OVERLAPS)
);
CALL career.protect('career.placements');
