"""AsyncAPI 3.0 per service: its own topic with every fact, and the topics it reads."""

from typing import Any

from contracts.build.facts import SERVICES, facts_of, topic_of
from contracts.build.services import wired
from shared.events import CONTENT_TYPE, Fact, event_type, service_of

Json = dict[str, Any]


def asyncapi_files() -> dict[str, Any]:
    """Return service → AsyncAPI description."""
    return {service: _described(service) for service in SERVICES}


def _described(service: str) -> Json:
    own = topic_of(service)
    read = [subscription.topic for subscription in wired(service).subscriptions]
    sends = {f"send_{fact.name}": _operation("send", own, fact) for fact in facts_of(service)}
    receives = {
        f"receive_{service_of(topic)}": {"action": "receive", "channel": _ref(topic)} for topic in read
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": f"Finsamteam: {service}",
            "version": "1.0.0",
            "description": "Facts in structured CloudEvents 1.0. Key: the case id. Order: gapless `number` per service "
            "and case. Sections are sealed to the consent service's receiving key; only it opens them.",
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {topic: _channel(topic) for topic in (own, *read)},
        "operations": sends | receives,
        "components": {"messages": {fact.name: _message(service, fact) for fact in facts_of(service)}},
    }


def _channel(topic: str) -> Json:
    owner = service_of(topic)
    return {
        "address": topic,
        "messages": {fact.name: _message(owner, fact) for fact in facts_of(owner)},
        "bindings": {"kafka": {"partitions": 12, "bindingVersion": "0.5.0"}},
    }


def _message(service: str, fact: type[Fact]) -> Json:
    kind = event_type(service, fact.name)
    return {
        "name": kind,
        "summary": (fact.__doc__ or "").strip().splitlines()[0],
        "contentType": CONTENT_TYPE,
        "payload": {"$ref": f"../events/{kind}.json"},
    }


def _operation(action: str, topic: str, fact: type[Fact]) -> Json:
    return {
        "action": action,
        "channel": _ref(topic),
        "messages": [{"$ref": f"#/channels/{topic.replace('/', '~1')}/messages/{fact.name}"}],
    }


def _ref(topic: str) -> Json:
    return {"$ref": f"#/channels/{topic}"}
