"""Letters over HTTP and in PostgreSQL: sealed at rest, read by whom they concern, posted once."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.coordinator.domain.letter import Letter, LetterKind
from services.coordinator.errors import UnknownAkt
from shared.letters.blocks import Paragraph
from tests.coordinator.builders import today
from tests.coordinator.fakes import Post
from tests.coordinator.letters.reading import Pdf
from tests.coordinator.letters.samples import a_letter
from tests.coordinator.test_arrivals import receive, rows
from tests.coordinator.test_http import NEXT, a_case, get, post

pytestmark = pytest.mark.real

FOREIGN = ["other-team", "host-staff", "jobbtorg", "granskare"]


async def a_letter_of(
    stage, case_id: UUID, *, by_hand: bool = False, text: str = "Vi ses på torsdag."
) -> str:
    """Keep a letter as a room of the coordinator does; its id."""
    letter = a_letter(Paragraph(text), title="Avslut")
    async with stage.team.sessions.begin() as session:
        await stage.team.letters(session, by_hand=by_hand).keep(
            Letter(case_id, letter.kind, datetime.now(UTC), letter.title, letter.blocks)
        )
    return str(
        (await rows(stage, "select id from letter where case_id = :c order by id desc", c=case_id))[0].id
    )


def path_of(case_id: UUID, letter: str, form: str = "txt") -> str:
    return f"/v1/akter/{case_id}/letters/{letter}.{form}"


class TestBesked:
    @pytest.mark.parametrize(
        ("path", "body", "says"),
        [
            ("take-up", NEXT, "Anmälan tas upp i Finsamteamet"),
            ("decline", {"reason_code": "N05"}, "Anmälan tas inte upp i Finsamteamet"),
        ],
    )
    async def test_is_written_with_the_decision(self, stage, path, body, says) -> None:
        case_id = await a_case(stage)

        await post(stage, f"/v1/akter/{case_id}/{path}", body)

        (listed,) = (await get(stage, "/v1/my/letters", "individ")).json()["letters"]
        assert (listed["kind"], listed["kind_text"], listed["posted_on"]) == (
            "besked",
            "Besked om anmälan",
            None,
        )
        text = (await get(stage, f"/v1/my/letters/{listed['letter_id']}.txt", "individ")).text
        assert says in text
        assert "Individ Testperson\nProvgatan 17\n118 20 Stockholm" in text

    async def test_is_not_written_when_the_decision_is_refused(self, stage) -> None:
        case_id = await a_case(stage)
        stage.consent.covered = False

        await post(stage, f"/v1/akter/{case_id}/take-up", NEXT)

        assert await rows(stage, "select 1 from letter") == []

    async def test_is_written_once_when_the_command_comes_twice(self, stage) -> None:
        case_id, key = await a_case(stage), str(uuid4())

        for _ in range(2):
            await post(stage, f"/v1/akter/{case_id}/decline", {"reason_code": "N05"}, key=key)

        assert len(await rows(stage, "select 1 from letter")) == 1


class TestReading:
    @pytest.mark.parametrize(
        ("form", "kind"), [("pdf", "application/pdf"), ("txt", "text/plain; charset=utf-8")]
    )
    async def test_gives_the_letter_and_lets_nobody_store_it(self, stage, form, kind) -> None:
        case_id = await a_case(stage)
        letter = await a_letter_of(stage, case_id)

        for who, path in (
            ("koordinator", path_of(case_id, letter, form)),
            ("individ", f"/v1/my/letters/{letter}.{form}"),
        ):
            answer = await get(stage, path, who)

            assert answer.status_code == 200
            assert answer.headers["content-type"] == kind
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["content-disposition"] == f'inline; filename="brev.{form}"'
            said = Pdf.of(answer.content).spoken() if form == "pdf" else answer.text
            assert "Vi ses på torsdag." in said

    async def test_is_logged_for_the_person_to_see(self, stage) -> None:
        case_id = await a_case(stage)
        letter = await a_letter_of(stage, case_id)

        await get(stage, path_of(case_id, letter))
        await get(stage, f"/v1/my/letters/{letter}.txt", "individ")

        reads = (await get(stage, f"/v1/cases/{case_id}/reads", "individ")).json()["reads"]
        assert [read["purpose"] for read in reads] == ["utskick", "egen_insyn"]

    async def test_lists_the_newest_first_without_a_word_of_them(self, stage) -> None:
        case_id = await a_case(stage)
        first, second = [await a_letter_of(stage, case_id, text="KANARIE") for _ in range(2)]

        answer = await get(stage, f"/v1/akter/{case_id}/letters")

        assert [letter["letter_id"] for letter in answer.json()["letters"]] == [second, first]
        assert answer.json()["by_hand"] is False
        assert not any(word in answer.text for word in ("KANARIE", "Testperson", "Provgatan"))

    async def test_is_closed_when_consent_does_not_answer(self, stage) -> None:
        case_id = await a_case(stage)
        letter = await a_letter_of(stage, case_id)
        stage.consent.down = True

        for path, who in (
            (path_of(case_id, letter), "koordinator"),
            (f"/v1/akter/{case_id}/letters", "koordinator"),
            (f"/v1/my/letters/{letter}.txt", "individ"),
            ("/v1/my/letters", "individ"),
        ):
            answer = await get(stage, path, who)
            assert (answer.status_code, answer.json()["code"]) == (503, "consent_unreachable")
        assert await rows(stage, "select 1 from read_log") == []

    async def test_of_an_akt_that_has_left_the_lists_needs_a_purpose(self, stage) -> None:
        case_id = await a_case(stage)
        letter = await a_letter_of(stage, case_id)
        stage.consent.hidden.add(case_id)
        day = today().isoformat()
        to_post = path_of(case_id, letter) + "?purpose=utskick"

        unsaid = await get(stage, path_of(case_id, letter))
        assert (await get(stage, to_post)).status_code == 200, "it is still to be posted"
        await post(stage, f"/v1/akter/{case_id}/letters/{letter}/postings", {"posted_on": day}, version=None)
        for refused in (unsaid, await get(stage, path_of(case_id, letter)), await get(stage, to_post)):
            assert (refused.status_code, refused.json()["code"]) == (409, "opening_needs_purpose")
        opened = await get(stage, path_of(case_id, letter) + "?purpose=begaran_fran_individen")
        assert opened.status_code == 200
        purposes = await rows(stage, "select purpose from read_log order by id")
        assert [read.purpose for read in purposes] == ["utskick", "begaran_fran_individen"]

    async def test_finds_nothing_of_an_erased_case(self, stage) -> None:
        case_id = await a_case(stage)
        letter = await a_letter_of(stage, case_id)
        await stage.team.keys.destroy(case_id)

        answer = await get(stage, path_of(case_id, letter))

        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_letter")


class TestForeign:
    @pytest.mark.parametrize("who", FOREIGN)
    async def test_viewer_is_told_that_there_is_nothing(self, stage, who) -> None:
        case_id = await a_case(stage)
        letter = await a_letter_of(stage, case_id)
        day = {"posted_on": today().isoformat()}

        for case, number in ((case_id, letter), (case_id, uuid4()), (uuid4(), letter)):
            for form in ("pdf", "txt"):
                assert (await get(stage, path_of(case, str(number), form), who)).status_code == 404
            posted = await post(
                stage, f"/v1/akter/{case}/letters/{number}/postings", day, who=who, version=None
            )
            assert posted.status_code == 404
        assert (await get(stage, f"/v1/akter/{case_id}/letters", who)).status_code == 404
        assert (await get(stage, "/v1/my/letters", who)).status_code == 403

    async def test_letter_is_not_found_in_another_akt(self, stage) -> None:
        mine, other = await a_case(stage), await a_case(stage)
        letter = await a_letter_of(stage, other)
        day = {"posted_on": today().isoformat()}

        answer = await get(stage, path_of(mine, letter))
        posted = await post(stage, f"/v1/akter/{mine}/letters/{letter}/postings", day, version=None)

        assert (answer.status_code, posted.status_code) == (404, 404)
        assert answer.json()["code"] == posted.json()["code"] == "unknown_letter"

    async def test_person_sees_only_her_own(self, stage) -> None:
        case_id = await a_case(stage)
        letter = await a_letter_of(stage, case_id)
        stage.consent.mine.clear()

        assert (await get(stage, "/v1/my/letters", "individ")).json() == {"letters": []}
        for form in ("pdf", "txt"):
            assert (await get(stage, f"/v1/my/letters/{letter}.{form}", "individ")).status_code == 404


class TestProtected:
    async def test_letter_written_now_has_no_address(self, stage) -> None:
        case_id = await a_case(stage)
        for known in (stage.consent.withheld, stage.consent.hidden):
            known.add(case_id)

        await post(stage, f"/v1/akter/{case_id}/decline", {"reason_code": "N13"})

        listed = (await get(stage, f"/v1/akter/{case_id}/letters")).json()
        assert listed["by_hand"] is True
        path = path_of(case_id, listed["letters"][0]["letter_id"])
        text = (await get(stage, f"{path}?purpose=utskick")).text
        assert "Individ Testperson\nLämnas för hand\n" in text
        key = await stage.team.keys.open_key(case_id)
        (row,) = await rows(stage, "select id, content from letter")
        assert key.open_json("letter", "content", row.id, bytes(row.content))["to"]["address"] == []

    async def test_letter_written_before_shows_none_either(self, stage) -> None:
        case_id = await a_case(stage)
        letter = await a_letter_of(stage, case_id)
        before = (await get(stage, path_of(case_id, letter))).text
        for known in (stage.consent.withheld, stage.consent.hidden):
            known.add(case_id)

        for path, who in (
            (path_of(case_id, letter) + "?purpose=utskick", "koordinator"),
            (f"/v1/my/letters/{letter}.txt", "individ"),
        ):
            after = (await get(stage, path, who)).text
            assert "Provgatan 17" in before
            assert "Provgatan 17" not in after
            assert "Lämnas för hand" in after

    async def test_letter_keeps_its_address_when_only_the_samtycke_has_ended(self, stage) -> None:
        case_id = await a_case(stage)
        letter = await a_letter_of(stage, case_id)
        stage.consent.hidden.add(case_id)

        answer = await get(stage, path_of(case_id, letter) + "?purpose=utskick")
        assert "Provgatan 17" in answer.text


class TestAtRest:
    async def test_no_word_of_a_letter_stands_open(self, stage) -> None:
        case_id = await a_case(stage)
        await a_letter_of(stage, case_id, text="KANARIE")

        (row,) = await rows(stage, "select row_to_json(l)::text as whole, content from letter l")

        for word in ("KANARIE", "Testperson", "Provgatan", "Avslut"):
            assert word not in row.whole
            assert word.encode() not in bytes(row.content)

    async def test_says_what_the_akt_said_when_it_was_written(self, stage) -> None:
        sent = Post()
        await receive(stage, sent.anmalan())
        letter = await a_letter_of(stage, sent.case_id)
        moved = {"individ": {"namn": "Individ Testperson"}, "kontakt": {"adress": "Nygatan 1"}}
        await receive(
            stage,
            sent.document(
                "rattelse", [{"category": "identitet", "source": "soc-sodermalm", "content": moved}]
            ),
        )

        later = await a_letter_of(stage, sent.case_id)

        assert "Provgatan 17" in (await get(stage, path_of(sent.case_id, letter))).text
        assert "Nygatan 1" in (await get(stage, path_of(sent.case_id, later))).text

    async def test_no_letter_is_written_in_a_case_without_an_akt(self, stage) -> None:
        with pytest.raises(UnknownAkt):
            await a_letter_of(stage, uuid4())


class TestPosting:
    async def test_is_noted_once(self, stage) -> None:
        case_id = await a_case(stage)
        letter = await a_letter_of(stage, case_id)
        day = {"posted_on": today().isoformat()}
        path, key = f"/v1/akter/{case_id}/letters/{letter}/postings", str(uuid4())

        first = await post(stage, path, day, version=None, key=key)
        replayed = await post(stage, path, day, version=None, key=key)
        again = await post(stage, path, day, version=None)

        assert (first.status_code, replayed.status_code) == (200, 200)
        assert first.json() == replayed.json() == {"letter_id": letter} | day
        assert (again.status_code, again.json()["code"]) == (409, "already_posted")
        (listed,) = (await get(stage, f"/v1/akter/{case_id}/letters")).json()["letters"]
        assert listed["posted_on"] == day["posted_on"]

    async def test_by_two_at_once_leaves_one(self, stage) -> None:
        case_id = await a_case(stage)
        letter = await a_letter_of(stage, case_id)
        day = {"posted_on": today().isoformat()}
        path = f"/v1/akter/{case_id}/letters/{letter}/postings"

        answers = await asyncio.gather(*(post(stage, path, day, version=None) for _ in range(3)))

        assert sorted(answer.status_code for answer in answers) == [200, 409, 409]

    @pytest.mark.parametrize("days", [-1, 1])
    async def test_is_refused_on_another_day(self, stage, days) -> None:
        case_id = await a_case(stage)
        letter = await a_letter_of(stage, case_id)
        day = {"posted_on": (today() + timedelta(days=days)).isoformat()}

        answer = await post(stage, f"/v1/akter/{case_id}/letters/{letter}/postings", day, version=None)

        assert (answer.status_code, answer.json()["code"]) == (422, "wrong_posting_day")


def test_every_kind_has_a_name() -> None:
    from services.coordinator.domain.letter import KINDS

    assert KINDS.keys() == set(LetterKind)
