"""What a caller may write in a body."""

from datetime import UTC, date, datetime
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.bodies import Body, Day, Moment, OneLine

MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)
DAY: TypeAdapter[date] = TypeAdapter(Day)


class Inner(Body):
    text: str


class Outer(Body):
    text: str | None = None
    lines: list[str] | None = None
    inner: Inner | None = None
    inners: list[Inner] | None = None
    table: dict[str, str] | None = None
    line: Annotated[str, OneLine] | None = None


def faults(written: dict[str, Any]) -> list[tuple[tuple[int | str, ...], str]]:
    with pytest.raises(ValidationError) as refused:
        Outer.model_validate(written)
    return [(error["loc"], error["type"]) for error in refused.value.errors()]


CONTROL = ["\x00", "\x07", "\x0b", "\x1b", "\x7f", "\x85", "\x9f"]
HALVES = ["\ud800", "\udfff"]
TURNING = ["\u202a", "\u202e", "\u2066", "\u2069"]


@pytest.mark.parametrize("sign", CONTROL + TURNING + HALVES)
def test_refuses_control_characters_wherever_a_text_stands(sign: str) -> None:
    bad = f"Rum {sign} 1"

    assert faults({"text": bad}) == [(("text",), "control_characters")]
    assert faults({"lines": ["Rum 1", bad]}) == [(("lines",), "control_characters")]
    assert faults({"inner": {"text": bad}}) == [(("inner", "text"), "control_characters")]
    assert faults({"inners": [{"text": bad}]}) == [(("inners", 0, "text"), "control_characters")]
    assert faults({"table": {"halsa": bad}}) == [(("table",), "control_characters")]


@pytest.mark.parametrize(
    "sign", ["\u200b", "\ufeff", "\u2060", "\u200d \u00ad", "\u3164", "\u2800", "\ufe0f"]
)
def test_refuses_a_text_of_which_nothing_is_seen(sign: str) -> None:
    assert faults({"text": sign}) == [(("text",), "blank")]
    assert faults({"lines": [f" {sign}\n"]}) == [(("lines",), "blank")]
    assert Outer(text=f"Rum{sign}1").text == f"Rum{sign}1"


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\u2028", "\u2029"])
def test_refuses_a_line_break_in_what_stands_on_one_line(sign: str) -> None:
    assert faults({"line": f"Rum 1{sign}Plan 2"}) == [(("line",), "line_break")]
    assert Outer(line="Rum 1, plan 2").line == "Rum 1, plan 2"


def test_lets_newlines_tabs_and_every_letter_through() -> None:
    text = "Första raden\r\n\tandra raden\nÅäö é ł 😀"

    assert Outer(text=text, lines=[text], inner=Inner(text=text)).text == text


@pytest.mark.parametrize(
    "written", [1797757200, 1797757200.5, "1797757200", True, None, "2026-12-20", "2026-12-20T09:00:00"]
)
def test_a_moment_is_written_with_its_offset_and_never_a_number(written: Any) -> None:
    with pytest.raises(ValidationError):
        MOMENT.validate_python(written)


@pytest.mark.parametrize(
    "written", ["2026-12-20T09:00:00Z", "2026-12-20T10:00+01:00", "2026-12-20T09:00:00.000Z"]
)
def test_a_moment_is_read_as_it_is_written(written: str) -> None:
    assert MOMENT.validate_python(written) == datetime(2026, 12, 20, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        1700000000, 1700006400, 19675, 1700006400.0, "1700006400", "19675", True, None, "2026-12-20T00:00:00",
        "2026-12-20T00:00:00Z", "20261220", "2026-12-2", "2026-02-30", "２０２６-12-20", "2026-12-20 ",
    ],
)  # fmt: skip
def test_a_day_is_written_with_its_year_month_and_day_and_never_a_number(written: Any) -> None:
    with pytest.raises(ValidationError):
        DAY.validate_python(written)


def test_a_day_is_read_as_it_is_written() -> None:
    assert DAY.validate_python("2026-12-20") == date(2026, 12, 20)
    assert DAY.json_schema() == {"type": "string", "format": "date"}
