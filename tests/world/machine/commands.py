"""Every command of every service, as their OpenAPI tells, and those few that no rule gives."""

from fastapi import FastAPI

CHANGING = ("post", "patch", "put", "delete")
Command = tuple[str, str, str]
"""Service, method, path."""
BETWEEN_SERVICES = "A question that the other services ask: each command beside it asks it many times."
LEFT_OUT: dict[Command, str] = {
    ("consent", "post", "/v1/coverage"): BETWEEN_SERVICES,
    ("consent", "post", "/v1/covered-units"): BETWEEN_SERVICES,
    ("consent", "post", "/v1/hidden-cases"): BETWEEN_SERVICES,
    ("consent", "post", "/v1/withheld-cases"): BETWEEN_SERVICES,
    ("consent", "post", "/v1/cases-with-samtycke"): BETWEEN_SERVICES,
    ("consent", "post", "/v1/aliases/resolve"): BETWEEN_SERVICES,
    ("followup", "post", "/v1/follow-up-results"): BETWEEN_SERVICES,
    ("coordinator", "post", "/v1/team-reads"): BETWEEN_SERVICES,
}
LEFT_OUT |= {
    (service, "post", f"/v1/operations/{what}"): "An operator's: no business of anybody in the case."
    for service in ("referral", "consent", "coordinator", "followup")
    for what in ("parked/{parked_id}/retries", "parked/{parked_id}/discards", "replays")
} | {
    ("consent", "post", "/v1/operations/party-replays"): "An operator's: no business of anybody in the case."
}
PAPER = "An anmälan on paper begins in another place: lived through beside this folder, in test_paper.py."
LEFT_OUT |= {
    ("referral", "post", "/v1/paper-referrals"): PAPER,
    ("referral", "post", "/v1/paper-checks"): PAPER,
    ("referral", "post", "/v1/paper-answers"): PAPER,
    ("referral", "post", "/v1/paper-retractions"): PAPER,
    ("coordinator", "post", "/v1/paper-referrals"): PAPER,
    ("coordinator", "put", "/v1/akter/{case_id}/paper"): PAPER,
    ("coordinator", "post", "/v1/akter/{case_id}/paper/consent-requests"): PAPER,
    ("coordinator", "post", "/v1/akter/{case_id}/paper/admission"): PAPER,
    ("coordinator", "post", "/v1/akter/{case_id}/paper/return"): PAPER,
    ("coordinator", "post", "/v1/akter/{case_id}/paper/scans"): PAPER,
    ("coordinator", "post", "/v1/akter/{case_id}/paper/supplement-answers"): PAPER,
    ("coordinator", "post", "/v1/akter/{case_id}/same-person"): PAPER,
}
ROOM = "Its orders are tried in the consent service's own tests, with what they meet there."
LEFT_OUT |= {
    ("consent", "post", path): ROOM
    for path in (
        "/v1/signings/{signing_id}/annulments",
        "/v1/signings/{signing_id}/mandate-ends",
        "/v1/protections/{protection_id}/liftings",
        "/v1/log/bundles",
    )
}
GALLRING = (
    "Destroys what a service holds when all is over: lived through beside this folder, in test_erased.py."
)
LEFT_OUT |= {
    (service, "post", f"/v1/cases/{{case_id}}/gallring/{what}"): GALLRING
    for service in ("referral", "consent", "coordinator", "followup")
    for what in (
        "decisions",
        "decisions/{decision_id}/attestations",
        "decisions/{decision_id}/set-asides",
        "stops",
        "stops/{stop_id}/liftings",
    )
}
READS = {
    ("referral", "post", "/v1/referrals/search"),
    ("consent", "post", "/v1/my/revocation-previews"),
    ("consent", "post", "/v1/release"),
    ("coordinator", "post", "/v1/akter/{case_id}/openings"),
    ("followup", "post", "/v1/follow-ups/{followup_id}/openings"),
}
"""Change nothing: their answers are never stored, so the same key twice means nothing to them."""


def offered(service: str, app: FastAPI) -> set[Command]:
    """Return what a service offers beside reading."""
    return {
        (service, method, path)
        for path, operations in app.openapi()["paths"].items()
        for method in operations
        if method in CHANGING
    }
