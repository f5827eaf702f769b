"""Meetings start when offices are open, by the clock on a Swedish wall."""

from datetime import datetime, timedelta

import pytest

from services.coordinator.domain.meeting_values import Slot
from services.coordinator.errors import OutsideOfficeHours
from tests.coordinator.builders import NOON
from tests.coordinator.meetings.builders import BUSY, CONTACT, NAMES, a_meeting


@pytest.mark.parametrize(
    ("starts_at", "is_open"),
    [
        ("2026-03-23T06:00:00+00:00", True),  # 07.00 by normal time
        ("2026-03-23T05:59:00+00:00", False),
        ("2026-04-07T05:00:00+00:00", True),  # 07.00 by summer time
        ("2026-04-07T04:59:00+00:00", False),
        ("2026-03-23T20:00:00+01:00", True),
        ("2026-03-23T20:01:00+01:00", False),
        ("2026-03-23T02:00:00+00:00", False),
        ("2026-03-22T11:00:00+00:00", False),  # a Sunday
        ("2026-04-03T11:00:00+00:00", False),  # Good Friday
        ("2026-12-24T11:00:00+00:00", False),
        ("2026-03-23T00:30:00-11:00", True),  # 12.30 in Sweden, wherever the caller counts from
    ],
)
def test_a_meeting_is_called_and_moved_to_a_time_when_offices_are_open(starts_at, is_open) -> None:
    slot = Slot(datetime.fromisoformat(starts_at), 60)
    moved = a_meeting(starts_at=NOON + timedelta(days=28))

    if is_open:
        assert a_meeting(starts_at=slot.starts_at).slot == slot
        moved.move(slot, moved.place, BUSY, NAMES, contact=CONTACT, at=NOON)
        assert moved.slot == slot
    else:
        for act in (
            lambda: a_meeting(starts_at=slot.starts_at),
            lambda: moved.move(slot, moved.place, BUSY, NAMES, contact=CONTACT, at=NOON),
        ):
            with pytest.raises(OutsideOfficeHours) as refused:
                act()
            assert [fault["field"] for fault in refused.value.extra["fields"]] == ["starts_at"]
