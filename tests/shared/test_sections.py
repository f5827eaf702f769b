"""Sections: sealed to the week's receiving key, open only in their place and only while the key lives."""

import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.db import make_engine
from shared.hybrid import HybridKey, seal_to
from shared.keyrings import ReceivingKeyring, SigningKeyring, end_of_week
from shared.keys import KeyGone, KeyStore, RootKey
from shared.migrate import KEYS, upgrade
from shared.sections import (
    ReceivingKey,
    ReceivingKeys,
    ReceivingKeyUnavailable,
    SealedSection,
    SectionSealer,
    open_section,
)
from shared.unopenable import Unopenable
from tests.infrastructure import Infrastructure

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
PAIR = HybridKey.generate()
EVENT, CASE = uuid4(), uuid4()


class Fixed:
    async def current(self) -> ReceivingKey:
        public = base64.b64encode(PAIR.public()).decode()
        return ReceivingKey(kid="2026-W47", public=public, not_after=NOON)


async def sealed() -> SealedSection:
    return await SectionSealer(Fixed()).seal(EVENT, CASE, "soc-sodermalm", "halsa", b'{"x":1}')


class TestSection:
    async def test_opens_in_its_place(self) -> None:
        section = await sealed()
        assert (section.category, section.source, section.kid) == ("halsa", "soc-sodermalm", "2026-W47")
        assert open_section(PAIR, section, event_id=EVENT, case_id=CASE) == b'{"x":1}'

    @pytest.mark.parametrize("change", [{"category": "planer"}, {"source": "fk"}])
    async def test_does_not_open_as_something_else(self, change: dict[str, str]) -> None:
        section = (await sealed()).model_copy(update=change)
        with pytest.raises(Unopenable):
            open_section(PAIR, section, event_id=EVENT, case_id=CASE)

    async def test_does_not_open_in_another_event_or_case_or_by_another_key(self) -> None:
        section = await sealed()
        for key, event_id, case_id in (
            (PAIR, uuid4(), CASE), (PAIR, EVENT, uuid4()), (HybridKey.generate(), EVENT, CASE),
        ):  # fmt: skip
            with pytest.raises(Unopenable):
                open_section(key, section, event_id=event_id, case_id=case_id)

    async def test_any_changed_byte_is_refused(self) -> None:
        section = await sealed()
        raw = base64.b64decode(section.sealed)
        for at in [*range(0, len(raw), 23), len(raw) - 1]:
            bad = base64.b64encode(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]).decode()
            with pytest.raises(Unopenable):
                open_section(PAIR, section.model_copy(update={"sealed": bad}), event_id=EVENT, case_id=CASE)

    @pytest.mark.parametrize("bad", ["", "AQ==", "not base64", base64.b64encode(b"\1" * 1200).decode()])
    async def test_nonsense_is_refused_alike(self, bad: str) -> None:
        section = (await sealed()).model_copy(update={"sealed": bad})
        with pytest.raises(Unopenable):
            open_section(PAIR, section, event_id=EVENT, case_id=CASE)

    def test_a_pair_survives_being_written_down(self) -> None:
        again = HybridKey(PAIR.secret)
        assert again.public() == PAIR.public()
        assert again.open(seal_to(PAIR.public(), b"x", b"i"), b"i") == b"x"
        assert len(PAIR.public()) == 1216
        assert PAIR.secret.hex() not in repr(PAIR)


class TestFetchingTheKey:
    def keys(self, answers: list[httpx2.Response], now: list[datetime]) -> ReceivingKeys:
        def answer(_: httpx2.Request) -> httpx2.Response:
            return answers.pop(0) if answers else httpx2.Response(503)

        http = httpx2.AsyncClient(transport=httpx2.MockTransport(answer))
        return ReceivingKeys("http://keys.test/", http, now=lambda: now[0])

    def answer(self, kid: str, not_after: datetime) -> httpx2.Response:
        public = base64.b64encode(PAIR.public()).decode()
        return httpx2.Response(200, json={"kid": kid, "public": public, "not_after": not_after.isoformat()})

    async def test_is_asked_for_once_until_shortly_before_the_end(self) -> None:
        now = [NOON]
        keys = self.keys(
            [self.answer("a", NOON + timedelta(hours=1)), self.answer("b", NOON + timedelta(days=7))], now
        )
        assert [(await keys.current()).kid for _ in range(3)] == ["a", "a", "a"]
        now[0] = NOON + timedelta(minutes=56)
        assert (await keys.current()).kid == "b"

    async def test_while_the_owner_is_silent_the_old_one_serves_to_its_end_and_no_longer(self) -> None:
        now = [NOON]
        keys = self.keys([self.answer("a", NOON + timedelta(hours=1))], now)
        await keys.current()
        now[0] = NOON + timedelta(minutes=59)
        assert (await keys.current()).kid == "a"
        now[0] = NOON + timedelta(hours=1)
        with pytest.raises(ReceivingKeyUnavailable):
            await keys.current()

    @pytest.mark.parametrize(
        "bad", [httpx2.Response(500), httpx2.Response(200, text="{}"), httpx2.Response(200, text="x")]
    )
    async def test_without_a_key_nothing_is_sealed(self, bad: httpx2.Response) -> None:
        with pytest.raises(ReceivingKeyUnavailable):
            await SectionSealer(self.keys([bad], [NOON])).prepare()


@pytest.fixture
async def engine(infra: Infrastructure) -> AsyncIterator[AsyncEngine]:
    url = infra.create_database("s2_rings")
    upgrade(KEYS, url)
    made = make_engine(url)
    yield made
    await made.dispose()


class TestKeyrings:
    async def test_receiving_keys_turn_over_each_week_and_old_ones_open_until_destroyed(
        self, engine: AsyncEngine
    ) -> None:
        now = [NOON]
        store = KeyStore(engine, RootKey(b"r" * 32), now=lambda: now[0])
        ring = ReceivingKeyring(store, now=lambda: now[0])
        sealer = SectionSealer(ring)
        old = await sealer.seal(EVENT, CASE, "fk", "halsa", b"old")
        assert (await ring.current()).not_after == datetime(2026, 11, 23, tzinfo=UTC)
        now[0] = NOON + timedelta(days=7)
        new = await sealer.seal(EVENT, CASE, "fk", "halsa", b"new")
        assert (old.kid, new.kid) == ("2026-W47", "2026-W48")
        assert open_section(await ring.private(old.kid), old, event_id=EVENT, case_id=CASE) == b"old"
        assert [key.id for key in await ring.living()] == ["2026-W47", "2026-W48"]
        await ring.destroy(["2026-W47"])
        with pytest.raises(KeyGone):
            await ring.private("2026-W47")
        assert [key.id for key in await ring.living()] == ["2026-W48"]

    async def test_two_processes_agree_on_the_weeks_key(self, engine: AsyncEngine) -> None:
        store = KeyStore(engine, RootKey(b"r" * 32), now=lambda: NOON)
        made = [await ReceivingKeyring(store, now=lambda: NOON).current() for _ in range(2)]
        assert made[0] == made[1]

    async def test_signing_keys_turn_over_and_every_public_half_stays(self, engine: AsyncEngine) -> None:
        now = [NOON]
        store = KeyStore(engine, RootKey(b"r" * 32), now=lambda: now[0])
        ring = SigningKeyring(store, now=lambda: now[0])
        first = await ring.current()
        assert (await ring.current()).kid == first.kid
        now[0] = NOON + timedelta(days=90)
        second = await ring.current()
        assert second.kid != first.kid
        published = await ring.published()
        assert [key.kid for key in published] == [first.kid, second.kid]
        assert published[0].public == first.private.public_key().public_bytes_raw()

    async def test_no_private_half_lies_in_the_database(self, engine: AsyncEngine) -> None:
        store = KeyStore(engine, RootKey(b"r" * 32))
        pair = await ReceivingKeyring(store).private((await ReceivingKeyring(store).current()).kid)
        async with engine.connect() as connection:
            dump = str((await connection.execute(text("select * from wrapped_key"))).all())
        assert pair.secret.hex() not in dump

    def test_a_week_ends_at_midnight_utc_after_sunday(self) -> None:
        assert end_of_week(datetime(2026, 11, 16, tzinfo=UTC)) == datetime(2026, 11, 23, tzinfo=UTC)
        assert end_of_week(datetime(2026, 11, 22, 23, 59, tzinfo=UTC)) == datetime(2026, 11, 23, tzinfo=UTC)
