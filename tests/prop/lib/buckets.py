"""buckets.py: one bucket, slowly: a list of lots, cycle by cycle."""

import math
from calendar import monthrange
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from zoneinfo import ZoneInfo


def midnight(zone, day):
    return datetime(day.year, day.month, day.day,
                    tzinfo=ZoneInfo(zone)).astimezone(timezone.utc)


def local_day(zone, instant):
    return instant.astimezone(ZoneInfo(zone)).date()


def month_of(day, first):
    """The month from the first-th, or a month's last, that has the day."""
    def begin(n):
        year, month = divmod(n, 12)
        return date(year, month + 1,
                    min(first, monthrange(year, month + 1)[1]))
    n = day.year * 12 + day.month - 1
    if day < begin(n):
        n -= 1
    return begin(n), begin(n + 1)


def cycle_days(every, bill_day, day):
    if every == "month":
        return month_of(day, bill_day)
    if every == "calendar-month":
        return month_of(day, 1)
    if every == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=7)
    return day, day + timedelta(days=1)


# ---- buckets --------------------------------------------------------------

def half_up(value):
    return math.floor(value + Fraction(1, 2))


class Bucket:
    """One holder's: what is fresh, and what is left of cycles before."""

    def __init__(self, zone, rule, bill_day, who, givers):
        self.zone, self.rule, self.bill_day = zone, rule, bill_day
        self.who = who          # fields of its record
        self.givers = givers    # [(from, to, id, times)], ascending
        self.rolled = []        # newest first
        self.fresh = 0
        self.kept = None        # once: what was left when it was over
        self.known = False      # something was taken up
        if rule["every"] == "once":
            self.begin, end, _, self.times, _ = givers[0]
            end = max(g[1] for g in givers)
            if "valid_days" in rule:
                end = midnight(zone, local_day(zone, self.begin) + timedelta(
                    days=int(rule["valid_days"])))
            self.end = end
            self.coming = [self.begin]
        else:
            self.begin = self.end = None

    def open(self, start):
        if self.rule["every"] != "once":
            self.cycle(local_day(self.zone, start))

    def cycle(self, day):
        self.days = cycle_days(self.rule["every"], self.bill_day, day)
        self.begin, self.end = (midnight(self.zone, d) for d in self.days)
        active = [g for g in self.givers
                  if g[0] < self.end and g[1] > self.begin]
        if self.rule.get("proration") != "calendar":
            # one in parts gives once
            active = [g for g in active
                      if g[4] is None or g[4] <= self.begin]
        if self.rule.get("grant") == "one":
            active = active[:1]
        self.coming = [(max(g[0], self.begin), self.part(g)) for g in active]
        self.fresh, self.given = 0, False

    def part(self, giver):
        amount = self.rule["number"]
        if "multiply" in self.rule:
            amount *= giver[3]
        if self.rule.get("proration") != "calendar":
            return amount
        n = (self.days[1] - self.days[0]).days
        first = (local_day(self.zone, giver[0]) - self.days[0]).days
        last = ((local_day(self.zone, giver[1]) - self.days[0]).days
                if giver[1].year < 9999 else n)
        first, last = max(first, 0), min(last, n)
        if first >= last:
            return 0
        return (half_up(Fraction(amount * last, n))
                - half_up(Fraction(amount * first, n)))

    def reach(self, now):
        if self.rule["every"] == "once":
            if self.coming and now >= self.begin:
                self.coming, self.fresh = [], self.rule["number"] * (
                    self.times if "multiply" in self.rule else 1)
            if now >= self.end and self.kept is None:
                self.kept, self.fresh = self.fresh, 0
            return
        while True:
            while self.coming and self.coming[0][0] <= min(
                    now, self.end - timedelta(microseconds=1)):
                self.fresh += self.coming.pop(0)[1]
                self.given = True
            if now < self.end:
                return
            left = self.fresh
            self.cycle(local_day(self.zone, self.end))
            self.roll(left)

    def roll(self, left):
        terms = self.rule.get("roll_over")
        if not terms:
            return
        keep = self.rolled[:int(terms["cycles"]) - 1]
        if "limit" in terms:
            left = min(left, max(0, self.rule["limit"] - sum(keep)))
        self.rolled = [left] + keep
        if not self.coming:
            self.rolled = [0 for _ in self.rolled]

    def content(self):
        return self.fresh + sum(self.rolled)

    def take(self, n):
        last = self.rule.get("roll_over", {}).get("use") == "last"
        if last:
            n = self.take_fresh(n)
        for i in reversed(range(len(self.rolled))):
            part = min(n, self.rolled[i])
            self.rolled[i] -= part
            n -= part
        if not last:
            self.take_fresh(n)

    def take_fresh(self, n):
        part = min(n, self.fresh)
        self.fresh -= part
        return n - part

    def leaves(self, end):
        """The records that close a period."""
        once = self.rule["every"] == "once"
        self.reach(end - timedelta(microseconds=1))
        going = self.begin < end < self.end
        if going and (once or self.given or self.fresh):
            yield self.record(self.begin, self.end, 0, self.fresh)
        if not going:
            self.reach(end)
            if (once and self.begin < end
                    and "valid_days" not in self.rule):
                yield self.record(self.begin, self.end, 0, self.kept)
        for ago, left in enumerate(self.rolled, 1):
            expires = self.end
            for _ in range(int(self.rule["roll_over"]["cycles"]) - ago):
                expires = midnight(self.zone, cycle_days(
                    self.rule["every"], self.bill_day,
                    local_day(self.zone, expires))[1])
            if left:
                yield self.record(self.begin, expires, ago, left)

    # taken up again where something changed since

    def age(self, record):
        """How many cycles ago it was left; None: it is of no use"""
        begin, end, ago = record[5:8]
        if self.rule["every"] == "once":
            return 0
        if ago == 0:
            return 0 if (begin, end) == (stamp(self.begin),
                                         stamp(self.end)) else None
        at = parse(begin)
        while at < self.begin:
            at = midnight(self.zone, cycle_days(
                self.rule["every"], self.bill_day,
                local_day(self.zone, at))[1])
            ago += 1
        cycles = int(self.rule["roll_over"]["cycles"])
        return ago if ago <= cycles and at <= self.begin else None

    def take_up(self, ago, left, join):
        if ago:
            self.rolled += [0] * (ago - len(self.rolled))
            self.rolled[ago - 1] = left + (
                self.rolled[ago - 1] if join else 0)
            return
        have = self.fresh if self.kept is None else self.kept
        if join and self.known:
            left = (max(left, have) if self.rule.get("grant") == "one"
                    else left + have)
        self.known = True
        if self.kept is None:
            self.fresh = left
        else:
            self.kept = left

    def record(self, begin, end, ago, left):
        return (*self.who, stamp(begin), stamp(end) if end.year < 9999
                else "", ago, left)


def parse(text):
    return datetime.fromisoformat(text) if text else datetime(
        9999, 1, 1, tzinfo=timezone.utc)


def stamp(instant):
    return instant.astimezone(timezone.utc).isoformat().replace(
        "+00:00", "Z")
