-- What a sector or unit without a weight counts in a plan: 1, or 100 where the weights are the priorities that were in force,
-- which are hundredths.
ALTER TABLE needs.budget_plans
    ADD COLUMN neutral_weight int NOT NULL DEFAULT 1 CHECK (neutral_weight IN (1, 100));
