"""Every operation of every service answers as it is described, whoever asks and whatever they send.

`--chains N` goes new ways, as far as wanted; an ordinary run draws the same each time.
"""

import re
import secrets
import sys
from collections.abc import Iterator

import pytest

from deploy.infra.topology import SERVICES
from shared import idempotency
from tests.world.described.asking import Asking, Odd
from tests.world.described.exploring import explore, welcome
from tests.world.described.heard import Heard
from tests.world.described.played import PLACES, play
from tests.world.described.walking import Walking
from tests.world.machine.stage import Stage

pytestmark = [pytest.mark.real, pytest.mark.timeout(24 * 3600)]
CHAINS = 3
"""As many begin at each operation in an ordinary run."""
TAKE_UP = ("coordinator", "POST", "/v1/akter/{case_id}/take-up")
AKTER = ("coordinator", "GET", "/v1/akter")


@pytest.fixture(scope="module")
def stage(infra, tmp_path_factory) -> Iterator[Stage]:
    made = Stage(infra, tmp_path_factory.mktemp("described"))
    made.open()
    yield made
    made.close()


@pytest.fixture(scope="module")
def heard(stage: Stage) -> Heard:
    """What callers know when all cases have come to their places."""
    heard = Heard({name: service.app.openapi() for name, service in stage.house.services.items()})
    stage.house.http.event_hooks["response"].append(heard.note)
    stage.run(play(stage.house, [stage.somebody() for _ in range(PLACES)]))
    welcome(heard, stage.house)
    stage.run(explore(Asking(stage.house, heard)))
    return heard


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_answers_as_it_is_described(stage, heard, service, pytestconfig, capsys) -> None:
    wanted = pytestconfig.getoption("--chains")
    number = secrets.randbits(32) if wanted else 0
    walking = Walking(stage, Asking(stage.house, heard, number))
    places = [place for place in heard.places if place[0] == service]
    for place in places:
        walking.sweep(place, wanted // CHAINS or 1)
    for _ in range(wanted or CHAINS):
        for place in places:
            walking.walk(place)

    with capsys.disabled():
        sys.stdout.write(f"\n{service}, seed {number}: {dict(sorted(walking.answered.items()))}\n")
    assert walking.faults == {}, walking.report()


def test_a_version_that_is_not_looked_at_is_caught(stage, heard, monkeypatch) -> None:
    monkeypatch.setattr(idempotency, "_VERSION", re.compile(r"(.*)"))
    walking = Walking(stage, Asking(stage.house, heard, 1))

    for _ in range(8):
        walking.ask(TAKE_UP, odd=Odd.VERSION)

    assert {fault for _, fault in walking.faults} >= {"ServerError 500", "UndefinedStatusCode 500"}


def test_a_refusal_that_is_not_described_is_caught(stage, heard, monkeypatch) -> None:
    monkeypatch.delitem(heard.operation(TAKE_UP)["responses"], "401")
    walking = Walking(stage, Asking(stage.house, heard, 2))

    walking.ask(TAKE_UP, odd=Odd.TOKEN)

    assert {fault for _, fault in walking.faults} == {"UndefinedStatusCode 401"}


def test_an_answer_of_another_form_is_caught(stage, heard, monkeypatch) -> None:
    (content,) = heard.operation(AKTER)["responses"]["200"]["content"].values()
    monkeypatch.setitem(content, "schema", {"type": "array"})
    walking = Walking(stage, Asking(stage.house, heard, 3))

    walking.ask(AKTER, odd=Odd.NOTHING)

    assert {fault for _, fault in walking.faults} == {"JsonSchemaError 200"}
