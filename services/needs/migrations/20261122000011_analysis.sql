-- When the work of a position was counted: a sheet that is only computed anew still counts with the people of that day.
-- Empty in rows of before; there the time of the computation stands for it.
ALTER TABLE needs.positions ADD COLUMN counted_time timestamptz;

-- A province's needs write a step for each position at once. The statement that writes steps finds their positions itself,
-- all in one join and only the tenant's own; a look-up for each row again cost as much as the rows. No position is deleted.
ALTER TABLE needs.steps ALTER CONSTRAINT steps_position_id_fkey NOT ENFORCED;

-- The needs of an instansi are written anew in one go: with room for a second version of every row on its page, no index
-- is written with them.
ALTER TABLE needs.positions SET (fillfactor = 50);
