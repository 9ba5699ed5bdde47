-- What a unit itself says about its sector; `sector` is that, or else what the nearest unit above says.
ALTER TABLE needs.units
    ADD COLUMN own_sector text NOT NULL DEFAULT ''
        CHECK (own_sector IN ('', 'health', 'education', 'infrastructure', 'tourism', 'administration', 'other'));
-- Units that are moved swap paths: they are compared when the statement ends and not row by row.
ALTER TABLE needs.units
    DROP CONSTRAINT units_path,
    ADD CONSTRAINT units_path UNIQUE (instansi, path) DEFERRABLE INITIALLY IMMEDIATE;
CREATE INDEX units_parent ON needs.units (parent_id);

-- What events added to the incumbents after the day for which they were counted.
ALTER TABLE needs.positions
    ADD COLUMN moved int NOT NULL DEFAULT 0,
    ADD CONSTRAINT positions_level CHECK ((job_type = 'fungsional') = (job_level <> ''));

-- Who came and went, by day: a count for another day knows by it what it holds already.
CREATE TABLE needs.incumbent_changes (
    position_id uuid NOT NULL REFERENCES needs.positions,
    day         date NOT NULL,
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    change      int NOT NULL,
    PRIMARY KEY (position_id, day)
);
CALL needs.protect('needs.incumbent_changes');
