"""The case as this service holds it: whose it is, who registered it, and whether it is handled by hand."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.consent.errors import CaseUnknown, CaseWithheld, CollaborationEnded, OtherPerson, ReferralEnded

ENDED = frozenset({"tas_inte_upp", "samtycke_aterkallat", "tillbakadragen", "atertagen"})
"""The referral service's words for an anmälan that is closed."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose draft it is, as the referral service answers to the user's own token."""

    unit: str
    team: str
    status: str
    personal_number: str = field(repr=False)
    name: str = field(repr=False)

    def must_go_on(self) -> None:
        """Raise ReferralEnded for an anmälan that is closed."""
        if self.status in ENDED:
            raise ReferralEnded


@dataclass(slots=True)
class Case:
    """One case. `person_hash` is None until a samtycke is registered; `withheld_since` means protected identity.

    `ends_at` means that the collaboration is over: the moment after which no samtycke is needed for it.
    """

    id: UUID
    registering_unit: str
    opened_at: datetime
    team: str | None = None
    person_hash: bytes | None = field(default=None, repr=False)
    withheld_since: datetime | None = None
    ends_at: datetime | None = None

    def admit(self, unit: str | None) -> None:
        """Let in the registering unit only; to others the case does not exist. Raises CaseUnknown."""
        if unit is None or unit != self.registering_unit:
            raise CaseUnknown

    def must_be_open(self) -> None:
        """Raise CaseWithheld for a protected person: nothing about her is taken in or handed out here."""
        if self.withheld_since is not None:
            raise CaseWithheld

    def bind(self, person_hash: bytes, team: str) -> None:
        """Say whose samtycke it is. Once said, only makulering and a new signature change it.

        Raises CaseWithheld, CollaborationEnded, OtherPerson.
        """
        self.must_be_open()
        if self.ends_at is not None:
            raise CollaborationEnded
        if self.person_hash is not None and self.person_hash != person_hash:
            raise OtherPerson
        self.person_hash = person_hash
        self.team = team

    def withhold(self, at: datetime) -> None:
        """Mark the person as protected, from now on. A second time changes nothing."""
        if self.withheld_since is None:
            self.withheld_since = at
