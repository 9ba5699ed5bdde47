-- What the yearly passes over everybody read and write, so that a servant of a large province costs what one of a small one does.

-- A pass takes its servants in the order of their ids. Without the state this serves every pass, also the one over competency
-- profiles, which looks at those who left too and had to sort the whole instansi for each part.
CREATE INDEX servants_by_id ON career.servants (instansi, servant_id);
DROP INDEX career.servants_in_service;

-- Everybody's post at once, of one instansi: lesson hours are summed by unit.
CREATE INDEX placements_held ON career.placements (instansi, servant_id)
    WHERE superseded_time IS NULL AND assignment = 'definitive';

-- Computed under the servant's lock for hundreds of thousands at once. As with boxes and next promotions, no row is checked against
-- the record again: that took several times as long as writing it.
ALTER TABLE career.competency_profiles DROP CONSTRAINT competency_profiles_servant_id_fkey;

-- There are nine boxes, so a page of one of them is found among the year's boxes too, and every index makes all boxes of a year
-- dearer to write.
DROP INDEX career.talent_boxes_by_number;
