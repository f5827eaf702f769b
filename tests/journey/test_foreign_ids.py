"""Another unit's ids, in every path of every endpoint, answer as if nothing were there."""

import json
import uuid
from typing import Any

import pytest

from deploy.demo.papers import REVIEW
from deploy.demo.stage import Stage
from deploy.infra.topology import SERVICES

pytestmark = [pytest.mark.real, pytest.mark.journey]

TEXT = {"text": "En ändring.", "category": "sociala"}
# A valid body for every command with an id in its path; a new route without one fails the test.
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("patch", "/v1/referrals/{case_id}"): {"stadsdel": "farsta"},
    ("post", "/v1/referrals/{case_id}/secrecy-review"): REVIEW,
    ("post", "/v1/referrals/{case_id}/submit"): {},
    ("post", "/v1/referrals/{case_id}/supplement-answers"): {"answer": TEXT, "changes": {}, "secrecy_review": REVIEW},
    ("post", "/v1/referrals/{case_id}/corrections"): {"changes": {"onskat_individ": TEXT}, "secrecy_review": REVIEW},
    ("post", "/v1/akter/{case_id}/supplement-requests"): {"text": "Vilken period?", "fields": ["halsa"]},
    ("post", "/v1/akter/{case_id}/take-up"): {"next_step": "Möte.", "contact": "Teamet", "earliest": None},
    ("post", "/v1/akter/{case_id}/decline"): {"reason_code": "N05", "explanation": "En part räcker.", "advice": "Ring."},
    ("post", "/v1/akter/{case_id}/openings"): {"purpose": "handlaggning"},
}  # fmt: skip


async def _answers(stage: Stage, token: str, service: str, case_id: str) -> dict[str, tuple[int, str]]:
    """What each endpoint with an id in its path answers this reader about this case."""
    spec = (await stage.http.get(stage.url(service, "/v1/openapi.json"))).json()
    found: dict[str, tuple[int, str]] = {}
    for path, operations in spec["paths"].items():
        for method in set(operations) & {"get", "post", "patch", "put", "delete"}:
            if "{" not in path:
                continue
            where = path[: path.index("{")] + case_id + path[path.index("}") + 1 :]
            where = where.replace("{", "").replace("}", "")
            body = None if method == "get" else BODIES[(method, path)]
            answer = await stage.http.request(
                method, stage.url(service, where), json=body,
                headers={"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid.uuid4()), "If-Match": '"1"'},
            )  # fmt: skip
            said = {k: v for k, v in json.loads(answer.content).items() if k != "instance"}
            found[f"{method.upper()} {path}"] = (answer.status_code, json.dumps(said, sort_keys=True))
    return found


class TestAStranger:
    @pytest.mark.parametrize("reader", ["anmalare-farsta", "handlaggare-jobbtorg", "individ-2"])
    @pytest.mark.parametrize("service", SERVICES)
    async def test_can_not_tell_a_case_from_no_case(self, sent: Stage, service: str, reader: str) -> None:
        token = sent.people[reader].token

        foreign = await _answers(sent, token, service, str(sent.case_id))
        unknown = await _answers(sent, token, service, str(uuid.uuid4()))

        assert foreign, "there are endpoints with an id in their path"
        assert foreign == unknown
        assert {status for status, _ in foreign.values()} <= {403, 404}, foreign

    async def test_finds_a_case_id_in_a_body_as_unknown(self, sent: Stage) -> None:
        stranger = sent.people["anmalare-farsta"]
        commands = {
            "/v1/revocations": {"scope": {"kind": "all"}, "said_on": "2026-11-22", "channel": "telefon"},
            "/v1/protections": {},
        }
        for path, body in commands.items():
            told = []
            for case_id in (str(sent.case_id), str(uuid.uuid4())):
                answer = await sent.http.post(
                    sent.url("consent", path), json={**body, "case_id": case_id},
                    headers={"Authorization": f"Bearer {stranger.token}", "Idempotency-Key": str(uuid.uuid4())},
                )  # fmt: skip
                told.append((answer.status_code, {k: v for k, v in answer.json().items() if k != "instance"}))
            assert told[0] == told[1]
            assert told[0][0] == 404
