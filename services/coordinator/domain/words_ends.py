"""What people read when the team's work with a case has ended. Plain Swedish (FL 9)."""

from datetime import date, datetime
from typing import Any

from services.coordinator.domain.end_letters import OWN_HANDLING, SENT_IN_ERROR, TAKEN_BACK, WHY
from services.coordinator.domain.ends import UPPFOLJNING, Closing
from services.coordinator.domain.values import ENDED, HANDLAGGNING, Status
from services.coordinator.domain.words import sentence
from shared.days import local_day, long_date

_WHY = {ending.status: why for ending, why in WHY.items()} | {
    Status.TILLBAKADRAGEN: TAKEN_BACK,
    Status.ATERTAGEN: SENT_IN_ERROR,
}
_ENDED = "Finsamteamets arbete i ärendet är avslutat."
_OWN_HANDLING = "Varje myndighet och verksamhet fortsätter med sin egen handläggning som vanligt."


def ended_to_person(status: Status, since: date, closing: Closing | None) -> dict[str, Any] | None:
    """Tell the person how and when her case ended, and who carries on; None while it goes on.

    `since`: the day of the end. After a death, and where no words were kept, it says no more than that it ended.
    """
    if status not in ENDED:
        return None
    said = f"Finsamteamets arbete med dig avslutades den {long_date(since)}."
    carries_on = [] if closing is None else [f"{c.who}: {sentence(c.what)}" for c in closing.carries_on]
    if status in _WHY:
        said = f"{said} {_WHY[status]}"
    elif closing is not None and closing.text:
        how = (
            f" Det skedde efter uppföljningen av din plan den {long_date(closing.on)}."
            if closing.followed_up
            else ""
        )
        said = f"{said}{how} {sentence(closing.text)}"
    return {"on": since.isoformat(), "text": f"{said} {OWN_HANDLING}", "carries_on": carries_on}


def withdrawn(last_day: date, contact: str, at: datetime) -> dict[str, Any]:
    """Write to the sender that its anmälan was taken back in time, and that the akt is closed."""
    text = (
        f"Anmälan är tillbakadragen och teamets akt avslutades den {long_date(local_day(at))}, innan något besked hade "
        f"lämnats. {_OWN_HANDLING} Frågor besvaras av {contact}."
    )
    return {"sista_dag": last_day.isoformat(), "kontakt": contact, "text": text}


def avslut(closing: Closing, contact: str) -> dict[str, dict[str, Any]]:
    """Write the avslut that the parties read, by category: that it ended, and who carries on with what.

    That it ended is told to all; words and who carries on only in the category that they belong to. After a death it
    says no more than that it ended.
    """
    today = local_day(closing.at)
    said: dict[str, dict[str, Any]] = {
        HANDLAGGNING: {
            "sista_dag": closing.last_day.isoformat(),
            "kontakt": contact,
            "text": f"{_ENDED} Det avslutades den {long_date(today)}. {_OWN_HANDLING} Frågor besvaras av {contact}.",
        }
    }
    if closing.died:
        return said
    for category in sorted({UPPFOLJNING, *(one.category for one in closing.carries_on)}):
        going_on = [one for one in closing.carries_on if one.category == category]
        lines = [f"{one.who}: {sentence(one.what)}" for one in going_on]
        said[category] = {
            "fortsatter": [{"vad": one.what, "vem": one.who} for one in going_on],
            "text": " ".join([sentence(closing.text), *lines] if category == UPPFOLJNING else lines),
        }
    return said
