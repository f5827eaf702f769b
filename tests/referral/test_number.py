"""Which numbers are accepted, and what a text may hold."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.referral.domain import NumberError, NumberRules, parse_number
from services.referral.domain.number import holds_number
from tests.referral.builders import OTHER_PERSON, PERSON, TODAY
from tests.referral.published import PUBLISHED

ANY = NumberRules(TODAY)


class TestParseNumber:
    @pytest.mark.parametrize(
        "written",
        [
            "195907142599",
            "19590714-2599",
            "590714-2599",
            "5907142599",
            " 19590714 2599 ",
            "19590714\u20132599",
        ],
    )
    def test_writes_every_form_with_twelve_digits(self, written: str) -> None:
        assert parse_number(written, ANY) == PERSON

    def test_reads_a_plus_sign_as_a_hundred_years_or_more(self) -> None:
        assert parse_number("590714+2599", NumberRules(date(2060, 1, 1))) == PERSON

    def test_reads_ten_digits_without_plus_as_the_latest_possible_century(self) -> None:
        with pytest.raises(NumberError, match="in_the_future"):
            parse_number("590714-2599", NumberRules(date(1959, 1, 1)))

    @pytest.mark.parametrize("written", ["195600692387", "19560069-2387"])
    def test_accepts_a_samordningsnummer(self, written: str) -> None:
        assert parse_number(written, ANY) == "195600692387"

    @pytest.mark.parametrize("born", ["19900060", "19900291", "19900161"])
    def test_does_not_look_a_samordningsnummer_up_in_the_calendar(self, born: str) -> None:
        number = next(f"{born}238{check}" for check in range(10) if _right(f"{born}238{check}"))

        assert parse_number(number, ANY) == number

    @pytest.mark.parametrize(
        ("written", "code"),
        [
            ("195907142598", "wrong_checksum"),
            ("19900230238", "not_a_number"),
            ("", "not_a_number"),
            ("Individ", "not_a_number"),
            ("1959071425990", "not_a_number"),
            ("19900101T234", "interim_number"),
            ("900101-T234", "interim_number"),
        ],
    )
    def test_refuses_and_says_why(self, written: str, code: str) -> None:
        with pytest.raises(NumberError) as refused:
            parse_number(written, ANY)

        assert refused.value.code == code
        assert not any(word in refused.value.message for word in written.split())

    @pytest.mark.parametrize("born", ["19900230", "19901301", "19900001", "19900100"])
    def test_looks_a_personnummer_up_in_the_calendar(self, born: str) -> None:
        number = next(f"{born}238{check}" for check in range(10) if _right(f"{born}238{check}"))

        with pytest.raises(NumberError, match="not_a_date"):
            parse_number(number, ANY)

    def test_refuses_a_birth_date_to_come(self) -> None:
        with pytest.raises(NumberError, match="in_the_future"):
            parse_number(PERSON, NumberRules(date(1950, 1, 1)))

    def test_takes_only_published_numbers_in_development(self) -> None:
        rules = NumberRules(TODAY, frozenset({PERSON}))

        assert parse_number(PERSON, rules) == PERSON
        with pytest.raises(NumberError, match="not_a_test_number"):
            parse_number(OTHER_PERSON, rules)

    def test_accepts_every_published_test_number(self) -> None:
        assert all(parse_number(number, ANY) == number for number in PUBLISHED)

    @given(st.sampled_from(sorted(PUBLISHED)), st.integers(0, 11), st.integers(1, 9))
    def test_notices_every_single_wrong_digit(self, number: str, place: int, step: int) -> None:
        wrong = f"{number[:place]}{(int(number[place]) + step) % 10}{number[place + 1 :]}"

        if place >= 2:
            with pytest.raises(NumberError):
                parse_number(wrong, ANY)


class TestHoldsNumber:
    @pytest.mark.parametrize(
        "text",
        [
            f"Hon heter så och är {PERSON}.",
            "590714-2599",
            "590714\u20112599",
            "5907142599",
            "19590714 2599",
            "19\u200b590714-2599",
            "\uff15\uff19\uff10\uff17\uff11\uff14-\uff12\uff15\uff19\uff19",
            "195600692387",
            "barnet 900101-T234",
            "590714-2598",
        ],
    )
    def test_finds_what_looks_like_a_number(self, text: str) -> None:
        assert holds_number(text)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "Ring 08-123 45 67",
            "0701740605",
            "dnr 2026-000123",
            "ärende 12345678901234",
            "kl. 10.30 den 2026-11-23",
            "20261120 1030",
            "1234",
        ],
    )
    def test_lets_other_digits_pass(self, text: str) -> None:
        assert not holds_number(text)

    @given(st.sampled_from(sorted(PUBLISHED)))
    def test_finds_every_published_number_in_each_form(self, number: str) -> None:
        assert holds_number(number)
        assert holds_number(f"x {number[2:]} y")
        assert holds_number(f"({number[2:8]}-{number[8:]})")


def _right(number: str) -> bool:
    digits = [int(d) * (2 - i % 2) for i, d in enumerate(number[2:])]
    return sum(d - 9 if d > 9 else d for d in digits) % 10 == 0
