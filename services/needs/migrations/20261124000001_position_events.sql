-- What a position is, is told to the others when it is new or changes. Those imported before that was told are still to be told.
ALTER TABLE needs.positions ADD COLUMN told boolean NOT NULL DEFAULT false;
CREATE INDEX positions_untold ON needs.positions (instansi, position_id) WHERE NOT told;
