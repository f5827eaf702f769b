"""A scan is what its bytes are."""

import hashlib
import io
import zipfile

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from services.consent import errors
from shared.scans.content import check_content
from shared.scans.values import MAX_BYTES


def a_pdf(
    pages: int = 1, *, password: str | None = None, title: str | None = None, script: str | None = None
) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(width=100, height=100)
    writer.metadata = {"/Title": title} if title else None
    if script is not None:
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)}
        )
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def a_picture(kind: str, size: tuple[int, int] = (20, 30), **options) -> bytes:
    out = io.BytesIO()
    Image.new("L", size, 255).save(out, kind, **options)
    return out.getvalue()


def a_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("papper.pdf", a_pdf())
    return out.getvalue()


def with_exif() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Skanner"
    return a_picture("JPEG", exif=exif)


class TestCheck:
    @pytest.mark.parametrize(
        ("content", "media_type", "pages"),
        [
            pytest.param(a_pdf(3), "application/pdf", 3, id="pdf"),
            pytest.param(a_picture("PNG"), "image/png", 1, id="png"),
            pytest.param(a_picture("JPEG"), "image/jpeg", 1, id="jpeg"),
        ],
    )
    def test_tells_what_the_bytes_are(self, content, media_type, pages) -> None:
        scan = check_content(content)

        assert (scan.media_type, scan.pages) == (media_type, pages)
        assert scan.sha256 == hashlib.sha256(content).hexdigest()
        assert scan.content == content

    def test_notes_that_the_file_tells_about_its_making(self) -> None:
        assert check_content(with_exif()).metadata_found
        assert not check_content(a_picture("JPEG")).metadata_found
        assert check_content(a_pdf(title="Skannat")).metadata_found

    @pytest.mark.parametrize(
        ("content", "refusal"),
        [
            pytest.param(b"", errors.ScanEmpty, id="nothing"),
            pytest.param(b"%PDF-1.7" + bytes(MAX_BYTES), errors.ScanTooLarge, id="more than 10 MB"),
            pytest.param(a_zip(), errors.ScanWrongKind, id="an archive"),
            pytest.param(b"MZ" + bytes(100), errors.ScanWrongKind, id="a program"),
            pytest.param(a_picture("GIF"), errors.ScanWrongKind, id="another kind of picture"),
            pytest.param(b"<html>%PDF-1.7</html>", errors.ScanWrongKind, id="a page that names PDF"),
            pytest.param(b"%PDF-1.7\nnot at all", errors.ScanUnreadable, id="a broken PDF"),
            pytest.param(a_pdf(0), errors.ScanUnreadable, id="a PDF without pages"),
            pytest.param(a_picture("PNG")[:-30], errors.ScanUnreadable, id="half a picture"),
            pytest.param(b"\xff\xd8\xff" + bytes(50), errors.ScanUnreadable, id="a broken JPEG"),
            pytest.param(a_pdf(password="hemligt"), errors.ScanEncrypted, id="with a password"),
            pytest.param(a_pdf(script="app.alert(1)"), errors.ScanActive, id="a PDF with a script"),
            pytest.param(a_pdf(21), errors.ScanTooBig, id="21 pages"),
            pytest.param(a_picture("PNG", (10_000, 5_001)), errors.ScanTooBig, id="more than 50 megapixels"),
        ],
    )
    def test_refuses(self, content, refusal) -> None:
        with pytest.raises(refusal):
            check_content(content)
