"""`finsam verify`: what it says in Swedish, its exit codes, and that it needs neither network nor house."""

import ast
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import finsam_verify
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from finsam_verify.__main__ import main
from finsam_verify.bundle import Bundle, BundleLeaf
from finsam_verify.checkpoint import Checkpoint, KeyLink, Turn
from finsam_verify.encoding import Malformed
from finsam_verify.examine import Verdict, examine
from finsam_verify.kept import kept_line
from finsam_verify.leaf import Opening
from finsam_verify.merkle import Frontier, leaf_hash
from finsam_verify.note import LogKey, Note, sign
from finsam_verify.reading import REASONS
from finsam_verify.words import CATEGORIES, PURPOSES, SENTENCES, SOURCES

from deploy.infra.topology import SERVICES
from services.consent.disclosure_log.leaf import Disclosed, Ground, LeafBody
from services.consent.domain import categories as consent_categories
from services.consent.domain.insight_words import ORDINARY as INSIGHT_WORDS

NAME = "finsamteam.example/utlamnanden"
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
OLD, NEW, OTHER = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2, 3))
CASE, EVENT = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
CASE_KEY = b"c" * 32
ABOUT = Opening(CASE, None, "fk", EVENT, 1, "halsa", "soc-sodermalm", None)


def key(private: Ed25519PrivateKey) -> LogKey:
    return LogKey(NAME, private.public_key().public_bytes_raw())


def bodies(count: int = 5) -> list[bytes]:
    from uuid import UUID

    what = Disclosed(UUID(CASE), "fk", UUID(EVENT), 1, "halsa", "soc-sodermalm", None)
    leaf = LeafBody("fk", "personlig handläggare", "handlaggning", Ground.ROW, AT, what.commitment(CASE_KEY))
    others = [
        LeafBody("af", str(number), "handlaggning", Ground.ROW, AT, b"x" * 32) for number in range(count)
    ]
    return [leaf.encode(), *(other.encode() for other in others)]


def point(leaves: list[bytes], private: Ed25519PrivateKey = OLD) -> str:
    grown = Frontier()
    for leaf in leaves:
        grown.push(leaf_hash(leaf))
    return sign(Checkpoint(NAME, len(leaves), grown.root(), AT).text, [(NAME, private)]).write()


def a_bundle(**changes: Any) -> Bundle:
    leaves = bodies()
    told = [BundleLeaf(0, leaves[0], None, None, ABOUT)]
    told += [BundleLeaf(number, None, leaf_hash(body)) for number, body in enumerate(leaves[1:], start=1)]
    values: dict[str, Any] = {
        "origin": NAME,
        "made_at": AT,
        "scope": "logg",
        "unit": "fk",
        "purpose": "tillsyn",
        "keys": [KeyLink(key(OLD), 0, None)],
        "checkpoint": point(leaves),
        "cases": {CASE: CASE_KEY},
        "leaves": told,
    }
    return Bundle(**(values | changes))


def written(bundle: Bundle, private: Ed25519PrivateKey = OLD) -> bytes:
    return sign(bundle.text, [(NAME, private)]).write().encode()


PIN = key(OLD).fingerprint


def found(bundle: bytes, *pins: str, kept: tuple[str, ...] = ()) -> dict[str, Verdict]:
    return {each.code: each.verdict for each in examine(bundle, pins, kept).findings}


class TestExamine:
    def test_says_what_a_leaf_was_about_when_its_case_is_opened(self) -> None:
        report = examine(written(a_bundle()), {PIN})

        (leaf,) = report.leaves
        assert (report.verdict, leaf.proved) == (Verdict.HOLDS, True)

    @pytest.mark.parametrize(
        "about", [("halsa", "forsorjning"), ("fk", "af"), ("soc-sodermalm", "team-stockholm"), (EVENT, CASE)]
    )
    def test_finds_that_a_leaf_was_about_something_else(self, about: tuple[str, str]) -> None:
        values = {name: getattr(ABOUT, name) for name in Opening.__slots__}
        told = Opening(**{n: about[1] if v == about[0] else v for n, v in values.items()})
        leaves = a_bundle().leaves
        changed = a_bundle(leaves=[BundleLeaf(0, leaves[0].body, None, None, told), *leaves[1:]])

        assert found(written(changed), PIN)["opening"] is Verdict.BROKEN

    def test_tells_what_nobody_can_prove_as_the_keeper_s_word(self) -> None:
        report = examine(written(a_bundle(cases={})), {PIN})

        assert not report.leaves[0].proved
        assert report.verdict is Verdict.HOLDS

    def test_calls_a_bundle_s_own_key_no_proof(self) -> None:
        report = examine(written(a_bundle()))

        assert report.verdict is Verdict.OPEN
        assert "unpinned" in {each.code for each in report.findings}

    def test_refuses_another_key_than_the_one_that_is_trusted(self) -> None:
        assert found(written(a_bundle()), key(OTHER).fingerprint)["not_the_pinned_key"] is Verdict.BROKEN

    def test_follows_a_turn_of_the_key_from_the_one_that_is_trusted(self) -> None:
        turn = sign(Turn(NAME, 3, key(NEW), AT).text, [(NAME, OLD)])
        keys = [KeyLink(key(OLD), 0, None), KeyLink(key(NEW), 3, turn)]
        bundle = a_bundle(keys=keys, checkpoint=point(bodies(), NEW))

        assert examine(written(bundle, NEW), {PIN}).verdict is Verdict.HOLDS

    def test_refuses_a_key_that_the_trusted_one_did_not_name(self) -> None:
        keys = [KeyLink(key(OLD), 0, None), KeyLink(key(OTHER), 3, None)]
        bundle = a_bundle(keys=keys, checkpoint=point(bodies(), OTHER))

        assert found(written(bundle, OTHER), PIN)["key_without_word"] is Verdict.BROKEN

    def test_says_which_kept_checkpoint_it_cannot_compare(self) -> None:
        leaves = bodies()
        bundle = a_bundle(scope="enhet", leaves=[])

        assert found(written(bundle), PIN, kept=(point(leaves[:3]),))["kept_not_compared"] is Verdict.OPEN

    def test_finds_a_kept_checkpoint_of_another_log(self) -> None:
        assert (
            found(written(a_bundle()), PIN, kept=(point(bodies()[:3], OTHER),))["kept_signature"]
            is Verdict.BROKEN
        )

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ('"scope":"logg"', '"scope":"allt"'),
            ('"number":0', '"number":true'),
            ('"index":1', '"index":"1"'),
            ('"purpose":"tillsyn"', '"purpose":7'),
            ('"leaves":[', '"more":1,"leaves":['),
            ('"earlier":[]', '"earlier":{}'),
            ("finsamteam/bevisbunt/1", "finsamteam/bevisbunt/2"),
        ],
    )
    def test_reads_no_bundle_that_it_would_not_have_written(self, old: str, new: str) -> None:
        text = a_bundle().text.replace(old, new, 1)

        with pytest.raises(Malformed):
            Bundle.from_text(text)
        report = examine(sign(text, [(NAME, OLD)]).write().encode(), {PIN})
        assert report.verdict is Verdict.BROKEN

    @pytest.mark.parametrize("data", [b"", b"\xff", b"{}", b"a\n\n", b"finsamteam/bevisbunt/1\n[]\n\n\n"])
    def test_of_other_bytes_says_that_they_are_no_bundle(self, data: bytes) -> None:
        assert found(data) == {"unreadable": Verdict.BROKEN}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bunt.txt").write_bytes(written(a_bundle()))
    (tmp_path / "nycklar.txt").write_text(f"# loggens nycklar\n{key(OLD).line}\n", encoding="utf-8")
    (tmp_path / "sett.jsonl").write_text(kept_line(point(bodies()[:3])), encoding="utf-8")
    return tmp_path


class TestCommand:
    def test_says_in_swedish_what_it_shows_and_what_not(self, folder: Path, capsys: Any) -> None:
        code = main([str(folder / "bunt.txt"), "--key", PIN, "--kept", str(folder / "sett.jsonl")])

        said = capsys.readouterr().out
        assert code == 0
        assert said.startswith("Bevisbunten håller.")
        assert "Detta visar den inte:" in said
        assert (
            "De första 3 posterna är desamma som vittnet såg. De 3 senaste posterna har vittnet inte sett."
            in said
        )
        assert (
            "ändamål: handläggning, på en rad i samtycket; avsnittet Hälsa från soc-sodermalm (kontrollerat)"
            in said
        )

    @pytest.mark.parametrize(
        ("options", "code"),
        [
            ([], 2),
            (["--key", PIN], 0),
            (["--key", ":".join(PIN[n : n + 2] for n in range(0, 64, 2)).upper()], 0),
            (["--key", key(OLD).line], 0),
            (["--key-file", "nycklar.txt"], 0),
            (["--key", key(OTHER).line], 1),
            (["--key", "nonsens"], 2),
            (["--key-file", "finns-inte.txt"], 2),
            (["--key", PIN, "--kept", "bunt.txt"], 2),
        ],
    )
    def test_ends_with_0_1_or_2(self, folder: Path, monkeypatch: Any, options: list[str], code: int) -> None:
        monkeypatch.chdir(folder)

        assert main(["bunt.txt", *options]) == code

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (["saknas.txt"], "saknas.txt: filen finns inte"),
            (["."], ".: det är en mapp, inte en fil"),
            (["bunt.txt", "--key", "nonsens"], "--key: nyckeln har inte rätt form"),
            (["bunt.txt", "--key", PIN, "--key-file", "tom.txt"], "tom.txt: filen har ingen nyckel i sig"),
            (["bunt.txt", "--key-file", "bytes.txt"], "bytes.txt: filen är inte text i UTF-8"),
            (["bunt.txt", "--key", PIN, "--kept", "tom.txt"], "tom.txt: filen har ingen kontrollpunkt i sig"),
            (["bunt.txt", "--key", PIN, "--kept", "bunt.txt"], "bunt.txt: filen är inte kontrollpunkter"),
        ],
    )
    def test_names_the_file_that_it_cannot_use_and_why(
        self, folder: Path, monkeypatch: Any, capsys: Any, options: list[str], said: str
    ) -> None:
        monkeypatch.chdir(folder)
        Path("tom.txt").write_text("# inget\n" if "--key-file" in options else "\n", encoding="utf-8")
        Path("bytes.txt").write_bytes(b"\xff")

        assert main(options) == 2
        assert capsys.readouterr().err.startswith(f"finsam-verify: {said}")

    def test_claims_nothing_of_a_signature_that_does_not_hold(self, folder: Path, capsys: Any) -> None:
        file = folder / "bunt.txt"
        file.write_bytes(file.read_bytes().replace(b'"purpose":"tillsyn"', b'"purpose":"mote"'))

        assert main([str(file), "--key", PIN]) == 1
        said = capsys.readouterr().out
        assert "Underskriften på bunten stämmer inte" in said
        assert "Underskriften leder till" not in said
        assert "undertecknad av" not in said

    def test_says_in_words_what_is_no_bundle(self, folder: Path, capsys: Any) -> None:
        (folder / "bunt.txt").write_bytes(b"hej\n")

        assert main([str(folder / "bunt.txt")]) == 1
        assert "(filen har inte formen av en undertecknad text)" in capsys.readouterr().out

    def test_has_words_for_every_code_that_the_product_writes(self) -> None:
        malformed = {
            str(call.args[0].value)
            for file in Path(finsam_verify.__file__).parent.glob("*.py")
            for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(call, ast.Call)
            and getattr(call.func, "id", "") == "Malformed"
            and isinstance(call.args[0], ast.Constant)
        }

        assert malformed | {"utf-8"} == REASONS.keys()
        assert CATEGORIES.keys() == set(consent_categories.CATEGORIES)
        assert PURPOSES.keys() == INSIGHT_WORDS.purposes.keys()
        assert SOURCES.keys() == SERVICES.keys()

    def test_tells_a_program_the_same(self, folder: Path, capsys: Any) -> None:
        assert main([str(folder / "bunt.txt"), "--key", PIN, "--json"]) == 0

        told = json.loads(capsys.readouterr().out)
        assert (told["verdict"], told["pinned"], told["checkpoint"]["size"]) == ("haller", True, 6)
        assert told["leaves"][0]["about"]["category"] == "halsa"
        assert told["not_shown"]

    def test_has_a_sentence_for_every_finding(self) -> None:
        source = (Path(finsam_verify.__file__).parent / "examine.py").read_text(encoding="utf-8")
        calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
        names = {
            argument.value
            for call in calls
            if isinstance(call.func, ast.Attribute | ast.Name)
            and (getattr(call.func, "attr", "") == "add" or getattr(call.func, "id", "") == "_told")
            for each in call.args
            for argument in ast.walk(each)
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        }

        assert names == SENTENCES.keys()

    def test_imports_the_standard_library_and_cryptography_alone(self) -> None:
        allowed = {*sys.stdlib_module_names, "cryptography", "finsam_verify"}
        imported = {
            (node.module or "" if isinstance(node, ast.ImportFrom) else name.name).partition(".")[0]
            for file in Path(finsam_verify.__file__).parent.glob("*.py")
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in node.names
        }

        assert imported <= allowed

    def test_runs_without_network_and_without_the_house(self, folder: Path) -> None:
        code = (
            "import socket, sys\n"
            "def no(*a, **k): raise SystemExit(9)\n"
            "socket.socket = socket.create_connection = socket.getaddrinfo = no\n"
            "from finsam_verify.__main__ import main\n"
            f"code = main(['bunt.txt', '--key', '{PIN}'])\n"
            "house = {'services', 'shared', 'deploy', 'finsam_party', 'aiokafka', 'httpx2', 'pydantic'}\n"
            "sys.exit(8 if house & set(sys.modules) else code)\n"
        )

        done = subprocess.run(
            [sys.executable, "-I", "-c", code], cwd=folder, capture_output=True, check=False
        )

        assert done.returncode == 0, done.stderr.decode()

    def test_is_part_of_the_finsam_command(self, folder: Path) -> None:
        command = [sys.executable, "-m", "deploy", "verify", str(folder / "bunt.txt"), "--key", PIN]

        done = subprocess.run(command, capture_output=True, text=True, check=False)

        assert (done.returncode, done.stdout[:19]) == (0, "Bevisbunten håller."), done.stderr


def test_a_note_under_two_signatures_is_no_bundle() -> None:
    both = sign(a_bundle().text, [(NAME, OLD), (NAME, OTHER)]).write()

    assert Note.read(both).signatures.keys()
    assert found(both.encode(), PIN)["signature"] is Verdict.BROKEN
