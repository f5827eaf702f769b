"""Secrets are made once and are private; ports are remembered."""

import os
import socket
import stat
from pathlib import Path

import pytest

from deploy.demo import play
from deploy.infra import tls
from deploy.infra.home import Home
from deploy.infra.kafka import new_cluster_id
from deploy.infra.ports import Ports, is_free
from deploy.infra.processes import HomeTaken, Processes
from deploy.infra.system import System
from deploy.trial import run as trial


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_secret_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home")
    first = home.secret("kafka-operator")
    assert Home.at(home.root).secret("kafka-operator") == first
    assert first != home.secret("kafka-svc-consent")
    assert mode(home.secrets / "kafka-operator") == 0o600
    assert mode(home.secrets) == 0o700
    assert mode(home.root) in {0o700, 0o711}


def test_keys_are_of_the_stated_length_and_differ(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    root, index = home.key_file("consent-root"), home.key_file("consent-index")
    assert len(root.read_bytes()) == len(index.read_bytes()) == 32
    assert root.read_bytes() != index.read_bytes()
    assert "BEGIN PUBLIC KEY" in home.client_public_key("svc-consent")


def test_a_port_is_remembered_until_someone_else_has_it(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    port = Ports(home).claim("kafka")
    assert Ports(home).claim("kafka") == port
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        assert not is_free(port)
        moved = Ports(home).claim("kafka")
    assert moved != port
    assert Ports(home).of("kafka") == moved


def test_certificates_are_made_once(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    tls.ensure(home)
    before = tls.ca_file(home).read_bytes()
    tls.ensure(home)
    assert tls.ca_file(home).read_bytes() == before
    assert mode(home.tls / "broker.pem") == 0o600


def test_one_command_at_a_time_owns_a_home(tmp_path: Path) -> None:
    first, second = Processes(Home.at(tmp_path)), Processes(Home.at(tmp_path))
    first.own()
    with pytest.raises(HomeTaken):
        second.own()
    first.release()
    second.own()
    second.release()


class TestBegunAnew:
    @pytest.mark.parametrize("command", ["demo", "trial"])
    def test_a_home_that_a_command_uses_is_left_as_it_is(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
    ) -> None:
        """A second `./finsam demo` or `./finsam trial` beside one that runs."""
        monkeypatch.setenv("FINSAM_HOME", str(tmp_path))
        monkeypatch.setattr(System, "start", _never)
        home = Home.at(tmp_path / command)
        running = Processes(home)
        running.own()
        (home.logs / "consent.log").write_text("of the trial that runs")

        with pytest.raises(HomeTaken, match=rf"process {os.getpid()} already runs"):
            BEGUN[command]()

        assert (home.logs / "consent.log").read_text() == "of the trial that runs"
        running.release()

    def test_a_home_that_nobody_uses_is_emptied_and_owned(self, tmp_path: Path) -> None:
        system = System(tmp_path / "home", store=tmp_path)
        (system.home.logs / "consent.log").write_text("of an earlier trial")
        (system.home.run / "left").mkdir()
        system.home.secret("kafka-operator")

        system.begin_anew()

        left = {
            path.relative_to(system.home.root) for path in system.home.root.rglob("*") if not path.is_dir()
        }
        assert left == {Path("run/owner"), Path("logs/guard.log")}
        assert mode(system.home.secrets) == 0o700
        with pytest.raises(HomeTaken):
            Processes(system.home).own()
        system.stop()

    def test_what_is_removed_at_the_end_was_owned_until_then(self, tmp_path: Path) -> None:
        system = System(tmp_path / "home", store=tmp_path)
        system.begin_anew()

        system.stop(remove=True)

        assert not (tmp_path / "home").exists()


BEGUN = {
    "demo": lambda: play.run(as_json=True, keep=False),
    "trial": lambda: trial.run(minutes=0.1, seed=7, as_object=True, keep=False),
}


def _never(*_: object) -> None:
    raise AssertionError("nothing is started")


def test_no_cluster_id_looks_like_an_option() -> None:
    made = {new_cluster_id() for _ in range(2000)}
    assert len(made) == 2000
    assert {len(one) for one in made} == {22}
    assert not any(one.startswith("-") for one in made)
