-- The administrative selection (seleksi administrasi): who meets the requirements goes on to the tests.
ALTER TABLE recruitment.vacancies
    DROP CONSTRAINT vacancies_state_check,
    ADD CONSTRAINT vacancies_state_check CHECK (state IN ('draft', 'open', 'closed', 'administration_announced', 'skd_ranked',
                                                          'final_ranked', 'published')),
    -- When objections to the latest announcement may be raised, and until when they are answered; ends are the first
    -- instants after. Empty where the ruleset knows none.
    ADD COLUMN objections_open timestamptz,
    ADD COLUMN objections_close timestamptz,
    ADD COLUMN answers_until timestamptz,
    -- By which way the verdicts came; known from the announcement on.
    ADD COLUMN verdict_source text CHECK (verdict_source IN ('verified', 'imported')),
    ADD CONSTRAINT one_window CHECK (num_nonnulls(objections_open, objections_close, answers_until) IN (0, 3));

ALTER TABLE recruitment.applications
    ADD COLUMN verdict text CHECK (verdict IN ('eligible', 'ineligible')),
    ADD COLUMN verdict_reason text NOT NULL DEFAULT '' CHECK ((verdict_reason = '') = (coalesce(verdict, '') <> 'ineligible'));
