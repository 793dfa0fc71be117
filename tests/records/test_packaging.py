import io
import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import bagit
import pikepdf
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from hub.records.packaging import build
from hub.records.packaging.glyphs import covered, displayable
from tests.records.samples import HOSTILE, content

SCHEMAS = Path(__file__).parents[2] / "hub/records/schemas"


def test_standard_tools_find_a_valid_bag(tmp_path: Path) -> None:
    package = build(content("Hei", "Hei hei"))

    with zipfile.ZipFile(io.BytesIO(package.data)) as archive:
        archive.extractall(tmp_path)

    bag = bagit.Bag(str(tmp_path / str(package.id)))
    assert bag.validate()
    assert bag.info["External-Identifier"] == str(package.id)
    assert bag.info["Contact-Email"] == "kirjaamo@example.org"


@pytest.mark.parametrize("name", ["thread", "metadata"])
def test_the_json_files_follow_their_published_schemas(name: str) -> None:
    package = build(content(*HOSTILE))
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text())

    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(
        json.loads(package.read(f"data/{name}.json"))
    )


def test_thread_json_keeps_hostile_text_to_the_letter() -> None:
    messages = json.loads(build(content(*HOSTILE)).read("data/thread.json"))["messages"]

    assert [message["text"] for message in messages] == list(HOSTILE)


def test_the_document_says_it_is_pdf_a_2a_and_pdf_ua_1() -> None:
    with pikepdf.open(io.BytesIO(build(content("Hei")).document)) as pdf:
        described = pdf.open_metadata()

        assert described["pdfaid:part"] == "2"
        assert described["pdfaid:conformance"] == "A"
        assert described["pdfuaid:part"] == "1"
        assert described["dc:title"].endswith("24.11.2026")
        assert str(pdf.Root.Lang) == "fi"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in pdf.Root
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


def test_every_font_travels_in_the_document() -> None:
    with pikepdf.open(io.BytesIO(build(content(*HOSTILE)).document)) as pdf:
        descriptors = [item for item in pdf.objects if is_descriptor(item)]

    assert descriptors


def is_descriptor(item: pikepdf.Object) -> bool:
    if not isinstance(item, pikepdf.Dictionary) or item.get("/Type") != "/FontDescriptor":
        return False
    assert {"/FontFile2", "/FontFile3"} & set(item.keys())
    return True


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_person_breaks_or_steers_the_document(text: str) -> None:
    assert build(content(text)).document.startswith(b"%PDF-")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_makes_a_document(text: str) -> None:
    assert build(content(text)).document.startswith(b"%PDF-")


def test_a_character_that_no_font_has_is_named() -> None:
    assert displayable("a中") == ("a[U+4E2D]", 1)
    assert displayable("ä😀ж") == ("ä😀ж", 0)
    assert {ord("Å"), ord("Ж"), ord("ب"), ord("ก"), ord("😀")} <= covered()


def test_a_rebuild_is_the_same_to_the_byte() -> None:
    assert build(content(*HOSTILE)).data == build(content(*HOSTILE)).data


def test_whoever_builds_in_whatever_language_the_bytes_are_the_same() -> None:
    made = set()
    for language in ("fi", "en", "sv"):
        with translation.override(language):
            made.add(build(content("Hei")).data)

    assert len(made) == 1


def test_another_process_builds_the_same_bytes() -> None:
    program = "from tests.records.samples import *; from hub.records.packaging import build; print(build(content('Hei', 'Moi')).digest)"
    setup = "import django; django.setup(); "

    other = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", setup + program],
        cwd=Path(__file__).parents[2],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "hub.settings"},
        capture_output=True,
        check=True,
        text=True,
    )

    assert other.stdout.strip() == build(content("Hei", "Moi")).digest


def test_the_same_thread_has_the_same_package_id_and_another_text_another_digest() -> None:
    one, other = build(content("Hei")), build(content("Moi"))

    assert one.id == other.id
    assert one.digest != other.digest


def test_twenty_packages_of_fifty_messages_take_less_than_a_second_each_worker() -> None:
    build(content("warm"))
    began = time.perf_counter()

    for number in range(10):
        build(
            content(
                *(f"Viesti {number}.{line}: missä voin hakea tukea?" for line in range(50))
            )
        )

    assert (
        time.perf_counter() - began < 5
    )  # ten of them; measured 0.1 s, a busy machine gets fifty times that
