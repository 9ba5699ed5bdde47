-- How the newly appointed settle in, as career tells it: levels by aspect and what is lacking, no words.

-- One answer a servant, month and side.
CREATE TABLE evaluation.newcomer_answers (
    servant     text NOT NULL,
    months      int NOT NULL CHECK (months > 0),
    side        text NOT NULL CHECK (side IN ('rater', 'servant')),
    instansi    text NOT NULL DEFAULT current_setting('app.instansi'),
    ruleset     text NOT NULL,
    answer_date date NOT NULL,
    caused_by   uuid,
    PRIMARY KEY (servant, months, side)
);
CALL evaluation.protect('evaluation.newcomer_answers');

CREATE TABLE evaluation.newcomer_levels (
    servant  text NOT NULL,
    months   int NOT NULL,
    side     text NOT NULL,
    aspect   text NOT NULL,
    instansi text NOT NULL DEFAULT current_setting('app.instansi'),
    level    int NOT NULL CHECK (level BETWEEN 1 AND 5),
    PRIMARY KEY (servant, months, side, aspect),
    FOREIGN KEY (servant, months, side) REFERENCES evaluation.newcomer_answers
);
CREATE INDEX newcomer_levels_sum ON evaluation.newcomer_levels (instansi, months, aspect, side);
CALL evaluation.protect('evaluation.newcomer_levels');

-- What the rater found lacking.
CREATE TABLE evaluation.newcomer_lacks (
    servant    text NOT NULL,
    months     int NOT NULL CHECK (months > 0),
    place      int NOT NULL,
    instansi   text NOT NULL DEFAULT current_setting('app.instansi'),
    aspect     text NOT NULL,
    level      int NOT NULL CHECK (level BETWEEN 1 AND 5),
    dictionary text NOT NULL,
    code       text NOT NULL,
    PRIMARY KEY (servant, months, place)
);
CALL evaluation.protect('evaluation.newcomer_lacks');

-- Newcomers are listed by servant.
CREATE INDEX servants_appointed ON evaluation.servants (instansi, servant, appointment_date);
