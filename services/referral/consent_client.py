"""What this service asks the consent service, over HTTP. No answer means no: the caller fails closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from uuid import UUID

import httpx2
from pydantic import BaseModel, ValidationError

from services.referral.domain import Coverage, Question
from services.referral.errors import ConsentUnreachable
from services.referral.foreign import (
    CoverageAnswer,
    MyCases,
    OwnDocuments,
    SamtyckeAnswer,
    WithheldAnswer,
)
from shared.service_tokens import TokenUnavailable

_TIMEOUT_SECONDS = 5
_MOST_CASES = 200
"""As many as the consent service takes in one question."""
Read = TypeVar("Read", bound=BaseModel)


class Bearer(Protocol):
    """Gives this service's own token."""

    async def bearer(self) -> str:
        """Return a valid access token; raises TokenUnavailable."""
        ...


@dataclass(frozen=True, slots=True)
class ConsentClient:
    """The consent service. Every method raises ConsentUnreachable for anything but a clear answer."""

    base_url: str
    http: httpx2.AsyncClient
    tokens: Bearer

    async def coverage(self, case_id: UUID, question: Question) -> Coverage:
        """Return what the samtycke covers now."""
        body = {
            "case_id": str(case_id),
            "sender": question.sender,
            "team": question.team,
            "parties": list(question.parties),
            "categories": list(question.categories),
        }
        return _read(CoverageAnswer, await self._ask("/v1/coverage", body)).coverage()

    async def withheld(self, case_ids: Iterable[UUID]) -> frozenset[UUID]:
        """Return those of the cases that are handled by hand (protected identity)."""
        answers = [await self._ask("/v1/withheld-cases", body) for body in _some_at_a_time(case_ids)]
        return frozenset[UUID]().union(*(_read(WithheldAnswer, answer).withheld for answer in answers))

    async def with_samtycke(self, case_ids: Iterable[UUID]) -> frozenset[UUID]:
        """Return those of the cases that have a samtycke: in force now, or from a day ahead."""
        answers = [await self._ask("/v1/cases-with-samtycke", body) for body in _some_at_a_time(case_ids)]
        return frozenset[UUID]().union(*(_read(SamtyckeAnswer, answer).with_samtycke for answer in answers))

    async def protect(self, case_id: UUID, number: str | None, token: str) -> None:
        """Have the case handled by hand from now on, on the user's own token; the same call again changes nothing.

        This service's own token goes with it: nobody else can say that an id it has just made is the user's unit's, and
        about whom it is.
        """
        # One command per case: whoever repeats it after a lost answer gets the first one's.
        headers = {"Idempotency-Key": f"referral.protect.{case_id}", **await self._vouching()}
        await self._send("POST", "/v1/protections", token, _protected(case_id, number), headers)

    async def cases_of(self, token: str) -> frozenset[UUID]:
        """Return the case ids of the person who is logged in, asked with her own token."""
        return _read(MyCases, await self._send("GET", "/v1/my/cases", token, None)).ids()

    async def own_documents(self, case_id: UUID, token: str) -> OwnDocuments:
        """Return what became of the documents of the case's sender, asked with the user's own token.

        This service's own token goes with it: nobody else can say that a koordinator has taken her own registration back.
        """
        path = f"/v1/cases/{case_id}/own-documents"
        answer = await self._send("GET", path, token, None, await self._vouching())
        return _read(OwnDocuments, answer)

    async def _ask(self, path: str, body: Any) -> httpx2.Response:
        """Ask with this service's own token (scope `coverage`)."""
        try:
            token = await self.tokens.bearer()
        except TokenUnavailable:
            raise ConsentUnreachable from None
        return await self._send("POST", path, token, body)

    async def _vouching(self) -> dict[str, str]:
        """Return this service's own token, beside the user's."""
        try:
            own = await self.tokens.bearer()
        except TokenUnavailable:
            raise ConsentUnreachable from None
        return {"X-Service-Authorization": f"Bearer {own}"}

    async def _send(
        self, method: str, path: str, token: str, body: Any, headers: dict[str, str] | None = None
    ) -> httpx2.Response:
        try:
            answer = await self.http.request(
                method,
                f"{self.base_url.rstrip('/')}{path}",
                json=body,
                headers={"Authorization": f"Bearer {token}", **(headers or {})},
                timeout=_TIMEOUT_SECONDS,
            )
            return answer.raise_for_status()
        except httpx2.HTTPError:
            raise ConsentUnreachable from None


def _protected(case_id: UUID, number: str | None) -> dict[str, str]:
    return {"case_id": str(case_id)} | ({"personal_number": number} if number else {})


def _some_at_a_time(case_ids: Iterable[UUID]) -> list[dict[str, list[str]]]:
    asked = [str(case_id) for case_id in case_ids]
    return [{"case_ids": asked[first : first + _MOST_CASES]} for first in range(0, len(asked), _MOST_CASES)]


def _read(model: type[Read], answer: httpx2.Response) -> Read:
    try:
        return model.model_validate_json(answer.content)
    except ValidationError:
        raise ConsentUnreachable from None
