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

    @property
    def app(self) -> FastAPI:
        app = FastAPI()

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
