"""Faults planted in the text of a statement."""


def planted(statement: object, old: str, new: str) -> str:
    """The statement with a fault in it; fails when there is nothing to plant it in, for then the test proves nothing."""
    text = str(statement)
    assert old in text, f"the statement no longer says {old!r}"
    return text.replace(old, new)
