"""Builds the generated contracts from the code that keeps them."""

import json
from pathlib import Path
from typing import Any

from contracts.build.asyncapi import asyncapi_files
from contracts.build.document_samples import document_samples
from contracts.build.documents import document_schemas
from contracts.build.event_samples import event_samples
from contracts.build.events import event_schemas
from contracts.build.openapi import openapi_files
from contracts.build.receipt_samples import receipt_samples
from contracts.build.receipts import receipt_schemas

ROOT = Path(__file__).parents[1]
BUILT_IN: dict[str, Any] = {
    "events": event_schemas,
    "documents": document_schemas,
    "samples/events": event_samples,
    "samples/documents": document_samples,
    "receipts": receipt_schemas,
    "samples/receipts": receipt_samples,
    "openapi": openapi_files,
    "asyncapi": asyncapi_files,
}
"""Folder → what builds it: file name (without .json) → content."""


def generated() -> dict[Path, str]:
    """Return every generated file and its text."""
    return {
        ROOT / folder / f"{name}.json": json.dumps(content, ensure_ascii=False, indent=2) + "\n"
        for folder, build in BUILT_IN.items()
        for name, content in build().items()
    }
