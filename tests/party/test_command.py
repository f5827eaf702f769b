"""The command as a party runs it: a process of its own, with real HTTP."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import FastAPI
from finsam_party.__main__ import NOTICES, as_line
from finsam_party.documents import CONTROL_TYPES, Document, Gone, OpenSection, Refused, Unreadable
from finsam_party.record import Part
from finsam_party.settings import PartySettings
from joserfc.jwk import OKPKey

from shared.devidp.app import make_app
from shared.devidp.directory import Client, Directory
from shared.devidp.tokens import TokenIssuer
from tests.party.world import World, document, pem

ALIAS = UUID(int=31)


@contextlib.asynccontextmanager
async def served(app: FastAPI, port: int) -> AsyncIterator[None]:
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", lifespan="off"))
    with contextlib.suppress(AttributeError):
        server.install_signal_handlers = lambda: None  # pyright: ignore[reportAttributeAccessIssue]
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  the server has no event to wait for
        await asyncio.sleep(0.05)
    yield
    server.should_exit = True
    await running


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
async def environment(world: World, tmp_path: Path) -> AsyncIterator[dict[str, str]]:
    idp, consent = (f"http://127.0.0.1:{free_port()}" for _ in range(2))
    machine = Ed25519PrivateKey.generate()
    key_file = tmp_path / "machine.pem"
    key_file.write_bytes(pem(machine))
    public = machine.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    known = Client(client_id="fk", kind="recipient", scopes=("release", "feed"), public_key_pem=public)
    provider = make_app(Directory({}, {"fk": known}), TokenIssuer(idp, OKPKey.generate_key("Ed25519")))
    settings = world.settings(
        consent_url=consent, token_url=f"{idp}/token", issuer=idp, client_key_file=key_file
    )
    values: dict[str, Any] = {
        **settings.model_dump(exclude={"kafka_password"}),
        "kafka_password": settings.kafka_password.get_secret_value(),
    }
    own = {f"FINSAM_PARTY_{name.upper()}": str(value) for name, value in values.items()}
    async with (
        served(provider, int(idp.rpartition(":")[2])),
        served(world.release.app(), int(consent.rpartition(":")[2])),
    ):
        yield {"PATH": os.environ["PATH"], **own}


async def start(environment: dict[str, str], *arguments: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "finsam_party", *arguments, env=environment, stdout=PIPE, stderr=PIPE
    )


async def finish(process: Process) -> tuple[str, str]:
    async with asyncio.timeout(15):
        out, err = await process.communicate()
    return out.decode(), err.decode()


async def lines(process: Process, count: int) -> list[str]:
    assert process.stdout is not None
    async with asyncio.timeout(20):
        return [(await process.stdout.readline()).decode() for _ in range(count)]


async def test_setup_twice_then_read_json_until_sigterm(world: World, environment: dict[str, str]) -> None:
    for said in ("", "already set up"):
        process = await start(environment, "setup")
        _, err = await finish(process)
        assert process.returncode == 0, err
        assert said in err
    await world.send(
        ALIAS, world.record(ALIAS, 1, document(), Part("halsa", "fk", {"x": "åäö"})), b"junk", partition=0
    )
    reading = await start(environment, "read", "--json")
    first, second = (json.loads(line) for line in await lines(reading, 2))
    reading.send_signal(signal.SIGTERM)
    _, err = await finish(reading)
    assert (reading.returncode, first["kind"], second["kind"]) == (0, "document", "unreadable"), err
    assert first["sections"] == [{"category": "halsa", "source": "fk", "content": {"x": "åäö"}}]
    assert (first["alias"], first["sequence"], first["type"]) == (str(ALIAS), 1, "anmalan")
    assert "åäö" not in err
    assert await world.committed() == [2, 0, 0]


async def test_a_killed_reader_comes_back_where_it_was(world: World, environment: dict[str, str]) -> None:
    await finish(await start(environment, "setup"))
    await world.send(ALIAS, world.record(ALIAS, 1), partition=0)
    reading = await start(environment, "read")
    (line,) = await lines(reading, 1)
    assert line.startswith(f"{ALIAS} 1/1 anmalan från soc-sodermalm")
    reading.kill()
    await finish(reading)
    await world.send(ALIAS, world.record(ALIAS, 2), partition=0)
    again = await start(environment, "read")
    (line,) = await lines(again, 1)
    assert f"{ALIAS} 1/2 " in line or f"{ALIAS} 1/1 " in line  # the kill may have come before the commit
    again.send_signal(signal.SIGTERM)
    await finish(again)
    assert again.returncode == 0


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        ({"FINSAM_PARTY_KAFKA_PASSWORD": "wrong"}, 1, "check the address, the user, its password"),
        ({"FINSAM_PARTY_GROUP": "party.fk.never-set-up"}, 1, "OffsetsLost"),
        ({"FINSAM_PARTY_KAFKA_CA_FILE": "/nowhere"}, 2, "file"),
        ({"FINSAM_PARTY_CLIENT_KEY_FILE": "/nowhere"}, 2, "file"),
        ({"FINSAM_PARTY_STATE_FILE": "/nowhere/state"}, 2, "file"),
    ],
)
async def test_what_is_wrong_is_said(
    environment: dict[str, str], change: dict[str, str], code: int, said: str
) -> None:
    process = await start({**environment, **change}, "read")
    _, err = await finish(process)
    assert process.returncode == code, err
    assert said in err
    assert "Traceback" not in err


async def test_each_missing_setting_is_named_with_what_it_is_for(environment: dict[str, str]) -> None:
    del environment["FINSAM_PARTY_RECIPIENT"], environment["FINSAM_PARTY_CONSENT_URL"]
    process = await start(environment, "read")
    _, err = await finish(process)
    assert process.returncode == 2
    assert err.splitlines() == [
        "finsam-party: FINSAM_PARTY_RECIPIENT saknas: mottagarens id, till exempel fk",
        "finsam-party: FINSAM_PARTY_CONSENT_URL saknas: adressen till tjänsten som lämnar ut nycklar",
    ]


async def test_an_address_that_only_answers_need_is_named_when_one_is_sent(
    environment: dict[str, str],
) -> None:
    environment["FINSAM_PARTY_COORDINATOR_URL"] = ""
    process = await start(environment, "answer")
    _, err = await finish(process)
    assert process.returncode == 2
    assert err.splitlines() == [
        "finsam-party: FINSAM_PARTY_COORDINATOR_URL saknas: adressen till tjänsten som tar emot svar"
    ]


async def test_answers_of_which_one_was_not_kept_end_with_1(environment: dict[str, str]) -> None:
    environment |= dict.fromkeys(
        ("FINSAM_PARTY_COORDINATOR_URL", "FINSAM_PARTY_FOLLOWUP_URL"), "http://[::1]:9"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "finsam_party", "answer", env=environment, stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    async with asyncio.timeout(15):
        out, err = await process.communicate(
            b'{"kind": "delmal", "id": "\xe2\x80\xa6", "answer": "accepterar"}\n'
        )
    assert process.returncode == 1, err
    assert json.loads(out)["kept"] is False
    assert err == b""


def test_every_setting_that_must_be_there_says_what_it_is_for() -> None:
    needed = [one for one in PartySettings.model_fields.values() if one.is_required()]
    assert [one.description for one in needed if not one.description] == []


def test_a_line_for_people_is_swedish_whatever_came() -> None:
    place = {"alias": ALIAS, "event_id": UUID(int=32), "epoch": 1, "sequence": 4}
    gone, refused = as_line(Gone(**place)), as_line(Refused(**place))
    assert gone == f"{ALIAS} 1/4 handling som inte längre går att öppna: samtycket har upphört"
    assert refused == f"{ALIAS} 1/4 handling som inte lämnas ut"
    assert as_line(Unreadable(0, 7, "signature")) == "oläslig post i partition 0, plats 7: signature"
    assert NOTICES.keys() == CONTROL_TYPES | {Gone.kind, Refused.kind}
    mixed = Document(
        **place, type="anmalan", at=datetime.now(UTC), source="soc-sodermalm", corrects=None, case_id=None,
        sections=(OpenSection("halsa", "fk", {}),), gone=(2, 3),
    )  # fmt: skip
    assert as_line(mixed) == f"{ALIAS} 1/4 anmalan från soc-sodermalm: halsa; stängda avsnitt: 2"
