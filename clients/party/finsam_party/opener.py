"""From bytes to content: whose signature, whose key, and at last the text. Waits for services, never guesses."""

import logging

import httpx2

from finsam_party.documents import Content, Unreadable
from finsam_party.errors import RecordInvalid
from finsam_party.opening import open_record
from finsam_party.ordering import Arrived
from finsam_party.outage import Patience
from finsam_party.reader import Message
from finsam_party.record import decode, verify
from finsam_party.release import Release
from finsam_party.settings import PartySettings
from finsam_party.signing_keys import SigningKeys
from finsam_party.tokens import MachineTokens

log = logging.getLogger("finsam_party")


class Opener:
    """Checks and opens records with the help of the release service."""

    def __init__(self, settings: PartySettings, http: httpx2.AsyncClient, patience: Patience) -> None:
        self._keys = SigningKeys(settings.consent_url, http)
        self._release = Release(settings.consent_url, settings.purpose, MachineTokens(settings, http), http)
        self._patience = patience

    async def verified(self, message: Message) -> Arrived | Unreadable:
        """Decode a record and check its signature; raises Stopped."""
        try:
            record = decode(message.value)
            key = await self._patience.insist(lambda: self._keys.key(record.header.key_id))
            if key is None:
                raise RecordInvalid("unknown_key")
            verify(record, key)
        except RecordInvalid as invalid:
            return _unreadable(message.partition, message.offset, invalid)
        return Arrived(message.generation, message.partition, message.offset, record)

    async def opened(self, arrived: Arrived) -> Content:
        """Ask for release and open what it gives; raises Stopped or ReleaseForbidden."""
        event_id = arrived.record.header.event_id
        released = await self._patience.insist(lambda: self._release.ask(event_id))
        try:
            return open_record(arrived.record, released)
        except RecordInvalid as invalid:
            return _unreadable(arrived.partition, arrived.offset, invalid)


def _unreadable(partition: int, offset: int, invalid: RecordInvalid) -> Unreadable:
    log.error("unreadable record at partition %d offset %d: %s", partition, offset, invalid.reason)
    return Unreadable(partition, offset, invalid.reason)
