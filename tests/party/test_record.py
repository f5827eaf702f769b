"""The wire form: what is written is read back, and nothing else is."""

import struct
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from finsam_party.errors import RecordInvalid
from finsam_party.record import (
    HEADER_BYTES,
    MAX_RECORD_BYTES,
    Header,
    Part,
    Record,
    SealedRecord,
    decode,
    encode,
    open_section,
    verify,
)
from hypothesis import given, settings
from hypothesis import strategies as st

KEY = Ed25519PrivateKey.generate()
HEADER = Header(uuid4(), uuid4(), 3, 17, uuid4())
PARTS = (
    Part("handlaggning", "soc-sodermalm", {"type": "anmalan"}),
    Part("halsa", "vard-sodermalm", {"fritext": "å" * 700}),
)
FIELDS = {
    "magic": range(4), "version": [4], "suite": [5], "alias": range(6, 22), "event_id": range(22, 38),
    "epoch": range(38, 42), "sequence": range(42, 50), "kid": range(50, 66), "count": [66],
}  # fmt: skip


def sealed(parts: tuple[Part, ...] = PARTS, header: Header = HEADER) -> SealedRecord:
    return encode(header, parts, KEY)


def read(data: bytes) -> Record:
    record = decode(data)
    verify(record, KEY.public_key())
    return record


def signed(unsigned: bytes) -> bytes:
    return unsigned + KEY.sign(unsigned)


class TestRoundTrip:
    def test_header_and_sections_come_back(self) -> None:
        made = sealed()
        record = read(made.data)
        assert record.header == HEADER
        assert tuple(open_section(record, index, made.deks[index]) for index in range(2)) == PARTS

    def test_the_header_is_67_bytes_and_the_sizes_are_padded(self) -> None:
        assert HEADER_BYTES == 67
        assert len(sealed().data) == 67 + (48 + 1024 + 16) + (48 + 2048 + 16) + 64

    def test_a_longer_text_of_the_same_class_is_not_longer_on_the_wire(self) -> None:
        short = sealed((Part("halsa", "af", {"x": "a"}),))
        longer = sealed((Part("halsa", "af", {"x": "a" * 900}),))
        assert len(short.data) == len(longer.data)

    @settings(max_examples=60, deadline=None)
    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=200),
            lambda inner: (
                st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
            ),
            max_leaves=12,
        )
    )
    def test_any_json_comes_back_as_it_was(self, value: object) -> None:
        part = Part("planer", "fk", {"value": value})
        try:
            made = sealed((part,))
        except UnicodeEncodeError:  # a lone surrogate is no text
            return
        assert open_section(read(made.data), 0, made.deks[0]) == part

    @pytest.mark.parametrize("size", [0, 1, 900, 1024, 5000, 60_000])
    def test_sizes_at_and_around_the_steps(self, size: int) -> None:
        for extra in range(-40, 3):
            part = Part("halsa", "fk", {"x": "a" * max(0, size + extra)})
            made = sealed((part,))
            assert open_section(read(made.data), 0, made.deks[0]) == part

    def test_keys_and_nonces_are_never_used_twice(self) -> None:
        made = [sealed() for _ in range(200)]
        deks = [dek for one in made for dek in one.deks]
        nonces = [section.nonce for one in made for section in decode(one.data).sections]
        assert len(set(deks)) == len(set(nonces)) == 400


class TestRefusesToWrite:
    @pytest.mark.parametrize(
        "header",
        [replace(HEADER, epoch=0), replace(HEADER, sequence=0), replace(HEADER, epoch=2**32),
         replace(HEADER, sequence=2**64)],
    )  # fmt: skip
    def test_numbers_outside_the_form(self, header: Header) -> None:
        with pytest.raises(ValueError, match="count from 1"):
            sealed(header=header)

    def test_no_section_too_many_too_large_and_what_json_cannot_say(self) -> None:
        part = Part("halsa", "fk", {})
        with pytest.raises(ValueError, match="1 to 255"):
            sealed(())
        with pytest.raises(ValueError, match="1 to 255"):
            sealed((part,) * 256)
        with pytest.raises(ValueError, match="256 KiB"):
            sealed((Part("halsa", "fk", {"x": "a" * MAX_RECORD_BYTES}),))
        with pytest.raises(ValueError, match="JSON"):
            sealed((Part("halsa", "fk", {"x": float("nan")}),))


class TestAnyChangeIsRefused:
    def test_every_single_byte(self) -> None:
        made = sealed((Part("halsa", "fk", {"x": "y"}),)).data
        for at in range(len(made)):
            for flip in (0x01, 0x80):
                changed = made[:at] + bytes([made[at] ^ flip]) + made[at + 1 :]
                with pytest.raises(RecordInvalid):
                    read(changed)

    @pytest.mark.parametrize("field", FIELDS)
    def test_a_header_field_changed_and_signed_anew_opens_nothing(self, field: str) -> None:
        made = sealed()
        for at in FIELDS[field]:
            changed = bytearray(made.data[:-64])
            changed[at] ^= 0x01
            with pytest.raises(RecordInvalid):
                open_section(read(signed(bytes(changed))), 0, made.deks[0])

    def test_every_length(self) -> None:
        made = sealed((Part("halsa", "fk", {}),)).data
        for size in range(len(made)):
            with pytest.raises(RecordInvalid):
                read(made[:size])
        with pytest.raises(RecordInvalid, match="trailing_bytes"):
            read(signed(made[:-64] + b"\0"))

    @pytest.mark.parametrize("length", [0, 15, 16, 17, 1024, 1039, 1041, 2**31, 2**32 - 1])
    def test_a_section_length_that_no_padding_gives(self, length: int) -> None:
        made = bytearray(sealed((Part("halsa", "fk", {}),)).data[:-64])
        struct.pack_into(">I", made, HEADER_BYTES + 44, length)
        with pytest.raises(RecordInvalid, match="section_length"):
            read(signed(bytes(made)))

    def test_larger_than_a_record_may_be(self) -> None:
        with pytest.raises(RecordInvalid, match="too_large"):
            decode(bytes(MAX_RECORD_BYTES + 1))

    def test_another_signing_key(self) -> None:
        with pytest.raises(RecordInvalid, match="signature"):
            verify(decode(sealed().data), Ed25519PrivateKey.generate().public_key())

    @settings(max_examples=300, deadline=None)
    @given(st.binary(max_size=3000))
    def test_no_bytes_at_all_raise_anything_else(self, data: bytes) -> None:
        for candidate in (data, b"FSR1\1\1" + data, signed(b"FSR1\1\1" + data)):
            with pytest.raises(RecordInvalid):
                read(candidate)


class TestSectionsAreBound:
    def test_the_key_of_another_section_opens_nothing(self) -> None:
        made = sealed()
        with pytest.raises(RecordInvalid, match="key_commitment"):
            open_section(read(made.data), 0, made.deks[1])

    def test_the_key_of_another_record_opens_nothing(self) -> None:
        with pytest.raises(RecordInvalid, match="key_commitment"):
            open_section(read(sealed().data), 0, sealed().deks[0])

    @pytest.mark.parametrize("dek", [b"", b"x" * 31, b"x" * 33])
    def test_a_key_of_another_length(self, dek: bytes) -> None:
        with pytest.raises(RecordInvalid, match="key_commitment"):
            open_section(read(sealed().data), 0, dek)

    @pytest.mark.parametrize("index", [-1, 2, 255])
    def test_a_section_that_is_not_there(self, index: int) -> None:
        made = sealed()
        with pytest.raises(RecordInvalid, match="no_such_section"):
            open_section(read(made.data), index, made.deks[0])

    def test_sections_that_have_changed_places(self) -> None:
        part = Part("halsa", "fk", {"x": 1})
        made = sealed((part, replace(part, content={"x": 2})))
        size = 48 + 1024 + 16
        first, second = made.data[67 : 67 + size], made.data[67 + size : 67 + 2 * size]
        swapped = read(signed(made.data[:67] + second + first))
        with pytest.raises(RecordInvalid, match="unopenable"):
            open_section(swapped, 0, made.deks[1])

    def test_a_section_taken_into_another_record(self) -> None:
        one, other = sealed(), sealed(header=replace(HEADER, alias=UUID(int=7)))
        mixed = read(signed(other.data[:67] + one.data[67:-64]))
        with pytest.raises(RecordInvalid, match="unopenable"):
            open_section(mixed, 0, one.deks[0])
