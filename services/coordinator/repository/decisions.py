"""A decision as it is stored, sealed, in its akt."""

from datetime import date, datetime
from typing import Any

from services.coordinator.domain import REASONS, Decision, Decline, NextStep


def decision_to_json(decision: Decision) -> dict[str, Any]:
    """Write a decision for storage."""
    step, decline = decision.next_step, decision.decline
    return {
        "at": decision.at.isoformat(),
        "next_step": None
        if step is None
        else {
            "what": step.what,
            "earliest": step.earliest.isoformat() if step.earliest else None,
            "contact": step.contact,
        },
        "decline": None
        if decline is None
        else {
            "code": decline.reason.code,
            "explanation": decline.explanation,
            "advice": decline.advice,
            "on": decline.on.isoformat() if decline.on else None,
        },
    }


def decision_from_json(stored: dict[str, Any]) -> Decision:
    """Read a decision from storage."""
    step, decline = stored["next_step"], stored["decline"]
    return Decision(
        at=datetime.fromisoformat(stored["at"]),
        next_step=step and NextStep(step["what"], _day(step["earliest"]), step["contact"]),
        decline=decline
        and Decline(REASONS[decline["code"]], decline["explanation"], decline["advice"], _day(decline["on"])),
    )


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None
