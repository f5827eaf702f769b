"""What leaves an anmälan, and to whom."""

from uuid import UUID

import pytest

from services.referral.domain import (
    FreeText,
    Referral,
    Row,
    Rows,
    Status,
    answer_supplement,
    correct,
    plan_answer,
    plan_correction,
    share,
    submit,
)
from services.referral.errors import (
    CategoryNotCovered,
    ConsentEnded,
    DraftIncomplete,
    FieldFixed,
    InvalidContent,
    NothingChanged,
    SecrecyNotTried,
    WrongStatus,
)
from tests.referral.builders import (
    BY,
    NOON,
    OTHER_PERSON,
    RECIPIENTS,
    REVIEW,
    RULES,
    SIGNING,
    TEAM,
    UNIT,
    a_draft,
    a_sent,
    covering,
    saved,
    sections_of,
)

SENT, SHARED, LATER = UUID(int=1), UUID(int=2), UUID(int=3)
ANSWER = FreeText("Intyget kommer nästa vecka.", "handlaggning")


def shared(**more: object) -> Referral:
    referral = a_sent(**more)
    referral.take_up()
    share(referral, RECIPIENTS[UNIT], at=NOON)
    return saved(referral, SHARED)


def asked_for_more(**more: object) -> Referral:
    referral = a_sent(**more)
    referral.ask_supplement()
    return referral


def correcting(referral: Referral, **values: object) -> Referral:
    change = plan_correction(referral, values, REVIEW, RULES)
    correct(referral, change, covering(), RULES, by=BY, at=NOON)
    return referral


def answering(referral: Referral, answer: FreeText = ANSWER, **values: object) -> Referral:
    change = plan_answer(referral, values, answer, REVIEW, RULES)
    answer_supplement(referral, change, covering(), RULES, by=BY, at=NOON)
    return referral


class TestSubmit:
    def test_publishes_the_filled_categories_from_the_sender(self) -> None:
        draft = a_draft()
        submit(draft, covering(), RULES, dnr="ANM-2026-000007", by=BY, at=NOON)

        (publication,) = draft.publications
        assert publication.fact.name == "referral_submitted"
        assert publication.fact.open_fields() == {
            "sender": UNIT,
            "team": TEAM,
            "parties": ["fk", "vard-sodermalm"],
        }
        assert {section.source for section in publication.sections} == {UNIT}
        assert set(sections_of(draft)) == {
            "handlaggning",
            "identitet",
            "forsorjning",
            "halsa",
            "arbetsformaga",
            "planer",
        }

    def test_fills_fields_1_2_24_26_and_27(self) -> None:
        draft = a_draft()
        submit(draft, covering(), RULES, dnr="ANM-2026-000007", by=BY, at=NOON)

        assert sections_of(draft)["handlaggning"] == {
            "dnr": "ANM-2026-000007",
            "version": 1,
            "anmalningsdatum": "2026-11-23",
            "parter": ["fk", "vard-sodermalm"],
            "samtycke": {
                "signing_id": SIGNING.signing_id,
                "text_id": SIGNING.text_id,
                "text_hash": SIGNING.text_hash,
            },
            "anmalarens_underskrift": {"funktion": "socialsekreterare", "datum": "2026-11-23"},
        }

    def test_fills_field_3_and_4_and_puts_each_field_in_its_category(self) -> None:
        draft = a_draft()
        submit(draft, covering(), RULES, dnr="d", by=BY, at=NOON)
        sections = sections_of(draft)

        assert sections["identitet"]["part"] == "SOC"
        assert sections["identitet"]["enhet"] == "Södermalms stadsdelsnämnd, socialtjänsten"
        assert sections["identitet"]["sprak"] == {"sprak": "sv", "tolk": False}
        assert sections["forsorjning"] == {"forsorjning": ["FORS_EKON_BISTAND"]}
        assert sections["halsa"] == {
            "medicinskt_underlag": {"lage": "finns_hos_fk", "omfattning_procent": 50}
        }
        assert sections["arbetsformaga"] == {
            "fritext": {
                "fragestallning": "Vem samordnar rehabiliteringen?",
                "onskat_individ": "Jag vill kunna arbeta halvtid.",
            }
        }

    def test_refuses_a_category_that_is_not_covered_and_sends_nothing(self) -> None:
        draft = a_draft()

        with pytest.raises(CategoryNotCovered):
            submit(draft, covering(uncovered_categories=("halsa",)), RULES, dnr="d", by=BY, at=NOON)

        assert (draft.status, draft.publications) == (Status.UTKAST, [])

    def test_keeps_the_text_as_it_left(self) -> None:
        draft = a_draft()
        submit(draft, covering(), RULES, dnr="d", by=BY, at=NOON)

        (sent,) = draft.sent_texts
        assert (sent.version, sent.kind, sent.content) == (1, "anmalan", draft.content)

    def test_counts_the_day_in_stockholm(self) -> None:
        draft = a_draft()
        submit(draft, covering(), RULES, dnr="d", by=BY, at=NOON.replace(hour=23, minute=30))

        assert sections_of(draft)["handlaggning"]["anmalningsdatum"] == "2026-11-24"


class TestShare:
    def test_gives_the_parties_the_present_text_without_field_24(self) -> None:
        referral = a_sent()
        referral.take_up()
        share(referral, RECIPIENTS[UNIT], at=NOON)

        assert referral.publications[0].fact.open_fields() == {
            "sender": UNIT,
            "team": TEAM,
            "parties": ["fk", "vard-sodermalm"],
        }
        sections = sections_of(referral)
        assert "parter" not in sections["handlaggning"]
        assert sections["handlaggning"]["dnr"] == "ANM-2026-000001"
        assert set(sections) == {
            "handlaggning",
            "identitet",
            "forsorjning",
            "halsa",
            "arbetsformaga",
            "planer",
        }

    def test_leaves_out_a_party_whose_rows_ended(self) -> None:
        referral = a_sent()
        referral.rows = Rows((Row(UNIT, "vard-sodermalm", "identitet", ended=True),))
        share(referral, RECIPIENTS[UNIT], at=NOON)

        assert referral.publications[0].fact.open_fields()["parties"] == ["fk"]

    @pytest.mark.parametrize(
        "ended",
        [
            pytest.param([(UNIT, TEAM)], id="the team's rows ended"),
            pytest.param([(UNIT, "fk"), ("vard-sodermalm", TEAM)], id="every party's rows ended"),
        ],
    )
    def test_shares_nothing_when_nobody_is_left(self, ended: list[tuple[str, str]]) -> None:
        referral = a_sent()
        referral.rows = Rows(
            tuple(Row(source, recipient, "identitet", ended=True) for source, recipient in ended)
        )
        share(referral, RECIPIENTS[UNIT], at=NOON)

        assert (referral.publications, referral.shared_at) == ([], None)


class TestAnswerSupplement:
    def test_sends_the_answer_and_the_changed_category_whole(self) -> None:
        referral = answering(
            asked_for_more(),
            medicinskt_underlag={"lage": "bifogas", "omfattning_procent": 75},
        )

        assert referral.publications[0].fact.name == "supplement_answered"
        sections = sections_of(referral)
        assert set(sections) == {"handlaggning", "halsa"}
        assert sections["handlaggning"]["fritext"] == {"svar": ANSWER.text}
        assert sections["handlaggning"]["version"] == 2
        assert sections["halsa"]["medicinskt_underlag"] == {"lage": "bifogas", "omfattning_procent": 75}
        assert referral.status is Status.MOTTAGEN

    def test_puts_the_answer_in_the_category_that_the_sender_chose(self) -> None:
        referral = answering(asked_for_more(), FreeText("Hon orkar två timmar.", "arbetsformaga"))

        sections = sections_of(referral)
        assert sections["arbetsformaga"]["fritext"]["svar"] == "Hon orkar två timmar."
        assert sections["arbetsformaga"]["fritext"]["fragestallning"] == "Vem samordnar rehabiliteringen?"
        assert "fritext" not in sections["handlaggning"]

    def test_keeps_the_version_when_no_field_changed(self) -> None:
        assert sections_of(answering(asked_for_more()))["handlaggning"]["version"] == 1

    def test_needs_cover_for_the_category_of_the_answer(self) -> None:
        referral = asked_for_more()
        change = plan_answer(referral, {}, FreeText("Hon bor hos en vän.", "sociala"), REVIEW, RULES)

        assert change.categories() == ("sociala",)
        with pytest.raises(CategoryNotCovered) as refused:
            answer_supplement(
                referral, change, covering(uncovered_categories=("sociala",)), RULES, by=BY, at=NOON
            )
        assert refused.value.extra["fields"][0]["field"] == "answer"

    @pytest.mark.parametrize(
        ("answer", "field"),
        [
            (FreeText(" ", "handlaggning"), "answer.text"),
            (FreeText("Svar"), "answer.category"),
            (FreeText("Svar", "identitet"), "answer.category"),
            (FreeText("590714-2599", "handlaggning"), "answer.text"),
        ],
    )
    def test_names_what_is_wrong_with_the_answer(self, answer: FreeText, field: str) -> None:
        with pytest.raises(InvalidContent) as refused:
            plan_answer(asked_for_more(), {}, answer, REVIEW, RULES)

        assert refused.value.extra["fields"][0]["field"] == field

    def test_is_refused_when_nothing_was_asked(self) -> None:
        with pytest.raises(WrongStatus):
            plan_answer(a_sent(), {}, ANSWER, REVIEW, RULES)


class TestCorrect:
    def test_sends_only_the_changed_category_and_names_what_it_corrects(self) -> None:
        referral = correcting(a_sent(), forsorjning=["FORS_SJUKERS"])

        (publication,) = referral.publications
        assert publication.fact.open_fields() == {
            "sender": UNIT,
            "team": TEAM,
            "parties": [],
            "corrects": str(SENT),
        }
        assert sections_of(referral) == {"forsorjning": {"forsorjning": ["FORS_SJUKERS"]}}
        assert referral.require_registration().version == 2

    def test_reaches_the_parties_once_they_have_the_text(self) -> None:
        referral = correcting(shared(), forsorjning=["FORS_SJUKERS"])

        fields = referral.publications[0].fact.open_fields()
        assert (fields["parties"], fields["corrects"]) == (["fk", "vard-sodermalm"], str(SHARED))

    def test_leaves_out_a_party_whose_rows_ended(self) -> None:
        referral = shared()
        referral.rows = Rows((Row(TEAM, "vard-sodermalm", "handlaggning", ended=True),))
        correcting(referral, forsorjning=["FORS_SJUKERS"])

        assert referral.publications[0].fact.open_fields()["parties"] == ["fk"]

    def test_corrects_the_latest_event_that_carried_the_category(self) -> None:
        referral = saved(correcting(shared(), forsorjning=["FORS_SJUKERS"]), LATER)
        correcting(referral, forsorjning=["FORS_ARBETE"], stadsdel="farsta")

        assert {
            str(p.fact.open_fields()["corrects"]): [s.category for s in p.sections]
            for p in referral.publications
        } == {
            str(SHARED): ["identitet"],
            str(LATER): ["forsorjning"],
        }

    def test_sends_both_categories_of_a_text_that_moved(self) -> None:
        referral = correcting(a_sent(), onskat_individ={"text": "Jag vill arbeta.", "category": "sociala"})

        sections = sections_of(referral)
        assert sections["sociala"] == {"fritext": {"onskat_individ": "Jag vill arbeta."}}
        assert sections["arbetsformaga"] == {"fritext": {"fragestallning": "Vem samordnar rehabiliteringen?"}}

    def test_sends_an_emptied_category_as_an_empty_object(self) -> None:
        assert sections_of(correcting(a_sent(), planer=None)) == {"planer": {}}

    def test_needs_a_new_secrecy_trial(self) -> None:
        with pytest.raises(SecrecyNotTried):
            plan_correction(a_sent(), {"stadsdel": "farsta"}, None, RULES)

    def test_is_refused_when_nothing_changed(self) -> None:
        with pytest.raises(NothingChanged):
            plan_correction(a_sent(), {"stadsdel": "sodermalm"}, REVIEW, RULES)

    @pytest.mark.parametrize("field", ["team", "parter"])
    def test_never_changes_team_or_parties(self, field: str) -> None:
        with pytest.raises(FieldFixed):
            plan_correction(a_sent(), {field: ["af"] if field == "parter" else TEAM}, REVIEW, RULES)

    def test_never_changes_the_person(self) -> None:
        with pytest.raises(FieldFixed):
            plan_correction(a_sent(), {"individ": {"personnummer": OTHER_PERSON}}, REVIEW, RULES)

    def test_never_empties_a_required_field(self) -> None:
        with pytest.raises(DraftIncomplete):
            plan_correction(a_sent(), {"stadsdel": None}, REVIEW, RULES)

    @pytest.mark.parametrize(("source", "recipient"), [(UNIT, TEAM), (TEAM, UNIT)])
    def test_is_refused_when_the_samtycke_with_the_team_ended(self, source: str, recipient: str) -> None:
        referral = a_sent()
        referral.rows = Rows((Row(source, recipient, "identitet", ended=True),))

        with pytest.raises(ConsentEnded):
            plan_correction(referral, {"stadsdel": "farsta"}, REVIEW, RULES)

    def test_is_refused_for_a_category_that_is_not_covered(self) -> None:
        referral = a_sent()
        change = plan_correction(referral, {"forsorjning": ["FORS_ARBETE"]}, REVIEW, RULES)

        with pytest.raises(CategoryNotCovered):
            correct(referral, change, covering(uncovered_categories=("forsorjning",)), RULES, by=BY, at=NOON)


class TestTeam:
    def test_moves_the_status(self) -> None:
        referral = a_sent()
        referral.receive()
        assert referral.status is Status.MOTTAGEN
        referral.ask_supplement()
        assert referral.status is Status.KOMPLETTERAS
        referral.decline()
        assert referral.status is Status.TAS_INTE_UPP

    def test_moves_no_draft(self) -> None:
        with pytest.raises(WrongStatus):
            a_draft().receive()

    def test_moves_nothing_after_a_withdrawal(self) -> None:
        referral = a_sent()
        referral.lose_consent()
        referral.receive()

        assert not referral.take_up()
        assert referral.status is Status.SAMTYCKE_ATERKALLAT


class TestWithdraw:
    def test_ends_what_is_going_on(self) -> None:
        referral = shared()
        referral.lose_consent()

        with pytest.raises(ConsentEnded):
            plan_correction(referral, {"stadsdel": "farsta"}, REVIEW, RULES)

    def test_leaves_a_draft_and_an_answered_one_as_they_are(self) -> None:
        draft, declined = a_draft(), a_sent()
        declined.decline()
        draft.lose_consent()
        declined.lose_consent()

        assert (draft.status, declined.status) == (Status.UTKAST, Status.TAS_INTE_UPP)
