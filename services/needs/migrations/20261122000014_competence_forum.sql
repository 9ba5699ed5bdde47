-- The public lists answers and asks for totals: neither may cost a look at everything that anybody ever sent in.
CREATE INDEX contributions_answered ON needs.contributions (consultation_id, create_time, contribution_id) WHERE verdict <> '';
CREATE INDEX contributions_verdict ON needs.contributions (consultation_id, verdict);
DROP INDEX needs.contributions_unanswered;
CREATE INDEX contributions_waiting ON needs.contributions (consultation_id, create_time, contribution_id) WHERE verdict = '';

-- What concerns a job is asked for by title and by kind of job, publicly.
CREATE INDEX competency_standards_title ON needs.competency_standards (instansi, job_title) WHERE job_title IS NOT NULL;
CREATE INDEX competency_standards_grade ON needs.competency_standards (instansi) WHERE job_type IS NOT NULL;
CREATE INDEX positions_by_title ON needs.positions (instansi, title);
