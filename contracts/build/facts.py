"""Which facts there are: every class of a service's ``events.py`` that has a name."""

from collections.abc import Iterator
from importlib import import_module

from shared.events import Fact, event_type

SERVICES = ("referral", "consent", "coordinator", "followup")


def facts_of(service: str) -> Iterator[type[Fact]]:
    """Return the facts that a service publishes, in the order of the file; a base class has no name of its own."""
    module = import_module(f"services.{service}.events")
    for value in vars(module).values():
        is_own = isinstance(value, type) and value.__module__ == module.__name__
        if is_own and issubclass(value, Fact) and hasattr(value, "name"):
            yield value


def topic_of(service: str) -> str:
    """Return the topic on which a service publishes."""
    return str(import_module(f"services.{service}.events").TOPIC)


def all_facts() -> dict[str, tuple[str, type[Fact]]]:
    """Return event type → service and fact."""
    return {
        event_type(service, fact.name): (service, fact) for service in SERVICES for fact in facts_of(service)
    }
