"""By whom and how a samtycke was given: one sealed JSON per signature, of one length whatever it holds."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.consent.domain.giving import GivenBy, Giving
from shared.sealing import CaseKey

GIVEN_SEALED_AS: Final = ("signing", "given")
"""Table and column to which it is bound."""

_LENGTH: Final = 16 * 1024
"""Bytes before sealing: the length must not tell a minor, or somebody with a god man, from anybody else."""


def sealed_giving(key: CaseKey, signing_id: UUID, giving: Giving) -> bytes:
    """Seal it: `given_by`, and `minor`, `representative` and `oral` where there is one."""
    value = {"given_by": giving.by.value, **asdict(giving)}
    text = json.dumps(value, ensure_ascii=False, default=_plain).encode()
    return key.seal(*GIVEN_SEALED_AS, signing_id, text.ljust(_LENGTH))


def opened_giving(key: CaseKey, signing_id: UUID, sealed: bytes | None) -> dict[str, Any]:
    """Open it; a paper from before anybody was asked is the person's own."""
    if sealed is None:
        return {"given_by": GivenBy.PERSON.value, "minor": None, "representative": None, "oral": None}
    return key.open_json(*GIVEN_SEALED_AS, signing_id, sealed)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value)
