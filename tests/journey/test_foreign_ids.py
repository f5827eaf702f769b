"""Another unit's ids, in every path, body and query of every endpoint, answer as if nothing were there."""

import json
import re
import uuid
from http import HTTPStatus
from typing import Any

import pytest

from deploy.demo.agreed import handlaggare
from deploy.demo.papers import REVIEW, grants
from deploy.demo.stage import AF, FK, JOBBTORG, REGION, SENDER, TEAM, Stage
from deploy.infra.topology import SERVICES
from tests.journey.reading import alias_of, machine_token

pytestmark = [pytest.mark.real, pytest.mark.journey]

PUBLIC = {"text_id"}  # a text that anyone may read
WHEN = {"starts_at": "2030-01-15T09:00:00Z", "minutes": 60, "place": "Rum 1"}
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
    ("post", "/v1/referrals/{case_id}/handlaggare"): {
        "handlaggare": {"namn": "Ny Testperson"}, "reason": "slutat", "from_day": "2026-11-23",
    },
    ("post", "/v1/referrals/{case_id}/withdrawals"): {"reason": "behov_lost"},
    ("post", "/v1/referrals/{case_id}/retractions"): {"reason": "skickat_fel", "attested": True},
    ("post", "/v1/operations/parked/{parked_id}/retries"): {},
    ("post", "/v1/operations/parked/{parked_id}/discards"): {"reason": "obsolete", "reference": "INC-1"},
    ("post", "/v1/cases/{case_id}/gallring/decisions"): {
        "ground": "arkivlagen_10", "reference": "beslut 7", "protocol": "P 7", "takes_effect": "2030-01-15",
    },
    ("post", "/v1/cases/{case_id}/gallring/stops"): {"reason": "tillsyn"},
    ("post", "/v1/cases/{case_id}/gallring/decisions/{decision_id}/attestations"): {},
    ("post", "/v1/cases/{case_id}/gallring/decisions/{decision_id}/set-asides"): {},
    ("post", "/v1/cases/{case_id}/gallring/stops/{stop_id}/liftings"): {},
    ("post", "/v1/signings/{signing_id}/annulments"): {"reason": "dubblett", "what_was_wrong": "Två gånger."},
    ("post", "/v1/signings/{signing_id}/mandate-ends"): {"last_day": "2026-11-02", "how_known": "Beslut."},
    ("put", "/v1/akter/{case_id}/paper"): {
        "received_on": "2026-11-02", "samtycke": "saknas",
        "content": {"individ": {"namn": "Ny Testperson", "personnummer": "195907142599"}, "parter": [AF]},
        "sender": {"unit": SENDER, "name": "Ny Testperson", "function": "Mottagning",
                   "address": ["Provgatan 3", "118 20 Stockholm"]},
    },
    ("post", "/v1/akter/{case_id}/paper/consent-requests"): {"text": "Skicka samtycket."},
    ("post", "/v1/akter/{case_id}/paper/admission"): {},
    ("post", "/v1/akter/{case_id}/paper/return"): {},
    ("post", "/v1/akter/{case_id}/paper/scans"): {},
    ("post", "/v1/akter/{case_id}/paper/supplement-answers"): {
        "received_on": "2026-11-02", "late_reason": "Posten var sen.", "answer": TEXT,
    },
    ("post", "/v1/akter/{case_id}/same-person"): {
        "other_case_id": str(uuid.uuid4()), "stand": "olika_fragor", "reason": "Två skilda frågor.",
    },
    ("post", "/v1/akter/{case_id}/supplement-requests"): {"text": "Vilken period?", "fields": ["halsa"]},
    ("post", "/v1/akter/{case_id}/take-up"): {"next_step": "Möte."},
    ("post", "/v1/akter/{case_id}/decline"): {"reason_code": "N05"},
    ("post", "/v1/akter/{case_id}/openings"): {"purpose": "tillsyn"},
    ("post", "/v1/akter/{case_id}/letters/{letter_id}/postings"): {"posted_on": "2026-11-02"},
    ("post", "/v1/akter/{case_id}/meetings"): {**WHEN, "kind": "team", "invited": [AF]},
    ("post", "/v1/akter/{case_id}/meetings/{meeting_id}/move"): {**WHEN, "reason": "lokal_eller_teknik"},
    ("post", "/v1/akter/{case_id}/meetings/{meeting_id}/cancel"): {"reason": "lokal_eller_teknik"},
    ("post", "/v1/akter/{case_id}/meetings/{meeting_id}/hold"): {
        "present": [AF], "person_present": True, "outcome": "vagledning", "note": "En anteckning.",
    },
    ("post", "/v1/akter/{case_id}/meetings/{meeting_id}/adjourn"): {"reason": "ajournerat", "text": "Ny tid."},
    ("post", "/v1/akter/{case_id}/meetings/{meeting_id}/person-answers"): {"answer": "kommer", "how": "telefon"},
    ("post", "/v1/meetings/{meeting_id}/answers"): {"answer": "kommer"},
    ("post", "/v1/meetings/{meeting_id}/needs"): {"need": True, "reason": "Behovet finns kvar."},
    ("post", "/v1/my/meetings/{meeting_id}/answers"): {"answer": "kommer"},
    ("post", "/v1/akter/{case_id}/plans"): {"meeting_id": str(uuid.uuid4())},
    ("patch", "/v1/akter/{case_id}/plans/{plan_id}"): {"individens_ord": "Andra ord."},
    ("post", "/v1/akter/{case_id}/plans/{plan_id}/driver"): {"driver": handlaggare(AF)},
    ("post", "/v1/delmal/{delmal_id}/answers"): {"answer": "accepterar"},
    ("post", "/v1/delmal/{delmal_id}/reports"): {"status": "klart"},
    ("post", "/v1/my/delmal/{delmal_id}/answers"): {"answer": "accepterar"},
    ("post", "/v1/my/delmal/{delmal_id}/reports"): {"status": "klart"},
    ("post", "/v1/akter/{case_id}/delmal/{delmal_id}/person-answers"): {"answer": "accepterar"},
    ("post", "/v1/akter/{case_id}/delmal/{delmal_id}/reports"): {"status": "klart"},
    ("post", "/v1/akter/{case_id}/questions/{question_id}/answers"): {"decision": "Vi går vidare."},
    ("post", "/v1/akter/{case_id}/moves"): {},
    ("post", "/v1/akter/{case_id}/end"): {"outcome": "U71", "text": "Personen vill sluta."},
    ("post", "/v1/protections/{protection_id}/liftings"): {
        "decided_on": "2026-11-02", "decided_by": "enhetschef", "reason": "Skyddet har upphört.",
    },
    ("post", "/v1/receipts/{receipt_id}/hand-overs"): {"how": "i_handen", "handed_on": "2026-11-02"},
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
FORMS = {"form": "pdf"}  # how a letter is set is no id
ASKED = {"purpose": "begaran_fran_individen"}
QUERIES = {
    "/v1/akter/{case_id}/plans/{plan_id}/compare": {"from": "1", "to": "2"},
    "/v1/cases/{case_id}/protections": ASKED,
    "/v1/cases/{case_id}/samtycken.{form}": ASKED,
    "/v1/cases/{case_id}/disclosures.{form}": ASKED,
    "/v1/receipts/{receipt_id}.{form}": ASKED,
}
OWN = {
    # AF is a party in this case: it may see which rows name it, and answers for itself.
    "handlaggare-af": {"get /v1/cases/{case_id}/rows", "post /v1/meetings/{meeting_id}/answers"},
}
STRANGERS = ("anmalare-farsta", "handlaggare-jobbtorg", "handlaggare-af", "individ-2")
Told = tuple[int, str]


@pytest.fixture(scope="class")
async def ids(planned: Stage) -> dict[str, str]:
    """Real ids of a case that has come to a plan and that the readers have nothing to do with, as paths name them."""
    revocation = await planned.individ.send(
        planned.url("consent", "/v1/revocations"),
        {"case_id": str(planned.case_id), "scope": {"kind": "category", "party": FK, "category": "planer"},
         "said_on": str(planned.today()), "channel": "inloggad"},
    )  # fmt: skip
    await planned.rest()
    akt, read = planned.url("coordinator", f"/v1/akter/{planned.case_id}"), planned.koordinator.get
    followed = await read(planned.url("followup", f"/v1/cases/{planned.case_id}/follow-ups"))
    protection = await _marked_and_lifted(planned)
    papers = await planned.teller.get(planned.url("consent", f"/v1/cases/{planned.case_id}/signings"))
    return {
        "case_id": str(planned.case_id),
        "dialogue_id": planned.dialogue_id,
        "scan_id": planned.scan_id,
        "revocation_id": revocation.body["id"],
        "protection_id": protection,
        "receipt_id": (await planned.individ.get(planned.url("consent", "/v1/my/receipts")))["receipts"][0][
            "id"
        ],
        "meeting_id": planned.meeting_id,
        "plan_id": planned.plan_id,
        "delmal_id": planned.delmal[REGION],
        "question_id": (await read(akt))["questions"][0]["id"],
        "letter_id": (await read(f"{akt}/letters"))["letters"][0]["letter_id"],
        "followup_id": followed["follow_ups"][0]["id"],
        "signing_id": papers["signings"][0]["signing_id"],
        # What the case does not have: the case itself is as unknown as they.
        **{name: str(uuid.uuid4()) for name in ("annulment_id", "retraction_id", "decision_id", "stop_id")},
        "parked_id": "inbox-1",
    }


async def _marked_and_lifted(stage: Stage) -> str:
    """Return the id of a mark that stands no more: the case goes on as it was."""
    url = stage.url("consent", "/v1/protections")
    marked = await stage.koordinator.send(url, {"case_id": str(stage.case_id)})
    decided = {"decided_on": str(stage.today()), "decided_by": "enhetschef", "reason": "Skyddet har upphört."}
    protection = str(marked.body["protection_id"])
    await stage.koordinator.send(f"{url}/{protection}/liftings", decided, expects=201)
    return protection


async def _ask(stage: Stage, token: str, method: str, url: str, *, version: int = 1, **sending: Any) -> Told:
    headers = {
        "Authorization": f"Bearer {token}",
        "Idempotency-Key": str(uuid.uuid4()),
        "If-Match": f'"{version}"',
    }
    if url.endswith("/paper/scans") and method == "post":
        sending = {"files": {"file": ("papper.pdf", b"%PDF-1.4", "application/pdf")}}
    answer = await stage.http.request(method, url, headers=headers, **sending)
    said = json.loads(answer.content)
    if isinstance(said, dict):
        said.pop("instance", None)
    return answer.status_code, json.dumps(said, sort_keys=True)


async def _every_path(
    stage: Stage, token: str, service: str, ids: dict[str, str], *, version: int = 1, fewest: int = 1
) -> dict[str, Told]:
    """What each endpoint with an id in its path, or at least so many, answers this reader about these ids."""
    spec = (await stage.http.get(stage.url(service, "/v1/openapi.json"))).json()
    found: dict[str, Told] = {}
    for path, operations in spec["paths"].items():
        names = set(re.findall(r"{(\w+)}", path))
        if len(names - PUBLIC - FORMS.keys()) < fewest:
            continue
        where = re.sub(r"{(\w+)}", lambda name: FORMS.get(name[1]) or ids[name[1]], path)
        for method in sorted(set(operations) & {"get", "post", "patch", "put", "delete"}):
            body = None if method == "get" else BODIES[(method, path)]
            found[f"{method} {path}"] = await _ask(
                stage,
                token,
                method,
                stage.url(service, where),
                json=body,
                params=QUERIES.get(path),
                version=version,
            )
    return found


class TestAStranger:
    @pytest.mark.parametrize("reader", [*STRANGERS, f"machine of {JOBBTORG}"])
    @pytest.mark.parametrize("service", SERVICES)
    async def test_can_not_tell_a_real_id_in_a_path_from_none(
        self, planned: Stage, ids: dict[str, str], service: str, reader: str
    ) -> None:
        token = await _token(planned, reader)

        foreign = await _every_path(planned, token, service, ids)
        unknown = await _every_path(planned, token, service, {name: str(uuid.uuid4()) for name in ids})

        assert len(foreign) >= 3
        others = foreign.keys() - OWN.get(reader, set())
        assert {k: foreign[k] for k in others} == {k: unknown[k] for k in others}
        assert {k: foreign[k] for k in others if foreign[k][0] not in {403, 404}} == {}

    @pytest.mark.parametrize(
        "where", ["revocation", "preview", "protection", "signing", "draft", "alias", "stop"]
    )
    async def test_can_not_tell_a_real_id_in_a_body_or_query_from_none(
        self, planned: Stage, ids: dict[str, str], where: str
    ) -> None:
        token = planned.people["anmalare-farsta"].token
        known = ids | {"alias": await alias_of(planned, "anmalare-soc")}

        foreign = await _in_a_body(planned, token, where, known)
        unknown = await _in_a_body(planned, token, where, {name: str(uuid.uuid4()) for name in known})

        assert foreign == unknown
        assert foreign[0] == 404

    async def test_gets_nothing_by_others_event_ids_or_aliases(self, planned: Stage) -> None:
        owner, stranger = planned.people["anmalare-soc"], planned.people["anmalare-farsta"]
        alias = (await owner.get(planned.url("consent", "/v1/aliases"), case_id=str(planned.case_id)))[
            "alias"
        ]
        record = (await owner.get(planned.url("consent", "/v1/feed"), alias=alias))["records"][0]["id"]

        for event_id in (record, str(uuid.uuid4())):
            status, said = await _ask(
                planned,
                stranger.token,
                "post",
                planned.url("consent", "/v1/release"),
                json={"events": [event_id]},
            )
            assert (status, json.loads(said)) == (200, {"events": [{"id": event_id, "status": "refused"}]})
        assert (await stranger.get(planned.url("consent", "/v1/feed"), alias=alias))["records"] == []


class TestTheTeamsOwnKoordinator:
    async def test_finds_nothing_of_one_case_under_another(
        self, planned: Stage, ids: dict[str, str], sent: Stage
    ) -> None:
        """The akt is hers, the meeting, plan, delmål, letter or question in the path belongs to another of her akter."""
        nested, token = {"version": (await sent.akt())["version"], "fewest": 2}, sent.koordinator.token
        under_another = ids | {"case_id": str(sent.case_id)}
        unknown = {name: str(uuid.uuid4()) for name in ids} | {"case_id": str(sent.case_id)}

        foreign = await _every_path(sent, token, "coordinator", under_another, **nested)

        assert foreign == await _every_path(sent, token, "coordinator", unknown, **nested)
        assert len(foreign) >= 12
        assert {k: told for k, told in foreign.items() if told[0] != HTTPStatus.NOT_FOUND} == {}


async def _token(stage: Stage, reader: str) -> str:
    if reader.startswith("machine of "):
        return await machine_token(stage, reader.removeprefix("machine of "))
    return stage.people[reader].token


async def _in_a_body(stage: Stage, token: str, where: str, ids: dict[str, str]) -> Told:
    case_id, day = ids["case_id"], str(stage.today())
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
        "preview": ("consent", "/v1/my/revocation-previews", {"case_id": case_id, "scope": {"kind": "all"}}),
        "stop": ("coordinator", "/v1/stop-acknowledgements", {"alias": ids["alias"], "answer": "stoppat"}),
    }
    if where == "alias":
        return await _ask(
            stage, token, "get", stage.url("consent", "/v1/aliases"), params={"case_id": case_id}
        )
    service, path, body = asked[where]
    return await _ask(stage, token, "post", stage.url(service, path), json=body)
