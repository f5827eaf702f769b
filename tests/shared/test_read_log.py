from dataclasses import replace
from uuid import uuid4

from shared.read_log import log_read, log_reads, reads_of
from tests.shared.bench import Database
from tests.shared.web import VIEWER


class TestReadLog:
    async def test_shows_the_person_unit_and_function_but_never_who(self, database: Database) -> None:
        case_id, other = uuid4(), uuid4()
        async with database.sessions() as session, session.begin():
            await log_read(session, VIEWER, case_id, "handlaggning")
            await log_read(session, replace(VIEWER, unit="unit-b", function=None), case_id, "tillsyn")
            await log_read(session, VIEWER, other, "handlaggning")

        async with database.sessions() as session:
            reads = await reads_of(session, case_id)

        assert [(read.unit, read.function, read.purpose) for read in reads] == [
            ("unit-a", "Function A", "handlaggning"),
            ("unit-b", None, "tillsyn"),
        ]
        assert "someone" not in repr(reads)
        assert await database.one("select subject from read_log limit 1") == "someone"

    async def test_takes_a_whole_list_in_one_go(self, database: Database) -> None:
        listed = [uuid4(), uuid4()]
        async with database.sessions() as session, session.begin():
            await log_reads(session, VIEWER, listed, "handlaggning")
            await log_reads(session, VIEWER, [], "handlaggning")

        async with database.sessions() as session:
            seen = [await reads_of(session, case_id) for case_id in listed]
        assert [[read.purpose for read in reads] for reads in seen] == [["handlaggning"]] * 2
