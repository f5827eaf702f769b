"""Who has been told what: words for every code, and a letter that says each thing once. No fixtures."""

import ast
from dataclasses import replace
from pathlib import Path
from typing import get_args
from uuid import uuid4

import pytest

import services.consent
from services.consent.addressing.spoken import PURPOSE as SPOKEN_FOR
from services.consent.disclosure_log.leaf import Ground
from services.consent.domain import insight
from services.consent.domain.categories import CATEGORIES
from services.consent.domain.givers import HERSELF, Manner
from services.consent.domain.insight import SignedOn, UnopenedState
from services.consent.domain.insight_words import BY_VARIANT, EASY, ORDINARY, InsightWords
from services.consent.http.release import ReleaseBody
from shared.letters.blocks import Paragraph
from shared.letters.text import render_text
from shared.purposes import Purpose
from tests.consent.letter_samples import DIRECTORY, NOW, an_insight, disclosures
from tests.consent.receipt_samples import GIVERS

SAYS = pytest.mark.parametrize("say", BY_VARIANT.values(), ids=["ordinary", "lattlast"])


@SAYS
class TestWords:
    def test_are_there_for_every_code(self, say: InsightWords) -> None:
        assert set(say.grounds) == {ground.value for ground in Ground}
        assert set(say.states) == set(UnopenedState)
        assert set(say.categories) == set(CATEGORIES)
        released = set(get_args(ReleaseBody.model_fields["purpose"].annotation))
        assert {purpose.value for purpose in Purpose} | released | {SPOKEN_FOR} <= set(say.purposes)

    def test_say_every_purpose_that_is_logged(self, say: InsightWords) -> None:
        """What is logged in words stands as it is; a code has words."""
        unsaid = {each for each in _logged() if "_" in insight.purpose_of(each, say)}

        assert unsaid == set()


def _logged() -> set[str]:
    """Every purpose that is written into the log as a literal."""
    found: set[str] = set()
    for path in Path(next(iter(services.consent.__path__))).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"log_read", "log_reads"}:
                purpose = node.args[3]
                found |= {str(purpose.value)} if isinstance(purpose, ast.Constant) else set[str]()
    assert len(found) >= 5
    return found


class TestWhoseWord:
    @SAYS
    def test_has_words_for_every_way_to_give_it(self, say: InsightWords) -> None:
        assert set(say.ground_signed) == {None, *Manner}

    def test_is_said_of_each_signature_once(self) -> None:
        day, other = NOW.date(), NOW.date().replace(day=9)
        god_man = GIVERS["god_man"]
        signings = (
            SignedOn(uuid4(), other, god_man),
            SignedOn(uuid4(), day, HERSELF),
            SignedOn(uuid4(), day, replace(god_man, last_day=None)),
        )
        told = replace(an_insight().told[0], signings=signings)

        assert insight.ground_of(told, ORDINARY) == (
            "Ditt samtycke från den 2 mars 2026. "
            "Samtycket från den 2 mars 2026 samt 9 mars 2026, lämnat för dig av din gode man."
        )
        assert insight.ground_of(told, EASY).startswith(
            "Du samtyckte den 2 mars 2026. Din gode man samtyckte"
        )

    def test_is_left_out_where_it_is_not_known(self) -> None:
        told = replace(an_insight().told[0], signings=(SignedOn(uuid4(), NOW.date(), None),))

        assert insight.ground_of(told, ORDINARY) == "Samtycket från den 2 mars 2026."


class TestLetter:
    def test_says_who_what_when_and_on_which_signature(self) -> None:
        text = render_text(disclosures())

        assert (
            "När: 3 mars 2026 klockan 12.00\nVem: Försäkringskassan (datasystem)\nVad: Kallelse till möte från"
            in text
        )
        assert "Varför: Ditt samtycke från den 2 mars 2026." in text

    def test_says_what_nobody_has_opened_and_whether_it_still_can_be(self) -> None:
        _, _, unopened = render_text(disclosures(whole=True)).partition("Det som ingen har öppnat\n---")

        assert (
            "Vem: Arbetsförmedlingen\nVad: Kallelse till möte från Finsamteam Stockholm, 2 mars 2026."
            in unopened
        )
        assert "Det kan fortfarande öppnas, så länge ditt samtycke gäller." in unopened
        assert "Det går aldrig att öppna. Nyckeln är förstörd." in unopened
        assert "2 mars 2026: uppgifter om att ditt ärende handläggs." in unopened, "only a part of it"

    def test_says_who_has_read_and_why_once_a_day(self) -> None:
        _, _, reads = render_text(disclosures(whole=True)).partition("Vem som har läst om ditt samtycke\n---")

        assert reads.count("Varför: Handläggning av ditt ärende.") == 1
        assert "Varför: Du bad om det." in reads

    def test_leaves_out_what_there_is_none_of(self) -> None:
        nothing = replace(an_insight(), told=[], unopened=[], reads=[])
        said = str(insight.letter([nothing], DIRECTORY.name_of, ORDINARY))

        assert "Ingen har fått några uppgifter om dig" in said
        assert "Det som ingen har öppnat" not in said
        assert "Vem som har läst om ditt samtycke" not in said

    @pytest.mark.parametrize("say", [ORDINARY, EASY])
    def test_says_what_the_list_of_reads_covers_and_who_tells_the_rest(self, say: InsightWords) -> None:
        said = str(insight.letter([an_insight()], DIRECTORY.name_of, say))

        assert "läst om ditt samtycke" in say.reads_heading
        assert "anmälan" in say.elsewhere
        assert "koordinatorn" in say.elsewhere
        assert str(Paragraph(say.elsewhere)) in said

    def test_in_easy_swedish_has_short_lines(self) -> None:
        texts = (
            EASY.intro,
            EASY.unopened_intro,
            EASY.reads_intro,
            EASY.elsewhere,
            EASY.wrong,
            *EASY.states.values(),
        )

        assert [line for text in texts for line in text.split("\n") if len(line.split()) > 12] == []
        assert "Varför: Du samtyckte den 2 mars 2026." in render_text(disclosures(variant="lattlast"))
