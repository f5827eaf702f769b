"""The provider's endpoints: discovery, keys, authorize, token, logout."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, FastAPI, Form, Query, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from pydantic import BaseModel

from shared.devidp import pages
from shared.devidp.assertions import ASSERTION_TYPE, Assertions
from shared.devidp.codes import Codes, Grant
from shared.devidp.directory import Client, Directory
from shared.devidp.tokens import TokenIssuer

_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class LoginRequest(BaseModel):
    """The parameters of an authorization request (OpenID Connect Core 3.1.2.1, RFC 7636)."""

    client_id: str = ""
    redirect_uri: str = ""
    response_type: str = ""
    scope: str = ""
    state: str = ""
    nonce: str = ""
    code_challenge: str = ""
    code_challenge_method: str = ""


class ChosenPerson(LoginRequest):
    """The log-in form as posted."""

    person: str = ""


class TokenRequest(BaseModel):
    """The form of the token endpoint (RFC 6749, RFC 7523)."""

    grant_type: str = ""
    client_id: str = ""
    code: str = ""
    redirect_uri: str = ""
    code_verifier: str = ""
    scope: str = ""
    client_assertion_type: str = ""
    client_assertion: str = ""


def make_app(directory: Directory, issuer: TokenIssuer) -> FastAPI:
    """Build the provider."""
    app = FastAPI(openapi_url=None, max_body_size=100_000, telemetry={"logs": False})
    app.include_router(_about(issuer))
    app.include_router(_endpoints(directory, issuer, Codes()))
    return app


def _about(issuer: TokenIssuer) -> APIRouter:
    router = APIRouter()

    @router.get("/.well-known/openid-configuration")
    def discovery() -> dict[str, Any]:
        return {
            "issuer": issuer.issuer,
            "authorization_endpoint": f"{issuer.issuer}/authorize",
            "token_endpoint": f"{issuer.issuer}/token",
            "end_session_endpoint": f"{issuer.issuer}/logout",
            "jwks_uri": f"{issuer.issuer}/jwks",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "code_challenge_methods_supported": ["S256"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["Ed25519"],
            "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["Ed25519", "EdDSA"],
        }

    @router.get("/jwks")
    def jwks() -> dict[str, Any]:
        return issuer.jwks()

    @router.get("/health/live")
    def live() -> dict[str, str]:
        return {"status": "ok"}

    @router.api_route("/logout", methods=["GET", "POST"])
    def logout() -> HTMLResponse:
        return HTMLResponse(pages.logged_out(), headers=pages.HEADERS)

    return router


def _endpoints(directory: Directory, issuer: TokenIssuer, codes: Codes) -> APIRouter:
    router = APIRouter()
    assertions = Assertions(directory.clients, (issuer.issuer, f"{issuer.issuer}/token"))

    @router.get("/authorize")
    def show(request: Annotated[LoginRequest, Query()]) -> Response:
        answer = _objection(directory, request)
        if answer is not None:
            return answer
        fields = {name: str(value) for name, value in request.model_dump().items()}
        return HTMLResponse(pages.choose(directory.people.values(), fields), headers=pages.HEADERS)

    @router.post("/authorize")
    def choose(request: Annotated[ChosenPerson, Form()]) -> Response:
        answer = _objection(directory, request)
        if answer is not None:
            return answer
        if request.person not in directory.people:
            return _send_back(request, error="access_denied")
        grant = Grant(
            request.client_id, request.redirect_uri, request.code_challenge, request.person,
            request.scope, request.nonce or None,
        )  # fmt: skip
        return _send_back(request, code=codes.issue(grant), iss=issuer.issuer)

    @router.post("/token")
    def token(request: Annotated[TokenRequest, Form()]) -> JSONResponse:
        if request.grant_type == "authorization_code":
            return _for_code(directory, issuer, codes, request)
        if request.grant_type == "client_credentials":
            return _for_machine(issuer, assertions, request)
        return _error("unsupported_grant_type")

    return router


def _objection(directory: Directory, request: LoginRequest) -> Response | None:
    """What is wrong with a log-in request; an address that is not registered never gets an answer."""
    client = directory.clients.get(request.client_id)
    if client is None or client.kind != "public" or request.redirect_uri not in client.redirect_uris:
        why = "Klienten eller dess återadress är inte registrerad. Kontrollera klientens inställningar."
        return HTMLResponse(pages.refused(why), status_code=400, headers=pages.HEADERS)
    if request.response_type != "code":
        return _send_back(request, error="unsupported_response_type")
    if request.code_challenge_method != "S256" or not request.code_challenge:
        return _send_back(request, error="invalid_request")
    if not set(request.scope.split()) <= set(client.scopes):
        return _send_back(request, error="invalid_scope")
    return None


def _send_back(request: LoginRequest, **parameters: str) -> RedirectResponse:
    if request.state:
        parameters["state"] = request.state
    separator = "&" if "?" in request.redirect_uri else "?"
    address = f"{request.redirect_uri}{separator}{urlencode(parameters)}"
    return RedirectResponse(address, status_code=303, headers=pages.HEADERS)


def _for_code(directory: Directory, issuer: TokenIssuer, codes: Codes, request: TokenRequest) -> JSONResponse:
    grant = codes.redeem(
        request.code,
        client_id=request.client_id,
        redirect_uri=request.redirect_uri,
        verifier=request.code_verifier,
    )
    if grant is None:
        return _error("invalid_grant")
    return JSONResponse(issuer.for_person(directory.people[grant.person_id], grant), headers=_NO_STORE)


def _for_machine(issuer: TokenIssuer, assertions: Assertions, request: TokenRequest) -> JSONResponse:
    if request.client_assertion_type != ASSERTION_TYPE:
        return _error("invalid_client", 401)
    client: Client | None = assertions.client(request.client_assertion)
    if client is None or request.client_id not in {"", client.client_id}:
        return _error("invalid_client", 401)
    if client.kind == "public":
        return _error("unauthorized_client")
    wanted = request.scope.split() or list(client.scopes)
    if not set(wanted) <= set(client.scopes):
        return _error("invalid_scope")
    return JSONResponse(issuer.for_machine(client, wanted), headers=_NO_STORE)


def _error(code: str, status: int = 400) -> JSONResponse:
    return JSONResponse({"error": code}, status_code=status, headers=_NO_STORE)
