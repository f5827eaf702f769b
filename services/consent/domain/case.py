"""The case as this service holds it: whose it is, who registered it, and whether it is handled by hand."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from services.consent.errors import (
    CaseUnknown,
    CaseWithheld,
    CollaborationEnded,
    OtherPerson,
    OtherPersonSubmitted,
    ReferralEnded,
)

DRAFT = "utkast"
"""The referral service's word for an anmälan that is not sent yet."""

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


@dataclass(frozen=True, slots=True)
class Draft:
    """Whose a draft is: the unit's, and about whom, once it names a person."""

    unit: str
    personal_number: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether a case can get another person: its signatures that are valid, and whether it is sent."""

    has_valid_signing: bool
    is_submitted: bool


BOUND: Final = Standing(has_valid_signing=True, is_submitted=True)
"""A case that stays whose it is."""


@dataclass(slots=True)
class Case:
    """One case. `withheld_since` means protected identity; `person_hash` is None until somebody has said whose it is.

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
        """Let in the registering unit only; to others the case does not exist. Raises CaseUnknown.

        A case that the team registered from paper is taken over by the unit whose anmälan it is: whoever asks here
        has asked the referral service first whether it is hers.
        """
        if unit is None or self.registering_unit not in {unit, self.team}:
            raise CaseUnknown

    def must_be_open(self) -> None:
        """Raise CaseWithheld for a protected person: nothing about her is taken in or handed out here."""
        if self.withheld_since is not None:
            raise CaseWithheld

    def bind(self, person_hash: bytes, team: str, standing: Standing = BOUND) -> None:
        """Say whose samtycke it is. Once said, only makulering and a new signature change it.

        Not when the anmälan is sent: what has been told about the other person, and the log of it, are hers.
        Raises CaseWithheld, CollaborationEnded, OtherPerson, OtherPersonSubmitted.
        """
        self.must_be_open()
        if self.ends_at is not None:
            raise CollaborationEnded
        if self.person_hash is not None and self.person_hash != person_hash:
            if standing.has_valid_signing:
                raise OtherPerson
            if standing.is_submitted:
                raise OtherPersonSubmitted
        self.person_hash = person_hash
        self.team = team

    def is_about(self, person_hash: bytes | None) -> None:
        """Note whose it is before any samtycke does, if nobody has said it yet."""
        if self.person_hash is None:
            self.person_hash = person_hash

    def withhold(self, at: datetime) -> None:
        """Mark the person as protected, from now on. A second time changes nothing."""
        if self.withheld_since is None:
            self.withheld_since = at

    def open_again(self) -> None:
        """End the protection. What happened meanwhile was sealed for nobody, and stays so."""
        self.withheld_since = None
