"""OpenAPI per service, as the service itself serves it under ``/v1/openapi.json``."""

from typing import Any

from contracts.build.facts import SERVICES
from contracts.build.services import wired


def openapi_files() -> dict[str, Any]:
    """Return service → OpenAPI description."""
    return {service: wired(service).app.openapi() for service in SERVICES}
