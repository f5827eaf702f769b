"""Another unit's ids, in every path, body and query of every endpoint, answer as if nothing were there."""

import json
import re
import uuid
from typing import Any

import pytest

from deploy.demo.papers import REVIEW, grants
from deploy.demo.stage import AF, FK, SENDER, TEAM, Stage
from deploy.demo.telling import today
from deploy.infra.topology import SERVICES

pytestmark = [pytest.mark.real, pytest.mark.journey]

PUBLIC = {"text_id"}  # a text that anyone may read
TEXT = {"text": "En ändring.", "category": "sociala"}
# A valid body for every command with an id in its path; a new route without one fails the test.
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("patch", "/v1/referrals/{case_id}"): {"stadsdel": "farsta"},
    ("post", "/v1/referrals/{case_id}/secrecy-review"): REVIEW,
    ("post", "/v1/referrals/{case_id}/submit"): {},
    ("post", "/v1/referrals/{case_id}/supplement-answers"): {"answer": TEXT, "secrecy_review": REVIEW},
    ("post", "/v1/referrals/{case_id}/corrections"): {
        "changes": {"onskat_individ": TEXT}, "secrecy_review": REVIEW,
    },
    ("post", "/v1/akter/{case_id}/supplement-requests"): {"text": "Vilken period?", "fields": ["halsa"]},
    ("post", "/v1/akter/{case_id}/take-up"): {"next_step": "Möte."},
    ("post", "/v1/akter/{case_id}/decline"): {"reason_code": "N05"},
    ("post", "/v1/akter/{case_id}/openings"): {"purpose": "tillsyn"},
    ("post", "/v1/follow-ups/{followup_id}/openings"): {"purpose": "tillsyn"},
    ("post", "/v1/follow-ups/{followup_id}/answers"): {"answer": "klar"},
    ("post", "/v1/follow-ups/{followup_id}/reschedulings"): {
        "planned_for": "2030-01-15", "reason_code": "part_kan_inte",
    },
    ("post", "/v1/follow-ups/{followup_id}/record"): {
        "delmal": [], "outcomes": {"main": "U60"}, "forsorjning": "FORS_OKAND", "own_words": "Bra.",
        "arbetsformaga": {"before": {"level": "EJ_BEDOMD"}, "after": {"level": "EJ_BEDOMD"}},
        "next": {"kind": "avslut", "text": "Klart."},
    },
}  # fmt: skip
Told = tuple[int, str]


@pytest.fixture(scope="class")
async def ids(sent: Stage) -> dict[str, str]:
    """Real ids of a case that the readers have nothing to do with, by the name that a path gives them."""
    revocation = await sent.individ.send(
        sent.url("consent", "/v1/revocations"),
        {"case_id": str(sent.case_id), "scope": {"kind": "category", "party": FK, "category": "planer"},
         "said_on": str(today()), "channel": "inloggad"},
    )  # fmt: skip
    return {
        "case_id": str(sent.case_id),
        "dialogue_id": sent.dialogue_id,
        "scan_id": sent.scan_id,
        "revocation_id": revocation.body["id"],
    }


async def _ask(stage: Stage, token: str, method: str, url: str, **sending: Any) -> Told:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid.uuid4()), "If-Match": '"1"'}
    answer = await stage.http.request(method, url, headers=headers, **sending)
    said = json.loads(answer.content)
    if isinstance(said, dict):
        said.pop("instance", None)
    return answer.status_code, json.dumps(said, sort_keys=True)


async def _every_path(stage: Stage, token: str, service: str, ids: dict[str, str]) -> dict[str, Told]:
    """What each endpoint with an id in its path answers this reader about these ids."""
    spec = (await stage.http.get(stage.url(service, "/v1/openapi.json"))).json()
    found: dict[str, Told] = {}
    for path, operations in spec["paths"].items():
        names = set(re.findall(r"{(\w+)}", path))
        if not names or names <= PUBLIC:
            continue
        where = re.sub(r"{(\w+)}", lambda name: ids[name[1]], path)
        for method in sorted(set(operations) & {"get", "post", "patch", "put", "delete"}):
            body = None if method == "get" else BODIES[(method, path)]
            found[f"{method} {path}"] = await _ask(stage, token, method, stage.url(service, where), json=body)
    return found


class TestAStranger:
    @pytest.mark.parametrize(
        "reader", ["anmalare-farsta", "handlaggare-jobbtorg", "handlaggare-af", "individ-2"]
    )
    @pytest.mark.parametrize("service", SERVICES)
    async def test_can_not_tell_a_real_id_in_a_path_from_none(
        self, sent: Stage, ids: dict[str, str], service: str, reader: str
    ) -> None:
        token = sent.people[reader].token

        foreign = await _every_path(sent, token, service, ids)
        unknown = await _every_path(sent, token, service, {name: str(uuid.uuid4()) for name in ids})

        assert len(foreign) >= 3
        # AF is asked in this case, and may see which rows name it.
        own = {"get /v1/cases/{case_id}/rows"} if reader == "handlaggare-af" else set()
        assert {k: v for k, v in foreign.items() if k not in own} == {
            k: v for k, v in unknown.items() if k not in own
        }
        assert {status for name, (status, _) in foreign.items() if name not in own} <= {403, 404}, foreign

    @pytest.mark.parametrize("where", ["revocation", "protection", "signing", "draft", "alias"])
    async def test_can_not_tell_a_real_id_in_a_body_or_query_from_none(
        self, sent: Stage, ids: dict[str, str], where: str
    ) -> None:
        token = sent.people["anmalare-farsta"].token

        foreign = await _in_a_body(sent, token, where, ids)
        unknown = await _in_a_body(sent, token, where, {name: str(uuid.uuid4()) for name in ids})

        assert foreign == unknown
        assert foreign[0] == 404

    async def test_gets_nothing_by_others_event_ids_or_aliases(self, sent: Stage) -> None:
        owner, stranger = sent.people["anmalare-soc"], sent.people["anmalare-farsta"]
        alias = (await owner.get(sent.url("consent", "/v1/aliases"), case_id=str(sent.case_id)))["alias"]
        record = (await owner.get(sent.url("consent", "/v1/feed"), alias=alias))["records"][0]["id"]

        for event_id in (record, str(uuid.uuid4())):
            status, said = await _ask(
                sent, stranger.token, "post", sent.url("consent", "/v1/release"), json={"events": [event_id]}
            )
            assert (status, json.loads(said)) == (200, {"events": [{"id": event_id, "status": "refused"}]})
        assert (await stranger.get(sent.url("consent", "/v1/feed"), alias=alias))["records"] == []


async def _in_a_body(stage: Stage, token: str, where: str, ids: dict[str, str]) -> Told:
    case_id, day = ids["case_id"], str(today())
    text = (await stage.http.get(stage.url("consent", "/v1/texts/current"), params={"locale": "sv"})).json()
    signing = {
        "case_id": case_id, "text_id": text["id"], "text_hash": text["hash"], "locale": "sv", "method": "paper",
        "signed_on": day, "scan_id": ids["scan_id"], "valid_from": day, "valid_to": day,
        "grants": grants(SENDER, TEAM, [AF], ["forsorjning"]), "exclusions": [], "exclusion_note": "",
        "statistics": False, "contact_by_message": False, "read_aloud": False, "interpreter": False,
    }  # fmt: skip
    revocation = {"case_id": case_id, "scope": {"kind": "all"}, "said_on": day, "channel": "telefon"}
    asked: dict[str, tuple[str, str, dict[str, Any]]] = {
        "revocation": ("consent", "/v1/revocations", revocation),
        "protection": ("consent", "/v1/protections", {"case_id": case_id}),
        "signing": ("consent", "/v1/signings", signing),
        "draft": ("referral", "/v1/referrals", {"dialogue_id": ids["dialogue_id"]}),
    }
    if where == "alias":
        return await _ask(
            stage, token, "get", stage.url("consent", "/v1/aliases"), params={"case_id": case_id}
        )
    service, path, body = asked[where]
    return await _ask(stage, token, "post", stage.url(service, path), json=body)
