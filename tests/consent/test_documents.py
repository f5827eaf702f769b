"""The documents of meetings, plan and follow-up: who gets which section, and on whose word."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError

from services.consent.addressing.disclosures import DISCLOSURES, Role
from services.consent.addressing.participants import CaseNotKnownYet
from services.consent.subscribers import SUBSCRIPTIONS
from shared.events import source_of
from shared.inbox import Permanent
from tests.consent.builders import NOON, REGION, SENDER, TEAM
from tests.consent.exit_world import CORE, HALSA, World, whole_case

FK = "fk"
LATER = ("mote", "plan", "planoversikt", "uppfoljning")
OF_THE_TEAM = [
    ("coordinator", "meeting_called", "kallelse", "handlaggning"),
    ("coordinator", "meeting_moved", "kallelse_andrad", "handlaggning"),
    ("coordinator", "meeting_cancelled", "kallelse_installd", "handlaggning"),
    ("coordinator", "meeting_held", "motesanteckning", "mote"),
    ("coordinator", "meeting_adjourned", "mote_ajournerat", "handlaggning"),
    ("coordinator", "need_asked", "fraga_om_behov", "handlaggning"),
    ("coordinator", "plan_made", "gemensam_plan", "plan"),
    ("coordinator", "plan_changed", "plan_andrad", "plan"),
    ("coordinator", "akt_ended", "avslut", "handlaggning"),
    ("followup", "followup_reminded", "paminnelse_uppfoljning", "handlaggning"),
    ("followup", "followup_rescheduled", "uppfoljning_flyttad", "handlaggning"),
    ("followup", "followup_recorded", "uppfoljning", "uppfoljning"),
    ("followup", "case_concluded", "avslut", "uppfoljning"),
]
NOBODYS = [
    ("coordinator", "delmal_settled"),
    ("followup", "followup_scheduled"),
    ("followup", "consent_expiring"),
    ("followup", "new_plan_wanted"),
]
OPEN = {"held_at": NOON.isoformat(), "last_day": "2026-03-30"}
SECTIONS = [("plan", {"n": 1}), (HALSA, {"n": 2}), ("planoversikt", {"n": 3})]


async def a_whole_case(world: World) -> UUID:
    case_id = await world.a_case(*whole_case(), categories=(HALSA, *LATER))
    await world.submitted(case_id)
    return case_id


async def react(world: World, service: str, fact: str, case_id: UUID, *sections: str, **data: Any) -> None:
    contents = [(name, {"canary": name}) for name in sections]
    await world.react(await world.event(fact, case_id, contents, service=service, **{**OPEN, **data}))


async def categories(world: World, case_id: UUID, unit: str) -> list[list[str]]:
    """What of each document opens, the header left out; the anmälan's own documents too."""
    seen = [await world.opened(unit, record) for record in await world.records(case_id, unit)]
    return [[part.category for part in parts[1:] if part] for parts in seen]


@pytest.mark.parametrize(("service", "fact", "document", "category"), OF_THE_TEAM)
async def test_the_teams_documents_go_to_the_units_named(
    world: World, service: str, fact: str, document: str, category: str
) -> None:
    case_id = await a_whole_case(world)
    await react(world, "coordinator", "meeting_called", case_id, "handlaggning", parties=[REGION, SENDER])

    await react(world, service, fact, case_id, category, parties=[REGION, SENDER, TEAM])

    for unit in (REGION, SENDER):
        _, record = await world.records(case_id, unit)
        header, section = await world.opened(unit, record)
        assert header is not None
        assert section is not None
        assert (header.content["type"], header.source, section.category) == (document, TEAM, category)
    assert len(await world.records(case_id, TEAM)) == 1, "the anmälan; the team gets nothing of its own"
    assert await world.records(case_id, FK) == []


@pytest.mark.parametrize(("service", "fact", "document", "category"), OF_THE_TEAM)
async def test_nothing_of_them_is_sealed_for_a_protected_person(
    world: World, service: str, fact: str, document: str, category: str
) -> None:
    case_id = await a_whole_case(world)
    await world.withhold(case_id)

    await react(world, service, fact, case_id, category, parties=[REGION, SENDER])

    assert await world.records(case_id, REGION) == await world.records(case_id, SENDER) == [], document


@pytest.mark.parametrize(("service", "fact", "document", "category"), OF_THE_TEAM)
async def test_they_are_the_teams_own(
    world: World, service: str, fact: str, document: str, category: str
) -> None:
    """No other service may publish them, no section of another unit may hide in them, and no other team's."""
    case_id = await a_whole_case(world)
    told: dict[str, Any] = {**OPEN, "parties": [REGION], "service": service}
    right = await world.event(fact, case_id, [(category, {})], **told)
    wrong = [
        right.model_copy(update={"source": source_of("referral")}),
        await world.event(fact, case_id, [(category, {})], source=SENDER, **told),
        await world.event(fact, case_id, [(category, {})], **{**told, "team": "team-annan"}),
    ]

    for event in wrong:
        with pytest.raises(Permanent):
            await world.react(event)
    assert await world.records(case_id, REGION) == [], document


@pytest.mark.parametrize(("service", "fact"), [("coordinator", "akt_ended"), ("followup", "case_concluded")])
async def test_an_end_is_not_told_to_a_unit_that_never_took_part(
    world: World, service: str, fact: str
) -> None:
    case_id = await a_whole_case(world)
    await react(world, "coordinator", "meeting_called", case_id, "handlaggning", parties=[REGION])

    await react(world, service, fact, case_id, "handlaggning", parties=[REGION, FK])

    assert len(await world.records(case_id, REGION)) == 2
    assert await world.records(case_id, FK) == [], (
        "covered, and never asked: it does not even learn of the case"
    )


@pytest.mark.parametrize(("service", "fact"), NOBODYS)
def test_what_only_the_services_need_goes_to_nobody(world: World, service: str, fact: str) -> None:
    assert f"se.finsam.{service}.{fact}.v1" not in world.exit.reactions


def test_every_declared_fact_is_on_a_topic_that_is_listened_to() -> None:
    topics = {subscription.topic for subscription in SUBSCRIPTIONS}

    assert {f"finsam.{kind.split('.')[2]}.v1" for kind in DISCLOSURES} == topics


@pytest.mark.parametrize("service", ["coordinator", "followup"])
async def test_an_event_before_the_cases_first_waits(world: World, service: str) -> None:
    case_id = await world.a_case(*whole_case())

    with pytest.raises(CaseNotKnownYet):
        await react(world, service, "party_answered", case_id, party=REGION)


class TestPlan:
    async def test_each_category_needs_its_own_row(self, world: World) -> None:
        case_id = await world.a_case(SENDER, TEAM, categories=(HALSA, "plan", "planoversikt"))
        await world.grant(case_id, (TEAM, REGION), categories=(*CORE, "plan", HALSA))
        await world.grant(case_id, (TEAM, FK), categories=(*CORE, "planoversikt"))
        await world.grant(case_id, (TEAM, "af"), categories=CORE)
        await world.submitted(case_id)

        names = [name for name, _ in SECTIONS]
        await react(world, "coordinator", "plan_made", case_id, *names, parties=[SENDER, REGION, FK, "af"])

        assert await categories(world, case_id, SENDER) == [["plan", HALSA, "planoversikt"]]
        assert await categories(world, case_id, REGION) == [["plan", HALSA]]
        assert await categories(world, case_id, FK) == [["planoversikt"]]
        assert await categories(world, case_id, "af") == [], "not even that there is a plan"

    async def test_a_withdrawn_category_closes_its_sections_and_leaves_the_others(self, world: World) -> None:
        case_id = await a_whole_case(world)
        names = [name for name, _ in SECTIONS]
        await react(world, "coordinator", "plan_made", case_id, *names, parties=[REGION])

        await world.revoke(case_id, kind="category", party=REGION, category="plan")
        await react(world, "coordinator", "plan_changed", case_id, *names, parties=[REGION])

        plan, _, changed = await categories(world, case_id, REGION)
        assert plan == changed == [HALSA, "planoversikt"]

    async def test_a_party_that_was_withdrawn_gets_no_later_version(self, world: World) -> None:
        case_id = await a_whole_case(world)
        await react(world, "coordinator", "plan_made", case_id, "plan", parties=[REGION])
        await world.revoke(case_id, kind="party", party=REGION)

        await react(world, "coordinator", "plan_changed", case_id, "plan", parties=[REGION])
        await react(world, "followup", "followup_reminded", case_id, "handlaggning", parties=[REGION])

        assert await categories(world, case_id, REGION) == [[], []], "the plan is gone; then the stop notice"

    async def test_a_withdrawal_beside_the_sealing_closes_what_it_ends(self, world: World) -> None:
        """Whoever comes first: when the withdrawal has answered, no section of the category opens, new or old."""
        for _ in range(10):
            case_id = await a_whole_case(world)
            names = [name for name, _ in SECTIONS]
            made = [
                react(world, "coordinator", fact, case_id, *names, parties=[REGION])
                for fact in ("plan_made", "plan_changed", "plan_changed")
            ]

            said, *_ = await asyncio.gather(
                world.revoke(case_id, kind="category", party=REGION, category=HALSA), *made
            )

            assert said.status_code == 200
            opened = [each for each in await categories(world, case_id, REGION) if each]
            assert opened == [["plan", "planoversikt"]] * 3


class TestAnswer:
    """A party answers over the team's services: its words are its own, and go to the team alone."""

    @pytest.mark.parametrize("service", ["coordinator", "followup"])
    @pytest.mark.parametrize("unit", [REGION, SENDER])
    async def test_goes_to_the_team_with_the_party_as_source(
        self, world: World, service: str, unit: str
    ) -> None:
        case_id = await a_whole_case(world)

        await react(
            world, service, "party_answered", case_id, "handlaggning", party=unit, source=unit, parties=[FK]
        )

        record = (await world.records(case_id, TEAM))[-1]
        header, said = await world.opened(TEAM, record)
        assert header is not None
        assert said is not None
        assert (header.content["type"], header.source, said.source) == ("svar_fran_part", unit, unit)
        assert await world.records(case_id, unit) == await world.records(case_id, FK) == []

    async def test_needs_the_partys_own_rows(self, world: World) -> None:
        case_id = await a_whole_case(world)

        await react(
            world, "coordinator", "party_answered", case_id, "handlaggning", party="okand", source="okand"
        )
        await world.revoke(case_id, kind="party", party=REGION)
        await react(
            world, "coordinator", "party_answered", case_id, "handlaggning", party=REGION, source=REGION
        )

        documents = await world.fetch(
            "select 1 from delivery where case_id = :case and recipient = :team and type = 'svar_fran_part'",
            case=case_id,
            team=TEAM,
        )
        assert documents == []

    @pytest.mark.parametrize(
        ("service", "data"),
        [
            pytest.param("coordinator", {"party": REGION}, id="the team's words as the party's"),
            pytest.param("coordinator", {"party": REGION, "source": FK}, id="another party's words"),
            pytest.param("coordinator", {"source": REGION}, id="nobody named"),
            pytest.param("coordinator", {"party": TEAM}, id="the team as a party"),
            pytest.param(
                "referral", {"party": REGION, "source": REGION}, id="a service that is not the team's"
            ),
        ],
    )
    async def test_that_speaks_for_another_is_parked(
        self, world: World, service: str, data: dict[str, Any]
    ) -> None:
        case_id = await a_whole_case(world)
        event = await world.event(
            "party_answered", case_id, [("handlaggning", {})], service="coordinator", **data
        )
        if service != "coordinator":
            event = event.model_copy(update={"source": source_of(service)})

        with pytest.raises(Permanent):
            await world.react(event)

    async def test_goes_to_nobody_of_a_protected_person(self, world: World) -> None:
        case_id = await a_whole_case(world)
        await world.withhold(case_id)

        await react(
            world, "coordinator", "party_answered", case_id, "handlaggning", party=REGION, source=REGION
        )

        assert len(await world.records(case_id, TEAM)) == 1

    def test_is_addressed_to_the_team_only(self) -> None:
        for service in ("coordinator", "followup"):
            answer = DISCLOSURES[f"se.finsam.{service}.party_answered.v1"]
            data = {"sender": SENDER, "team": TEAM, "parties": [FK], "party": REGION}
            assert answer.owner is Role.PARTY
            assert answer.recipients(data) == {TEAM}


async def test_two_of_an_event_make_one_document(world: World) -> None:
    case_id = await a_whole_case(world)
    event = await world.event("plan_made", case_id, SECTIONS, service="coordinator", parties=[REGION])
    await world.react(event)

    with pytest.raises(IntegrityError, match="uq_delivery_source_event"):
        await world.react(event)  # the inbox never does; the table would not let it
    assert len(await world.records(case_id, REGION)) == 1
