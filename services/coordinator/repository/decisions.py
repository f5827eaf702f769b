"""A decision, and the end of a case, as they are stored, sealed, in their akt."""

from datetime import date, datetime
from typing import Any

from services.coordinator.domain import REASONS, CarriesOn, Closing, Decision, Decline, NextStep
from services.coordinator.domain.ends import FollowedUp


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


def closing_to_json(closing: Closing) -> dict[str, Any]:
    """Write for storage how a case was ended."""
    followed_up = closing.followed_up
    return {
        "outcome": closing.outcome,
        "on": closing.on.isoformat(),
        "text": closing.text,
        "carries_on": [{"what": c.what, "who": c.who, "category": c.category} for c in closing.carries_on],
        "at": closing.at.isoformat(),
        "followed_up": followed_up
        and {"outcomes": followed_up.outcomes, "last_day": followed_up.last_day.isoformat()},
    }


def closing_from_json(stored: dict[str, Any]) -> Closing:
    """Read from storage how a case was ended."""
    followed_up = stored.get("followed_up")
    return Closing(
        outcome=stored["outcome"],
        on=date.fromisoformat(stored["on"]),
        text=stored["text"],
        carries_on=tuple(CarriesOn(c["what"], c["who"], c["category"]) for c in stored["carries_on"]),
        at=datetime.fromisoformat(stored["at"]),
        followed_up=followed_up
        and FollowedUp(followed_up["outcomes"], date.fromisoformat(followed_up["last_day"])),
    )


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None
