-- Units have a code where the region has one, a sector of government, and a time in which they exist.
ALTER TABLE needs.units
    ADD COLUMN code        text,
    ADD COLUMN sector      text NOT NULL DEFAULT ''
        CHECK (sector IN ('', 'health', 'education', 'infrastructure', 'tourism', 'administration', 'other')),
    ADD COLUMN valid_from  date NOT NULL DEFAULT '0001-01-01',
    ADD COLUMN valid_until date,
    ADD CONSTRAINT units_validity CHECK (valid_until >= valid_from);
CREATE UNIQUE INDEX units_code ON needs.units (instansi, code) WHERE code IS NOT NULL;

-- A position's kind of job (jenis jabatan) and level (jenjang), and the day for which its incumbents were counted.
ALTER TABLE needs.positions
    ADD COLUMN job_type        text NOT NULL DEFAULT ''
        CHECK (job_type IN ('', 'jpt_utama', 'jpt_madya', 'jpt_pratama', 'administrator', 'pengawas', 'pelaksana',
                            'fungsional')),
    ADD COLUMN job_level       text NOT NULL DEFAULT ''
        CHECK (job_level IN ('', 'pemula', 'terampil', 'mahir', 'penyelia', 'ahli_pertama', 'ahli_muda', 'ahli_madya',
                             'ahli_utama')),
    ADD COLUMN incumbents_date date;
