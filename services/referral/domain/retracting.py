"""The sender takes back what it sent in error: the whole anmälan, or one komplettering or correction (GDPR 16, 17, 19).

Not the same as withdrawing an anmälan, which was right when it was sent. What is taken back is closed wherever it was
received: keys that were never used are destroyed, and whoever may have opened it is told which document it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.referral.domain.content import Content
from services.referral.domain.recipients import Recipient
from services.referral.domain.referral import Actor, Publication, Referral
from services.referral.domain.sharing import share_with
from services.referral.domain.status import Status
from services.referral.errors import FirstTextCarriesOthers, RetractedAlready, UnknownSentText, WrongStatus
from services.referral.events import Retracted

FIRST = "anmalan"
"""The kind of the first text: everything that was sent later rests on it."""
SHARED = "referral_shared"


class RetractionReason(StrEnum):
    """Why it should never have been sent. Sealed: two of them say something about a person."""

    FEL_PERSON = "fel_person"
    FEL_INNEHALL = "fel_innehall"
    SKICKAT_FEL = "skickat_fel"


@dataclass(frozen=True, slots=True)
class SentFact:
    """A fact that carried the text, or some of it, and the version whose words it carried."""

    event_id: UUID
    name: str
    text_id: UUID | None
    categories: tuple[str, ...]
    at: datetime
    retracted: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class KeptText:
    """A version as it was sent."""

    id: UUID
    kind: str
    content: Content
    at: datetime
    retracted: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """All that has been sent of one anmälan, the first first."""

    facts: Sequence[SentFact]
    texts: Sequence[KeptText] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Retraction:
    """What is taken back (`text_id`, or None: the whole anmälan), why, and who attests that it was sent in error."""

    id: UUID
    text_id: UUID | None
    reason: RetractionReason
    by: Actor
    at: datetime
    team: str | None = None
    """The team that registered it from paper, when its koordinator takes it back: the sender does not use the system."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a retraction takes back: the events, the texts, and whether nothing of the anmälan is left."""

    events: tuple[UUID, ...]
    texts: tuple[UUID, ...]
    whole: bool


def retract(referral: Referral, history: History, retraction: Retraction, sender: Recipient) -> Taken:
    """Take it back; possible also when the case has ended or the samtycke is gone.

    The text that stands becomes the one before, and parties that had what is taken back get it as it stands now.
    Raises WrongStatus for a draft, UnknownSentText, RetractedAlready, FirstTextCarriesOthers.
    """
    if referral.status in {Status.UTKAST, Status.ATERTAGEN}:
        raise (
            RetractedAlready
            if referral.status is Status.ATERTAGEN
            else WrongStatus(referral_status=referral.status.value)
        )
    text = _text(history, retraction.text_id)
    whole = text is None or text.kind == FIRST
    taken = _everything(history) if text is None or whole else _what_rests_on(history, text)
    had = referral.shared_with
    for event_id in taken.events:
        referral.publications.append(_notice(referral, had, event_id, retraction.at))
    if whole:
        referral.status, referral.shared_with = Status.ATERTAGEN, ()
    elif text is not None:
        _restore(referral, history, taken, text)
        _share_anew(referral, history, taken, sender, retraction.at)
    return taken


def _text(history: History, text_id: UUID | None) -> KeptText | None:
    if text_id is None:
        return None
    text = next((text for text in history.texts if text.id == text_id), None)
    if text is None:
        raise UnknownSentText
    if text.retracted:
        raise RetractedAlready
    if text.kind == FIRST and any(not other.retracted and other.id != text.id for other in history.texts):
        raise FirstTextCarriesOthers
    return text


def _everything(history: History) -> Taken:
    events = tuple(fact.event_id for fact in history.facts if not fact.retracted)
    return Taken(events, tuple(text.id for text in history.texts if not text.retracted), whole=True)


def _what_rests_on(history: History, text: KeptText) -> Taken:
    """Return the facts that carried these words: their own, and every sharing of the whole text since."""
    facts = (fact for fact in history.facts if not fact.retracted)
    events = (f.event_id for f in facts if f.text_id == text.id or (f.name == SHARED and f.at >= text.at))
    return Taken(tuple(events), (text.id,), whole=False)


def _restore(referral: Referral, history: History, taken: Taken, text: KeptText) -> None:
    """Let the text before hold again, unless a later one has replaced it; what carried it is what corrections mean."""
    living = [kept for kept in history.texts if not kept.retracted]
    if living[-1].id == text.id:
        referral.content = living[-2].content
    carried: dict[str, UUID] = {}
    for fact in history.facts:
        if not fact.retracted and fact.event_id not in taken.events:
            carried |= dict.fromkeys(fact.categories, fact.event_id)
    referral.carried = carried


def _share_anew(referral: Referral, history: History, taken: Taken, sender: Recipient, at: datetime) -> None:
    """Give parties whose whole text was taken back the one that holds."""
    shared = any(fact.name == SHARED and fact.event_id in taken.events for fact in history.facts)
    if not shared:
        return
    had, referral.shared_with = referral.shared_with, ()
    if referral.status is Status.UPPTAGEN and referral.withdrawn is None:
        still = referral.rows.still(referral.unit, referral.team, had)
        share_with(referral, sender, still, at=at, carries=True)


def _notice(referral: Referral, had: tuple[str, ...], event_id: UUID, at: datetime) -> Publication:
    fact = Retracted(
        subject=referral.id,
        occurred_at=at,
        sender=referral.unit,
        team=referral.team,
        parties=had,
        retracts=event_id,
    )
    return Publication(fact, (), carries=False)
