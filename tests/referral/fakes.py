"""A small consent service and named test persons, as this service meets them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fastapi import FastAPI, HTTPException, Request
from pydantic import BaseModel, ConfigDict

from shared.hybrid import HybridKey
from tests.referral.builders import SIGNING, TEAM, UNIT
from tests.standins import FakeTokens, FakeVerifier, a_viewer, receiving_key

VIEWERS = {
    "anmalare": a_viewer("anmalare", unit=UNIT, roles=["handlaggare"], function="socialsekreterare"),
    "kollega": a_viewer("kollega", unit=UNIT, roles=["handlaggare"], function="socialsekreterare"),
    "farsta": a_viewer("farsta", unit="soc-farsta", roles=["handlaggare"], function="socialsekreterare"),
    "koordinator": a_viewer("koordinator", unit=TEAM, roles=["koordinator"], function="koordinator"),
    "annan-koordinator": a_viewer("annan", unit="team-annan", roles=["koordinator"], function="koordinator"),
    "granskare": a_viewer("granskare", unit=UNIT, roles=["logggranskare"]),
    "individ": a_viewer("individ", roles=["individ"]),
    "coordinator": a_viewer("svc-coordinator", scopes=["paper"], client_id="svc-coordinator"),
}


VERIFIER, TOKENS = FakeVerifier(VIEWERS), FakeTokens("svc-referral")


class CoverageForm(BaseModel):
    """What the consent service accepts, and nothing else."""

    model_config = ConfigDict(extra="forbid")

    case_id: UUID
    sender: str
    team: str
    parties: list[str]
    categories: list[str]


class WithheldForm(BaseModel):
    """The same for cases in a list."""

    model_config = ConfigDict(extra="forbid")

    case_ids: list[UUID]


@dataclass
class FakeConsent:
    """Answers as the consent service does, in the way a test wants; every request is recorded."""

    down: bool = False
    signed: bool = True
    note: bool = False
    uncovered: set[str] = field(default_factory=set)
    uncovered_categories: list[str] = field(default_factory=list)
    protected: set[UUID] = field(default_factory=set)
    samtycken: set[UUID] = field(default_factory=set)
    mine: set[UUID] = field(default_factory=set)
    documents: list[dict[str, Any]] = field(default_factory=list)
    """What became of the documents that the unit is the source of."""
    handled: int = 1000
    """The number of the last fact of the anmälan that it has handled."""
    requests: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    pair: HybridKey = field(default_factory=HybridKey.generate)
    watch: Callable[[], None] = lambda: None
    """Called at each request: what holds in this service while it asks?"""

    def asked(self, path: str) -> list[dict[str, Any]]:
        return [body for asked, body in self.requests if asked == path]

    @property
    def app(self) -> FastAPI:
        app = FastAPI()
        app.add_api_route("/v1/receiving-key", self.receiving_key)
        app.add_api_route("/v1/coverage", self.coverage, methods=["POST"])
        app.add_api_route("/v1/withheld-cases", self.withheld_cases, methods=["POST"])
        app.add_api_route("/v1/cases-with-samtycke", self.cases_with_samtycke, methods=["POST"])
        app.add_api_route("/v1/protections", self.protect, methods=["POST"])
        app.add_api_route("/v1/my/cases", self.my_cases)
        app.add_api_route("/v1/cases/{case_id}/own-documents", self.own_documents)
        return app

    async def receiving_key(self) -> dict[str, Any]:
        if self.down:
            raise HTTPException(503)
        return receiving_key(self.pair)

    async def coverage(self, form: CoverageForm, request: Request) -> dict[str, Any]:
        self._noted(request, "svc-referral", form.model_dump(mode="json"))
        withheld = form.case_id in self.protected
        uncovered = [
            unit
            for unit in (form.team, *form.parties)
            if unit in self.uncovered or withheld or not self.signed
        ]
        signing = {
            "signing_id": SIGNING.signing_id,
            "text_id": SIGNING.text_id,
            "text_hash": SIGNING.text_hash,
        }
        return {
            "covered": not uncovered,
            "withheld": withheld,
            "signing": signing if self.signed and not withheld else None,
            "exclusion_note_exists": self.note,
            "uncovered": [{"recipient": unit, "missing": []} for unit in uncovered],
            "uncovered_categories": [c for c in form.categories if c in self.uncovered_categories],
        }

    async def withheld_cases(self, form: WithheldForm, request: Request) -> dict[str, Any]:
        self._noted(request, "svc-referral", form.model_dump(mode="json"))
        return {"withheld": [str(case_id) for case_id in form.case_ids if case_id in self.protected]}

    async def cases_with_samtycke(self, form: WithheldForm, request: Request) -> dict[str, Any]:
        self._noted(request, "svc-referral", form.model_dump(mode="json"))
        return {"with_samtycke": [str(case_id) for case_id in form.case_ids if case_id in self.samtycken]}

    async def protect(self, request: Request) -> dict[str, Any]:
        body = await request.json()
        self._noted(request, request.headers["authorization"].removeprefix("Bearer "), body)
        assert request.headers["idempotency-key"]
        assert request.headers["x-service-authorization"] == "Bearer svc-referral"
        self.protected.add(UUID(body["case_id"]))
        return {"case_id": body["case_id"], "state": "enforced"}

    async def my_cases(self, request: Request) -> dict[str, Any]:
        self._noted(request, "individ", {})
        return {"cases": [{"case_id": str(case_id), "team": TEAM} for case_id in self.mine]}

    async def own_documents(self, case_id: UUID, request: Request) -> dict[str, Any]:
        assert request.headers["x-service-authorization"] == "Bearer svc-referral"
        token = request.headers["authorization"].removeprefix("Bearer ")
        assert token in {"anmalare", "koordinator"}
        self._noted(request, token, {"case_id": str(case_id)})
        return {"documents": self.documents, "handled": self.handled}

    def _noted(self, request: Request, token: str, body: dict[str, Any]) -> None:
        if self.down:
            raise HTTPException(503)
        assert request.headers["authorization"] == f"Bearer {token}"
        self.watch()
        self.requests.append((request.url.path, body))


@dataclass
class FakeTeam:
    """Answers what the coordinator service answers: who in the team has read which case."""

    down: bool = False
    reads: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/v1/team-reads")
        async def team_reads(request: Request) -> dict[str, Any]:
            if self.down:
                raise HTTPException(503)
            assert request.headers["authorization"] == "Bearer svc-referral"
            self.asked.append((await request.json())["case_id"])
            return {"reads": self.reads}

        return app
