"""``python -m contracts`` writes every generated file anew; a test fails while one of them is not current."""

from contracts.build import ROOT, generated


def main() -> None:
    """Write what differs and say what that was."""
    wanted = generated()
    for folder in sorted({path.parent for path in wanted}):
        folder.mkdir(parents=True, exist_ok=True)
        for old in set(folder.glob("*.json")) - wanted.keys():
            old.unlink()
            print(f"removed {old.relative_to(ROOT)}")  # noqa: T201
    for path, content in wanted.items():
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            path.write_text(content, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")  # noqa: T201


if __name__ == "__main__":
    main()
