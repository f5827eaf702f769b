"""Chains of calls: each begins somewhere, and goes on where a link of the answer leads."""

from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import quote

from tests.world.described.asking import Asking, Call, Odd
from tests.world.described.heard import Place
from tests.world.described.judging import Judge
from tests.world.machine.stage import Stage

LINKS = 3
"""As many calls of a chain at most."""


@dataclass
class Walking:
    """Walks, and keeps the first of each fault: a world that goes on can't be walked again."""

    stage: Stage
    asking: Asking
    faults: dict[tuple[Place, str], str] = field(default_factory=dict)
    answered: Counter[tuple[str, int]] = field(default_factory=Counter)
    """Service and status → how many times."""

    def __post_init__(self) -> None:
        self._judge = Judge(self.asking.heard)

    def walk(self, place: Place) -> None:
        """Ask an operation, and follow the answer."""
        way: dict[str, str] | None = None
        for _ in range(LINKS):
            leads = self.ask(place, way)
            if not leads:
                return
            place, way = self.asking.random.choice(leads)

    def ask(
        self, place: Place, way: dict[str, str] | None = None, odd: Odd | None = None
    ) -> list[tuple[Place, dict[str, str]]]:
        """Ask once; returns where the answer leads."""
        return self._send(self.asking.draw(place, way, odd))

    def sweep(self, place: Place, times: int) -> None:
        """Ask with every odd value in each query, and with so many in each place of a good body."""
        for query in self.asking.odd_queries(place):
            self._send(self.asking.draw(place, odd=Odd.NOTHING, query=query))
        for body in self.asking.odd_bodies(place, times):
            self._send(self.asking.draw(place, odd=Odd.NOTHING, body=body))

    def _send(self, call: Call) -> list[tuple[Place, dict[str, str]]]:
        if call.is_versioned and call.odd not in (Odd.VERSION, Odd.IDS, Odd.ALL):
            self._read_first(call)
        answer = self.stage.run(self.stage.house.http.send(call.request))
        self.answered[call.place[0], answer.status_code] += 1
        for fault in self._judge.faults(call, answer):
            self.faults.setdefault((call.place, fault), _told(call, answer.status_code, answer.content))
        is_done = answer.status_code < 300
        return self.asking.heard.learn(call.place, call.who, call.ids, answer) if is_done else []

    def _read_first(self, call: Call) -> None:
        """Read the version that there is, as whoever decides would."""
        page = self.asking.heard.page_of(call.place)
        if page is not None and call.who is not None:
            ids = {name: quote(value, safe="") for name, value in call.ids.items()}
            url = self.stage.house.url(page[0], page[2].format(**ids))
            token = {"Authorization": self.asking.token(call.who)}
            self.stage.run(self.stage.house.http.get(url, headers=token))
            self.asking.say_version(call)

    def report(self) -> str:
        """Say what was wrong, each with the call that showed it."""
        lines = [
            f"{' '.join(place)}: {fault}\n    {told}" for (place, fault), told in sorted(self.faults.items())
        ]
        return "\n".join(lines)


def _told(call: Call, status: int, content: bytes) -> str:
    return f"{call.told()}\n    → {status} {content[:400].decode(errors='replace')}"
