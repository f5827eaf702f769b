"""Nothing about a person reaches the log, by whichever way it tries."""

import json
import logging
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
import structlog
from pydantic import BaseModel, ConfigDict

from shared.log import MASK, REPEATED_AFTER_SECONDS, mask, set_up

NUMBER = "191212121212"
WRITTEN = [
    NUMBER,
    "1212121212",
    "19121212-1212",
    "121212+1212",
    "19121212 1212",
    "121212\N{NON-BREAKING HYPHEN}1212",
]


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.fixture
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


class TestMask:
    @pytest.mark.parametrize("number", WRITTEN)
    def test_hides_a_number_in_any_form(self, number: str) -> None:
        assert mask(f"gäller {number}, igen") == f"gäller {MASK}, igen"

    def test_hides_numbers_at_any_depth(self) -> None:
        assert mask({"a": [int(NUMBER), {NUMBER: (NUMBER,)}]}) == {"a": [MASK, {MASK: [MASK]}]}

    def test_leaves_ids_times_and_counts_alone(self) -> None:
        identity = str(UUID("0199a1b2-c3d4-7000-8000-191212121212"))
        for value in (identity, "2026-11-22T08:54:00.123456Z", 4711, 3.5, True, None, "record:0:42"):
            assert mask(value) == value


@pytest.mark.usefixtures("_restored")
class TestLog:
    def test_writes_ids_and_codes(self, capsys: pytest.CaptureFixture[str]) -> None:
        set_up("toy", "json")
        structlog.get_logger("toy").info("handled", event_id="0199a1b2-c3d4-7000-8000-191212121212", number=3)

        (line,) = lines(capsys)
        assert line["event"] == "handled"
        assert line["service"] == "toy"
        assert line["event_id"].endswith("191212121212")
        assert line["number"] == 3

    def test_drops_every_field_that_is_not_on_the_list(self, capsys: pytest.CaptureFixture[str]) -> None:
        set_up("toy", "json")
        structlog.get_logger("toy").info("handled", namn="Individ Testperson", personnummer=NUMBER)

        (line,) = lines(capsys)
        assert line["dropped_fields"] == ["namn", "personnummer"]
        assert "Testperson" not in json.dumps(line)

    def test_is_not_filled_by_a_library_that_says_the_same_again_and_again(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """While a broker is away, its client speaks a hundred times a second."""
        set_up("toy", "json")
        foreign, moments = logging.getLogger("someone.else"), [0.0] * 500 + [REPEATED_AFTER_SECONDS + 1.0]
        monkeypatch.setattr("shared.log.monotonic", iter(moments).__next__)
        for number in range(len(moments)):
            foreign.error("no broker")
            structlog.get_logger("toy").info("handled", number=number)

        told = lines(capsys)
        assert [line.get("count") for line in told if line["event"] == "foreign"] == [None, 499]
        assert sum(line["event"] == "handled" for line in told) == len(moments), "ours are all written"

    def test_has_no_field_for_a_name(self, capsys: pytest.CaptureFixture[str]) -> None:
        set_up("toy", "json")
        structlog.get_logger("toy").info("handled", name="Individ Testperson", task="relay")

        (line,) = lines(capsys)
        assert line["dropped_fields"] == ["name"]
        assert line["task"] == "relay"
        assert "Testperson" not in json.dumps(line)

    def test_tells_of_foreign_loggers_only_that_they_spoke_and_where(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        set_up("toy", "json")
        foreign = logging.getLogger("someone.else")
        foreign.warning("got %s of %s", NUMBER, "Individ Testperson", extra={"namn": "Individ Testperson"})
        foreign.error("got Individ Testperson")

        told = lines(capsys)
        for line, level in zip(told, ("warning", "error"), strict=True):
            (place,) = line.pop("at")
            assert place.startswith("test_log.py:")
            assert place.endswith(" test_tells_of_foreign_loggers_only_that_they_spoke_and_where")
            assert line.pop("timestamp")
            assert line == {"event": "foreign", "logger": "someone.else", "level": level, "service": "toy"}

    def test_passes_on_what_the_http_server_says_of_its_socket(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        set_up("toy", "json")
        logging.getLogger("uvicorn.error").error("address %s in use by %s", 4711, NUMBER)

        (line,) = lines(capsys)
        assert line["event"] == f"address 4711 in use by {MASK}"

    def test_tells_an_exception_by_type_and_place_only(self, capsys: pytest.CaptureFixture[str]) -> None:
        set_up("toy", "json")

        class Read(BaseModel):
            model_config = ConfigDict(hide_input_in_errors=False)
            count: int

        def read() -> None:
            Read.model_validate({"count": "Individ Testperson"})

        for logger in (structlog.get_logger("toy"), logging.getLogger("someone.else")):
            try:
                read()
            except ValueError:
                logger.exception("not_read")

        ours, foreign = lines(capsys)
        for line in (ours, foreign):
            assert line["exception"] == "ValidationError"
            assert any("test_log.py" in place and place.endswith(" read") for place in line["at"])
            assert "Testperson" not in json.dumps(line)
