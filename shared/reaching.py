"""How long something that is destroyed can still be had elsewhere: said to people, and held by topics, keys and backups alike."""

from datetime import timedelta
from math import ceil
from typing import Final

BACKUPS_KEPT: Final = timedelta(days=7)
"""How long a backup is kept: the horizon, that week keys wait out before they are destroyed."""
UPKEEP_EVERY: Final = timedelta(hours=1)
"""How often the keys are looked after."""
TOPICS_KEPT: Final = timedelta(days=7)
"""How long a topic keeps a segment that is closed."""
SEGMENT_OPEN: Final = timedelta(days=1)
"""How long a segment is written to before it is closed."""
_WEEK: Final = timedelta(days=7)

IN_TOPICS: Final = TOPICS_KEPT + SEGMENT_OPEN
"""How long a record can lie in a topic."""
IN_BACKUPS: Final = _WEEK + BACKUPS_KEPT + 2 * UPKEEP_EVERY
"""How long a destroyed key can be had from a backup: until its week is over and left, the horizon, and the next look."""


def whole_days(span: timedelta) -> int:
    """Return the days that a span takes at most."""
    return ceil(span / timedelta(days=1))
