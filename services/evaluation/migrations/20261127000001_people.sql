-- When the link of a servant with an account last ended: decisions whose days to object were over by then get none anew.
CREATE TABLE evaluation.servant_account_ends (
    servant  text PRIMARY KEY REFERENCES evaluation.servants,
    instansi text NOT NULL DEFAULT current_setting('app.instansi'),
    end_date date NOT NULL
);
CALL evaluation.protect('evaluation.servant_account_ends');
