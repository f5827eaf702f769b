"""Log in as a test person from a program: the whole real flow, without a browser."""

import secrets
from urllib.parse import parse_qs, urlsplit

import httpx2

from shared.devidp.codes import challenge_of

CLIENT_ID = "finsam-cli"
REDIRECT_URI = "http://127.0.0.1/callback"


class LoginFailed(Exception):
    """The provider did not log the person in; the text is its error code."""


async def login(issuer: str, person_id: str, *, http: httpx2.AsyncClient | None = None) -> str:
    """Return an access token for a test person; raises :class:`LoginFailed`.

    Nothing listens at the redirect address: the code is read from the redirect itself.
    """
    if http is None:
        async with httpx2.AsyncClient(timeout=10) as own:
            return await _login(own, issuer, person_id)
    return await _login(http, issuer, person_id)


async def _login(http: httpx2.AsyncClient, issuer: str, person_id: str) -> str:
    about = (await http.get(f"{issuer}/.well-known/openid-configuration")).raise_for_status().json()
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
    request = {
        "client_id": CLIENT_ID,
        "redirect_uri": REDIRECT_URI,
        "response_type": "code",
        "scope": "openid",
        "state": state,
        "nonce": secrets.token_urlsafe(16),
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
    }
    (await http.get(about["authorization_endpoint"], params=request)).raise_for_status()
    chosen = await http.post(about["authorization_endpoint"], data={**request, "person": person_id})
    back = parse_qs(urlsplit(chosen.headers.get("location", "")).query)
    if back.get("state") != [state] or "code" not in back:
        raise LoginFailed(back.get("error", ["no_redirect"])[0])
    form = {
        "grant_type": "authorization_code",
        "client_id": CLIENT_ID,
        "redirect_uri": REDIRECT_URI,
        "code": back["code"][0],
        "code_verifier": verifier,
    }
    answer = await http.post(about["token_endpoint"], data=form)
    if not answer.is_success:
        raise LoginFailed(str(answer.json().get("error", "token")))
    return str(answer.json()["access_token"])
