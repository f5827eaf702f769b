"""Which field of what was sent is wrong, and why. No message repeats what stood in it."""

Fault = dict[str, str]


def fault(field: str, code: str, message: str) -> Fault:
    """Name one fault as the refusal's `fields` do."""
    return {"field": field, "code": code, "message": message}
