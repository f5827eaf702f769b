"""The public halves of this service's keys: to seal sections to it, and to verify its records."""

import base64
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from services.consent.exit.exits import ExitDep
from shared.sections import ReceivingKey

router = APIRouter(prefix="/v1", tags=["nycklar"])


class SigningKeyAnswer(BaseModel):
    """An Ed25519 public key (base64, 32 bytes) and when it signed."""

    kid: UUID
    public: str
    created_at: datetime
    not_after: datetime | None


class SigningKeysAnswer(BaseModel):
    """Every key that has ever signed a record, oldest first."""

    keys: list[SigningKeyAnswer]


@router.get("/receiving-key", summary="Veckans nyckel att försegla avsnitt till")
async def receiving_key(exit_: ExitDep) -> ReceivingKey:
    """Return the key of the week, to which services seal the sections of their events."""
    return await exit_.receiving.current()


@router.get("/signing-keys", summary="Nycklarna som dokumentens underskrifter kontrolleras med")
async def signing_keys(exit_: ExitDep) -> SigningKeysAnswer:
    """Return the keys with which records are verified, also those that no longer sign."""
    keys = [
        SigningKeyAnswer(
            kid=key.kid,
            public=base64.b64encode(key.public).decode(),
            created_at=key.created_at,
            not_after=key.not_after,
        )
        for key in await exit_.signing.published()
    ]
    return SigningKeysAnswer(keys=keys)
