"""Columns under their case's key: open in their own place, nowhere else, and never after erasure."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import gcm
from shared.binding import bind
from shared.db import make_engine
from shared.keys import KeyExists, KeyGone, KeyStore, RootKey
from shared.migrate import KEYS, upgrade
from shared.sealing import CaseKey, CaseKeys
from shared.unopenable import Unopenable
from tests.infrastructure import Infrastructure

KEY = CaseKey(UUID(int=1), b"c" * 32)
ROW = uuid4()


@pytest.fixture(scope="module")
async def keys(infra: Infrastructure) -> AsyncIterator[CaseKeys]:
    url = infra.create_database("s2_sealing")
    upgrade(KEYS, url)
    engine = make_engine(url)
    yield CaseKeys(KeyStore(engine, RootKey(b"r" * 32)))
    await engine.dispose()


class TestColumn:
    def test_opens_in_its_place(self) -> None:
        sealed = KEY.seal("akt", "body", ROW, b"text")
        assert KEY.open("akt", "body", ROW, sealed) == b"text"
        assert KEY.open("akt", "body", str(ROW), sealed) == b"text"

    @pytest.mark.parametrize(
        "place",
        [("other", "body", ROW), ("akt", "name", ROW), ("akt", "body", uuid4()), ("aktb", "ody", ROW)],
    )
    def test_does_not_open_elsewhere(self, place: tuple[str, str, UUID]) -> None:
        with pytest.raises(Unopenable):
            KEY.open(*place, KEY.seal("akt", "body", ROW, b"text"))

    def test_does_not_open_under_another_cases_key(self) -> None:
        with pytest.raises(Unopenable):
            CaseKey(KEY.case_id, b"d" * 32).open("akt", "body", ROW, KEY.seal("akt", "body", ROW, b"text"))

    def test_any_changed_byte_and_any_other_length_is_refused_alike(self) -> None:
        sealed = KEY.seal("akt", "body", ROW, b"text")
        changed = [sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :] for at in range(len(sealed))]
        cut = [sealed[:size] for size in range(len(sealed))]
        texts = set()
        for bad in [*changed, *cut, sealed + b"\0"]:
            with pytest.raises(Unopenable) as refused:
                KEY.open("akt", "body", ROW, bad)
            texts.add(str(refused.value))
            assert refused.value.__cause__ is None
        assert len(texts) == 1

    def test_equal_texts_look_different(self) -> None:
        assert len({KEY.seal("akt", "body", ROW, b"text") for _ in range(100)}) == 100

    def test_json_comes_back(self) -> None:
        value = {"namn": "Åsa", "tal": [1, 2.5, None, True]}
        assert KEY.open_json("akt", "body", ROW, KEY.seal_json("akt", "body", ROW, value)) == value

    def test_the_key_is_never_shown(self) -> None:
        assert "cccc" not in repr(KEY)

    def test_a_version_that_is_not_ours(self) -> None:
        with pytest.raises(Unopenable):
            gcm.unseal(b"c" * 32, b"\2" + gcm.seal(b"c" * 32, b"x", b"")[1:], b"")


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_two_places_never_have_the_same_bytes(one: list[str], other: list[str]) -> None:
    assert (bind(*one) == bind(*other)) == (one == other)


class TestCaseKeys:
    async def test_are_made_once_and_opened_again(self, keys: CaseKeys) -> None:
        case_id = uuid4()
        made = await keys.create(case_id)
        assert await keys.open_key(case_id) == made == await keys.ensure(case_id)
        with pytest.raises(KeyExists):
            await keys.create(case_id)

    async def test_an_erased_case_stays_erased(self, keys: CaseKeys) -> None:
        case_id, other = uuid4(), uuid4()
        await keys.create(case_id)
        kept = await keys.ensure(other)
        await keys.destroy(case_id)
        for call in (keys.open_key, keys.create, keys.ensure):
            with pytest.raises(KeyGone):
                await call(case_id)
        assert await keys.open_many([case_id, other, uuid4()]) == {other: kept}
