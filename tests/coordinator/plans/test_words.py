"""What the person and the koordinator read of a plan, and the help to write it."""

from datetime import date
from uuid import uuid4

import pytest

from services.coordinator.domain.delmal import DelmalState
from services.coordinator.domain.followup import FollowUp
from services.coordinator.domain.letter import LetterKind
from services.coordinator.domain.plan import Plan
from services.coordinator.domain.plan_compare import FIELDS, OCCASIONS, PLAN_STATES, STATES, compare
from services.coordinator.domain.plan_content import snapshot
from services.coordinator.domain.plan_values import Occasion, PlanState
from services.coordinator.domain.plan_words import NOBODY_DRIVES, OUTSIDER, letter, to_person
from services.coordinator.domain.smarta import SMARTA, advise
from shared.days import long_date
from shared.letters.blocks import Bullets, Facts, Heading, Paragraph
from tests.coordinator.builders import SENDER
from tests.coordinator.plans.drafts import (
    JOBBTORG,
    MET,
    NOON,
    PERSON_HERSELF,
    a_delmal,
    a_goal,
    a_plan,
    again,
    basis,
    by_party,
    party,
)
from tests.coordinator.plans.drafts import OUTSIDER as AN_OUTSIDER

NAMES = {JOBBTORG: "Jobbtorg Stockholm", SENDER: "Södermalms stadsdelsnämnd", "af": "Arbetsförmedlingen"}
CONTACT = "koordinatorn i Finsamteam Stockholm"


def headings(written) -> list[str]:
    return [block.text for block in written.blocks if isinstance(block, Heading)]


def words(written) -> str:
    parts = []
    for block in written.blocks:
        match block:
            case Paragraph(text) | Heading(text):
                parts.append(text)
            case Bullets(items):
                parts.extend(items)
            case Facts(rows):
                parts.extend(f"{label}: {value}" for label, value in rows)
    return "\n".join(parts)


class TestLetter:
    def test_tells_her_own_part_first_then_who_does_what_by_when(self) -> None:
        plan = a_plan(a_goal(a_delmal(), a_delmal(what="Ringa vårdcentralen.", responsible=PERSON_HERSELF)))

        written = letter(plan, NAMES, CONTACT, NOON, changed=False)

        assert (written.kind, written.title) == (LetterKind.GEMENSAM_PLAN, "Din gemensamma plan")
        assert headings(written).index("Det här gör du") < headings(written).index("Det här gör andra")
        said = words(written)
        assert "på mötet den 23 mars 2026" in said
        assert "Vad: Ringa vårdcentralen." in said
        assert "Vem: Jobbtorg Stockholm: Jobbtorg Testperson, jobbcoach" in said
        assert "Senast: 1 juni 2026" in said
        assert "Jag vill komma ut bland folk igen." in said
        assert "Anmälare Testperson, socialsekreterare vid Södermalms stadsdelsnämnd" in said
        assert "Teamet följer upp planen med dig senast den 23 september 2026. Du får en kallelse" in said
        assert "frivilligt" in said
        assert CONTACT in said

    def test_of_a_changed_plan_says_so_and_leaves_out_what_has_left(self) -> None:
        plan = a_plan(a_goal(a_delmal(what="Har lämnat planen."), a_delmal(responsible=AN_OUTSIDER)))
        plan.drop_party(JOBBTORG, NOON)
        plan.drop_party(SENDER, NOON)

        written = letter(plan, NAMES, CONTACT, NOON, changed=True)

        said = words(written)
        assert written.title == "Din gemensamma plan är ändrad"
        assert "Har lämnat planen." not in said
        assert NOBODY_DRIVES in said
        assert OUTSIDER in said
        assert "Det här gör du" not in headings(written)

    def test_on_screen_she_reads_the_same(self) -> None:
        plan = a_plan(a_goal(a_delmal(), a_delmal(what="Ringa vårdcentralen.", responsible=PERSON_HERSELF)))

        read = to_person(plan, NAMES, CONTACT)

        assert read["in_force"] is True
        assert [one["what"] for one in read["yours"]] == ["Ringa vårdcentralen."]
        assert read["others"][0]["who"] == "Jobbtorg Stockholm: Jobbtorg Testperson, jobbcoach"
        assert read["others"][0]["state_text"] == "väntar på svar"
        assert (
            "Det här gör du:\n- Ringa vårdcentralen. Du, senast den 1 juni 2026 (du har inte svarat än, säg till om du vill eller inte)."
            in read["text"]
        )


class TestOver:
    @pytest.mark.parametrize("end", ["close", "replace_by_next"])
    def test_promises_nothing_more(self, end) -> None:
        plan = a_plan()
        getattr(plan, end)(NOON)

        read = to_person(plan, NAMES, CONTACT)

        assert not read["in_force"]
        for said in (read["text"], read["follow_up"], read["driver"]):
            assert "kallar vi dig" not in said
            assert "ser till att det blir av" not in said
        assert read["text"].startswith("Den här planen gäller inte längre.")
        assert (
            "Anmälare Testperson, socialsekreterare vid Södermalms stadsdelsnämnd höll ihop" in read["text"]
        )

    def test_nobody_is_looked_for_any_more(self) -> None:
        plan = a_plan()
        plan.drop_party(SENDER, NOON)
        plan.close(NOON)

        assert NOBODY_DRIVES not in to_person(plan, NAMES, CONTACT)["text"]


class TestCompare:
    def test_names_what_came_what_went_and_what_is_said_differently(self) -> None:
        plan = a_plan(a_goal(a_delmal(), a_delmal(what="Skriva ett CV."), a_delmal(what="Hälsa på.")))
        before = snapshot(plan)
        left = plan.delmal[1].id
        plan.change(
            again(
                plan,
                a_delmal(what="Söka tre jobb."),
                without=(left,),
                responsible=party("af"),
                due=date(2026, 7, 1),
            ),
            "Jag har ändrat mig.",
            basis(),
        )
        plan.drop_party(SENDER, NOON)

        found = compare(before, snapshot(plan), NAMES)

        assert [one["what"] for one in found["added"]] == ["Söka tre jobb."]
        assert [one["what"] for one in found["removed"]] == ["Skriva ett CV."]
        (changed,) = found["changed"]
        assert [(one["label"], one["from"], one["to"]) for one in changed["fields"]] == [
            (
                "Ansvarig",
                "Jobbtorg Testperson, jobbcoach, Jobbtorg Stockholm",
                "Jobbtorg Testperson, jobbcoach, Arbetsförmedlingen",
            ),
            ("Klart senast", "2026-06-01", "2026-07-01"),
        ]
        assert [one["label"] for one in found["plan"]] == [
            "Drivande handläggare",
            "Ersättare",
            "Personens egna ord",
        ]

    def test_of_a_version_with_itself_is_empty(self) -> None:
        whole = snapshot(a_plan())

        assert compare(whole, whole, NAMES) == {"added": [], "removed": [], "changed": [], "plan": []}

    def test_a_delmal_that_has_left_counts_as_removed_and_one_that_is_back_as_added(self) -> None:
        plan = a_plan()
        before = snapshot(plan)
        plan.drop_party(JOBBTORG, NOON)
        gone = snapshot(plan)

        assert len(compare(before, gone, NAMES)["removed"]) == 1
        assert len(compare(gone, before, NAMES)["added"]) == 1

    def test_everything_has_its_words(self) -> None:
        assert set(STATES) == set(DelmalState)
        assert set(PLAN_STATES) == set(PlanState)
        assert set(OCCASIONS) == set(Occasion)
        assert "Klart senast" in FIELDS.values()


class TestSmarta:
    def test_has_questions_for_every_letter(self) -> None:
        assert "".join(one.letter for one in SMARTA) == "SMARTA"
        assert all(question.endswith("?") for one in SMARTA for question in one.questions)

    @pytest.mark.parametrize(
        ("changes", "letters"),
        [
            ({"accepted": True}, []),
            ({"what": "Söka jobb", "accepted": True}, ["specifikt"]),
            ({"how_seen": "Det känns bättre för alla.", "accepted": True}, ["matbart"]),
            ({"how_seen": "En gång.", "accepted": True}, ["matbart"]),
            ({}, ["accepterat"]),
            ({"due": date(2026, 3, 25), "accepted": True}, ["realistiskt"]),
            ({"due": date(2027, 3, 25), "accepted": True}, ["tidsbestamt"]),
            ({"responsible": AN_OUTSIDER}, ["accepterat", "ansvarsfordelat"]),
        ],
    )
    def test_advises_letter_by_letter(self, changes, letters) -> None:
        (delmal,) = a_plan(a_goal(a_delmal(**changes))).delmal

        assert [advice.key for advice in advise(delmal, MET)] == letters

    def test_advice_repeats_nothing_of_the_delmal(self) -> None:
        (delmal,) = a_plan(a_goal(a_delmal(what="KANARIE", how_seen="KANARIE"))).delmal

        assert all("KANARIE" not in advice.text for advice in advise(delmal, MET))


def test_a_party_that_has_declined_is_shown_as_such() -> None:
    plan = a_plan()
    plan.answer(plan.delmal[0].id, by_party(), accepts=False)

    assert "koordinatorn söker en annan lösning" in to_person(plan, NAMES, CONTACT)["text"]


class TestFollowUpDay:
    def test_is_six_months_on_by_the_rule_until_the_followup_service_has_told_of_it(self) -> None:
        plan = a_plan()

        read = to_person(plan, NAMES, CONTACT)

        assert read["follow_up_by"] == "2026-09-23"
        assert "senast den 23 september 2026" in read["follow_up"]
        assert "senast den 23 september 2026" in read["text"]

    @pytest.mark.parametrize(
        ("told", "by"),
        [
            ([(date(2026, 9, 23), None, None)], date(2026, 9, 23)),
            ([(date(2026, 9, 23), date(2026, 10, 5), None)], date(2026, 10, 5)),
            (
                [(date(2026, 9, 23), None, date(2026, 9, 20)), (date(2026, 12, 21), None, None)],
                date(2026, 12, 21),
            ),
        ],
    )
    def test_is_the_one_told_when_it_was_moved_or_comes_again(self, told, by) -> None:
        plan = followed_up(*told)

        assert to_person(plan, NAMES, CONTACT)["follow_up_by"] == by.isoformat()
        assert f"senast den {long_date(by)}" in words(letter(plan, NAMES, CONTACT, NOON, changed=True))

    def test_is_none_of_a_plan_that_has_been_followed_up_or_is_over(self) -> None:
        made, over = followed_up((date(2026, 9, 23), None, date(2026, 9, 20))), a_plan()
        over.state = PlanState.ERSATT

        for plan in (made, over):
            read = to_person(plan, NAMES, CONTACT)
            assert read["follow_up_by"] is None
            assert "kallelse" not in read["follow_up"]
        assert "Planen är uppföljd." in words(letter(made, NAMES, CONTACT, NOON, changed=True))


def followed_up(*told: tuple[date, date | None, date | None]) -> Plan:
    """A plan with what the followup service has told: due, moved to, recorded on."""
    plan = a_plan()
    plan.follow_ups = tuple(
        FollowUp(uuid4(), plan.case_id, plan.plan_id, due, planned, recorded)
        for due, planned, recorded in told
    )
    return plan
