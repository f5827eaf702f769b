"""The demo: one case played through the public interfaces, told in Swedish."""

from deploy.demo.play import run

__all__ = ["run"]
