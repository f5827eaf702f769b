"""The development identity provider: the real flow, and everything that must not work."""

import json
import time
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from joserfc.jwk import OKPKey

from shared.devidp.app import make_app
from shared.devidp.assertions import ASSERTION_TYPE
from shared.devidp.codes import LIFETIME_SECONDS, Codes, Grant, challenge_of
from shared.devidp.directory import Client, Directory, NotATestNumber
from shared.devidp.login import CLIENT_ID, REDIRECT_URI, LoginFailed, login
from shared.devidp.tokens import TokenIssuer
from tests.shared.jwts import claims_of, signed

REFERENCE = Path(__file__).parents[2] / "deploy" / "reference"
ISSUER = "http://idp.test"
MACHINE = OKPKey.generate_key("Ed25519")
OTHER = OKPKey.generate_key("Ed25519")
VERIFIER = "v" * 50


def directory(folder: Path, people: Path = REFERENCE / "people.json") -> Directory:
    clients = [
        {"client_id": CLIENT_ID, "kind": "public", "scopes": ["openid"], "redirect_uris": [REDIRECT_URI]},
        {
            "client_id": "fk",
            "kind": "recipient",
            "scopes": ["release", "feed"],
            "public_key_pem": MACHINE.as_pem(private=False).decode(),
        },
    ]
    file = folder / "clients.json"
    file.write_text(json.dumps(clients))
    return Directory.read(people, file, REFERENCE / "testnumbers.txt")


@pytest.fixture
async def http(tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    app = make_app(directory(tmp_path), TokenIssuer(ISSUER, OKPKey.generate_key("Ed25519")))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=ISSUER) as made:
        yield made


def asked(**changes: str) -> dict[str, str]:
    request = {
        "client_id": CLIENT_ID, "redirect_uri": REDIRECT_URI, "response_type": "code", "scope": "openid",
        "state": "s", "nonce": "n", "code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256",
    }  # fmt: skip
    return {**request, **changes}


async def code_for(http: httpx2.AsyncClient, person: str = "koordinator") -> str:
    answer = await http.post("/authorize", data=asked(person=person))
    return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]


def exchange(code: str, **changes: str) -> dict[str, str]:
    form = {
        "grant_type": "authorization_code", "client_id": CLIENT_ID, "redirect_uri": REDIRECT_URI,
        "code": code, "code_verifier": VERIFIER,
    }  # fmt: skip
    return {**form, **changes}


def assertion(
    key: OKPKey = MACHINE, header: dict[str, Any] | None = None, lives: int = 60, **changes: Any
) -> dict[str, str]:
    now = int(time.time())
    claims = {
        "iss": "fk", "sub": "fk", "aud": f"{ISSUER}/token", "jti": str(time.time_ns()), "exp": now + lives, **changes
    }  # fmt: skip
    claims = {name: value for name, value in claims.items() if value is not None}
    return {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": signed({"alg": "Ed25519", **(header or {})}, claims, key),
    }


class Page(HTMLParser):
    """What a browser and a screen reader get of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.lang, self.people, self.headings = "", list[str](), 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "html":
            self.lang = named.get("lang") or ""
        if tag == "button":
            self.people.append(named.get("value") or "")
        self.headings += tag == "h1"


class TestPage:
    async def test_lists_every_test_person_in_swedish_without_numbers_or_scripts(
        self, http: httpx2.AsyncClient
    ) -> None:
        answer = await http.get("/authorize", params=asked())
        page = Page(answer.text)
        people = json.loads((REFERENCE / "people.json").read_text())
        assert sorted(page.people) == sorted(person["id"] for person in people)
        assert (page.lang, page.headings) == ("sv", 1)
        assert "Anmälare Testperson" in answer.text
        assert "<script" not in answer.text
        assert not any(number in answer.text for one in people if (number := one.get("personal_number")))
        assert "default-src 'none'" in answer.headers["content-security-policy"]

    async def test_what_is_sent_along_is_escaped(self, http: httpx2.AsyncClient) -> None:
        answer = await http.get("/authorize", params=asked(state='"><script>alert(1)</script>'))
        assert "<script" not in answer.text

    @pytest.mark.parametrize(
        "change",
        [{"client_id": "nobody"}, {"client_id": "fk"}, {"redirect_uri": "http://127.0.0.1/callback2"},
         {"redirect_uri": "http://127.0.0.1:81/callback"}, {"redirect_uri": ""}],
    )  # fmt: skip
    async def test_an_unregistered_address_is_never_sent_anything(
        self, http: httpx2.AsyncClient, change: dict[str, str]
    ) -> None:
        for answer in (
            await http.get("/authorize", params=asked(**change)),
            await http.post("/authorize", data=asked(person="koordinator", **change)),
        ):
            assert answer.status_code == 400
            assert "location" not in answer.headers

    @pytest.mark.parametrize(
        ("change", "error"),
        [({"code_challenge_method": "plain"}, "invalid_request"), ({"code_challenge": ""}, "invalid_request"),
         ({"response_type": "token"}, "unsupported_response_type"), ({"scope": "openid release"}, "invalid_scope"),
         ({"person": "nobody"}, "access_denied")],
    )  # fmt: skip
    async def test_a_faulty_request_goes_back_with_its_error_and_no_code(
        self, http: httpx2.AsyncClient, change: dict[str, str], error: str
    ) -> None:
        answer = await http.post("/authorize", data=asked(**{"person": "koordinator", **change}))
        back = parse_qs(urlsplit(answer.headers["location"]).query)
        assert (back["error"], back["state"], "code" in back) == ([error], ["s"], False)

    async def test_logging_out_says_so(self, http: httpx2.AsyncClient) -> None:
        assert "Du är utloggad" in (await http.get("/logout")).text


class TestCodes:
    async def test_a_code_is_good_once(self, http: httpx2.AsyncClient) -> None:
        code = await code_for(http)
        first, second = [await http.post("/token", data=exchange(code)) for _ in range(2)]
        assert (first.status_code, second.status_code) == (200, 400)
        assert first.headers["cache-control"] == "no-store"

    @pytest.mark.parametrize(
        "change",
        [{"code_verifier": "w" * 50}, {"code_verifier": ""}, {"client_id": "fk"}, {"redirect_uri": "x"}],
    )
    async def test_a_code_in_other_hands_is_worth_nothing_and_spent(
        self, http: httpx2.AsyncClient, change: dict[str, str]
    ) -> None:
        code = await code_for(http)
        assert (await http.post("/token", data=exchange(code, **change))).json() == {"error": "invalid_grant"}
        assert (await http.post("/token", data=exchange(code))).status_code == 400

    def test_a_code_lives_a_minute(self) -> None:
        now = [0.0]
        codes = Codes(lambda: now[0])
        grant = Grant("c", "r", challenge_of(VERIFIER), "p", "openid", None)
        asked_with = {"client_id": "c", "redirect_uri": "r", "verifier": VERIFIER}
        early, late = codes.issue(grant), codes.issue(grant)
        now[0] = LIFETIME_SECONDS - 1
        assert codes.redeem(early, **asked_with) == grant
        now[0] = LIFETIME_SECONDS
        assert codes.redeem(late, **asked_with) is None

    async def test_login_walks_the_whole_flow(self, http: httpx2.AsyncClient) -> None:
        token = await login(ISSUER, "individ", http=http)
        claims = claims_of(token)
        assert (claims["iss"], claims["aud"], claims["sub"]) == (ISSUER, "finsam", "individ")
        assert claims["exp"] - claims["iat"] == 900
        assert claims["https://id.oidc.se/claim/personalIdentityNumber"] == "195907142599"
        with pytest.raises(LoginFailed, match="access_denied"):
            await login(ISSUER, "nobody", http=http)

    async def test_only_who_acts_in_her_own_matter_has_her_number_in_the_token(
        self, http: httpx2.AsyncClient
    ) -> None:
        claims = claims_of(await login(ISSUER, "handlaggare-fk", http=http))
        assert not any("personalIdentityNumber" in name for name in claims)
        assert (claims["finsam_unit"], claims["finsam_roles"]) == ("fk", ["handlaggare"])


class TestMachines:
    async def test_get_a_short_token_for_their_own_unit(self, http: httpx2.AsyncClient) -> None:
        answer = (await http.post("/token", data=assertion())).json()
        claims = claims_of(answer["access_token"])
        assert (claims["sub"], claims["client_id"], claims["finsam_unit"]) == ("fk", "fk", "fk")
        assert (claims["scope"], claims["exp"] - claims["iat"]) == ("release feed", 300)

    async def test_an_assertion_is_good_once(self, http: httpx2.AsyncClient) -> None:
        form = assertion()
        answers = [(await http.post("/token", data=form)).status_code for _ in range(2)]
        assert answers == [200, 401]

    @pytest.mark.parametrize(
        ("made", "beside"),
        [
            pytest.param({"key": OTHER}, {}, id="another key"),
            pytest.param({"aud": "http://elsewhere.test/token"}, {}, id="another audience"),
            pytest.param({"lives": 3600}, {}, id="too long"),
            pytest.param({"lives": -60}, {}, id="expired"),
            pytest.param({"iss": "af"}, {}, id="another issuer"),
            pytest.param({"sub": "nobody", "iss": "nobody"}, {}, id="unknown client"),
            pytest.param({"sub": CLIENT_ID, "iss": CLIENT_ID}, {}, id="a client without a key"),
            pytest.param({"header": {"crit": ["exp"]}}, {}, id="crit"),
            *(pytest.param({name: None}, {}, id=f"no {name}") for name in ("exp", "jti", "aud", "iss")),
            pytest.param({}, {"client_assertion_type": "x"}, id="another type"),
            pytest.param({}, {"client_assertion": "a.b.c"}, id="nonsense"),
            pytest.param({}, {"client_id": "af"}, id="another client id beside it"),
        ],
    )
    async def test_anything_else_is_not_believed(
        self, http: httpx2.AsyncClient, made: dict[str, Any], beside: dict[str, str]
    ) -> None:
        answer = await http.post("/token", data={**assertion(**made), **beside})
        assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})

    async def test_no_scope_beyond_its_own(self, http: httpx2.AsyncClient) -> None:
        assert (await http.post("/token", data={**assertion(), "scope": "release"})).json()[
            "scope"
        ] == "release"
        assert (await http.post("/token", data={**assertion(), "scope": "resolve"})).status_code == 400

    async def test_no_other_grant(self, http: httpx2.AsyncClient) -> None:
        answer = await http.post("/token", data={"grant_type": "password"})
        assert answer.json() == {"error": "unsupported_grant_type"}


class TestDirectory:
    def test_a_number_outside_the_published_list_is_refused_without_repeating_it(
        self, tmp_path: Path
    ) -> None:
        people = tmp_path / "people.json"
        people.write_text('[{"id":"x","name":"X Testperson","roles":[],"personal_number":"190001010000"}]')
        with pytest.raises(NotATestNumber) as refused:
            directory(tmp_path, people)
        assert "190001010000" not in str(refused.value)

    def test_a_recipient_acts_for_itself_and_a_service_for_no_unit(self) -> None:
        assert Client(client_id="fk", kind="recipient").own_unit() == "fk"
        assert Client(client_id="svc-x", kind="service").own_unit() is None

    def test_the_signing_key_is_read_from_a_file(self, tmp_path: Path) -> None:
        private = Ed25519PrivateKey.generate()
        file = tmp_path / "key.pem"
        file.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        (public,) = TokenIssuer.from_file(ISSUER, file).jwks()["keys"]
        assert "d" not in public
        raw = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        assert OKPKey.import_key(public).public_key.public_bytes_raw() == raw
