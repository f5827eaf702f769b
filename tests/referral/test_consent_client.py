"""What this service asks the consent service: against the consent service's own forms, and against the fake."""

from uuid import uuid4

import httpx2
import pytest

from services.consent.http.coverage import CoverageAnswer as Answered
from services.consent.http.coverage import CoverageForm as Accepted
from services.consent.http.coverage import WithheldAnswer as WithheldAnswered
from services.consent.http.coverage import WithheldForm as WithheldAccepted
from services.consent.http.protections import ProtectionForm
from services.referral.consent_client import ConsentClient
from services.referral.domain import Question
from services.referral.errors import ConsentUnreachable
from services.referral.foreign import CoverageAnswer
from shared.service_tokens import TokenUnavailable
from tests.referral.builders import CASE, SIGNING, TEAM, UNIT
from tests.referral.fakes import TOKENS, FakeConsent

QUESTION = Question(UNIT, TEAM, ("fk",), ("handlaggning", "identitet", "halsa"))

WHOLE = {
    "covered": True,
    "withheld": False,
    "signing": {"signing_id": "1", "text_id": "sv-1", "text_hash": "ab"},
    "exclusion_note_exists": False,
    "uncovered": [],
    "uncovered_categories": [],
}


def client_of(app, tokens=None) -> ConsentClient:
    http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app))
    return ConsentClient("http://consent/", http, tokens or TOKENS)


def answering(status: int, body: object) -> ConsentClient:
    transport = httpx2.MockTransport(lambda _: httpx2.Response(status, json=body))
    return ConsentClient("http://consent", httpx2.AsyncClient(transport=transport), TOKENS)


class TestContract:
    async def test_the_consent_service_accepts_what_is_asked(self) -> None:
        consent = FakeConsent()
        client = client_of(consent.app)
        await client.coverage(CASE, QUESTION)
        await client.withheld([CASE])
        await client.protect(CASE, "195907142599", "anmalare")

        Accepted.model_validate(consent.asked("/v1/coverage")[0])
        WithheldAccepted.model_validate(consent.asked("/v1/withheld-cases")[0])
        ProtectionForm.model_validate(consent.asked("/v1/protections")[0])

    def test_what_the_consent_service_answers_is_understood(self) -> None:
        answered = Answered.model_validate(
            {
                "covered": False,
                "withheld": False,
                "signing": {"signing_id": uuid4(), "text_id": "sv-1", "text_hash": "ab"},
                "exclusion_note_exists": True,
                "uncovered": [
                    {
                        "recipient": "fk",
                        "missing": [{"source": UNIT, "recipient": "fk", "category": "identitet"}],
                    }
                ],
                "uncovered_categories": ["halsa"],
            }
        )

        read = CoverageAnswer.model_validate_json(answered.model_dump_json()).coverage()
        assert (read.covered, read.exclusion_note_exists) == (False, True)
        assert (read.uncovered, read.uncovered_categories) == (("fk",), ("halsa",))
        assert read.signing is not None
        assert read.signing.text_id == "sv-1"

    async def test_the_fake_answers_as_the_consent_service(self) -> None:
        consent = FakeConsent(protected={CASE})
        http = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=consent.app),
            base_url="http://consent",
            headers={"Authorization": "Bearer svc-referral"},
        )
        body = {"case_id": str(CASE), "sender": UNIT, "team": TEAM, "parties": [], "categories": []}

        Answered.model_validate((await http.post("/v1/coverage", json=body)).json())
        withheld = await http.post("/v1/withheld-cases", json={"case_ids": [str(CASE)]})
        assert WithheldAnswered.model_validate(withheld.json()).withheld == [CASE]


class TestCoverage:
    async def test_is_asked_and_understood(self) -> None:
        coverage = await client_of(FakeConsent().app).coverage(CASE, QUESTION)

        assert (coverage.covered, coverage.signing) == (True, SIGNING)

    @pytest.mark.parametrize(
        ("status", "body"),
        [(500, {}), (503, {}), (403, {}), (404, {}), (200, {}), (200, {"covered": True}), (200, [])],
    )
    async def test_anything_but_a_clear_answer_is_none(self, status: int, body: object) -> None:
        with pytest.raises(ConsentUnreachable):
            await answering(status, body).coverage(CASE, QUESTION)

    @pytest.mark.parametrize("silent", WHOLE)
    async def test_silence_about_any_field_is_no_answer(self, silent: str) -> None:
        told = {name: value for name, value in WHOLE.items() if name != silent}

        with pytest.raises(ConsentUnreachable):
            await answering(200, told).coverage(CASE, QUESTION)

    async def test_no_token_is_no_answer(self) -> None:
        class NoTokens:
            async def bearer(self) -> str:
                raise TokenUnavailable

        with pytest.raises(ConsentUnreachable):
            await client_of(FakeConsent().app, NoTokens()).coverage(CASE, QUESTION)

    async def test_a_whole_answer_is_one(self) -> None:
        assert (await answering(200, WHOLE).coverage(CASE, QUESTION)).covered

    async def test_no_connection_is_no_answer(self) -> None:
        def refuse(_: httpx2.Request) -> httpx2.Response:
            raise httpx2.ConnectError("refused")

        http = httpx2.AsyncClient(transport=httpx2.MockTransport(refuse))
        with pytest.raises(ConsentUnreachable):
            await ConsentClient("http://consent", http, TOKENS).coverage(CASE, QUESTION)


class TestWithheld:
    async def test_is_asked_and_understood(self) -> None:
        client = client_of(FakeConsent(protected={CASE}).app)

        assert await client.withheld([uuid4(), CASE]) == {CASE}

    async def test_nothing_is_asked_about_no_case(self) -> None:
        consent = FakeConsent(down=True)

        assert await client_of(consent.app).withheld([]) == set()

    async def test_many_cases_are_asked_about_in_turns_that_are_accepted(self) -> None:
        consent = FakeConsent(protected={CASE})

        assert await client_of(consent.app).withheld([*(uuid4() for _ in range(200)), CASE]) == {CASE}
        asked = [WithheldAccepted.model_validate(body) for body in consent.asked("/v1/withheld-cases")]
        assert [len(form.case_ids) for form in asked] == [200, 1]

    @pytest.mark.parametrize(
        ("status", "body"), [(500, {}), (403, {}), (404, {}), (422, {}), (200, {}), (200, {"withheld": None})]
    )
    async def test_anything_but_a_clear_answer_is_none(self, status: int, body: object) -> None:
        with pytest.raises(ConsentUnreachable):
            await answering(status, body).withheld([CASE])


class TestSamtycke:
    async def test_is_asked_and_understood(self) -> None:
        client = client_of(FakeConsent(samtycken={CASE}).app)

        assert await client.with_samtycke([uuid4(), CASE]) == {CASE}

    @pytest.mark.parametrize(
        ("status", "body"),
        [(500, {}), (403, {}), (404, {}), (422, {}), (200, {}), (200, {"with_samtycke": None})],
    )
    async def test_anything_but_a_clear_answer_is_none(self, status: int, body: object) -> None:
        with pytest.raises(ConsentUnreachable):
            await answering(status, body).with_samtycke([CASE])


async def test_cases_are_asked_with_the_persons_own_token() -> None:
    consent = FakeConsent(mine={CASE})

    assert await client_of(consent.app).cases_of("individ") == {CASE}


@pytest.mark.parametrize("status", [401, 403, 404, 500])
async def test_a_mark_that_was_not_made_is_no_mark(status: int) -> None:
    with pytest.raises(ConsentUnreachable):
        await answering(status, {}).protect(CASE, None, "anmalare")


async def test_a_mark_needs_this_services_own_token_too() -> None:
    class NoTokens:
        async def bearer(self) -> str:
            raise TokenUnavailable

    with pytest.raises(ConsentUnreachable):
        await client_of(FakeConsent().app, NoTokens()).protect(CASE, None, "anmalare")
