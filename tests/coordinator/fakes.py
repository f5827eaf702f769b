"""Small stand-ins for what the coordinator asks others: the consent service, tokens, the party client's items."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from fastapi import FastAPI, HTTPException, Request
from finsam_party import Control, Document, Gone, Item, OpenSection, Refused, Sequence, Unreadable

from services.coordinator.consent import MOST_HIDDEN, MOST_UNITS, MOST_WITHHELD, ConsentService
from services.coordinator.errors import ConsentUnreachable
from services.coordinator.followup import FollowupService
from services.coordinator.foreign import read_recipients
from services.coordinator.reactions import Around
from services.coordinator.settings import CoordinatorSettings
from shared.hybrid import HybridKey
from shared.peer import Peer
from shared.problem import Unavailable
from tests.coordinator.builders import SENDER, TEAM, the_anmalan
from tests.standins import FakeTokens, FakeVerifier, a_viewer, receiving_key, settings_values

MEETING_CATEGORIES = {"identitet", "handlaggning", "mote", "plan", "planoversikt"}
"""In these the team may tell every unit something, unless a test narrows it."""


VIEWERS = {
    "koordinator": a_viewer("koordinator", unit=TEAM, roles=["koordinator"], function="koordinator"),
    "other-team": a_viewer("other-team", unit="team-annan", roles=["koordinator"], function="koordinator"),
    "host-staff": a_viewer("host-staff", unit=TEAM, roles=["handlaggare"], function="handläggare"),
    "jobbtorg": a_viewer("jobbtorg", unit="jobbtorg-stockholm", roles=["handlaggare"], function="jobbcoach"),
    "soc": a_viewer("soc", unit=SENDER, roles=["handlaggare"], function="socialsekreterare"),
    "af-system": a_viewer("af-system", unit="af", scopes=["release", "answer"], client_id="af-system"),
    "fk-system": a_viewer("fk-system", unit="fk", scopes=["release"], client_id="fk-system"),
    "svc-referral": a_viewer("svc-referral", scopes=["reads"], client_id="svc-referral"),
    "forbund": a_viewer("forbund", unit="samordningsforbundet", roles=["forbund"], function="utredare"),
    "individ": a_viewer("individ", roles=["individ"]),
    "drift": a_viewer("drift", roles=["drift"], function="driftansvarig"),
    "granskare": a_viewer("granskare", unit=TEAM, roles=["logggranskare"], function="logggranskare"),
    "other-granskare": a_viewer("other-granskare", unit=SENDER, roles=["logggranskare"]),
}


VERIFIER, TOKENS = FakeVerifier(VIEWERS), FakeTokens("svc-coordinator")


@dataclass
class FakeConsent:
    """Answers what the consent service answers, as a test wants it."""

    covered: bool = True
    down: bool = False
    hidden: set[UUID] = field(default_factory=set)
    standing: dict[UUID, set[UUID]] = field(default_factory=dict)
    """Per case, the rows to the team that go on, as far as a test has told of them."""
    mine: set[UUID] = field(default_factory=set)
    uncovered: set[str] = field(default_factory=set)
    withheld: set[UUID] = field(default_factory=set)
    narrow: dict[str, set[str]] = field(default_factory=dict)
    silent: dict[str, set[str]] = field(default_factory=dict)
    """Per unit, the categories in which it may tell the team nothing."""
    aliases: dict[tuple[str, UUID], UUID] = field(default_factory=dict)
    stops: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    pair: HybridKey = field(default_factory=HybridKey.generate)

    @property
    def app(self) -> FastAPI:
        app = FastAPI()

        app.add_api_route("/v1/covered-units", self._covered_units, methods=["POST"])
        body = self._body

        @app.get("/v1/receiving-key")
        async def key() -> dict[str, Any]:
            return receiving_key(self.pair)

        @app.post("/v1/coverage")
        async def coverage(request: Request) -> dict[str, Any]:
            self.asked.append(await body(request, "svc-coordinator"))
            return {"covered": self.covered}

        @app.post("/v1/hidden-cases")
        async def hidden_cases(request: Request) -> dict[str, Any]:
            asked = await body(request, "svc-coordinator")
            assert len(asked["case_ids"]) <= MOST_HIDDEN
            return {"hidden": [c for c in asked["case_ids"] if self._hides(UUID(c))]}

        @app.post("/v1/withheld-cases")
        async def withheld_cases(request: Request) -> dict[str, Any]:
            asked = await body(request, "svc-coordinator")
            assert len(asked["case_ids"]) <= MOST_WITHHELD
            return {"withheld": [c for c in asked["case_ids"] if UUID(c) in self.withheld]}

        @app.post("/v1/protections")
        async def protect(request: Request) -> dict[str, Any]:
            asked = await body(request, "koordinator")
            assert request.headers["idempotency-key"]
            self.withheld.add(UUID(asked["case_id"]))
            return {"case_id": asked["case_id"], "state": "enforced"}

        @app.post("/v1/aliases/resolve")
        async def resolve(request: Request) -> dict[str, Any]:
            asked = await body(request, "svc-coordinator")
            case_id = self.aliases.get((asked["recipient"], UUID(asked["alias"])))
            if case_id is None:
                raise HTTPException(404)
            return {"case_id": str(case_id), **asked}

        @app.get("/v1/cases/{case_id}/stops")
        async def stops(case_id: UUID, request: Request) -> list[dict[str, Any]]:
            await body(request, "koordinator")
            return self.stops

        @app.get("/v1/my/cases")
        async def my_cases(request: Request) -> dict[str, Any]:
            await body(request, "individ")
            return {"cases": [{"case_id": str(case_id)} for case_id in self.mine]}

        return app

    def _hides(self, case_id: UUID) -> bool:
        """Tell whether the team's lists leave a case out: withheld, or no row to the team goes on."""
        gone = case_id in self.standing and not self.standing[case_id]
        return gone or case_id in self.hidden | self.withheld

    async def _body(self, request: Request, token: str) -> dict[str, Any]:
        if self.down:
            raise HTTPException(503)
        assert request.headers["authorization"] == f"Bearer {token}"
        return await request.json() if request.method == "POST" else {}

    async def _covered_units(self, request: Request) -> dict[str, Any]:
        asked = await self._body(request, "svc-coordinator")
        assert len(asked["units"]) <= MOST_UNITS
        withheld = UUID(asked["case_id"]) in self.withheld
        return {"withheld": withheld, "units": [self._unit(unit, withheld) for unit in asked["units"]]}

    def _unit(self, unit: str, withheld: bool) -> dict[str, Any]:
        covered = not withheld and unit not in self.uncovered
        categories = self.narrow.get(unit, MEETING_CATEGORIES) if covered else set()
        told = categories - self.silent.get(unit, set())
        return {
            "unit": unit,
            "covered": covered,
            "categories": sorted(categories),
            "to_team": sorted(told),
        }


@dataclass
class FakeFollowup:
    """Answers what the followup service answers: the results that a test has put there."""

    down: bool = False
    results: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/v1/follow-up-results")
        async def result(request: Request) -> dict[str, Any]:
            if self.down:
                raise HTTPException(503)
            assert request.headers["authorization"] == "Bearer svc-coordinator"
            return {"result": self.results.get((await request.json())["followup_id"])}

        return app


def around(stage: Any) -> Around:
    """What the reactions ask others on a stage."""
    peer = Peer(stage.settings.consent_address, stage.http, TOKENS, ConsentUnreachable)
    consent = ConsentService(peer)
    followup = FollowupService(Peer(stage.settings.followup_address, stage.http, TOKENS, Unavailable))
    names = {one.id: one.name for one in read_recipients(stage.settings.recipients_file).values()}
    return Around(partial(stage.team.ask_cover, consent), followup.result, stage.team.office, names)


def settings_of(folder: Path, clock: Path, urls: tuple[str, str]) -> CoordinatorSettings:
    others = {
        "consent_url": "http://consent",
        "followup_url": "http://followup",
        "referral_url": "http://referral",
    }
    values = settings_values("coordinator", folder, urls)
    return CoordinatorSettings.model_validate(values | others | {"clock_file": clock})


async def _settled() -> None:
    return None


class Post:
    """One case's records to the team, in the order of their sequence."""

    def __init__(self, case_id: UUID | None = None) -> None:
        self.case_id = case_id or uuid4()
        self.alias = uuid4()
        self.number = 0

    def document(self, type_: str, sections: list[dict[str, Any]], **changes: Any) -> Item:
        return self._item(
            lambda place: Document(
                **place,
                type=type_,
                at=datetime.now(UTC),
                source=changes.get("source", SENDER),
                corrects=None,
                case_id=changes.get("case_id", self.case_id),
                sections=tuple(OpenSection(**section) for section in sections),
                gone=changes.get("gone", ()),
            )
        )

    def anmalan(self, text: str = "Vem gör vad?") -> Item:
        return self.document("anmalan", the_anmalan(text))

    def control(self, type_: str, document: UUID | None = None) -> Item:
        return self._item(
            lambda place: Control(
                **place,
                type=type_,
                case_id=self.case_id,
                all=True,
                sources=(),
                categories=(),
                final=True,
                last_sequence=self.number,
                document=document,
            )
        )

    def gone(self) -> Item:
        return self._item(lambda place: Gone(**place))

    def refused(self) -> Item:
        return self._item(lambda place: Refused(**place))

    def unreadable(self) -> Item:
        return Item(Unreadable(0, 7, "signature"), None, 0, 7, _settled)

    def _item(self, make) -> Item:
        self.number += 1
        place = {"alias": self.alias, "event_id": uuid4(), "epoch": 1, "sequence": self.number}
        return Item(make(place), Sequence(self.alias, 1, self.number), 0, self.number, _settled)
