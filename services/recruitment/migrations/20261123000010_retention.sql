-- How long data about applicants are kept (retensi; UU 27/2022): what tells who applied goes when the time of the ruleset is
-- over. What the log and the counts need stays: participant number, scores, codes, and what was coded for statistics.
ALTER TABLE recruitment.applications ADD COLUMN erase_time timestamptz;

-- Findings go with their documents, and are looked up by them.
CREATE INDEX findings_of_document ON recruitment.findings (document_id);

-- Applications of this instansi whose time is over, by ruleset: days after the end of the selection for who was selected, who
-- was not, and who withdrew before the close. A selection ends with the last step of its vacancy, with the last day for answers,
-- or with the last seat that changed hands; for who withdrew before, with the closing time. Where an objection, a correction, a
-- tie, a file, a replacement or a seat waits for somebody, nobody of the vacancy is touched: who is next in rank, and how old, has
-- to be known until everybody selected is appointed. What waits for too long, or is never published, ends at last all the same:
-- so many days after the closing time.
CREATE FUNCTION recruitment.erasable(rulesets text[], selected_days int[], not_selected_days int[], withdrawn_days int[],
                                     unfinished_days int[], today timestamptz)
RETURNS TABLE (application_id uuid, vacancy_id uuid) LANGUAGE sql STABLE AS $$
    WITH seen AS MATERIALIZED (
        SELECT vacancies.vacancy_id, state, close_time, selected, not_selected, withdrawn, unfinished,
               greatest(vacancies.update_time, vacancies.answers_until,
                        (SELECT max(publish_time) FROM recruitment.result_changes AS change
                         WHERE change.vacancy_id = vacancies.vacancy_id)) AS end_time,
               EXISTS (SELECT FROM recruitment.objections AS raised
                       WHERE raised.vacancy_id = vacancies.vacancy_id
                         AND (raised.state = 'filed' OR raised.state = 'accepted' AND raised.announce_time IS NULL))
               OR EXISTS (SELECT FROM recruitment.rerankings AS again
                          WHERE again.vacancy_id = vacancies.vacancy_id AND again.publish_time IS NULL)
               OR EXISTS (SELECT FROM recruitment.applications AS waiting
                          WHERE waiting.vacancy_id = vacancies.vacancy_id
                            AND (waiting.decision = 'needs_decision'
                                 OR waiting.decision IN ('selected', 'moved') AND NOT waiting.appointed))
               OR EXISTS (SELECT FROM recruitment.moves JOIN recruitment.applications AS arrived USING (application_id)
                          WHERE moves.to_vacancy_id = vacancies.vacancy_id AND NOT arrived.appointed)
               OR EXISTS (SELECT FROM recruitment.filings AS file
                          WHERE file.vacancy_id = vacancies.vacancy_id AND file.state IN ('open', 'complete', 'proposed'))
               OR EXISTS (SELECT FROM recruitment.replacements AS place
                          WHERE place.vacancy_id = vacancies.vacancy_id AND place.state = 'proposed') AS waits
        FROM unnest(rulesets, selected_days, not_selected_days, withdrawn_days, unfinished_days)
             AS kept (ruleset, selected, not_selected, withdrawn, unfinished)
        JOIN recruitment.vacancies USING (ruleset)
        WHERE vacancies.instansi = current_setting('app.instansi') AND close_time < today
    )
    SELECT applications.application_id, seen.vacancy_id
    FROM seen JOIN recruitment.applications USING (vacancy_id)
    WHERE applications.erase_time IS NULL
      AND (NOT waits AND CASE
               WHEN applications.withdrawn_time IS NOT NULL
               THEN state <> 'open' AND close_time < today - withdrawn * interval '24 hours'
               ELSE state = 'published'
                    AND end_time < today - interval '24 hours' * CASE WHEN applications.decision IN ('selected', 'moved')
                                                                      THEN selected ELSE not_selected END
               END
           OR (waits OR state <> 'published') AND close_time < today - unfinished * interval '24 hours')
$$;

-- The blind index of a person outlives the rest: it keeps a person from applying twice in a period that is not over.
CREATE INDEX applications_indexed ON recruitment.applications (instansi, period)
    WHERE erase_time IS NOT NULL;
