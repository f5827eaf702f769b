"""A jar that isn't what the lock says is refused by name."""

import hashlib
from pathlib import Path

import pytest

from deploy.infra import jars
from deploy.infra.jars import JarsRefused


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "jars"
    folder.mkdir()
    for name in ("kafka-clients-4.3.1.jar", "slf4j-simple-1.7.36.jar"):
        (folder / name).write_bytes(name.encode())
    return folder


@pytest.fixture
def lock(folder: Path) -> Path:
    sums = [f"{hashlib.sha256(jar.read_bytes()).hexdigest()}  {jar.name}" for jar in folder.iterdir()]
    path = folder.parent / "jars.lock"
    path.write_text("# what\n" + "\n".join(sums) + "\n")
    return path


def test_what_the_lock_says_is_accepted(folder: Path, lock: Path) -> None:
    jars.verify(folder, lock)


def test_a_changed_jar_is_refused_by_name(folder: Path, lock: Path) -> None:
    (folder / "kafka-clients-4.3.1.jar").write_bytes(b"other")
    with pytest.raises(JarsRefused, match=r"kafka-clients-4\.3\.1\.jar is not what"):
        jars.verify(folder, lock)


def test_a_missing_and_an_unknown_jar_are_refused(folder: Path, lock: Path) -> None:
    (folder / "extra-1.jar").write_bytes(b"x")
    with pytest.raises(JarsRefused, match=r"extra-1\.jar is not in"):
        jars.verify(folder, lock)
    (folder / "extra-1.jar").unlink()
    (folder / "slf4j-simple-1.7.36.jar").unlink()
    with pytest.raises(JarsRefused, match=r"slf4j-simple-1\.7\.36\.jar is missing"):
        jars.verify(folder, lock)


def test_two_versions_of_kafka_are_refused() -> None:
    jars.require_one_version(["kafka_2.13-4.3.1.jar", "kafka-clients-4.3.1.jar", "slf4j-api-1.7.36.jar"])
    with pytest.raises(JarsRefused, match=r"3\.9\.1"):
        jars.require_one_version(["kafka_2.13-4.3.1.jar", "kafka-clients-3.9.1.jar"])


def test_the_committed_lock_is_of_one_version_and_names_no_host() -> None:
    locked = jars.read_lock()
    jars.require_one_version(locked)
    assert "kafka_2.13-4.3.1.jar" in locked
    assert "://" not in jars.LOCK.read_text()
