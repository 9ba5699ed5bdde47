#!/usr/bin/env python3
"""Makes the demonstration data beside this file.

usage: extract.py SOURCE

SOURCE holds formasi.csv.gz, formasi_pendidikan.csv.gz and pendidikan.csv as SOURCE.md describes them. The formations
are extracted; everything else is made up from made-up.json, the same at every run: no clock and no random numbers,
a "choice" is a hash of what it is for.
"""

import csv
import gzip
import hashlib
import json
import sys
from collections import defaultdict
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

HERE = Path(__file__).resolve().parent
REGIONS = {
    "6571": "Pemerintah Kota Surabaya",
    "5473": "Pemerintah Kota Sawahlunto",
    "6771": "Pemerintah Kota Palangka Raya",
    "5273": "Pemerintah Kota Binjai",
}
# Working time of PermenPANRB 1/2020: 75,000 minutes a year = 250 days = 50 weeks = 12 months.
YEAR_MINUTES = 75_000
PERIODS = {"day": 250, "week": 50, "month": 12, "year": 1}
MONTHS = [(2024, month) for month in range(9, 13)] + [(2025, month) for month in range(1, 11)]
DESK = "Pendaftaran pasien"
SPIKE = {(2025, 9): 18, (2025, 10): 24}
WIB = timezone(timedelta(hours=7))


def pick(limit, *what):
    """A number from 0 to limit - 1 that depends on `what` only."""
    digest = hashlib.sha256("\x1f".join(map(str, what)).encode()).digest()
    return int.from_bytes(digest[:8], "big") % limit


def write(name, columns, rows):
    with open(HERE / name, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    print(f"{name}: {len(rows)} rows")


def read(path):
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def extract(source):
    """The formations of the four regions: {code: rows}, with the names of the accepted studies."""
    names = {row["pendidikan_idx"]: row["nama"] for row in read(source / "pendidikan.csv")}
    codes = {name: code for code, name in REGIONS.items()}
    found = [row for row in read(source / "formasi.csv.gz") if row["ins_nm"] in codes]
    wanted = {row["formasi_id"] for row in found}
    studies = defaultdict(list)
    for pair in read(source / "formasi_pendidikan.csv.gz"):
        if pair["formasi_id"] in wanted:
            studies[pair["formasi_id"]].append(names[pair["pendidikan_idx"]])
    formations = defaultdict(list)
    for row in sorted(found, key=lambda row: (row["lokasi_nm"], row["jabatan_nm"], row["formasi_id"])):
        kept = [row[column] for column in ("formasi_id", "formasi_nm", "jabatan_nm", "lokasi_nm")]
        education = " | ".join(sorted(studies[row["formasi_id"]]))
        formations[codes[row["ins_nm"]]].append((*kept, int(row["jumlah_formasi"]), education))
    return formations


def grade(title):
    """The usual class of a functional post; other posts are left open."""
    levels = {"TERAMPIL": "6", "AHLI PERTAMA": "8", "AHLI MUDA": "9"}
    return next((grade for level, grade in levels.items() if level in title), "")


def sheet(families, position, need):
    """Three to six tasks whose yearly minutes, divided by 75,000 and rounded half up, are exactly `need`."""
    tasks = next(f["tasks"] for f in families if any(word in position[1] for word in f["keywords"]))
    count = min(len(tasks), 3 + pick(4, "tasks", *position))
    # The last task is counted by the year: the finest step, so it takes what the others leave.
    chosen = tasks[: count - 1] + [tasks[-1]]
    # Up to 30 % of one post above or below, as a real sheet never comes out whole.
    target = need * YEAR_MINUTES + (pick(601, "target", *position) - 300) * YEAR_MINUTES // 1000
    weights = [10 + pick(21, "weight", task[0], *position) for task in chosen[:-1]] + [5]
    rows, left = [], target
    for (text, unit, period, minutes), weight in zip(chosen, weights):
        step = PERIODS[period] * minutes
        share = left if period == "year" else target * weight // sum(weights)
        volume = max(1, (2 * share + step) // (2 * step))
        left -= volume * step
        rows.append((*position, text, unit, volume, period, minutes))
    total = sum(volume * PERIODS[period] * minutes for *_, volume, period, minutes in rows)
    assert (2 * total + YEAR_MINUTES) // (2 * YEAR_MINUTES) == need, (position, total, need)
    assert all(row[4] > 0 for row in rows)
    return rows


def workload(families, code, formations):
    seats = defaultdict(int)
    for _, _, title, unit, number, _ in formations:
        seats[unit, title] += number
    positions, sheets = [], []
    for position in sorted(seats):
        incumbents = pick(7, "incumbents", *position)
        positions.append((*position, incumbents, grade(position[1])))
        sheets += sheet(families, position, incumbents + seats[position])
    write(f"positions-{code}.csv", ("unit_path", "jabatan", "incumbents", "kelas"), positions)
    columns = ("unit_path", "jabatan", "task", "result_unit", "volume", "period", "minutes_per_unit")
    write(f"abk-{code}.csv", columns, sheets)


def complaint_count(service, month, transactions):
    if service["name"] == DESK:
        # About one in a thousand, give or take one; then the two months the demonstration is about.
        return SPIKE.get(month, transactions // 1000 + pick(2, "quiet", *month))
    return pick(3, "quiet", service["name"], *month)


def working_moments(month, count, service):
    """`count` moments of opening hours on working days of the month, in order."""
    first = date(*month, 1)
    days = [first + timedelta(n) for n in range(31) if (first + timedelta(n)).month == month[1]]
    days = [day for day in days if day.weekday() < 5]
    moments = []
    for number in range(count):
        day = days[pick(len(days), "day", service, *month, number)]
        minute = 7 * 60 + 30 + pick(420, "minute", service, *month, number)
        moments.append(datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=WIB))
    return sorted(moments)


def public_service(services):
    volumes, complaints = [], []
    for month in MONTHS:
        label = f"{month[0]}-{month[1]:02}"
        visits = 3_400 + pick(1_000, "visits", *month)
        found = []
        for service in services:
            name, texts = service["name"], service["complaints"]
            # Every visit is registered; of the other services each visit uses some, month by month a little different.
            share = service["per_thousand"]
            if name != DESK:
                share += pick(41, "share", name, *month) - 20
            transactions = visits * share // 1000
            volumes.append((label, name, transactions))
            count = complaint_count(service, month, transactions)
            start = pick(len(texts), "text", name, *month)
            for number, moment in enumerate(working_moments(month, count, name)):
                found.append((label, moment.isoformat(), name, texts[(start + number) % len(texts)]))
        complaints += sorted(found, key=lambda row: row[1])
    check_signal(volumes, complaints)
    write("service-volumes-asemrowo.csv", ("month", "service", "transactions"), volumes)
    write("complaints-asemrowo.csv", ("month", "received_at", "service", "text"), complaints)


def check_signal(volumes, complaints):
    """The last two months of the registration desk, and nothing else, must stand out."""
    for name in {name for _, name, _ in volumes}:
        transactions = {month: number for month, service, number in volumes if service == name}
        counts = {month: sum(row[0] == month and row[2] == name for row in complaints) for month in transactions}
        months = sorted(transactions)
        rates = [counts[month] * 1000 / transactions[month] for month in months]
        for at in range(12, len(months)):
            before = rates[at - 12 : at]
            mean = sum(before) / 12
            sigma = (sum((rate - mean) ** 2 for rate in before) / 11) ** 0.5
            stands_out = rates[at] > mean + 2 * sigma and counts[months[at]] >= 10
            assert stands_out == (name == DESK), (name, months[at])


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    made_up = json.loads((HERE / "made-up.json").read_text(encoding="utf-8"))
    formations = extract(Path(sys.argv[1]))
    columns = ("formasi_id", "jenis_formasi", "jabatan", "unit_path", "seats", "education")
    for code in REGIONS:
        write(f"formasi-{code}.csv", columns, formations[code])
        workload(made_up["families"], code, formations[code])
    public_service(made_up["services"])


if __name__ == "__main__":
    main()
