"""The samtyckestexter: never changed once used, in force day by day, and each says what a samtycke has to say."""

import re
from datetime import date, timedelta

import pytest

from services.consent.domain.paper import check
from services.consent.domain.texts import ConsentText
from services.consent.errors import TextNotInForce
from services.consent.texts import load_texts
from tests.consent.builders import TODAY, a_directory, a_paper

TEXTS = load_texts()
IN_FORCE = [text for text in TEXTS.versions if text.is_in_force(TODAY)]
SIGNED = {
    "sv-1": "39fbe4924ad21ff79f4466e8e562910a1552139eca00a83f442879324f7e0618",
    "en-1": "c746dad2521188d0c1cd246dfb4d5c54cf518c825f9bb49e360c589f31fb094e",
    "sv-2": "abf7e9112024e84386c29149962cc82373903a61a50773008666e8ae99120a51",
    "en-2": "58cc09e0fe0191d6d47d82476ee5e86afa5f9996a48feeb57d4a977e825024fa",
    "sv-lattlast-2": "39d85c7ad585f8dd8cc6a86f964acab621d18da1e8d50dc71315d8cd1aa82027",
}
"""People have put their names under exactly these bytes. Another wording is another file; this table only grows."""

SAYS = {
    "what the team is and what it is for": {
        "sv": ["I Finsamteam Stockholm arbetar", "bedöma anmälan", "gemensamma planen", "följa upp"],
        "en": ["In Finsamteam Stockholm", "assess the referral", "joint plan", "follow it up"],
    },
    "which parties, by name": {
        "sv": ["Arbetsförmedlingen", "Försäkringskassan", "Jobbtorg Stockholm", "socialtjänsten", "Region Stockholm"],
        "en": ["Arbetsförmedlingen", "Försäkringskassan", "Jobbtorg Stockholm", "socialtjänsten", "Region Stockholm"],
    },
    "that nothing is ticked beforehand": {"sv": ["Ingen ruta är ifylld i förväg"], "en": ["No box is ticked beforehand"]},
    "which kinds of information": {
        "sv": [
            "försörjning:", "sysselsättning:", "hälsa:", "arbetsförmåga:", "sociala förhållanden:", "planer:", "möte:",
            "plan:", "planöversikt:", "uppföljning:", "vem du är och hur du kan nås",
        ],
        "en": [
            "(försörjning):", "(sysselsättning):", "(hälsa):", "(arbetsförmåga):", "(sociala förhållanden):", "(planer):",
            "(möte):", "plan:", "(planöversikt):", "(uppföljning):", "who you are and how to reach you",
        ],
    },
    "in which direction": {"sv": ["vem som får", "ta emot|vem som får veta"], "en": ["who may give, who may receive"]},
    "what may be left out": {"sv": ["gäller före kryssen"], "en": ["comes before the ticks"]},
    "which secrecy is lifted": {
        "sv": ["10 kap. 1 §", "12 kap. 2 §", "2009:400"],
        "en": ["chapter 10 section 1", "chapter 12 section 2", "2009:400"],
    },
    "that it is voluntary, and what happens without it": {
        "sv": ["Det är frivilligt", "kan Finsamteam inte ta upp ditt ärende", "Saknas uppgifterna kan det påverka beslutet"],
        "en": ["It is voluntary", "cannot take up your case", "the decision may be affected"],
    },
    "that it can be withdrawn at any time, and how": {
        "sv": ["Ja, när du vill", "behöver inte säga varför", "Logga in och återkalla", "koordinatorn", "tog emot samtycket"],
        "en": ["Yes, whenever you want", "do not have to say why", "Log in and withdraw", "coordinator", "received the consent"],
    },
    "what stays with who has received it": {"sv": ["stannar i den partens akt"], "en": ["stays in that party's file"]},
    "until which day": {"sv": ["sista dag", "midnatt", "ny underskrift"], "en": ["last day", "midnight", "new signature"]},
    "what has ticks of its own": {
        "sv": ["statistik", "sms eller e-post", "ja eller nej"],
        "en": ["statistics", "text message or e-mail", "yes or no"],
    },
    "what protected persons do first": {
        "sv": ["skyddade personuppgifter", "Säg det innan du skriver under"],
        "en": ["protected personal data", "Say so before you sign"],
    },
    "that it is about nobody else": {"sv": ["gäller inte uppgifter om andra"], "en": ["not cover information about others"]},
    "that help, reading aloud and an interpreter are there": {
        "sv": ["uppläst", "tolk"], "en": ["read aloud", "interpreter"],
    },
    "which authority the team belongs to": {"sv": ["Arbetsmarknadsnämnden"], "en": ["Arbetsmarknadsnämnden"]},
    "that the law may allow more": {"sv": ["utan ditt samtycke", "lag"], "en": ["without your consent", "by law"]},
}  # fmt: skip
"""What a samtycke has to say (the form's field list), and how that is said."""


class TestVersions:
    def test_are_never_changed_once_used(self) -> None:
        assert {text.id: text.hash for text in TEXTS.versions} == SIGNED

    def test_have_one_in_force_in_each_locale_on_any_day(self) -> None:
        for day in (TODAY, TODAY + timedelta(days=900)):
            assert sorted(t.locale for t in TEXTS.versions if t.is_in_force(day)) == [
                "en",
                "sv",
                "sv-lattlast",
            ]

    def test_take_over_from_each_other_without_a_gap(self) -> None:
        for locale in ("sv", "en"):
            first, second = [text for text in TEXTS.versions if text.locale == locale]
            assert first.replaced_on == second.in_force_from

    def test_are_named_by_language_variant_and_number(self) -> None:
        for text in TEXTS.versions:
            assert re.fullmatch(rf"{text.locale}-\d+", text.id)
        easy = TEXTS.current("sv-lattlast")
        assert easy is not None
        assert (easy.language, easy.variant) == ("sv", "lattlast")


class TestSigning:
    def refuse(self, text: ConsentText, signed_on: date) -> None:
        paper = a_paper(text_id=text.id, text_hash=text.hash, locale=text.locale, signed_on=signed_on)
        check(paper, text, a_directory(), TODAY)

    def test_uses_a_text_in_force_on_the_day(self) -> None:
        for text in IN_FORCE:
            self.refuse(text, TODAY)

    def test_of_a_text_that_is_replaced_is_refused(self) -> None:
        replaced = TEXTS.find("sv-1")
        assert replaced is not None

        with pytest.raises(TextNotInForce):
            self.refuse(replaced, TODAY)

    def test_of_a_paper_signed_while_the_earlier_text_held_is_taken_in(self) -> None:
        replaced = TEXTS.find("sv-1")
        assert replaced is not None
        assert replaced.replaced_on is not None

        self.refuse(replaced, replaced.replaced_on - timedelta(days=1))

    def test_of_a_text_that_did_not_exist_yet_is_refused(self) -> None:
        current = TEXTS.find("sv-2")
        assert current is not None

        with pytest.raises(TextNotInForce):
            self.refuse(current, current.in_force_from - timedelta(days=1))


@pytest.mark.parametrize("demand", SAYS)
@pytest.mark.parametrize("text", IN_FORCE, ids=lambda text: text.id)
class TestEveryTextInForce:
    def test_says(self, text: ConsentText, demand: str) -> None:
        words = " ".join(text.body.split())

        assert [each for each in SAYS[demand][text.language] if not re.search(_pattern(each), words)] == []


def _pattern(words: str) -> str:
    return "|".join(re.escape(part) for part in words.split("|"))


EASY = [line for text in IN_FORCE if text.variant for line in text.body.splitlines() if line.strip()]


class TestEasyToRead:
    """Lättläst: short sentences, one thought a line."""

    @pytest.mark.parametrize("line", EASY)
    def test_a_line_is_one_short_thought(self, line: str) -> None:
        said = re.sub(r"^(#+|-) ", "", line)

        assert len(said.split()) <= 16
        assert len(re.findall(r"[.?](?= [A-ZÅÄÖ])", said.replace("kap. ", "").replace("1 §", ""))) <= 1
        assert ", vilket" not in said
        assert ";" not in said

    def test_most_lines_are_under_ten_words(self) -> None:
        short = [line for line in EASY if len(line.split()) < 10]

        assert len(short) / len(EASY) > 0.7
