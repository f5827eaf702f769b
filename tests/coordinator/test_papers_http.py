"""The routes of an anmälan on paper, on PostgreSQL, with small fakes of the services beside it."""

import io
import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from PIL import Image

from services.coordinator.returned import ReturnedKeys
from shared.keys import KeyGone, KeyStore, KeyStoreDown
from shared.reaching import IN_BACKUPS, whole_days
from tests.coordinator.builders import PERSON, SENDER, TEAM, today
from tests.coordinator.fakes import Post
from tests.coordinator.paper_builders import a_form, transcript
from tests.coordinator.test_arrivals import receive, rows, the_akt
from tests.coordinator.test_http import a_case, get, on_akt, post
from tests.standins import headers

pytestmark = pytest.mark.real


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("L", (40, 40), 255).save(out, "PNG")
    return out.getvalue()


async def registered(stage, **more: Any) -> UUID:
    stage.consent.covered = False
    answer = await post(stage, "/v1/paper-referrals", a_form(today(), **more), version=None)
    assert answer.status_code == 201, answer.text
    case_id = UUID(answer.json()["case_id"])
    stage.consent.standing[case_id] = set()  # the consent service knows of no row: hidden, as it says it
    return case_id


async def scanned(stage, case_id: UUID, content: bytes | None = None, who: str = "koordinator"):
    return await stage.api.post(
        f"/v1/akter/{case_id}/paper/scans",
        files={"file": ("anmalan.png", content if content is not None else picture(), "image/png")},
        headers={"Authorization": f"Bearer {who}", "Idempotency-Key": str(uuid4())},
    )


async def admitted(stage, case_id: UUID, **more: Any):
    return await on_akt(stage, case_id, "paper/admission", more)


class TestRegistering:
    async def test_gives_it_a_number_and_an_akt_at_once(self, stage) -> None:
        case_id = await registered(stage)

        akt = (await get(stage, f"/v1/akter/{case_id}")).json()

        assert (akt["status"], akt["sender"], akt["number"]) == ("vantar_pa_samtycke", SENDER, akt["number"])
        assert akt["paper"]["received_on"] == today().isoformat()
        assert akt["paper"]["content"] == transcript()
        assert akt["next"]["step"] == "skaffa_samtycke"
        assert akt["sections"] == []
        (listed,) = (await get(stage, "/v1/akter")).json()["akter"]
        assert listed["case_id"] == str(case_id)

    async def test_is_seen_by_the_teams_koordinator_alone(self, stage) -> None:
        case_id = await registered(stage)
        await scanned(stage, case_id)

        for who in ("host-staff", "other-team", "soc", "individ", "forbund"):
            for path in ("", "/subject", "/letters", "/paper/return-letter.txt"):
                assert (await get(stage, f"/v1/akter/{case_id}{path}", who)).status_code in {403, 404}

    @pytest.mark.parametrize("who", ["host-staff", "soc", "individ", "other-team"])
    async def test_is_the_koordinators_work(self, stage, who) -> None:
        answer = await post(stage, "/v1/paper-referrals", a_form(today()), who=who, version=None)

        assert answer.status_code in {403, 404}

    async def test_publishes_nothing_and_writes_a_receipt_to_the_function(self, stage) -> None:
        case_id = await registered(stage)

        (letter,) = (await get(stage, f"/v1/akter/{case_id}/letters")).json()["letters"]
        path = f"/v1/akter/{case_id}/letters/{letter['letter_id']}.txt"
        text = (await get(stage, path)).text

        assert letter["kind"] == "anmalare_mottagning"
        assert "Ekonomiskt bistånd" in text
        assert "Individ Testperson" not in text
        assert await rows(stage, "select 1 from outbox") == []

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"received_on": (today() + timedelta(days=1)).isoformat()}, "date_in_future"),
            ({"received_on": (today() - timedelta(days=400)).isoformat()}, "received_too_long_ago"),
            ({"received_on": (today() - timedelta(days=20)).isoformat()}, "late_without_reason"),
            ({"content": transcript(parter=["ingen"])}, "unknown_unit"),
            ({"content": transcript(individ={"namn": "X", "personnummer": "1"})}, "invalid_number"),
        ],
    )
    async def test_says_what_is_wrong_with_which_field(self, stage, change, code) -> None:
        refused = await post(stage, "/v1/paper-referrals", a_form(today(), **change), version=None)

        assert (refused.status_code, refused.json()["code"]) == (422, code)
        assert refused.json()["fields"]
        assert await rows(stage, "select 1 from akt") == []

    async def test_keeps_nothing_about_the_person_in_the_open(self, stage) -> None:
        await registered(stage)

        stored = await rows(
            stage, "select a::text || p::text as whole from akt a join paper p using (case_id)"
        )
        commands = await rows(stage, "select i::text as whole from idempotency i")

        for row in (*stored, *commands):
            assert PERSON not in row.whole
            assert "Testperson" not in row.whole


class TestScans:
    async def test_are_read_as_they_came(self, stage) -> None:
        case_id = await registered(stage)
        made = await scanned(stage, case_id)

        read = await get(stage, f"/v1/akter/{case_id}/paper/scans/{made.json()['scan_id']}")

        assert (made.status_code, read.content) == (201, picture())
        assert "no-store" in read.headers["cache-control"]

    async def test_are_refused_by_content(self, stage) -> None:
        case_id = await registered(stage)

        refused = await scanned(stage, case_id, b"Inte en bild")

        assert (refused.status_code, refused.json()["code"]) == (422, "scan_wrong_kind")

    async def test_of_another_case_do_not_exist(self, stage) -> None:
        case_id, other = await registered(stage), await a_case(stage)
        made = (await scanned(stage, case_id)).json()["scan_id"]

        answer = await get(stage, f"/v1/akter/{other}/paper/scans/{made}")

        assert (answer.status_code, answer.json()["code"]) == (404, "no_paper")

    async def test_of_a_protected_person_open_for_a_stated_purpose_which_is_logged(self, stage) -> None:
        case_id = await registered(stage)
        path = f"/v1/akter/{case_id}/paper/scans/{(await scanned(stage, case_id)).json()['scan_id']}"
        stage.consent.withheld.add(case_id)

        unstated = await get(stage, path)
        stated = await get(stage, f"{path}?purpose=handlaggning_for_hand")
        others = [
            await get(stage, f"{path}?purpose=handlaggning_for_hand", who)
            for who in ("host-staff", "other-team", "soc", "individ", "forbund")
        ]

        assert (unstated.status_code, unstated.json()["code"]) == (409, "opening_needs_purpose")
        assert (stated.status_code, stated.content) == (200, picture())
        assert {answer.status_code for answer in others} <= {403, 404}
        logged = await rows(stage, "select purpose from read_log")
        assert [read.purpose for read in logged] == ["handlaggning_for_hand"]


class TestOnTheWay:
    async def test_goes_on_through_the_senders_service_once_it_is_scanned(self, stage) -> None:
        case_id = await registered(stage)
        unscanned = await admitted(stage, case_id)
        await scanned(stage, case_id)

        answer = await admitted(stage, case_id)

        assert (unscanned.status_code, unscanned.json()["code"]) == (409, "scan_missing")
        assert answer.status_code == 200
        (asked,) = stage.referral.asked
        assert (asked["case_id"], asked["sender"], asked["team"]) == (str(case_id), SENDER, TEAM)
        assert asked["received_on"] == today().isoformat()
        assert asked["content"]["fragestallning"] == transcript()["fragestallning"]

    async def test_says_why_it_cannot_go_on(self, stage) -> None:
        case_id = await registered(stage)
        await scanned(stage, case_id)
        stage.referral.refuses = {"code": "category_not_covered", "fields": [{"field": "halsa"}]}

        refused = (await admitted(stage, case_id)).json()

        assert (refused["code"], refused["cause"]) == ("paper_not_admitted", "category_not_covered")
        assert [one["field"] for one in refused["fields"]] == ["content.halsa"]

    async def test_waits_when_the_senders_service_is_away(self, stage) -> None:
        case_id = await registered(stage)
        await scanned(stage, case_id)
        stage.referral.down = True

        answer = await admitted(stage, case_id)

        assert (answer.status_code, answer.json()["code"]) == (503, "referral_unreachable")

    async def test_is_an_ordinary_akt_when_its_document_has_come(self, stage) -> None:
        case_id = await registered(stage, by_letter=True)
        await scanned(stage, case_id)
        await admitted(stage, case_id)
        stage.consent.standing.clear()
        stage.consent.covered = True
        await receive(stage, Post(case_id).anmalan())

        taken = await on_akt(stage, case_id, "take-up", {"next_step": "Vi kallar till möte."})

        akt = (await get(stage, f"/v1/akter/{case_id}")).json()
        kinds = [one["kind"] for one in (await get(stage, f"/v1/akter/{case_id}/letters")).json()["letters"]]
        assert (taken.status_code, akt["status"]) == (200, "tas_upp")
        assert kinds == ["anmalare_besked", "besked", "anmalare_mottagning"]

    async def test_letters_to_the_sender_are_none_of_the_persons(self, stage) -> None:
        case_id = await registered(stage)
        stage.consent.mine.add(case_id)
        (letter,) = await rows(stage, "select id from letter")

        listed = (await get(stage, "/v1/my/letters", "individ")).json()["letters"]
        one = await get(stage, f"/v1/my/letters/{letter.id}.txt", "individ")

        assert listed == []
        assert one.status_code == 404

    async def test_mends_the_transcript_until_it_has_gone_on(self, stage) -> None:
        case_id = await registered(stage)
        akt = await the_akt(stage, case_id)
        body = a_form(today(), samtycke="bifogat", content=transcript(anpassning="Hörslinga"))
        body["sender"]["unit"] = "soc-farsta"

        answer = await stage.api.put(
            f"/v1/akter/{case_id}/paper", json=body, headers=headers("koordinator", akt.version)
        )

        read = (await get(stage, f"/v1/akter/{case_id}")).json()
        assert answer.status_code == 200, answer.text
        assert (read["sender"], read["paper"]["sender"]["unit"]) == ("soc-farsta", "soc-farsta")
        assert (read["paper"]["samtycke"], read["paper"]["content"]["anpassning"]) == (
            "bifogat",
            "Hörslinga",
        )

    async def test_of_a_protected_person_keeps_no_address_and_is_handled_by_hand(self, stage) -> None:
        home = {"adress": "Provgatan 17", "postnummer": "11620", "postort": "Stockholm", "kanal": "brev"}
        case_id = await registered(
            stage, skyddade_personuppgifter=True, content=transcript(kontakt=home, stadsdel="sodermalm")
        )

        opened = await post(
            stage,
            f"/v1/akter/{case_id}/openings",
            {"purpose": "handlaggning_for_hand"},
            version=None,
        )

        assert stage.consent.withheld == {case_id}
        assert (await get(stage, "/v1/akter")).json()["akter"] == []
        assert (await get(stage, f"/v1/akter/{case_id}")).json()["code"] == "opening_needs_purpose"
        assert opened.json()["paper"]["content"].keys() == {"individ", "parter", "fragestallning"}

    async def test_tells_the_consent_service_whose_it_is(self, stage) -> None:
        case_id = await registered(stage)

        answer = (await get(stage, f"/v1/akter/{case_id}/subject")).json()
        other = await get(stage, f"/v1/akter/{await a_case(stage)}/subject")

        assert (answer["unit"], answer["personnummer"]) == (TEAM, PERSON)
        assert other.json()["code"] == "no_paper"

    async def test_asks_for_the_samtycke_by_letter(self, stage) -> None:
        case_id = await registered(stage)
        wanted = {"missing": ["underskrift_saknas"], "text": "Underskriften saknas."}

        unknown = await on_akt(stage, case_id, "paper/consent-requests", wanted | {"missing": ["x"]})
        await on_akt(stage, case_id, "paper/consent-requests", wanted)

        akt = (await get(stage, f"/v1/akter/{case_id}")).json()
        assert unknown.json()["code"] == "unknown_missing"
        assert (akt["next"]["step"], akt["next"]["who"]) == ("svara_om_samtycke", SENDER)
        assert await rows(stage, "select 1 from outbox") == []


class TestSendingBack:
    async def test_is_refused_when_the_consent_service_knows_of_a_samtycke(self, stage) -> None:
        """What this service has heard over the topic may be older."""
        case_id = await registered(stage)
        stage.consent.covered = True

        refused = await on_akt(stage, case_id, "paper/return", {})

        assert (refused.status_code, refused.json()["code"]) == (409, "consent_given")

    async def test_a_notice_that_comes_after_it_is_dropped_and_stops_nothing(self, stage) -> None:
        case_id = await registered(stage)
        await on_akt(stage, case_id, "paper/return", {})

        await receive(stage, Post(case_id).control("stop"))

        (arrival,) = await rows(stage, "select state, body from arrival")
        assert (arrival.state, arrival.body) == ("gone", None)

    async def test_keeps_the_line_of_the_register_and_nothing_else(self, stage) -> None:
        case_id = await registered(stage)
        await scanned(stage, case_id)

        answer = await on_akt(stage, case_id, "paper/return", {})

        (line,) = (await get(stage, "/v1/paper-register")).json()["lines"]
        left = await rows(
            stage,
            "select (select count(*) from paper_scan) as scans, (select count(*) from letter) as letters,"
            " (select count(*) from part) as parts, content, person_index, destroyed_at"
            " from paper join akt using (case_id)",
        )
        assert answer.status_code == 200
        assert (line["status"], line["returned_on"]) == ("atersand", today().isoformat())
        assert [tuple(row)[:5] for row in left] == [(0, 0, 0, None, None)]
        assert left[0].destroyed_at is not None
        with pytest.raises(KeyGone):
            await stage.team.keys.open_key(case_id)

    async def test_destroys_the_key_also_after_a_crash_in_between(self, stage) -> None:
        case_id = await registered(stage)
        async with stage.team.sessions.begin() as session:
            paper = await stage.team.papers(session).get(case_id)
            paper.returned_on = today()
            await stage.team.papers(session).forget(paper)

        found = await ReturnedKeys(stage.team.sessions, stage.team.keys).sweep()

        assert found == 1
        with pytest.raises(KeyGone):
            await stage.team.keys.open_key(case_id)

    async def test_a_refused_return_destroys_nothing(self, stage) -> None:
        case_id = await registered(stage)
        await scanned(stage, case_id)
        await admitted(stage, case_id)

        refused = await on_akt(stage, case_id, "paper/return", {})

        assert (refused.status_code, refused.json()["code"]) == (409, "consent_given")
        await stage.team.keys.open_key(case_id)

    async def test_waits_while_a_gallringsstopp_stands(self, stage) -> None:
        case_id = await registered(stage)
        stops = f"/v1/cases/{case_id}/gallring/stops"
        stop = await post(stage, stops, {"reason": "begaran_om_utlamnande"}, version=None)

        refused = await on_akt(stage, case_id, "paper/return", {})

        assert (refused.status_code, refused.json()["code"]) == (409, "return_stopped")
        await stage.team.keys.open_key(case_id)
        await post(stage, f"{stops}/{stop.json()['id']}/liftings", {}, version=None)
        assert (await on_akt(stage, case_id, "paper/return", {})).status_code == 200

    async def test_writes_the_letter_that_goes_with_it(self, stage) -> None:
        case_id = await registered(stage)
        early = await get(stage, f"/v1/akter/{case_id}/paper/return-letter.pdf")
        await on_akt(stage, case_id, "paper/return", {})

        letter = await get(stage, f"/v1/akter/{case_id}/paper/return-letter.pdf")

        assert early.json()["code"] == "no_paper"
        assert letter.content.startswith(b"%PDF")
        assert json.dumps(PERSON) not in letter.text

    async def test_writes_no_letter_before_what_it_says_is_true(self, stage, monkeypatch) -> None:
        case_id = await registered(stage)

        async def down(*_: Any) -> None:
            raise KeyStoreDown

        with monkeypatch.context() as away:
            away.setattr(KeyStore, "destroy", down)
            assert (await on_akt(stage, case_id, "paper/return", {})).status_code == 503
            early = await get(stage, f"/v1/akter/{case_id}/paper/return-letter.txt")
        await ReturnedKeys(stage.team.sessions, stage.team.keys).sweep()
        letter = await get(stage, f"/v1/akter/{case_id}/paper/return-letter.txt")

        assert (early.status_code, early.json()["code"]) == (409, "return_unfinished")
        said = " ".join(letter.text.split())
        assert "uppgifterna om personen är förstörda" in said
        assert f"i högst {whole_days(IN_BACKUPS)} dagar" in said
