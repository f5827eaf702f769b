"""What the samtycke covers, as the consent service answers, and what a sender is told when it does not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from services.referral.domain.codes import CATEGORY_LABELS, Category
from services.referral.domain.faults import Fault, listed
from services.referral.domain.recipients import Recipients
from services.referral.domain.sections import Signing
from services.referral.errors import (
    ByHand,
    CategoryNotCovered,
    ConsentMissing,
    ExclusionNoteUnread,
    PartyNotCovered,
)

BASIC = (Category.HANDLAGGNING, Category.IDENTITET)
"""Every row set has these two: covered means both, both ways."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before anything is sent: this case, from this sender, with these categories filled."""

    sender: str
    team: str
    parties: tuple[str, ...]
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The consent service's answer. `withheld`: nothing of the case is sent by the system."""

    covered: bool
    withheld: bool
    signing: Signing | None
    exclusion_note_exists: bool
    uncovered: tuple[str, ...] = ()
    uncovered_categories: tuple[str, ...] = ()

    def require(
        self, question: Question, fields: Mapping[str, list[str]], recipients: Recipients, *, note_read: bool
    ) -> Signing:
        """Return the signing that covers the question; else refuse and name each party and field."""
        if self.withheld:
            raise ByHand
        if self.signing is None or question.team in self.uncovered:
            raise ConsentMissing
        parties = list(_parties(self.uncovered, question, recipients))
        missing = list(_categories(self.uncovered_categories, fields))
        if parties:
            lost = [{"recipient": party} for party in question.parties if party in self.uncovered]
            raise PartyNotCovered(**listed(parties + missing), uncovered=lost)
        if missing:
            raise CategoryNotCovered(**listed(missing))
        if not self.covered:
            raise ConsentMissing
        if self.exclusion_note_exists and not note_read:
            raise ExclusionNoteUnread
        return self.signing


def _parties(uncovered: tuple[str, ...], question: Question, recipients: Recipients) -> Iterator[Fault]:
    for place, party in enumerate(question.parties):
        if party in uncovered:
            name = recipients[party].name if party in recipients else party
            yield Fault(
                f"parter[{place}]",
                "party_not_covered",
                f"Samtycket omfattar inte {name} i båda riktningarna. Ta bort parten. Vill personen att den ska vara med behövs ett nytt samtycke.",
            )


def _categories(uncovered: tuple[str, ...], fields: Mapping[str, list[str]]) -> Iterator[Fault]:
    for category in uncovered:
        label = CATEGORY_LABELS.get(category, category)
        for field in fields.get(category, [category]):
            yield Fault(
                field,
                "category_not_covered",
                f"Samtycket omfattar inte kategorin {label} till teamet. Töm fältet. Vill personen att det ska delas behövs ett nytt samtycke.",
            )


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the samtycke as this service knows it from events: whose data, to whom, of what kind."""

    source: str
    recipient: str
    category: str
    ended: bool


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows that this service has heard of. It stops on them; what opens is asked for, each time."""

    rows: tuple[Row, ...] = ()

    def ended(self, source: str, recipient: str, categories: tuple[str, ...] = BASIC) -> bool:
        """Tell whether a category had rows between the two and none of them goes on."""
        return any(self._ended(source, recipient, category) for category in categories)

    def _ended(self, source: str, recipient: str, category: str) -> bool:
        known = [
            row
            for row in self.rows
            if (row.source, row.recipient, row.category) == (source, recipient, category)
        ]
        return bool(known) and all(row.ended for row in known)

    def open(self, source: str, recipient: str, category: str) -> bool:
        """Tell whether a row is known for the category that goes on."""
        wanted = (source, recipient, category)
        return any((row.source, row.recipient, row.category) == wanted for row in self.rows if not row.ended)

    def covers(self, sender: str, team: str, party: str) -> bool:
        """Tell whether a party is known to be covered: both ways with the team, and from the sender."""
        ways = ((sender, party), (team, party), (party, team))
        return all(self.open(*way, category) for way in ways for category in BASIC)

    def team_ended(self, sender: str, team: str) -> bool:
        """Tell whether sender and team have lost each other's cover."""
        return self.ended(sender, team) or self.ended(team, sender)

    def still(self, sender: str, team: str, parties: tuple[str, ...]) -> tuple[str, ...]:
        """Return the parties that have not lost cover from the sender, nor with the team either way."""
        return tuple(
            party
            for party in parties
            if not (self.ended(sender, party) or self.ended(team, party) or self.ended(party, team))
        )
