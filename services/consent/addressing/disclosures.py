"""Which fact becomes which document, and for whom. A fact that does not stand here goes to nobody.

Addressees are those that the case has when the fact happens: they are read from the event's open fields. Whether
one of them gets anything is decided by the rows of the samtycke, in `sealing.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final


class Role(StrEnum):
    """A part in a case, as the open fields of its events name it."""

    SENDER = "sender"
    TEAM = "team"
    PARTIES = "parties"
    PARTY = "party"
    """The unit that a fact of the team's services speaks for: what it has answered is its own."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A fact that becomes a document: whose fact it must be, and who is addressed."""

    document: str
    owner: Role
    addressees: tuple[Role, ...]
    corrects: bool = False
    known_only: bool = False
    """Only for units that have had a document of the case: an end must not tell of it to who never took part."""
    bare: bool = True
    """Whether a fact without sections is a document; a meeting noted after the end of its case is only a presence."""

    def recipients(self, data: Mapping[str, Any]) -> frozenset[str]:
        """Return the addressed units; the owner is never its own addressee."""
        named = frozenset(unit for role in self.addressees for unit in _units(role, data))
        return named - _units(self.owner, data)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A fact that takes documents back: `whole` means every document of the case."""

    notice: str
    owner: Role
    whole: bool


_REFERRAL: Final = "se.finsam.referral.{}.v1"
_COORDINATOR: Final = "se.finsam.coordinator.{}.v1"
_FOLLOWUP: Final = "se.finsam.followup.{}.v1"
_TEAM: Final = (Role.TEAM,)
_TO_SENDER: Final = (Role.SENDER,)
_TO_PARTIES: Final = (Role.PARTIES,)

FIRST_FACT: Final = _REFERRAL.format("referral_submitted")
"""The fact from which a case's sender and team are learned."""

ANMALAN: Final = "anmalan"
"""The document made of it."""

MEETING_HELD: Final = _COORDINATOR.format("meeting_held")
"""The fact that discloses by itself: what was said in the room, to the units that sat there (`spoken.py`)."""

REFERRAL_DECLINED: Final = _COORDINATOR.format("referral_declined")
AKT_ENDED: Final = _COORDINATOR.format("akt_ended")
CASE_CONCLUDED: Final = _FOLLOWUP.format("case_concluded")
"""With the two above: after these facts the samtycke is needed for a stated time only (`ceasing.py`)."""

_ANSWER: Final = Disclosure("svar_fran_part", Role.PARTY, _TEAM)
_END: Final = Disclosure("avslut", Role.TEAM, _TO_PARTIES, known_only=True)

DISCLOSURES: Final[Mapping[str, Disclosure]] = {
    FIRST_FACT: Disclosure(ANMALAN, Role.SENDER, _TEAM),
    _REFERRAL.format("supplement_answered"): Disclosure("komplettering", Role.SENDER, _TEAM),
    _REFERRAL.format("referral_shared"): Disclosure("anmalan_delad", Role.SENDER, _TO_PARTIES),
    _REFERRAL.format("referral_corrected"): Disclosure(
        "rattelse", Role.SENDER, (Role.TEAM, Role.PARTIES), corrects=True
    ),
    _REFERRAL.format("referral_withdrawn"): Disclosure(
        "anmalan_tillbakadragen", Role.SENDER, (Role.TEAM, Role.PARTIES), known_only=True
    ),
    _REFERRAL.format("handlaggare_changed"): Disclosure(
        "byte_av_handlaggare", Role.SENDER, (Role.TEAM, Role.PARTIES)
    ),
    _COORDINATOR.format("referral_received"): Disclosure("mottagningsbekraftelse", Role.TEAM, _TO_SENDER),
    _COORDINATOR.format("supplement_requested"): Disclosure("komplettering_begard", Role.TEAM, _TO_SENDER),
    _COORDINATOR.format("referral_taken_up"): Disclosure("besked_tas_upp", Role.TEAM, _TO_SENDER),
    REFERRAL_DECLINED: Disclosure("besked_tas_inte_upp", Role.TEAM, _TO_SENDER),
    _COORDINATOR.format("meeting_called"): Disclosure("kallelse", Role.TEAM, _TO_PARTIES),
    _COORDINATOR.format("meeting_moved"): Disclosure("kallelse_andrad", Role.TEAM, _TO_PARTIES),
    _COORDINATOR.format("meeting_cancelled"): Disclosure("kallelse_installd", Role.TEAM, _TO_PARTIES),
    MEETING_HELD: Disclosure("motesanteckning", Role.TEAM, _TO_PARTIES, bare=False),
    _COORDINATOR.format("meeting_adjourned"): Disclosure("mote_ajournerat", Role.TEAM, _TO_PARTIES),
    _COORDINATOR.format("need_asked"): Disclosure("fraga_om_behov", Role.TEAM, _TO_PARTIES),
    _COORDINATOR.format("plan_made"): Disclosure("gemensam_plan", Role.TEAM, _TO_PARTIES),
    _COORDINATOR.format("plan_changed"): Disclosure("plan_andrad", Role.TEAM, _TO_PARTIES),
    _COORDINATOR.format("party_answered"): _ANSWER,
    AKT_ENDED: _END,
    _FOLLOWUP.format("followup_reminded"): Disclosure("paminnelse_uppfoljning", Role.TEAM, _TO_PARTIES),
    _FOLLOWUP.format("followup_rescheduled"): Disclosure("uppfoljning_flyttad", Role.TEAM, _TO_PARTIES),
    _FOLLOWUP.format("followup_recorded"): Disclosure("uppfoljning", Role.TEAM, _TO_PARTIES),
    _FOLLOWUP.format("party_answered"): _ANSWER,
    CASE_CONCLUDED: _END,
}
"""Event type → document and addressees."""

WITHDRAWALS: Final[Mapping[str, Withdrawal]] = {
    _REFERRAL.format("referral_retracted"): Withdrawal("retracted", Role.SENDER, whole=False),
    _REFERRAL.format("case_erased"): Withdrawal("erased", Role.SENDER, whole=True),
}
"""Event type → notice to those who had the document."""

CORRECTABLE: Final = frozenset({ANMALAN, "anmalan_delad"})
"""Documents that carry the whole text: what a correction is about, where a party never got the corrected event itself."""


def _units(role: Role, data: Mapping[str, Any]) -> frozenset[str]:
    value = data.get(role.value, ())
    return frozenset({value} if isinstance(value, str) else value)
