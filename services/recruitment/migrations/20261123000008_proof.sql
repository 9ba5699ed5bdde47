-- One log a vacancy, and one an open selection under its id as vacancy_id: a Merkle tree after RFC 6962: nobody can rewrite it unseen. A leaf waits without a position, so that
-- applicants write no row that others need; positions are given in batches, in the order of the row below.
CREATE TABLE recruitment.logs (
    vacancy_id uuid PRIMARY KEY,
    instansi   text NOT NULL DEFAULT current_setting('app.instansi'),
    size       bigint NOT NULL DEFAULT 0 CHECK (size >= 0),
    -- Roots of the perfect subtrees over the leaves so far, the largest first: what the next batch is hashed onto.
    frontier   bytea[] NOT NULL DEFAULT '{}'
) WITH (fillfactor = 50);
CALL recruitment.protect('recruitment.logs');

CREATE TABLE recruitment.log_leaves (
    -- The application's id for its receipt.
    leaf_id    uuid PRIMARY KEY,
    instansi   text NOT NULL DEFAULT current_setting('app.instansi'),
    -- No foreign key on purpose: see applications.
    vacancy_id uuid NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('criteria', 'receipt', 'skd', 'skb', 'result', 'seat')),
    -- Number of the participant, or code of the candidate; empty for what is about all.
    participant text NOT NULL,
    -- What is hashed. Public from the publication on, its hash before.
    data       text NOT NULL,
    hash       bytea NOT NULL CHECK (length(hash) = 32),
    position   bigint CHECK (position >= 0)
);
-- Partial, so that either holds a leaf and not both.
CREATE INDEX log_leaves_pending ON recruitment.log_leaves (vacancy_id, leaf_id) WHERE position IS NULL;
CREATE UNIQUE INDEX log_leaves_position ON recruitment.log_leaves (vacancy_id, position) WHERE position IS NOT NULL;
-- What a log says last about somebody who moves to another vacancy; applicants write no row of it.
CREATE INDEX log_leaves_result ON recruitment.log_leaves (participant, vacancy_id)
    WHERE kind IN ('result', 'pppk-result');
CALL recruitment.protect('recruitment.log_leaves');

-- A leaf gets its position once, and nothing else ever changes.
CREATE TRIGGER append_only BEFORE UPDATE ON recruitment.log_leaves FOR EACH ROW
    WHEN (OLD.position IS NOT NULL
          OR (OLD.leaf_id, OLD.instansi, OLD.vacancy_id, OLD.kind, OLD.participant, OLD.data, OLD.hash)
             IS DISTINCT FROM (NEW.leaf_id, NEW.instansi, NEW.vacancy_id, NEW.kind, NEW.participant, NEW.data, NEW.hash))
    EXECUTE FUNCTION recruitment.refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE ON recruitment.log_leaves FOR EACH ROW
    EXECUTE FUNCTION recruitment.refuse_change();

-- Every head that was signed: whoever kept one can ask for the proof that the log only grew since.
CREATE TABLE recruitment.log_heads (
    vacancy_id uuid NOT NULL,
    instansi   text NOT NULL DEFAULT current_setting('app.instansi'),
    size       bigint NOT NULL CHECK (size > 0),
    root       bytea NOT NULL CHECK (length(root) = 32),
    sign_time  timestamptz NOT NULL,
    key_id     text NOT NULL,
    signature  bytea NOT NULL CHECK (length(signature) = 64),
    PRIMARY KEY (vacancy_id, size)
);
CREATE TRIGGER signed BEFORE UPDATE OR DELETE ON recruitment.log_heads FOR EACH ROW
    EXECUTE FUNCTION recruitment.refuse_change();
CALL recruitment.protect('recruitment.log_heads');

-- Public keys that signed heads and receipts; the private ones are files. They are the deployment's, kept under `-`, and
-- every instansi reads them.
CREATE TABLE recruitment.log_keys (
    key_id      text PRIMARY KEY,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    public_key  bytea NOT NULL CHECK (length(public_key) = 32),
    valid_from  timestamptz NOT NULL,
    -- Empty while it signs.
    valid_until timestamptz
);
CALL recruitment.protect('recruitment.log_keys');
CREATE POLICY public_keys ON recruitment.log_keys FOR SELECT USING (true);
