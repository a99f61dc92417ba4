"""Pages lead to each other: every link arrives, and every page is in the index."""

import re
from pathlib import Path

import pytest

from tests.fixtures.command_line import ROOT

DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")])

_FENCED = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def prose(path: Path) -> str:
    return _CODE.sub("", _FENCED.sub("", path.read_text("utf-8")))


def links(path: Path) -> list[str]:
    return [link for link in _LINK.findall(prose(path)) if "://" not in link]


def anchors(path: Path) -> set[str]:
    """As GitHub makes them of headings."""
    headings = _HEADING.findall(_FENCED.sub("", path.read_text("utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def arrives(page: Path, link: str) -> bool:
    file, _, anchor = link.partition("#")
    target = (page.parent / file).resolve() if file else page
    return target.exists() and (not anchor or anchor in anchors(target))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_arrives(page: Path) -> None:
    assert [] == [link for link in links(page) if not arrives(page, link)]


def test_the_index_names_every_page_and_every_folder() -> None:
    listed = {(DOCS / link).resolve() for link in links(DOCS / "README.md")}
    wanted = {*DOCS.glob("*.md"), *DOCS.glob("*/README.md")} - {DOCS / "README.md"}

    assert set() == wanted - listed


@pytest.mark.parametrize("folder", ["decisions", "runbooks"])
def test_the_index_of_a_folder_names_every_page_of_it(folder: str) -> None:
    index = DOCS / folder / "README.md"
    listed = {(index.parent / link.partition("#")[0]).resolve() for link in links(index)}

    assert set() == {*index.parent.glob("*.md")} - listed - {index}
