"""Runs a command on connections that readers do not share."""

from types import SimpleNamespace

from fastapi import Request

from shared.idempotency import CommandStore


def on_connections_of(request: Request, commands: CommandStore) -> Request:
    """Return the request as `run_command` sees it, with another store of commands.

    The viewer is known already (request state), and the body was read: pass it as `content`.
    """
    app = SimpleNamespace(state=SimpleNamespace(commands=commands))
    return Request({**request.scope, "app": app})
