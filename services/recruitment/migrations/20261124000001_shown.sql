-- Whose records the answer of a call showed, where the service keeps records of persons; the nil id stands for everybody.
-- The same file in all services but for the schema's name and the index.
ALTER TABLE recruitment.audit ADD COLUMN shown uuid[] NOT NULL DEFAULT '{}';
