"""The toy service as a process: a command that publishes, and a reaction to its own topic. `python -m tests.shared.toy`"""

import os
from typing import cast
from uuid import UUID

from fastapi import Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import make_engine, make_sessions
from shared.idempotency import Answer, run_command
from shared.inbox import Inbox
from shared.lag import Subscription
from shared.outbox import Outbox
from shared.service import Service, run
from shared.settings import Settings
from tests.shared.bench import DONE, done, note_step
from tests.shared.web import toy_app


def wire() -> Service:
    settings = Settings()
    topic = os.environ["TOY_TOPIC"]
    engine = make_engine(settings.database_url)
    sessions = make_sessions(engine)
    outbox = Outbox("toy", topic)
    app = toy_app(sessions)

    @app.post("/v1/cases/{case_id}/steps/{step}")
    async def do(request: Request, case_id: UUID, step: int) -> Response:
        async def act(session: AsyncSession, _: None) -> Answer:
            event_id = await outbox.stage(session, done(case_id, step))
            return Answer(201, {"event_id": str(event_id)})

        return await run_command(request, act)

    return Service(
        settings=cast("Settings", settings),
        app=app,
        engine=engine,
        outbox=outbox,
        inbox=Inbox(sessions, keep_sections=False),
        subscriptions=(Subscription(topic, f"svc-toy.{topic}"),),
        reactions={DONE: note_step},
    )


if __name__ == "__main__":
    run(wire)
