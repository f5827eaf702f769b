"""Small stand-ins for what follow-ups ask others: the consent service, tokens."""

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import FastAPI, HTTPException, Request

from services.followup.settings import FollowupSettings
from shared.auth import Unauthenticated, Viewer
from shared.hybrid import HybridKey
from shared.sections import ReceivingKey
from tests.followup.builders import AF, FK, SENDER, TEAM

REFERENCE = Path(__file__).parents[2] / "deploy" / "reference"


def a_viewer(name: str, **changes: Any) -> Viewer:
    return Viewer(
        subject=name,
        unit=changes.get("unit"),
        roles=frozenset(changes.get("roles", ())),
        scopes=frozenset(changes.get("scopes", ())),
        function=changes.get("function"),
        client_id=changes.get("client_id", "finsam-cli"),
        personal_number=None,
        token=name,
    )


VIEWERS = {
    "koordinator": a_viewer("koordinator", unit=TEAM, roles=["koordinator"], function="koordinator"),
    "other-team": a_viewer("other-team", unit="team-annan", roles=["koordinator"], function="koordinator"),
    "host-staff": a_viewer("host-staff", unit=TEAM, roles=["handlaggare"], function="handläggare"),
    "handlaggare-fk": a_viewer("handlaggare-fk", unit=FK, roles=["handlaggare"]),
    "jobbtorg": a_viewer("jobbtorg", unit="jobbtorg-stockholm", roles=["handlaggare"]),
    "af": a_viewer("af", unit=AF, scopes=["release", "feed", "answer"], client_id="af"),
    "narrow": a_viewer("narrow", unit=AF, scopes=["release", "feed"], client_id="narrow"),
    "svc-coordinator": a_viewer("svc-coordinator", scopes=["results"], client_id="svc-coordinator"),
    "stolen-scope": a_viewer("stolen-scope", unit=TEAM, roles=["koordinator"], scopes=["results"]),
    "individ": a_viewer("individ", roles=["individ"]),
    "forbund": a_viewer("forbund", unit="samordningsforbundet-stockholm", roles=["forbund"]),
    "granskare": a_viewer("granskare", unit=TEAM, roles=["logggranskare"], function="logggranskare"),
    "other-granskare": a_viewer("other-granskare", unit=SENDER, roles=["logggranskare"]),
}


class FakeVerifier:
    async def viewer(self, token: str) -> Viewer:
        if token not in VIEWERS:
            raise Unauthenticated
        return VIEWERS[token]


class FakeTokens:
    async def bearer(self) -> str:
        return "svc-followup"


@dataclass
class FakeConsent:
    """Answers what the consent service answers, as a test wants it."""

    uncovered: set[str] = field(default_factory=set)
    down: bool = False
    hidden: set[UUID] = field(default_factory=set)
    withheld: set[UUID] = field(default_factory=set)
    mine: set[UUID] = field(default_factory=set)
    asked: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    pair: HybridKey = field(default_factory=HybridKey.generate)

    @property
    def app(self) -> FastAPI:
        app = FastAPI()

        async def body(request: Request, who: str = "svc-followup") -> dict[str, Any]:
            self.paths.append(request.url.path)
            if self.down:
                raise HTTPException(503)
            assert request.headers["authorization"] == f"Bearer {who}"
            return await request.json() if request.method == "POST" else {}

        @app.get("/v1/receiving-key")
        async def receiving_key() -> dict[str, Any]:
            public = base64.b64encode(self.pair.public()).decode()
            end = datetime.now(UTC) + timedelta(days=3)
            return ReceivingKey(kid="2026-W10", public=public, not_after=end).model_dump(mode="json")

        @app.post("/v1/covered-units")
        async def covered_units(request: Request) -> dict[str, Any]:
            asked = await body(request)
            self.asked.append(asked)
            withheld = UUID(asked["case_id"]) in self.withheld
            units = [
                {"unit": u, "covered": not withheld and u not in self.uncovered, "categories": []}
                for u in asked["units"]
            ]
            return {"withheld": withheld, "units": units}

        @app.post("/v1/hidden-cases")
        async def hidden_cases(request: Request) -> dict[str, Any]:
            asked = await body(request)
            return {"hidden": [c for c in asked["case_ids"] if UUID(c) in self.hidden]}

        @app.post("/v1/withheld-cases")
        async def withheld_cases(request: Request) -> dict[str, Any]:
            asked = await body(request)
            return {"withheld": [c for c in asked["case_ids"] if UUID(c) in self.withheld]}

        @app.get("/v1/my/cases")
        async def my_cases(request: Request) -> dict[str, Any]:
            await body(request, "individ")
            return {"cases": [{"case_id": str(case_id)} for case_id in self.mine]}

        return app


def settings_of(folder: Path, clock: Path, url: str, keys_url: str) -> FollowupSettings:
    return FollowupSettings(
        service="followup",
        database_url=url,
        keys_database_url=keys_url,
        kafka_servers="127.0.0.1:1",
        kafka_user="svc-followup",
        kafka_password="unused",
        kafka_ca_file=folder / "ca.pem",
        issuer="http://issuer",
        client_id="svc-followup",
        client_key_file=folder / "client.pem",
        root_key_file=folder / "root",
        index_key_file=folder / "index",
        http_port=1,
        clock_file=clock,
        environment="development",
        recipients_file=REFERENCE / "recipients.json",
        test_numbers_file=REFERENCE / "testnumbers.txt",
        consent_url="http://consent",
    )
