"""Asking another service: with whose token, and no answer is a refusal."""

import httpx2
import pytest

from shared.peer import Peer
from shared.problem import Unavailable
from shared.service_tokens import TokenUnavailable


class Silent(Unavailable):
    code = "silent"


class Tokens:
    def __init__(self, *, away: bool = False) -> None:
        self.away = away

    async def bearer(self) -> str:
        if self.away:
            raise TokenUnavailable
        return "own"


def a_peer(answer, *, away: bool = False) -> Peer:
    http = httpx2.AsyncClient(transport=httpx2.MockTransport(answer))
    return Peer("http://other/", http, Tokens(away=away), Silent)


def echo(request: httpx2.Request) -> httpx2.Response:
    said = {"token": request.headers["authorization"], "path": request.url.path, "method": request.method}
    return httpx2.Response(200, json=said)


async def test_asks_with_its_own_token_and_reads_with_the_users() -> None:
    peer = a_peer(echo)

    assert await peer.post("/v1/x", {}) == {"token": "Bearer own", "path": "/v1/x", "method": "POST"}
    assert (await peer.get("/v1/y", "hers"))["token"] == "Bearer hers"


@pytest.mark.parametrize(
    "answer",
    [
        lambda _: httpx2.Response(503),
        lambda _: httpx2.Response(404, json={}),
        lambda _: httpx2.Response(200, text="no json"),
        lambda _: httpx2.Response(200, json=["a list"]),
    ],
)
async def test_anything_but_an_answer_is_a_refusal(answer) -> None:
    with pytest.raises(Silent):
        await a_peer(answer).post("/v1/x", {})


async def test_nobody_there_and_no_token_are_a_refusal() -> None:
    def gone(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("gone", request=request)

    for peer in (a_peer(gone), a_peer(echo, away=True)):
        with pytest.raises(Silent):
            await peer.post("/v1/x", {})


async def test_what_the_other_does_not_know_is_no_refusal_where_that_may_be() -> None:
    unknown = a_peer(lambda _: httpx2.Response(404, json={}))

    assert await unknown.find("/v1/x", {}) is None
    assert await unknown.listed("/v1/y", "hers") == []


async def test_a_list_is_read_as_a_list_and_nothing_else() -> None:
    assert await a_peer(lambda _: httpx2.Response(200, json=["one"])).listed("/v1/y", "hers") == ["one"]
    with pytest.raises(Silent):
        await a_peer(echo).listed("/v1/y", "hers")
    with pytest.raises(Silent):
        await a_peer(lambda _: httpx2.Response(200, json=["one"])).find("/v1/x", {})
