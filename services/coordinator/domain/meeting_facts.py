"""What a meeting publishes: the open fields of its facts, and what stands sealed beside them."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict
from uuid import UUID

from services.coordinator.domain import meeting_words
from services.coordinator.domain.next_step import CALL_DAYS
from services.coordinator.domain.values import HANDLAGGNING, Publication
from services.coordinator.events import NeedAsked, PartyAnswered
from shared.days import add_working_days, local_day
from shared.events import Fact, Section

if TYPE_CHECKING:
    from services.coordinator.domain.meeting import Meeting


class Happened(TypedDict):
    """What every fact of a case opens with."""

    subject: UUID
    occurred_at: datetime
    sender: str
    team: str


class Opened(Happened):
    """What the facts about a meeting have in the open: ids and units."""

    parties: tuple[str, ...]
    meeting_id: UUID
    kind: Any
    plan_id: UUID | None


def opened(meeting: "Meeting", at: datetime) -> Opened:
    """Return the open fields, addressed to the units that are called."""
    return {
        **_happened(meeting, at),
        "parties": meeting.units,
        "meeting_id": meeting.id,
        "kind": meeting.kind.value,
        "plan_id": meeting.plan_id,
    }


def told(
    meeting: "Meeting", fact: Fact, content: dict[str, Any], category: str = HANDLAGGNING
) -> Publication:
    """Let the team say something in one data category."""
    return Publication(fact, (Section(category, meeting.team, content),))


def need_question(meeting: "Meeting", contact: str, at: datetime) -> Publication:
    """Ask the sender whether the need remains. The last day is the one that the next step names."""
    reply_by = add_working_days(local_day(at), CALL_DAYS)
    fact = NeedAsked(
        **_happened(meeting, at), parties=(meeting.sender,), meeting_id=meeting.id, reply_by=reply_by
    )
    return told(meeting, fact, meeting_words.need_question(meeting, reply_by, contact))


def party_said(
    meeting: "Meeting", party: str, about_kind: Any, content: dict[str, Any], at: datetime
) -> Publication:
    """Let a party's own words go to the team, with the party as their source."""
    fact = PartyAnswered(**_happened(meeting, at), party=party, about=meeting.id, about_kind=about_kind)
    return Publication(fact, (Section(HANDLAGGNING, party, {"mote": str(meeting.id), **content}),))


def _happened(meeting: "Meeting", at: datetime) -> Happened:
    return {
        "subject": meeting.case_id,
        "occurred_at": at,
        "sender": meeting.sender,
        "team": meeting.team,
    }
