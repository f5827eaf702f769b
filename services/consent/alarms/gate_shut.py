"""The alarm of the gate: this process discloses nothing, for longer than it takes to look, or until somebody decides."""

from typing import Final

from services.consent.restoring.gate import Gate
from services.consent.restoring.reconciling import STAYS_SHUT
from shared.alarms import Reading, Rule

SHUT_SECONDS: Final = 60.0


def gate_rules(gate: Gate) -> tuple[Rule, ...]:
    """Return the alarm of this process's gate."""

    async def shut() -> Reading:
        seconds = gate.shut_seconds
        fires = gate.code in STAYS_SHUT or seconds > SHUT_SECONDS
        return Reading(fires, int(fires), seconds, gate.code)

    return (
        Rule(
            "gate_shut",
            "critical",
            "the gate waits for somebody to decide, or has been shut for more than a minute",
            "Nothing is disclosed, and a withdrawal that is taken in waits.",
            "Its why names the case in operating-keys.md: facts_lost, keys_lost, database_replaced, key_database_replaced. With "
            "another code look for reconciliation_waits in the log: Kafka and both databases must answer.",
            shut,
        ),
    )
