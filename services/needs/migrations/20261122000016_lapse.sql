-- Seats of a finished proposal that nobody took lapse: they keep nobody from asking for them again.
ALTER TABLE needs.needs
    ADD COLUMN lapsed int NOT NULL DEFAULT 0 CHECK (lapsed >= 0),
    ADD CONSTRAINT needs_seats CHECK (filled + lapsed <= seats);
