-- Who came for a need is asked by the need.
CREATE INDEX servants_of_need ON career.servants (need) WHERE need <> '';
