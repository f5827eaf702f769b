"""Looks around in the played world: every read is asked by whoever may, until one is let in; what it shows leads on."""

import re

from shared.devidp.directory import Client
from tests.world.described.asking import Asking
from tests.world.described.heard import Heard, Place
from tests.world.house import House
from tests.world.life import _LOGIN as LOGIN

READERS = ("anmalare-soc", "koordinator", "handlaggare-af", "arkivarie-soc", "granskare", "forbund", "drift")
"""They are tried first; then those whose cases these are, and programs."""
SYSTEMS = ("af", "fk")
_SCOPES = ("release", "feed", "answer")
_ROUNDS = 3
_ID = re.compile(r"\{(\w+_id)\}")
_WAYS = 3


async def explore(asking: Asking) -> None:
    """Read everything once; each round reads what the one before led to."""
    for _ in range(_ROUNDS):
        for place in asking.heard.places:
            if place[1] == "GET" and not asking.heard.asked_by[place]:
                await _read(asking, place)


async def _read(asking: Asking, place: Place) -> None:
    needs = frozenset(_ID.findall(place[2]))
    ways = asking.heard.ways[place] or asking.heard.together[needs]
    for way in ways[-_WAYS:] if needs else [{}]:
        path = place[2].format(**{**asking.heard.choices(place, "path", asking.random), **way})
        query = asking.heard.choices(place, "query", asking.random)
        for who in _readers(asking):
            headers = {"Authorization": asking.token(who)}
            answer = await asking.house.http.get(
                asking.house.url(place[0], path), params=query, headers=headers
            )
            if answer.status_code < 300 and answer.content not in (b"[]", b"{}"):
                return


def _readers(asking: Asking) -> list[str]:
    callers = sorted(asking.heard.callers)
    persons = [who for who in callers if who.startswith("individ-")]
    known = [who for who in READERS if who in callers]
    machines = [who for who in callers if who.startswith("svc-")]
    return [*known, *persons, *machines, *SYSTEMS]


def welcome(heard: Heard, house: House) -> None:
    """Let those act too who had no part in the cases so far."""
    for person in house.people.values():
        heard.welcome(f"Bearer {house.issuer.for_person(person, LOGIN)['access_token']}")
    for name in SYSTEMS:
        system = Client(client_id=name, kind="recipient", scopes=_SCOPES, public_key_pem="")
        heard.welcome(f"Bearer {house.issuer.for_machine(system, list(_SCOPES))['access_token']}")
