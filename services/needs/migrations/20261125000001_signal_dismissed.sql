-- When a person in the evaluation service called the signal none that raised the question, and which signal that is: the last
-- fall of the question's cause. Empty where nothing in evaluation raised it, and where signals were not told yet.
ALTER TABLE needs.reassessments ADD COLUMN dismiss_time timestamptz, ADD COLUMN signal text NOT NULL DEFAULT '';
