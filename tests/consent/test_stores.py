"""The rules that the database itself keeps, on the real PostgreSQL."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.consent.repository.cases import CaseRows
from shared.migrate import check, downgrade, upgrade
from tests.consent.api import WITH_REGION, a_draft, a_form, a_scan, headers, registered
from tests.consent.builders import NOON, SENDER, TEAM
from tests.infrastructure import Infrastructure

pytestmark = pytest.mark.real

_INSERT = text(
    "insert into consent_row (id, case_id, source, recipient, category, state, valid_from, valid_to, signing_id,"
    " ended_at) values (:id, :case_id, :source, :recipient, 'halsa', :state, :valid_from, :valid_to, :signing_id,"
    " :ended_at)"
)


class TestRowTable:
    async def insert(self, core, case_id: UUID, signing_id: str, **changes) -> None:
        values = {
            "id": uuid4(),
            "case_id": case_id,
            "source": SENDER,
            "recipient": TEAM,
            "state": "aktiv",
            "valid_from": NOON,
            "valid_to": NOON + timedelta(days=1),
            "signing_id": signing_id,
            "ended_at": None,
        }
        async with core.engine.begin() as connection:
            await connection.execute(_INSERT, {**values, **changes})

    @pytest.mark.parametrize(
        "changes",
        [
            pytest.param({}, id="a second active row"),
            pytest.param({"source": "af", "state": "upphort", "ended_at": NOON}, id="an unknown state"),
            pytest.param({"source": TEAM}, id="source and recipient the same"),
            pytest.param(
                {"source": "af", "valid_to": NOON - timedelta(days=9)}, id="an end before its beginning"
            ),
            pytest.param({"source": "af", "ended_at": NOON}, id="active and ended"),
            pytest.param({"source": "af", "state": "aterkallat"}, id="ended, nobody knows when"),
        ],
    )
    async def test_refuses(self, client, core, drafts, changes) -> None:
        case_id = a_draft(drafts)
        answer = await registered(client, case_id)

        with pytest.raises(IntegrityError):
            await self.insert(core, case_id, answer["signing_id"], **changes)

    async def test_takes_a_new_row_beside_an_ended_one(self, client, core, drafts) -> None:
        case_id = a_draft(drafts)
        answer = await registered(client, case_id)

        await self.insert(core, case_id, answer["signing_id"], state="aterkallat", ended_at=NOON)


class TestCaseRows:
    async def test_opens_a_case_once_for_the_unit_that_came_first(self, core) -> None:
        case_id = uuid4()
        for unit in ("af", "fk"):
            async with core.sessions() as session, session.begin():
                case = await CaseRows(session).open(case_id, unit, NOON)

        assert case.registering_unit == "af"

    async def test_keeps_what_was_decided(self, core) -> None:
        case_id = uuid4()
        async with core.sessions() as session, session.begin():
            cases = CaseRows(session)
            case = await cases.open(case_id, "af", NOON)
            case.bind(b"h" * 32, TEAM)
            case.withhold(NOON)
            await cases.keep(case)

        async with core.sessions() as session, session.begin():
            assert await CaseRows(session).find(case_id) == case
            assert await CaseRows(session).find(uuid4()) is None


class TestConcurrently:
    async def test_two_signatures_make_each_row_once(self, client, core, drafts) -> None:
        case_id = a_draft(drafts)
        forms = [a_form(case_id, await a_scan(client, case_id), grants=WITH_REGION) for _ in range(4)]

        answers = await asyncio.gather(
            *(client.post("/v1/signings", json=form, headers=headers()) for form in forms)
        )

        assert {answer.status_code for answer in answers} == {201}
        made = [row["change"] for answer in answers for row in answer.json()["rows"]]
        assert made.count("ny") == len(answers[0].json()["rows"])
        async with core.engine.connect() as connection:
            numbers = await connection.scalars(
                text("select number from event_history where case_id = :id"), {"id": case_id}
            )
            assert numbers.all() == [1]


def test_the_database_comes_up_without_drift_and_goes_down_again(infra: Infrastructure) -> None:
    url = infra.create_database("consent_drift")

    upgrade("services.consent", url)

    check("services.consent", url)
    downgrade("services.consent", url)
