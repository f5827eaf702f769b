"""Small stand-ins for what follow-ups ask others: the consent service, tokens."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import FastAPI, HTTPException, Request

from services.followup.settings import FollowupSettings
from shared.hybrid import HybridKey
from tests.followup.builders import AF, FK, SENDER, TEAM
from tests.standins import FakeTokens, FakeVerifier, a_viewer, receiving_key, settings_values

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


VERIFIER, TOKENS = FakeVerifier(VIEWERS), FakeTokens("svc-followup")


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
        async def key() -> dict[str, Any]:
            return receiving_key(self.pair)

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


def settings_of(folder: Path, clock: Path, urls: tuple[str, str]) -> FollowupSettings:
    values = settings_values("followup", folder, urls)
    return FollowupSettings.model_validate(values | {"consent_url": "http://consent", "clock_file": clock})
