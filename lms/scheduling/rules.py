"""Wall time and instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def instants(day: date, start: time, end: time, zone: str) -> tuple[datetime, datetime, int]:
    """When a session planned as wall time begins and ends, in UTC, and its true minutes across a change of clocks."""
    tz = ZoneInfo(zone)
    starts_at = datetime.combine(day, start, tz).astimezone(UTC)
    ends_at = datetime.combine(day, end, tz).astimezone(UTC)
    return starts_at, ends_at, int((ends_at - starts_at).total_seconds() // 60)
