"""Access tokens: what is believed, and everything that is not."""

import time
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from joserfc.jwk import OKPKey

from shared import jwks
from shared.auth import Forbidden, Unauthenticated, Verifier, Viewer, ViewerDep, require
from shared.jwks import IssuerKeys
from shared.problem import Unavailable
from shared.service_tokens import ServiceTokens, TokenUnavailable
from tests.shared.jwts import encoded, signed, signed_hs256

ISSUER = "http://idp.test"
KEY, OTHER = OKPKey.generate_key("Ed25519"), OKPKey.generate_key("Ed25519")
HEADER = {"alg": "EdDSA", "kid": "k1", "typ": "JWT"}


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    said = {
        "iss": ISSUER, "sub": "koordinator", "aud": "finsam", "iat": now, "exp": now + 86_400, "client_id": "finsam-cli",
        "scope": "openid x", "finsam_roles": ["koordinator"], "finsam_unit": "team-stockholm", **changes,
    }  # fmt: skip
    return {name: value for name, value in said.items() if value is not None}


class Issuer:
    """An issuer whose keys and health a test may change."""

    def __init__(self) -> None:
        self.keys = {"k1": KEY}
        self.up = True
        self.issuer = ISSUER
        self.fetched = 0

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        if not self.up:
            raise httpx2.ConnectError("refused")
        if request.url.path.endswith("openid-configuration"):
            return httpx2.Response(200, json={"issuer": self.issuer, "jwks_uri": f"{ISSUER}/jwks"})
        self.fetched += 1
        public = [{**key.as_dict(private=False), "kid": kid} for kid, key in self.keys.items()]
        return httpx2.Response(200, json={"keys": public})

    def verifier(self) -> Verifier:
        http = httpx2.AsyncClient(transport=httpx2.MockTransport(self.answer))
        return Verifier(ISSUER, IssuerKeys(ISSUER, http))


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


class TestBelieved:
    @pytest.mark.parametrize("alg", ["EdDSA", "Ed25519"])
    async def test_says_who_is_asking(self, issuer: Issuer, alg: str) -> None:
        token = signed(
            {**HEADER, "alg": alg}, claims(aud=["other", "finsam"], finsam_function="koordinator"), KEY
        )
        viewer = await issuer.verifier().viewer(token)
        assert viewer == Viewer(
            subject="koordinator", unit="team-stockholm", roles=frozenset({"koordinator"}),
            scopes=frozenset({"openid", "x"}), function="koordinator", client_id="finsam-cli",
            personal_number=None, token=token,
        )  # fmt: skip
        assert not viewer.is_machine()

    async def test_a_machine(self, issuer: Issuer) -> None:
        token = signed(HEADER, claims(sub="fk", client_id="fk", finsam_roles=None), KEY)
        assert (await issuer.verifier().viewer(token)).is_machine()

    async def test_neither_number_nor_token_is_shown(self, issuer: Issuer) -> None:
        number = {"https://id.oidc.se/claim/personalIdentityNumber": "195907142599"}
        token = signed(HEADER, claims(**number), KEY)
        viewer = await issuer.verifier().viewer(token)
        assert viewer.personal_number == "195907142599"
        assert "195907142599" not in repr(viewer)
        assert token not in repr(viewer)


PUBLIC_PEM = KEY.as_pem(private=False)
GOOD = signed(HEADER, claims(), KEY)


class TestNotBelieved:
    @pytest.mark.parametrize(
        "token",
        [
            pytest.param(f"{encoded({**HEADER, 'alg': 'none'})}.{encoded(claims())}.", id="alg none"),
            pytest.param(
                signed_hs256({**HEADER, "alg": "HS256"}, claims(), PUBLIC_PEM), id="HS256 by public PEM"
            ),
            pytest.param(
                signed_hs256({**HEADER, "alg": "EdDSA"}, claims(), PUBLIC_PEM), id="HS256 that claims EdDSA"
            ),
            pytest.param(signed({**HEADER, "alg": "ES256"}, claims(), KEY), id="another alg"),
            pytest.param(signed({**HEADER, "crit": ["x"], "x": 1}, claims(), KEY), id="unknown crit"),
            pytest.param(signed({**HEADER, "crit": ["b64"], "b64": True}, claims(), KEY), id="known crit"),
            pytest.param(signed({**HEADER, "crit": []}, claims(), KEY), id="empty crit"),
            pytest.param(signed(HEADER, claims(), OTHER), id="another key"),
            pytest.param(
                signed({**HEADER, "jwk": OTHER.as_dict(private=False)}, claims(), OTHER),
                id="key in the header",
            ),
            pytest.param(signed({"alg": "EdDSA"}, claims(), KEY), id="no kid"),
            pytest.param(signed({**HEADER, "kid": ["k1"]}, claims(), KEY), id="kid is no text"),
            pytest.param(signed({**HEADER, "kid": "k2"}, claims(), KEY), id="unknown kid"),
            pytest.param(signed(HEADER, claims(iss="http://other.test"), KEY), id="another issuer"),
            pytest.param(signed(HEADER, claims(aud="other"), KEY), id="another audience"),
            pytest.param(signed(HEADER, claims(exp=int(time.time()) - 60), KEY), id="expired"),
            pytest.param(signed(HEADER, claims(iat=int(time.time()) + 86_400), KEY), id="from the future"),
            pytest.param(signed(HEADER, claims(nbf=int(time.time()) + 86_400), KEY), id="not yet"),
            *(
                pytest.param(signed(HEADER, claims(**{name: None}), KEY), id=f"no {name}")
                for name in ("exp", "iss", "aud", "iat", "sub")
            ),
            pytest.param(signed(HEADER, claims(exp="tomorrow"), KEY), id="exp is no number"),
            pytest.param(signed(HEADER, claims(finsam_roles="koordinator"), KEY), id="roles are no list"),
            pytest.param(signed(HEADER, claims(finsam_unit=["fk"]), KEY), id="unit is no text"),
            pytest.param(signed(HEADER, claims(sub=7), KEY), id="sub is no text"),
            pytest.param(signed(HEADER, claims(padding="x" * 9000), KEY), id="too long"),
            pytest.param(GOOD[:-4] + "AAAA", id="signature changed"),
            pytest.param(GOOD.rpartition(".")[0] + ".", id="no signature"),
            *(pytest.param(text, id=f"nonsense {text!r}") for text in ("", "a", "a.b.c", "å.ä.ö", "....")),
        ],
    )
    async def test_anything_else(self, issuer: Issuer, token: str) -> None:
        with pytest.raises(Unauthenticated) as refused:
            await issuer.verifier().viewer(token)
        assert refused.value.__cause__ is None


class TestKeys:
    async def test_a_new_key_is_found_at_an_unknown_kid(
        self, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        verifier = issuer.verifier()
        await verifier.viewer(GOOD)
        issuer.keys["k2"] = OTHER
        new = signed({**HEADER, "kid": "k2"}, claims(), OTHER)
        with pytest.raises(Unauthenticated):
            await verifier.viewer(new)  # too soon after the last fetch
        monkeypatch.setattr(jwks, "_REFETCH_AT_MOST_EVERY_SECONDS", 0)
        await verifier.viewer(new)

    async def test_unknown_kids_do_not_make_us_hammer_the_issuer(self, issuer: Issuer) -> None:
        verifier = issuer.verifier()
        for number in range(20):
            with pytest.raises(Unauthenticated):
                await verifier.viewer(signed({**HEADER, "kid": f"x{number}"}, claims(), KEY))
        assert issuer.fetched == 1

    async def test_a_withdrawn_key_is_forgotten(
        self, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        verifier = issuer.verifier()
        await verifier.viewer(GOOD)
        issuer.keys = {"k2": OTHER}
        monkeypatch.setattr(jwks, "_REFETCH_AFTER_SECONDS", 0)
        monkeypatch.setattr(jwks, "_REFETCH_AT_MOST_EVERY_SECONDS", 0)
        with pytest.raises(Unauthenticated):
            await verifier.viewer(GOOD)

    async def test_an_issuer_that_is_away_is_no_ones_fault_and_no_ones_way_in(self, issuer: Issuer) -> None:
        issuer.up = False
        verifier = issuer.verifier()
        with pytest.raises(Unavailable):
            await verifier.viewer(GOOD)
        issuer.up = True
        await verifier.viewer(GOOD)
        issuer.up = False
        await verifier.viewer(GOOD)

    async def test_a_discovery_document_of_another_issuer_is_not_used(self, issuer: Issuer) -> None:
        issuer.issuer = "http://other.test"
        with pytest.raises(Unavailable):
            await issuer.verifier().viewer(GOOD)


@pytest.fixture
async def http(issuer: Issuer) -> AsyncIterator[httpx2.AsyncClient]:
    app = FastAPI()
    app.state.verifier = issuer.verifier()

    @app.get("/me")
    async def me(viewer: ViewerDep) -> str:
        require(viewer, role="koordinator")
        require(viewer, scope="x")
        return viewer.subject

    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://s.test") as made:
        yield made


class TestAtTheEdge:
    @pytest.mark.parametrize("value", [None, "", "Bearer", "Bearer ", "Basic abc", "Bearer nonsense", GOOD])
    async def test_without_a_good_bearer_token_401(self, http: httpx2.AsyncClient, value: str | None) -> None:
        answer = await http.get("/me", headers={} if value is None else {"authorization": value})
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")

    async def test_role_and_scope(self, http: httpx2.AsyncClient) -> None:
        async def status(**changes: Any) -> int:
            token = signed(HEADER, claims(**changes), KEY)
            return (await http.get("/me", headers={"authorization": f"bearer {token}"})).status_code

        assert await status() == 200
        assert await status(finsam_roles=["handlaggare"]) == 403
        assert await status(scope="openid") == 403
        assert await status(scope=None) == 403

    def test_require_names_what_is_missing_only_by_403(self) -> None:
        viewer = Viewer("s", None, frozenset(), frozenset({"a"}), None, None, None, "t")
        require(viewer)
        require(viewer, scope="a")
        with pytest.raises(Forbidden):
            require(viewer, role="a")

    @pytest.mark.parametrize(
        ("viewer", "unit"),
        [
            (Viewer("p", "u", frozenset({"r"}), frozenset(), None, "web", None, "t"), "u"),
            (Viewer("p", "u", frozenset(), frozenset({"s"}), None, "web", None, "t"), None),
            (Viewer("p", None, frozenset({"r"}), frozenset(), None, "web", None, "t"), None),
            (Viewer("m", "u", frozenset(), frozenset({"s"}), None, "m", None, "t"), "u"),
            (Viewer("m", "u", frozenset({"r"}), frozenset(), None, "m", None, "t"), None),
        ],
        ids=["role", "a person's scope", "no unit", "scope", "a machine's role"],
    )
    def test_a_person_acts_for_a_unit_by_role_and_a_machine_by_scope(self, viewer, unit) -> None:
        assert viewer.acts_for(role="r", scope="s") == unit


class TestServiceTokens:
    def tokens(self, answers: list[httpx2.Response]) -> ServiceTokens:
        transport = httpx2.MockTransport(lambda _: answers.pop(0))
        return ServiceTokens(f"{ISSUER}/token", "svc-x", KEY, httpx2.AsyncClient(transport=transport))

    def answer(self, token: str, seconds: int) -> httpx2.Response:
        return httpx2.Response(200, json={"access_token": token, "expires_in": seconds})

    async def test_are_kept_until_shortly_before_they_expire(self) -> None:
        tokens = self.tokens([self.answer("a", 300)])
        assert [await tokens.bearer() for _ in range(3)] == ["a", "a", "a"]
        tokens = self.tokens([self.answer("a", 30), self.answer("b", 300)])
        assert [await tokens.bearer() for _ in range(3)] == ["a", "b", "b"]

    @pytest.mark.parametrize(
        "bad", [httpx2.Response(401, json={}), httpx2.Response(200, text="x"), httpx2.Response(200, json={})]
    )
    async def test_without_one_nothing_goes_on(self, bad: httpx2.Response) -> None:
        with pytest.raises(TokenUnavailable):
            await self.tokens([bad]).bearer()
