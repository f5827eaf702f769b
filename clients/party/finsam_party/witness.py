"""The client as a witness of the disclosure log: it keeps the checkpoints it has seen, and looks whether the log only grows.

Whoever owns the log can write it anew, with its key and all. What others have kept cannot be taken back from them: a
log that was changed, cut or forked does not continue the checkpoint of yesterday.
"""

import asyncio
import logging
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx2
from finsam_verify.checkpoint import Checkpoint, KeyLink, follows, signed_checkpoint
from finsam_verify.encoding import Malformed, from_base64
from finsam_verify.kept import kept_line, read_kept
from finsam_verify.merkle import is_consistent
from finsam_verify.note import LogKey, Note

from finsam_party.errors import LogForked, WitnessNotSetUp
from finsam_party.outage import Outage
from finsam_party.settings import PartySettings
from finsam_party.tokens import MachineTokens

_LOOK_SECONDS = 60.0

log = logging.getLogger("finsam_party")


class Kept:
    """The file of what was seen, a line for each checkpoint; written whole, so that no crash leaves half of it."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def last(self) -> str | None:
        """Return the latest checkpoint, or None; raises LogForked for a file that is no such list."""
        notes = self._notes()
        return notes[-1] if notes else None

    def keep(self, note: str) -> None:
        """Add a checkpoint."""
        whole = "".join(kept_line(each) for each in (*self._notes(), note))
        draft = self._file.with_name(f"{self._file.name}.part")
        draft.write_text(whole, encoding="utf-8")
        draft.replace(self._file)

    def _notes(self) -> list[str]:
        try:
            return read_kept(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return []
        except (Malformed, UnicodeDecodeError):
            raise LogForked("kept_file") from None


class Witness:
    """Asks for the latest checkpoint, holds it against the last one kept, and keeps it.

    `pin`: the fingerprint of a key of the log that came another way. Without it the key of the first look is believed.
    """

    def __init__(
        self, base_url: str, kept: Kept, tokens: MachineTokens, http: httpx2.AsyncClient, pin: str = ""
    ) -> None:
        self._url = f"{base_url.rstrip('/')}/v1/log"
        self._kept = kept
        self._tokens = tokens
        self._http = http
        self._pin = pin

    async def look(self) -> Checkpoint | None:
        """Return the log as it is now, kept; None while it is empty. Raises Outage, LogForked.

        LogForked is final: what was kept stays, for whoever is to look into it.
        """
        keys = await self._keys()
        written = await self._get("checkpoint", empty=HTTPStatus.NOT_FOUND)
        last = self._kept.last()
        if written is None:
            if last is not None:
                raise LogForked("gone")
            return None
        note = str(written["note"])
        try:
            found = signed_checkpoint(note, keys)
            before = Checkpoint.from_text(Note.read(last).text) if last else None
        except Malformed:
            raise LogForked("malformed") from None
        if found is None:
            raise LogForked("signature")
        if before is not None:
            await self._compare(before, found, last or "", keys)
        if before is None or found.size > before.size:
            self._kept.keep(note)
        return found

    async def _compare(self, before: Checkpoint, found: Checkpoint, last: str, keys: list[KeyLink]) -> None:
        # Without this a whole new log with a whole new key would do.
        if signed_checkpoint(last, keys) is None:
            raise LogForked("other_key")
        if found.size < before.size:
            raise LogForked("cut")
        path: list[bytes] = []
        if found.size > before.size:
            told = await self._get("proofs/consistency", {"from": before.size, "to": found.size})
            try:
                path = [from_base64(each) for each in (told or {})["path"]]
            except (Malformed, KeyError, TypeError):
                raise LogForked("malformed") from None
        if not is_consistent(before.tree, found.tree, path):
            raise LogForked("forked")

    async def _keys(self) -> list[KeyLink]:
        """Return the log's keys from the one that is trusted on; raises LogForked when none leads to the last."""
        told = await self._get("keys")
        try:
            keys = [
                KeyLink(
                    LogKey.from_line(each["line"]),
                    int(each["from_size"]),
                    Note.read(each["turn"]) if each["turn"] else None,
                )
                for each in (told or {})["keys"]
            ]
            trusted = [link.key.fingerprint for link in keys].index(self._pin) if self._pin and keys else 0
            if not all(follows(keys[place], keys[place - 1]) for place in range(trusted + 1, len(keys))):
                raise LogForked("key_without_word")
        except (Malformed, KeyError, TypeError, AttributeError):
            raise LogForked("malformed") from None
        except ValueError:
            raise LogForked("not_the_pinned_key") from None
        return keys

    async def _get(
        self, path: str, query: dict[str, int] | None = None, *, empty: HTTPStatus | None = None
    ) -> dict[str, Any] | None:
        headers = {"Authorization": f"Bearer {await self._tokens.bearer()}"}
        try:
            answer = await self._http.get(f"{self._url}/{path}", params=query, headers=headers)
            if answer.status_code == empty:
                return None
            if answer.status_code == HTTPStatus.UNAUTHORIZED:
                self._tokens.forget()
            return answer.raise_for_status().json()
        except (httpx2.HTTPError, ValueError):
            raise Outage("the disclosure log") from None


def make_witness(settings: PartySettings, http: httpx2.AsyncClient) -> Witness:
    """Return the witness that the settings describe; raises WitnessNotSetUp when there is nowhere to keep checkpoints."""
    file = settings.kept_file()
    if file is None:
        raise WitnessNotSetUp("FINSAM_PARTY_WITNESS_FILE saknas: filen där loggens kontrollpunkter sparas")
    tokens = MachineTokens(settings, http)
    return Witness(settings.consent_url, Kept(file), tokens, http, settings.log_fingerprint)


async def watch_log(settings: PartySettings) -> None:
    """Look each minute until cancelled. A fork is said at each look; the party's own work goes on."""
    if settings.kept_file() is None:
        return
    async with httpx2.AsyncClient() as http:
        witness = make_witness(settings, http)
        while True:
            try:
                await witness.look()
            except Outage as outage:
                log.info("%s does not answer", outage.what)
            except LogForked as forked:
                log.error("the disclosure log is not the one seen before: %s", forked.code)  # noqa: TRY400
            await asyncio.sleep(_LOOK_SECONDS)
