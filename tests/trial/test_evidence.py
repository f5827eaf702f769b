"""What the trial says of the log's own evidence: also when the verifier prints nothing to be read."""

from pathlib import Path
from typing import Any

import httpx2

from deploy.infra.system import System
from deploy.trial import evidence
from deploy.trial.history import Verified


class Log:
    """A log that can be taken out."""

    def __init__(self, system: System) -> None:
        self.system = system
        answers = httpx2.MockTransport(lambda _: httpx2.Response(200, text="no key"))
        self.http = httpx2.AsyncClient(transport=answers)

    async def text(self, *_: Any) -> str:
        return "no bundle"


class AllNumbered:
    """Nothing waits for a checkpoint."""

    def behind_the_log(self) -> bool:
        return False


async def said_of(tmp_path: Path) -> Verified:
    log: Any = Log(System(tmp_path))
    numbered: Any = AllNumbered()
    return await evidence.verified(log, numbered)


async def test_a_verifier_that_cannot_judge_is_quoted(tmp_path: Path) -> None:
    judged = await said_of(tmp_path)

    assert (judged.verdict, judged.leaves) == ("unreadable", 0)
    assert "verify" in judged.why
