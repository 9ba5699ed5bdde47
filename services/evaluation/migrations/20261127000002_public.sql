-- The months whose complaints are known are those of each service's own complaints now, where nobody says it: the months of all
-- reports of an instansi are asked for no more.
DROP INDEX evaluation.complaints_known;
