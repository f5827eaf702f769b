"""Searches files, Kafka's segments and PostgreSQL's tables for personal data in any form."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from kafka.record import MemoryRecords
from psycopg import sql

from deploy.canaries.forms import forms_of

BLOCK = 32 * 1024 * 1024
# What the set-up downloads, checked against committed sums, is no place where the product writes.
DOWNLOADED = ("cache", "jars")


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a canary lies, and in which form; never the canary itself."""

    where: str
    form: str
    canary_no: int


class Canaries:
    """The personal data of one journey, in every form."""

    def __init__(self, values: Iterable[str]) -> None:
        self._forms = [
            (form, name, no) for no, value in enumerate(values) for form, name in forms_of(value).items()
        ]
        self._longest = max((len(form) for form, _, _ in self._forms), default=0)
        self.files = self.rows = 0
        """How many of each were looked through so far."""

    def in_bytes(self, data: bytes, where: str) -> list[Hit]:
        """Search bytes."""
        if not data.strip(b"\0"):
            return []
        return [Hit(where, name, no) for form, name, no in self._forms if form in data]

    def in_file(self, path: Path) -> list[Hit]:
        """Search a file raw; holes of sparse files are skipped."""
        hits: list[Hit] = []
        for piece in _pieces(path, self._longest):
            hits += self.in_bytes(piece, str(path))
        return hits

    def in_tree(self, home: Path) -> list[Hit]:
        """Search all files under ``home``, names too; Kafka's segments also record by record, decompressed."""
        hits: list[Hit] = []
        for path in _files(home):
            self.files += 1
            hits += self.in_bytes(str(path.relative_to(home)).encode(), f"name of {path}")
            hits += self.in_file(path)
            if path.suffix == ".log" and path.stem.isdigit():
                hits += self.in_segment(path)
        return hits

    def in_segment(self, path: Path) -> list[Hit]:
        """Search keys, headers and values of a Kafka segment after decompression."""
        hits: list[Hit] = []
        records = MemoryRecords(path.read_bytes())
        while (batch := records.next_batch()) is not None:
            for record in batch:
                parts = [record.key or b"", record.value or b""]
                parts += [str(k).encode() + b"=" + (v or b"") for k, v in record.headers or ()]
                hits += self.in_bytes(b"\n".join(parts), f"{path} decompressed")
        return hits

    def in_database(self, dsn: str, name: str) -> list[Hit]:
        """Search every row of every table as text: compression in the files can't hide anything here."""
        hits: list[Hit] = []
        with psycopg.connect(dsn) as connection:
            tables = connection.execute(
                "select schemaname, tablename from pg_tables"
                " where schemaname not in ('pg_catalog', 'information_schema')"
            ).fetchall()
            for schema, name_of_table in tables:
                table = sql.Identifier(schema, name_of_table)
                with connection.cursor().copy(sql.SQL("copy {} to stdout").format(table)) as rows:
                    for row in rows:
                        self.rows += 1
                        hits += self.in_bytes(_with_bytea(bytes(row)), f"{name}.{schema}.{name_of_table}")
        return hits


def _with_bytea(row: bytes) -> bytes:
    """Return a row as COPY writes it, with its bytea columns also decoded."""
    decoded = [
        bytes.fromhex(column[3:].decode())
        for column in row.rstrip(b"\n").split(b"\t")
        if column.startswith(b"\\\\x")
    ]
    return b"\n".join([row, *decoded])


def _files(home: Path) -> Iterator[Path]:
    for folder, names, files in os.walk(home):
        names[:] = [n for n in names if n not in DOWNLOADED]
        for name in files:
            path = Path(folder) / name
            if path.is_file() and not path.is_symlink():
                yield path


def _pieces(path: Path, overlap: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        end, at = os.fstat(file.fileno()).st_size, 0
        while at < end:
            try:
                start = os.lseek(file.fileno(), at, os.SEEK_DATA)
            except OSError:
                return  # only holes remain
            stop = os.lseek(file.fileno(), start, os.SEEK_HOLE)
            for begin in range(start, stop, BLOCK):
                file.seek(max(start, begin - overlap))
                yield file.read(min(BLOCK, stop - begin) + overlap)
            at = stop
