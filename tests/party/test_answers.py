"""A party's answers: once each, with its own token, and refusals that say what to do."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import FastAPI, Request, Response
from finsam_party import AnswerRefused, PartyAnswers, PartySettings
from finsam_party.__main__ import _answer
from finsam_party.answer_lines import FIELDS, fields_told, read_line, what_is_allowed
from finsam_party.errors import AnswersNotSetUp
from finsam_party.outage import Outage
from joserfc.jwk import OKPKey
from pydantic import ValidationError

from shared.devidp.app import make_app
from shared.devidp.directory import Client, Directory
from shared.devidp.tokens import TokenIssuer
from tests.party.world import pem

IDP, TEAM = "http://idp.test", "http://team.test"
DELMAL, MEETING, ALIAS, FOLLOW_UP = (UUID(int=number) for number in (1, 2, 3, 4))


class Team:
    """Takes answers as the coordinator service does; ``replies`` are used up first."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, Any], str]] = []
        self.tokens: list[str] = []
        self.replies: list[Response] = []

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/v1/{path:path}")
        async def take(path: str, request: Request) -> Response:
            self.got.append((path, await request.json(), request.headers["idempotency-key"]))
            self.tokens.append(request.headers["authorization"].removeprefix("Bearer "))
            if self.replies:
                return self.replies.pop(0)
            return Response(json.dumps({"state": "accepterat"}), media_type="application/json")

        return app


@pytest.fixture
def team() -> Team:
    return Team()


@pytest.fixture
def settings(tmp_path: Path) -> PartySettings:
    (tmp_path / "fk.pem").write_bytes(pem(Ed25519PrivateKey.from_private_bytes(bytes(32))))
    return PartySettings(
        recipient="fk",
        kafka_servers="unused",
        kafka_user="unused",
        kafka_password="unused",  # pyright: ignore[reportArgumentType]
        kafka_ca_file=tmp_path / "unused",
        consent_url="http://unused.test",
        coordinator_url=f"{TEAM}/",
        followup_url=TEAM,
        token_url=f"{IDP}/token",
        issuer=IDP,
        client_key_file=tmp_path / "fk.pem",
    )


@pytest.fixture
async def http(team: Team) -> AsyncIterator[httpx2.AsyncClient]:
    machine = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()
    public = machine.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    known = Client(
        client_id="fk", kind="recipient", scopes=("release", "feed", "answer"), public_key_pem=public
    )
    provider = make_app(Directory({}, {"fk": known}), TokenIssuer(IDP, OKPKey.generate_key("Ed25519")))
    mounts = {IDP: httpx2.ASGITransport(app=provider), TEAM: httpx2.ASGITransport(app=team.app())}
    async with httpx2.AsyncClient(mounts=mounts) as client:
        yield client


@pytest.fixture
def answers(
    settings: PartySettings, http: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> PartyAnswers:
    monkeypatch.setattr("finsam_party.answers._PAUSE_SECONDS", 0)
    return PartyAnswers(settings, http)


async def test_each_answer_goes_to_its_place(answers: PartyAnswers, team: Team) -> None:
    at = datetime(2026, 5, 4, 7, 0, tzinfo=UTC)
    await answers.answer_call(MEETING, "annan_tid", starts_at=at, text="Helst en tisdag.")
    await answers.say_need(MEETING, need=True, reason="Behovet kvarstår.")
    await answers.answer_delmal(DELMAL, "avbojer", reason="Fel enhet.", journal_reference="J-17")
    await answers.report_delmal(DELMAL, "klart")
    await answers.answer_reminder(FOLLOW_UP, "hinder", text="Vi saknar handläggare.")
    await answers.acknowledge_stop(ALIAS, "bevaras", lagrum="arkivlagen 3 §")

    assert [(path, body) for path, body, _ in team.got] == [
        (
            f"meetings/{MEETING}/answers",
            {"answer": "annan_tid", "text": "Helst en tisdag.", "starts_at": at.isoformat()},
        ),
        (f"meetings/{MEETING}/needs", {"need": True, "reason": "Behovet kvarstår."}),
        (
            f"delmal/{DELMAL}/answers",
            {"answer": "avbojer", "reason": "Fel enhet.", "journal_reference": "J-17"},
        ),
        (f"delmal/{DELMAL}/reports", {"status": "klart"}),
        (f"follow-ups/{FOLLOW_UP}/answers", {"answer": "hinder", "text": "Vi saknar handläggare."}),
        ("stop-acknowledgements", {"alias": str(ALIAS), "answer": "bevaras", "lagrum": "arkivlagen 3 §"}),
    ]
    assert len({key for _, _, key in team.got}) == 6


async def test_the_token_is_the_units_own_with_the_scope(answers: PartyAnswers, team: Team) -> None:
    await answers.report_delmal(DELMAL, "pagar")

    claims = _claims(team.tokens[0])
    assert (claims["finsam_unit"], claims["scope"]) == ("fk", "release feed answer")


async def test_no_reply_is_sent_again_under_the_same_key(answers: PartyAnswers, team: Team) -> None:
    team.replies = [Response(status_code=503), Response("not json", 200), Response(status_code=401)]

    kept = await answers.answer_delmal(DELMAL, "accepterar", key="a-key-of-our-own-1")

    assert kept.answer == {"state": "accepterat"}
    assert [key for _, _, key in team.got] == [kept.key] * 4 == ["a-key-of-our-own-1"] * 4
    assert len(set(team.tokens)) == 2  # after 401 the token is asked for anew


async def test_who_never_replies_is_an_outage(answers: PartyAnswers, team: Team) -> None:
    team.replies = [Response(status_code=500) for _ in range(4)]

    with pytest.raises(Outage):
        await answers.report_delmal(DELMAL, "pagar")


async def test_a_refusal_says_why_and_what_to_do(answers: PartyAnswers, team: Team) -> None:
    said = {"code": "no_longer_covered", "detail": "Samtycket har upphört."}
    team.replies = [Response(json.dumps(said), 409, media_type="application/problem+json")]

    with pytest.raises(AnswerRefused) as refused:
        await answers.answer_delmal(DELMAL, "accepterar")

    assert (refused.value.code, refused.value.detail) == ("no_longer_covered", "Samtycket har upphört.")
    assert len(team.got) == 1


async def test_without_an_address_nothing_can_be_sent(
    settings: PartySettings, http: httpx2.AsyncClient
) -> None:
    with pytest.raises(AnswersNotSetUp):
        PartyAnswers(settings.model_copy(update={"coordinator_url": ""}), http)
    without = PartyAnswers(settings.model_copy(update={"followup_url": ""}), http)
    with pytest.raises(AnswersNotSetUp, match="FINSAM_PARTY_FOLLOWUP_URL"):
        await without.answer_reminder(FOLLOW_UP, "klar")


async def test_lines_are_sent_one_by_one(
    settings: PartySettings, http: httpx2.AsyncClient, team: Team, monkeypatch, capsys
) -> None:
    refused = {"code": "already_accepted", "detail": "Rapportera ett hinder."}
    lines = [
        {"kind": "kallelse", "id": str(MEETING), "answer": "kommer"},
        {"kind": "behov", "id": str(MEETING), "need": False, "reason": "Nej."},
        {"kind": "rapport", "id": str(DELMAL), "status": "hinder", "text": "KANARIE"},
        {"kind": "paminnelse", "id": str(FOLLOW_UP), "answer": "klar"},
        {"kind": "stopp", "alias": str(ALIAS), "answer": "stoppat"},
        {"kind": "delmal", "id": "KANARIE", "answer": "kanske"},
        {"kind": "delmal", "id": str(DELMAL), "answer": "avbojer", "reason": "KANARIE", "key": str(uuid4())},
    ]
    good = [Response('{"state": "x"}', 200) for _ in range(5)]
    team.replies = [*good, Response(json.dumps(refused), 409)]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(json.dumps(line) for line in lines) + "\n\n"))
    monkeypatch.setattr("finsam_party.__main__.httpx2.AsyncClient", lambda: _Borrowed(http))

    async with asyncio.timeout(10):
        await _answer(settings)

    out = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["kept"] for line in out] == [True] * 5 + [False] * 2
    assert out[5] == {
        "kept": False,
        "code": "invalid_line",
        "fields": ["delmal.id", "delmal.answer"],
        "allowed": ["id", "journal_reference?", "key?", "answer", "reason?"],
    }
    assert out[6] == {"kept": False, **refused}
    assert "KANARIE" not in json.dumps(out)


def test_a_line_that_says_too_much_is_refused() -> None:
    with pytest.raises(ValidationError):
        read_line(
            '{"kind": "rapport", "id": "00000000-0000-0000-0000-000000000001", "status": "klart", "x": 1}'
        )


def test_a_need_is_true_or_false_and_nothing_like_it() -> None:
    with pytest.raises(ValidationError):
        read_line(json.dumps({"kind": "behov", "id": str(MEETING), "need": "yes", "reason": "Ja."}))


@pytest.mark.parametrize("line", ['{"kind": "KANARIE"}', "{}", "KANARIE"])
def test_a_line_of_no_known_kind_is_told_which_there_are(line: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        read_line(line)

    kinds = ["kallelse", "behov", "delmal", "rapport", "paminnelse", "stopp"]
    assert what_is_allowed(wrong.value) == {"kinds": kinds}


def test_the_help_lists_each_kind_with_its_fields() -> None:
    told = fields_told().splitlines()

    assert [line.split(":")[0].strip() for line in told[1:]] == list(FIELDS)
    assert told[-1].strip() == "stopp: alias, journal_reference?, key?, answer, lagrum?, decision?"


class _Borrowed:
    def __init__(self, http: httpx2.AsyncClient) -> None:
        self._http = http

    async def __aenter__(self) -> httpx2.AsyncClient:
        return self._http

    async def __aexit__(self, *_: object) -> None:
        return None


def _claims(token: str) -> dict[str, Any]:
    import base64

    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
