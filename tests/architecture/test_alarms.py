"""The page of alarms says what the code measures, and every alarm is brought about by a test."""

from typing import Any

from contracts.build.services import wired
from deploy.operating.firing import WORDS
from shared.alarms import Rule, queue_rules
from tests.architecture.sources import ROOT, SERVICES, files_of_tests

PAGE = ROOT / "docs" / "alarms.md"
NOTHING: Any = None


def line(rule: Rule) -> str:
    return f"| `{rule.code}` | {rule.severity} | {rule.condition} | {rule.meaning} | {rule.mend} |"


def all_rules() -> list[Rule]:
    return [*queue_rules(NOTHING), *(rule for service in SERVICES for rule in wired(service).alarms)]


def test_the_page_tells_every_alarm_as_it_is() -> None:
    told = {text for text in PAGE.read_text(encoding="utf-8").splitlines() if text.startswith("| `")}

    assert told == {line(rule) for rule in all_rules()}


def test_an_operator_is_told_of_each_in_swedish() -> None:
    assert WORDS.keys() == {rule.code for rule in all_rules()}


def test_a_code_names_one_alarm() -> None:
    codes = [rule.code for rule in all_rules()]

    assert len(codes) == len(set(codes))


def test_every_alarm_is_brought_about_by_a_test() -> None:
    told = "\n".join(path.read_text(encoding="utf-8") for path in files_of_tests())

    assert [rule.code for rule in all_rules() if f'"{rule.code}"' not in told] == []
