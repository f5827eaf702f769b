"""What this service reads from others: the draft's subject from referral, the units, the published test numbers."""

from datetime import date
from pathlib import Path
from typing import Final
from uuid import UUID

import httpx2
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from services.consent.domain.case import Draft, Subject
from services.consent.domain.recipients import Directory, Phone, Recipient
from services.consent.errors import CaseUnknown, NotATestNumber, PersonNotNamed, ReferralUnreachable
from shared.units import read_units

FUNCTIONS: Final = "functions.json"
"""The directory of functions lies beside the list of recipients."""
REFERRAL_CLIENT: Final = "svc-referral"
"""The referral service, as the identity provider names it."""
NOT_FOR_HER: Final = 403


class SubjectAnswer(BaseModel):
    """The few fields read from `GET /v1/referrals/{id}/subject`."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    unit: str
    team: str
    status: str
    personnummer: str | None
    namn: str | None


class ReferralSubjects:
    """Asks the referral service whose a draft is, with the user's own token: it decides whether she may know.

    An anmälan on paper is the team's until its samtycke is registered: there the koordinator's own service says whose it
    is, at `team_url`. `test_numbers` is the list outside which no number is accepted in development; None in production.
    """

    def __init__(
        self,
        http: httpx2.AsyncClient,
        url: str,
        test_numbers: frozenset[str] | None,
        team_url: str | None = None,
    ) -> None:
        self._http = http
        self._url = url.rstrip("/")
        self._team_url = team_url.rstrip("/") if team_url else None
        self._test_numbers = test_numbers

    async def of(self, case_id: UUID, token: str) -> Subject:
        """Return the draft's subject.

        Raises CaseUnknown, ReferralUnreachable, PersonNotNamed, NotATestNumber.
        """
        answer = await self._ask(case_id, token)
        if not answer.personnummer or not answer.namn:
            raise PersonNotNamed
        if self._test_numbers is not None and answer.personnummer not in self._test_numbers:
            raise NotATestNumber
        return Subject(answer.unit, answer.team, answer.status, answer.personnummer, answer.namn)

    async def draft_of(self, case_id: UUID, token: str) -> Draft:
        """Return the draft's unit, and its person when it names one.

        Raises CaseUnknown, ReferralUnreachable.
        """
        answer = await self._ask(case_id, token)
        return Draft(answer.unit, answer.personnummer)

    async def _ask(self, case_id: UUID, token: str) -> SubjectAnswer:
        response = await self._get(f"{self._url}/v1/referrals/{case_id}/subject", token)
        if response.status_code == NOT_FOR_HER and self._team_url:  # a koordinator reads no unit's drafts
            response = await self._get(f"{self._team_url}/v1/akter/{case_id}/subject", token)
        if response.status_code in {403, 404}:
            raise CaseUnknown
        if not response.is_success:
            raise ReferralUnreachable
        try:
            return SubjectAnswer.model_validate_json(response.content)
        except ValidationError:
            raise ReferralUnreachable from None

    async def _get(self, url: str, token: str) -> httpx2.Response:
        try:
            return await self._http.get(url, headers={"Authorization": f"Bearer {token}"})
        except httpx2.HTTPError:
            raise ReferralUnreachable from None


class FunctionLine(BaseModel):
    """The few fields read from the directory of functions."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    unit: str
    phone: str | None = None
    valid_from: date
    valid_to: date | None = None


def load_phones(file: Path) -> list[Phone]:
    """Read on which numbers functions answer; raises pydantic's ValidationError. Without the file none is known."""
    if not file.exists():
        return []
    lines = TypeAdapter(list[FunctionLine]).validate_json(file.read_bytes())
    return [Phone(line.unit, line.phone, line.valid_from, line.valid_to) for line in lines if line.phone]


def load_recipients(file: Path) -> Directory:
    """Read the units from the reference data, and their telephones from the directory of functions beside it.

    Raises UnitsRefused.
    """
    units = (
        Recipient(
            unit.id,
            unit.name,
            unit.kind,
            unit.part,
            unit.authority,
            unit.valid_from,
            unit.valid_to,
            unit.phone,
            unit.address,
            unit.oral_allowed,
        )
        for unit in read_units(file).values()
    )
    return Directory(units, load_phones(file.with_name(FUNCTIONS)))


def load_test_numbers(file: Path | None) -> frozenset[str] | None:
    """Read the published test numbers; None where no list is configured (production)."""
    if file is None:
        return None
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))
