"""What an operator is told of an alarm that fires: in plain Swedish, with the name that docs/alarms.md has for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WORDS = {
    "outbox_behind": "det som har beslutats här når inte de andra",
    "inbox_behind": "det som andra har beslutat har inte fått verkan här",
    "unread_behind": "läsaren står still eller är för långsam",
    "parked": "ett ärende väntar på att någon ser efter vad som är fel",
    "revocations_behind": "en återkallelse, en makulering eller ett uppdrag som har upphört är inte genomförd",
    "probe_failed": "provet med en påhittad återkallelse gick inte som det ska",
    "probe_late": "inget prov med en påhittad återkallelse har gått bra på två timmar",
    "log_unsigned": "loggen över utlämnanden väntar på att undertecknas",
    "log_damaged": "loggen över utlämnanden är skadad",
    "log_look_late": "ingen har sett igenom hela loggen över utlämnanden på två timmar",
    "gate_shut": "utlämnandet är stängt, se ./finsam reconcile",
}
"""Of each alarm what is wrong. What to do stands in docs/alarms.md, under the same name."""


@dataclass(frozen=True, slots=True)
class Firing:
    """An alarm that fires now: its name, of how many things, how old the oldest is, and why, where the service says it."""

    code: str
    count: int
    seconds: float
    why: str

    def __str__(self) -> str:
        """Return it as it is told to a person."""
        why = f": {self.why}" if self.why else ""
        return f"{WORDS.get(self.code, 'något är fel')} (larm {self.code}{why})"


def firing(told: Mapping[str, Any]) -> tuple[Firing, ...]:
    """Return what fires of what a service answers about its alarms."""
    return tuple(
        Firing(each["code"], each["count"], each["seconds"], each["why"])
        for each in told["alarms"]
        if each["fires"]
    )
