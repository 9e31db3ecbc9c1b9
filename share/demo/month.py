#!/usr/bin/env python3
"""month.py PORT YYYY-MM: a month of five-minute readings of a port, as usage

Made up and the same each time: days and nights, quieter weekends, a backup
each night at 2 and a few bursts. The month is that of Europe/Paris.
"""
import json
import sys
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
STEP = timedelta(minutes=5)
# Mbit/s received, by the hour of the day
DAY = [180, 150, 620, 140, 130, 140, 190, 280, 390, 470, 520, 540,
       530, 520, 540, 550, 560, 600, 680, 760, 820, 800, 620, 340]


def mbps(at):
    clock = at.astimezone(PARIS)
    base = DAY[clock.hour] * (3 if clock.weekday() > 4 else 4) // 4
    wave = (clock.minute * 7 + clock.day * 13) % 60
    burst = 700 if clock.day % 9 == 4 and clock.hour == 15 else 0
    return base + wave + burst


port = sys.argv[1]
year, month = map(int, sys.argv[2].split("-"))
first = date(year, month, 1)
last = (first + timedelta(days=32)).replace(day=1)
at, end = (datetime(d.year, d.month, d.day, tzinfo=PARIS)
           .astimezone(timezone.utc) for d in (first, last))
while at < end:
    octets = mbps(at) * 1000000 * 300 // 8
    ts, end_ts = (t.strftime("%Y-%m-%dT%H:%M:%SZ") for t in (at, at + STEP))
    print(json.dumps({
        "type": "usage", "usage_id": f"month:{port}@{ts}", "ts": ts,
        "end_ts": end_ts, "usage_type": "transit", "identifier": port,
        "quantity": octets + octets // 3, "unit": "octet",
        "in_octets": octets, "out_octets": octets // 3,
        "reading_quality": "exact", "source": "month", "seq": 1},
        separators=(",", ":")))
    at += STEP
