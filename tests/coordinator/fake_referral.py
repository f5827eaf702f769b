"""A small referral service, as the coordinator meets it when an anmälan on paper goes on."""

from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse


@dataclass
class FakeReferral:
    """Takes in what it is told, or answers as a test wants it."""

    down: bool = False
    refuses: dict[str, Any] | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)
    checked: list[dict[str, Any]] = field(default_factory=list)
    answered: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Per Idempotency-Key, the answer by letter that was taken in."""
    loses_answers: bool = False
    """Does what it is told, and the word of it never comes back."""

    @property
    def app(self) -> FastAPI:
        app = FastAPI()
        app.add_api_route("/v1/paper-answers", self._answer, methods=["POST"])

        @app.post("/v1/paper-referrals")
        async def take_in(request: Request) -> JSONResponse:
            if self.down:
                raise HTTPException(503)
            assert request.headers["authorization"] == "Bearer svc-coordinator"
            if self.refuses is not None:
                return JSONResponse(self.refuses, 409)
            said = await request.json()
            self.asked.append(said)
            return JSONResponse({"id": said["case_id"], "status": "skickad"})

        @app.post("/v1/paper-checks")
        async def check(request: Request) -> JSONResponse:
            if self.down:
                raise HTTPException(503)
            assert request.headers["authorization"] == "Bearer svc-coordinator"
            self.checked.append(await request.json())
            if self.faults:
                return JSONResponse({"code": "invalid_content", "fields": self.faults}, 422)
            return JSONResponse({"checked": True})

        return app

    async def _answer(self, request: Request) -> JSONResponse:
        if self.down:
            raise HTTPException(503)
        assert request.headers["authorization"] == "Bearer svc-coordinator"
        if self.refuses is not None:
            return JSONResponse(self.refuses, 409)
        said = await request.json()
        if self.answered.setdefault(request.headers["idempotency-key"], said) != said:
            return JSONResponse({"code": "idempotency_key_reused"}, 422)
        if self.loses_answers:
            raise HTTPException(503)
        return JSONResponse({"id": said["case_id"], "status": "mottagen"})
