"""The pages that people see: plain HTML, readable by eye, keyboard and screen reader, without script."""

from collections.abc import Iterable, Mapping
from html import escape
from itertools import groupby

from shared.devidp.directory import Person

_STYLE = """
body{font:1.125rem/1.5 system-ui,sans-serif;color:#1b1e23;background:#fff;max-width:40rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.75rem;line-height:1.25}h2{font-size:1.25rem;margin:2rem 0 .5rem}
ul{list-style:none;margin:0;padding:0}li{margin:.5rem 0}
button{font:inherit;text-align:left;width:100%;padding:.75rem 1rem;border:2px solid #116a3e;border-radius:4px;
background:#fff;color:inherit;cursor:pointer}
button:hover{background:#e7f2ec}button:focus-visible{outline:3px solid #1b1e23;outline-offset:2px}
small{display:block;font-size:1rem;color:#4c5561}
"""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def choose(people: Iterable[Person], request: Mapping[str, str]) -> str:
    """The log-in page: every test person, grouped by unit; ``request`` goes along unchanged."""
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in request.items()
    )
    ordered = sorted(people, key=lambda person: person.unit or "")
    groups = "".join(_group(unit, list(members)) for unit, members in groupby(ordered, _unit))
    return _page(
        "Logga in som testperson",
        "<p>Det här är utvecklingsmiljön. Välj vem du vill vara. Alla personer är påhittade, och alla personnummer är "
        "Skatteverkets testnummer.</p>"
        f'<form method="post" action="authorize">{hidden}{groups}</form>',
    )


def logged_out() -> str:
    """What is shown after logging out."""
    return _page("Du är utloggad", "<p>Du kan stänga fönstret.</p>")


def refused(why: str) -> str:
    """A log-in request that cannot be trusted: it is answered here, never sent back to its address."""
    return _page("Inloggningen kan inte påbörjas", f"<p>{escape(why)}</p>")


def _unit(person: Person) -> str:
    return person.unit or ""


def _group(unit: str, members: list[Person]) -> str:
    heading_id = f"enhet-{escape(unit) or 'ingen'}"
    heading = escape(unit) or "I egen sak"
    rows = "".join(_button(person) for person in members)
    return f'<section aria-labelledby="{heading_id}"><h2 id="{heading_id}">{heading}</h2><ul>{rows}</ul></section>'


def _button(person: Person) -> str:
    detail = escape(person.function or ", ".join(person.roles))
    return (
        f'<li><button name="person" value="{escape(person.id)}">{escape(person.name)} '
        f"<small>{detail}</small></button></li>"
    )


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="sv"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title} – utveckling</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{title}</h1>{body}</main></body></html>"
    )
