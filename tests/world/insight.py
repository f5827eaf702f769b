"""Who sees what of one case: every read of every service, asked by everyone, told in one word each."""

import json
import re
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import httpx2

from deploy.demo.papers import ADRESS, EPOST
from deploy.infra.clients import RECIPIENT_SCOPES
from deploy.infra.topology import SERVICES
from shared.devidp.directory import Client
from tests.world.teamwork import AF, SENDER, TEAM, Teamwork

SEES, WITH_ADDRESS, PURPOSE, NOTHING, REFUSED = "ser", "ser, adress", "ändamål", "inget", "nekas"
VIEWERS = {
    "anmälande enhet": "anmalare-soc",
    "annan enhet": "handlaggare-af",
    "koordinator": "koordinator",
    "annan koordinator": "koordinator-annan",
    "personen": "individ",
    "förbundet": "forbund",
    "logggranskare": "granskare",
    "partens system": "machine",
}
"""The columns of the table → who asks."""
_UNITS = {"anmalare-soc": SENDER, "handlaggare-af": AF, "machine": AF, "koordinator": TEAM}
_STATED = "handlaggning_for_hand"
_NEEDS_PURPOSE = {"opening_needs_purpose", "reading_needs_purpose"}
_ON_REQUEST = {"purpose": "begaran_fran_individen"}
"""A letter that is printed when she asks for it: nothing else is a reason."""
READS = {
    ("referral", "/v1/referrals/search"),
    ("consent", "/v1/release"),
    ("consent", "/v1/my/revocation-previews"),
    ("consent", "/v1/aliases/resolve"),
    ("consent", "/v1/coverage"),
    ("consent", "/v1/covered-units"),
    ("consent", "/v1/hidden-cases"),
    ("consent", "/v1/withheld-cases"),
    ("consent", "/v1/cases-with-samtycke"),
    ("coordinator", "/v1/akter/{case_id}/openings"),
    ("followup", "/v1/follow-ups/{followup_id}/openings"),
    ("followup", "/v1/follow-up-results"),
    ("coordinator", "/v1/team-reads"),
}
"""What is read by POST; every other POST changes something, and every GET is a read."""


@dataclass
class Insight:
    """One case that everybody asks about. `ids` are its own, as paths name them; `aliases` are the units' names for it.

    One that waits for its samtycke has neither aliases nor records.
    """

    life: Teamwork
    ids: dict[str, str]
    aliases: dict[str, str]
    records: dict[str, list[str]] = field(default_factory=dict)
    """Per unit, the records that it had been sent before."""

    async def rows(self) -> list[tuple[str, str]]:
        """Return every read: its service, and method and path."""
        found: list[tuple[str, str]] = []
        for service in SERVICES:
            paths = (await self.life.house.http.get(self.life.house.url(service, "/v1/openapi.json"))).json()[
                "paths"
            ]
            for path, operations in paths.items():
                if "get" in operations:
                    found.append((service, f"GET {path}"))
                if (service, path) in READS:
                    found.append((service, f"POST {path}"))
        return found

    async def seen(self, service: str, route: str, who: str) -> str:
        """Ask one read as one viewer, and say what she sees of the case."""
        answer = await self._ask(service, route, who, None)
        if answer.status_code == HTTPStatus.CONFLICT and answer.json()["code"] in _NEEDS_PURPOSE:
            told = self._told(route, await self._ask(service, route, who, _STATED))
            return {SEES: PURPOSE, WITH_ADDRESS: f"{PURPOSE}, adress"}.get(told, told)
        return self._told(route, answer)

    async def _ask(self, service: str, route: str, who: str, purpose: str | None) -> httpx2.Response:
        method, path = route.split(" ")
        asked = {"form": "txt", "text_id": "sv-2", **self.ids}
        where = re.sub(r"{(\w+)}", lambda name: asked[name[1]], path)
        headers = {"Authorization": f"Bearer {self._token(who)}", "Idempotency-Key": str(uuid4())}
        return await self.life.house.http.request(
            method,
            self.life.house.url(service, where),
            headers=headers,
            params=self._query(path, who, purpose) if method == "GET" else None,
            json=self._body(path, who, purpose) if method == "POST" else None,
        )

    def _token(self, who: str) -> str:
        if who != "machine":
            return self.life.who(who).token
        client = Client(client_id=AF, kind="recipient", scopes=RECIPIENT_SCOPES, public_key_pem="")
        return self.life.house.issuer.for_machine(client, list(RECIPIENT_SCOPES))["access_token"]

    def _query(self, path: str, who: str, purpose: str | None) -> dict[str, str]:
        day = self.life.today()
        always: dict[str, dict[str, str]] = {
            "/v1/texts/current": {"locale": "sv"},
            "/v1/rows": {"alias": self._alias(who)},
            "/v1/aliases": {"case_id": self.ids["case_id"]},
            "/v1/meetings": {"from": self.life.day(-300), "to": self.life.day(60)},
            "/v1/akter/{case_id}/plans/{plan_id}/compare": {"from": "1", "to": "2"},
            "/v1/outcomes": {"year": str(day.year)},
            "/v1/indicators": {"year": str(day.year)},
            "/v1/cases/{case_id}/samtycken.{form}": _ON_REQUEST,
            "/v1/cases/{case_id}/disclosures.{form}": _ON_REQUEST,
            "/v1/receipts/{receipt_id}.{form}": _ON_REQUEST,
            "/v1/log/leaves": {"event": next(iter(self._records(who)), "")},
            "/v1/log/proofs/consistency": {"from": "1", "to": "1"},
            "/v1/log/proofs/inclusion": {"leaf": self.ids["case_id"]},
        }
        return always.get(path, {}) | ({"purpose": purpose} if purpose else {})

    def _body(self, path: str, who: str, purpose: str | None) -> dict[str, Any]:
        case = self.ids["case_id"]
        return {
            "/v1/referrals/search": {"personnummer": self.life.person.personal_number},
            "/v1/release": {"events": self._records(who), "purpose": "handlaggning"},
            "/v1/my/revocation-previews": {"case_id": case, "scope": {"kind": "all"}},
            "/v1/aliases/resolve": {"recipient": AF, "alias": self.aliases[AF]},
            "/v1/coverage": {"case_id": case, "sender": SENDER, "team": TEAM},
            "/v1/covered-units": {"case_id": case, "team": TEAM, "units": [AF]},
            "/v1/hidden-cases": {"case_ids": [case]},
            "/v1/withheld-cases": {"case_ids": [case]},
            "/v1/cases-with-samtycke": {"case_ids": [case]},
            "/v1/team-reads": {"case_id": case},
            "/v1/follow-up-results": {"case_id": case, "meeting_id": self.ids["meeting_id"]},
        }.get(path, {"purpose": purpose or _STATED})

    def _alias(self, who: str) -> str:
        return self.aliases.get(_UNITS.get(who, AF), self.aliases.get(AF, ""))

    def _records(self, who: str) -> list[str]:
        return self.records.get(_UNITS.get(who, AF), self.records.get(AF, []))[:20]

    def _told(self, route: str, answer: httpx2.Response) -> str:
        if answer.status_code != HTTPStatus.OK:
            assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, answer.text
            return REFUSED
        if answer.request.url.path == "/v1/release":
            return SEES if '"status":"key"' in answer.text else NOTHING
        if answer.headers["content-type"].startswith(("application/pdf", "image/")):
            return SEES
        text = _text(answer)
        if ADRESS in text or EPOST in text:
            return WITH_ADDRESS
        if any(f"{{{name}}}" in route for name in self.ids):
            return SEES  # what is asked for by an id of the case is about it, also when it does not say so
        names = (*self.ids.values(), *self.aliases.values(), self.life.person.name)
        return SEES if any(name in text for name in names) else NOTHING


def _text(answer: httpx2.Response) -> str:
    """Return an answer as people read it; what was asked for is no answer."""
    if answer.headers["content-type"].startswith("text/"):
        return answer.text
    return json.dumps(answer.json(), ensure_ascii=False)
