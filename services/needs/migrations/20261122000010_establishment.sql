-- Units are listed for everybody, first imported first.
CREATE INDEX units_list ON needs.units (instansi, create_time, unit_id);
-- All editions about one position.
CREATE INDEX job_analyses_position ON needs.job_analyses (position_id, create_time, analysis_id)
    WHERE position_id IS NOT NULL;
