-- What every service keeps for the kit: the same file in all services but for the schema's name. Holds opaque ids only
-- and serves all tenants, so no row-level security here.

-- What commands have said and the relay has not numbered yet. The id is drawn under the aggregate's lock and its sequence
-- CACHE must stay 1: both carry the order.
CREATE TABLE recruitment.outbox (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    partition         smallint NOT NULL,
    event_id          uuid NOT NULL,
    type              text NOT NULL,
    instansi          text NOT NULL,
    aggregate         text NOT NULL,
    aggregate_version bigint NOT NULL,
    payload           bytea NOT NULL,
    traceparent       text NOT NULL,
    caused_by         uuid,
    written_at        timestamptz NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX outbox_partition ON recruitment.outbox (partition, id);

-- What the service has said, in the order it said it, gap-free per partition; the oldest goes after the retention time.
CREATE TABLE recruitment.ledger (
    partition         smallint NOT NULL,
    sequence          bigint NOT NULL,
    event_id          uuid NOT NULL,
    type              text NOT NULL,
    instansi          text NOT NULL,
    aggregate         text NOT NULL,
    aggregate_version bigint NOT NULL,
    payload           bytea NOT NULL,
    traceparent       text NOT NULL,
    caused_by         uuid,
    written_at        timestamptz NOT NULL,
    PRIMARY KEY (partition, sequence)
);

CREATE INDEX ledger_written ON recruitment.ledger USING brin (written_at);

-- One row a partition: two watermarks instead of a flag on every event. A later epoch means the ledger was restored.
CREATE TABLE recruitment.relay (
    partition smallint PRIMARY KEY,
    epoch     uuid NOT NULL,
    stamped   bigint NOT NULL DEFAULT 0,
    published bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

-- How far each producer's log is folded: all the memory that a consumer has.
CREATE TABLE recruitment.inbox (
    producer  text NOT NULL,
    partition smallint NOT NULL,
    epoch     uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    sequence  bigint NOT NULL DEFAULT 0,
    event_id  uuid,
    PRIMARY KEY (producer, partition)
) WITH (fillfactor = 50);

-- Events set aside, and those that wait behind them (error is null).
CREATE TABLE recruitment.dead_letters (
    producer          text NOT NULL,
    partition         smallint NOT NULL,
    sequence          bigint NOT NULL,
    epoch             uuid NOT NULL,
    event_id          uuid NOT NULL,
    type              text NOT NULL,
    instansi          text NOT NULL,
    aggregate         text NOT NULL,
    aggregate_version bigint NOT NULL,
    payload           bytea NOT NULL,
    traceparent       text NOT NULL,
    caused_by         uuid,
    written_at        timestamptz NOT NULL,
    error             text,
    trace_id          text NOT NULL DEFAULT '',
    attempts          int NOT NULL DEFAULT 0,
    retry_at          timestamptz NOT NULL DEFAULT now() + interval '1 s',
    PRIMARY KEY (producer, partition, sequence)
);
CREATE INDEX dead_letters_aggregate ON recruitment.dead_letters (producer, partition, aggregate);

-- Answers of requests with an id.
CREATE TABLE recruitment.requests (
    subject    text NOT NULL,
    method     text NOT NULL,
    request_id uuid NOT NULL,
    content    bytea NOT NULL,
    response   bytea NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (subject, method, request_id)
) WITH (fillfactor = 80);
CREATE INDEX requests_created ON recruitment.requests USING brin (created_at);

-- Who did what, when, by which right: written in the transaction of what it records, never changed.
CREATE TABLE recruitment.audit (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          timestamptz NOT NULL,
    subject     text NOT NULL,
    action      text NOT NULL,
    permission  text NOT NULL,
    instansi    text NOT NULL,
    target      text NOT NULL,
    request_id  uuid,
    traceparent text NOT NULL,
    caused_by   uuid,
    events      uuid[] NOT NULL
);

-- Every table with an instansi column is closed to other tenants, for its owner too. `-` reads all of a province.
CREATE PROCEDURE recruitment.protect(relation regclass) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', relation);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', relation);
    EXECUTE format($policy$
        CREATE POLICY tenant ON %s
        USING (instansi = current_setting('app.instansi', true) OR current_setting('app.instansi', true) = '-')
        WITH CHECK (instansi = current_setting('app.instansi', true))$policy$, relation);
END $$;
