"""The akt of an anmälan on paper, until a samtycke covers it: nobody is told of it in the system before that."""

from collections.abc import Sequence
from datetime import date, datetime

from services.coordinator.domain import words
from services.coordinator.domain.akt import Akt
from services.coordinator.domain.akt_rules import must_be_ahead, must_be_said
from services.coordinator.domain.paper import Paper
from services.coordinator.domain.paper_letters import MISSING
from services.coordinator.domain.values import (
    HANDLAGGNING,
    OPEN,
    Office,
    Part,
    Publication,
    Status,
    SupplementRequest,
)
from services.coordinator.errors.papers import ConsentGiven, UnknownMissing
from services.coordinator.events import ReferralReceived
from shared.days import local_day
from shared.events import Section

WAITING = Status.VANTAR_PA_SAMTYCKE


def open_akt(paper: Paper, office: Office, number: str, *, reply_by: date) -> Akt:
    """Open the akt the day the paper is registered; it came in on the paper's own day (FL 22)."""
    return Akt(
        case_id=paper.case_id,
        team=office.team,
        sender=paper.sender.unit,
        number=number,
        received_at=paper.received_at,
        reply_by=reply_by,
        since=local_day(paper.registered_at),
        status=WAITING,
    )


def ask_for_consent(akt: Akt, request: SupplementRequest, missing: Sequence[str]) -> None:
    """Note what the sender is asked for by letter (FL 20). Raises UnknownMissing, WordsMissing and what a day can be."""
    akt.must_be(WAITING)
    if not MISSING.keys() >= set(missing):
        raise UnknownMissing
    must_be_said(text=request.text)
    must_be_ahead("respond_by", request.respond_by, request.at)
    akt.new_requests.append(request)


def must_take_scan(akt: Akt, paper: Paper) -> None:
    """Refuse a picture once nothing more comes by post. Raises WrongStatus, EndedAlready.

    A sender that answers by letter goes on sending letters, for as long as the case goes on.
    """
    akt.must_be(WAITING, *(OPEN if paper.by_letter else ()))


def admit(akt: Akt, parts: list[Part], contact: str, *, reply_by: date, at: datetime) -> None:
    """Go on as any anmälan does: the samtycke covers it, and its text has come as a document of the sender's."""
    akt.must_be(WAITING)
    akt.add_parts(parts)
    akt.reply_by = reply_by
    akt.enter(Status.INKOMMEN, at)
    fact = ReferralReceived(subject=akt.case_id, occurred_at=at, sender=akt.sender, team=akt.team)
    receipt = words.receipt(akt.number, contact, reply_by, akt.received_at)
    akt.publish(Publication(fact, (Section(HANDLAGGNING, akt.team, receipt),)))


def send_back(akt: Akt, paper: Paper, *, covered: bool, at: datetime) -> None:
    """Send the paper back: nothing of it stays but its line in the register (OSL 5:2). Raises ConsentGiven, WrongStatus."""
    akt.must_be(WAITING)
    if paper.admitted_at is not None or covered:
        raise ConsentGiven
    akt.enter(Status.ATERSAND, at)
    paper.returned_on = local_day(at)
