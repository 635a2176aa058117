"""Every document, heading, link, code, test and path that a file of this repository names is in this repository."""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SUFFIXES = frozenset({".py", ".md", ".toml", ".ftl", ".js", ".css", ".yml", ".yaml"})
HIDDEN = frozenset({".ci", ".github"})

_URL = re.compile(r"https?://[^\s>)\"'`]+")
_CITED = re.compile(r"(?<![\w/.-])(docs/[\w./-]+\.md)(?:#([\w-]+))?")
_DOCUMENT = re.compile(r"(?<![\w/.#*-])\w[\w./-]*\.md\b(?!\.)")
_ISSUE = re.compile(r"\b[Ii]ssues? #?\d+")
_FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\]\(\s*<?([^)\s>]+)|^\[[^\]]+\]:\s*(\S+)|\b(?:src|href)=\"([^\"]+)\"", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)
# Codes of conditions (E), scenarios (A), pains (P), faults (F), bad input (B), alone or as a range in either language.
_CODE = re.compile(r"(?<!365 )\b([EAPFB])(\d{1,2})(?: (?:to|a) \1(\d{1,2}))?\b")
_INVARIANT = re.compile(r"\b[Ii]nvariants? (\d+(?:(?:, | and )\d+)*)")
_TESTED = re.compile(r"def test((?:_[eapfb]\d{1,2})+)_")
_DEFINED = re.compile(r"^\| ((?:[EAPFB]|invariant )\d{1,2}) \|", re.MULTILINE)
_NAMED_PATH = re.compile(r"`((?:bot|tests|docs)/[a-z0-9_./-]*)`")
_NAMED_TEST = re.compile(r"`(test_[a-z0-9_]+)`")
# A key of the keyboard is no fault.
KEYS = frozenset({"F6"})


class Repository:
    """The text files under a folder, by path relative to it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def texts(self) -> dict[str, str]:
        """All but this checker, whose examples are wrong on purpose."""
        tops = [path for path in self.root.iterdir() if not path.name.startswith(".") or path.name in HIDDEN]
        found = [path for top in sorted(tops) for path in ([top] if top.is_file() else sorted(top.rglob("*")))]
        mine = Path(__file__).resolve()
        return {
            path.relative_to(self.root).as_posix(): path.read_text("utf-8")
            for path in found
            if path.suffix in SUFFIXES and "vendor" not in path.parts and path.is_file() and path.resolve() != mine
        }

    @cached_property
    def documents(self) -> dict[str, str]:
        """Markdown alone, without its blocks of code."""
        return {name: _FENCED.sub("", text) for name, text in self.texts.items() if name.endswith(".md")}

    @cached_property
    def anchors(self) -> dict[str, frozenset[str]]:
        """The anchors of each document's headings."""
        return {name: frozenset(_anchors(text)) for name, text in self.documents.items()}

    @cached_property
    def said(self) -> dict[str, str]:
        """Comments and docstrings of code, and the whole text of other files."""
        return {name: _said(name, text) for name, text in self.texts.items()}

    @cached_property
    def tests(self) -> dict[str, str]:
        """Python under tests/."""
        return {name: text for name, text in self.texts.items() if name.startswith("tests/") and name.endswith(".py")}

    @cached_property
    def defined(self) -> list[str]:
        """The codes that have a line in a table of docs/."""
        tables = [text for name, text in self.texts.items() if name.startswith("docs/")]
        return [code for text in tables for code in _DEFINED.findall(text)]

    def exists(self, path: str) -> bool:
        return (self.root / path).exists()

    def lacks(self, path: str, anchor: str) -> bool:
        """Tell if there is no such file, or no such heading in it."""
        return not self.exists(path) or bool(anchor and path in self.anchors and anchor not in self.anchors[path])


def _anchors(text: str) -> Iterator[str]:
    """Make anchors as GitHub does: small letters, no punctuation, a number behind a repeated one."""
    seen: dict[str, int] = {}
    for heading in _HEADING.findall(text):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        anchor = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        count = seen[anchor] = seen.get(anchor, -1) + 1
        yield f"{anchor}-{count}" if count else anchor


def _said(name: str, text: str) -> str:
    if name.endswith(".ftl"):
        return "\n".join(line for line in text.splitlines() if line.startswith("#"))
    if not name.endswith(".py"):
        return text
    # Most modules name nothing, and parsing them all takes two seconds.
    return _comments(text) if any(sort.search(text) for sort in (_DOCUMENT, _CODE, _INVARIANT)) else ""


def _comments(source: str) -> str:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    comments = [token.string for token in tokens if token.type == tokenize.COMMENT]
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, owners))
    return "\n".join([*comments, *(ast.get_docstring(node) or "" for node in nodes)])


def missing_headings(repository: Repository) -> Iterator[str]:
    """`docs/NAME.md#heading`, anywhere."""
    for name, text in repository.texts.items():
        for path, anchor in _CITED.findall(_URL.sub("", text)):
            if repository.lacks(path, anchor):
                yield f"{name}: {path}#{anchor}"


def missing_documents(repository: Repository) -> Iterator[str]:
    """Any NAME.md, from the root or from beside the file that names it."""
    for name, text in repository.said.items():
        for path in _DOCUMENT.findall(_URL.sub("", text)):
            beside = (Path(name).parent / path).as_posix()
            if not repository.exists(path) and not repository.exists(beside):
                yield f"{name}: {path}"


def broken_links(repository: Repository) -> Iterator[str]:
    """Relative links and pictures of documents."""
    for name, text in repository.documents.items():
        for parts in _LINK.findall(_SPAN.sub("", text)):
            path, _, anchor = "".join(parts).partition("#")
            if ":" in path or path.startswith("//"):
                continue
            target = (repository.root / name).parent / path if path else repository.root / name
            inside = target.resolve()
            known = inside.is_relative_to(repository.root.resolve())
            if not known or repository.lacks(inside.relative_to(repository.root.resolve()).as_posix(), anchor):
                yield f"{name}: {path}#{anchor}"


def undefined_codes(repository: Repository) -> Iterator[str]:
    """E5, A12, invariant 22, alone, in ranges, or in the name of a test."""
    for name, text in repository.said.items():
        if not name.endswith((".py", ".md", ".ftl")):
            continue
        tests = "".join(_TESTED.findall(repository.texts[name])).upper().replace("_", " ")
        for code in {*_codes(text), *_codes(tests)} - {*repository.defined, *KEYS}:
            yield f"{name}: {code}"


def codes_defined_twice(repository: Repository) -> Iterator[str]:
    """Codes that could mean two things."""
    yield from {code for code in repository.defined if repository.defined.count(code) > 1}


def untested_scenarios(repository: Repository) -> Iterator[str]:
    """Scenarios of docs/ that no test has in its name."""
    parts = [part for text in repository.tests.values() for part in _TESTED.findall(text)]
    tested = {code for part in parts for code in part.upper().split("_")}
    yield from {code for code in repository.defined if code.startswith("A")} - tested


def mentioned_issues(repository: Repository) -> Iterator[str]:
    """Numbers of a tracker, which is no part of the repository."""
    for name, text in repository.texts.items():
        yield from (f"{name}: {mention}" for mention in _ISSUE.findall(_URL.sub("", text)))


def missing_names(repository: Repository) -> Iterator[str]:
    """Paths and tests in a document's code spans; a changelog names what was."""
    known = {test for text in repository.tests.values() for test in re.findall(r"def (test_\w+)", text)}
    known |= {Path(name).stem for name in repository.tests}
    for name, text in repository.documents.items():
        if name != "CHANGELOG.md":
            yield from (f"{name}: {path}" for path in _NAMED_PATH.findall(text) if not repository.exists(path))
            yield from (f"{name}: {test}" for test in _NAMED_TEST.findall(text) if test not in known)


def _codes(text: str) -> Iterator[str]:
    for letter, first, last in _CODE.findall(text):
        yield from (f"{letter}{number}" for number in range(int(first), int(last or first) + 1))
    for numbers in _INVARIANT.findall(text):
        yield from (f"invariant {number}" for number in re.findall(r"\d+", numbers))


Rule = Callable[[Repository], Iterable[str]]
RULES: tuple[Rule, ...] = (
    missing_headings,
    missing_documents,
    broken_links,
    undefined_codes,
    codes_defined_twice,
    untested_scenarios,
    mentioned_issues,
    missing_names,
)


@pytest.fixture(scope="module")
def repository() -> Repository:
    return Repository(ROOT)


@pytest.mark.parametrize("rule", RULES)
def test_the_repository_stands_alone(repository: Repository, rule: Rule) -> None:
    assert sorted(rule(repository)) == []


DOMAIN = """# E-mail, and more

```
# no heading
```

| code | meaning |
|---|---|
| E1 | a |
| E2 | b |
| A1 | c |
| invariant 2 | d |
"""
SOUND = {
    "README.md": "[Rules](docs/domain.md#e-mail-and-more), ![a picture](docs/a.png), `bot/code.py`, `test_a1_x`\n",
    "docs/domain.md": DOMAIN,
    "docs/a.png": "",
    "bot/code.py": '"""By docs/domain.md#e-mail-and-more, E1 to E2 and invariant 2; Office 365 E3, F6."""\n',
    "tests/test_code.py": "def test_a1_x() -> None:\n    assert 'E9 and x.md in a string are data'\n",
    "bot/words.ftl": "# E1 a E2 (docs/domain.md)\nkey = Issue the licence E7\n",
}


def planted(folder: Path, more: Mapping[str, str]) -> Repository:
    """A small repository that is sound but for what is added."""
    for name, text in {**SOUND, **more}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return Repository(folder)


def test_a_sound_repository_passes(tmp_path: Path) -> None:
    assert [finding for rule in RULES for finding in rule(planted(tmp_path, {}))] == []


@pytest.mark.parametrize(
    ("rule", "file", "text", "found"),
    [
        (missing_headings, "bot/x.py", "# docs/nowhere.md\n", "docs/nowhere.md#"),
        (missing_headings, "bot/x.py", "x = 'docs/domain.md#none'\n", "docs/domain.md#none"),
        (missing_headings, "bot/x.js", "// docs/domain.md#more\n", "docs/domain.md#more"),
        (missing_headings, "x.toml", "# docs/domain.md#e-mail\n", "docs/domain.md#e-mail"),
        (missing_documents, "bot/x.py", '"""As limits.md 4.3 says."""\n', "limits.md"),
        (missing_documents, "bot/x.ftl", "# (domain.md 5.11)\n", "domain.md"),
        (missing_documents, "docs/x.md", "as in `peers.md`\n", "peers.md"),
        (broken_links, "docs/x.md", "[a](domain.md#none)\n", "domain.md#none"),
        (broken_links, "docs/x.md", "![a](b.png)\n", "b.png#"),
        (broken_links, "docs/x.md", "[a](#none)\n", "#none"),
        (broken_links, "docs/x.md", '<img src="b.png" alt="b">\n', "b.png#"),
        (broken_links, "docs/x.md", "[a][b]\n\n[b]: ../../etc\n", "../../etc#"),
        (undefined_codes, "bot/x.py", "x = 1  # fails E3\n", "E3"),
        (undefined_codes, "bot/x.py", '"""E1 to E4."""\n', "E4"),
        (undefined_codes, "bot/x.py", '"""Invariants 2 and 22."""\n', "invariant 22"),
        (undefined_codes, "tests/x.py", "async def test_a2_f17_y() -> None: ...\n", "F17"),
        (undefined_codes, "bot/x.ftl", "# E1 a E10\n", "E10"),
        (undefined_codes, "docs/x.md", "see P16\n", "P16"),
        (codes_defined_twice, "docs/x.md", "| E1 | again |\n", "E1"),
        (untested_scenarios, "docs/x.md", "| A2 | untested |\n", "A2"),
        (mentioned_issues, "bot/x.py", '"""Roles (issue 2 item 4)."""\n', "issue 2"),
        (mentioned_issues, "x.yml", "# Issue #7\n", "Issue #7"),
        (missing_names, "docs/x.md", "`bot/gone.py`\n", "bot/gone.py"),
        (missing_names, "docs/x.md", "`test_nobody_wrote`\n", "test_nobody_wrote"),
    ],
)
def test_what_is_planted_is_found(tmp_path: Path, rule: Rule, file: str, text: str, found: str) -> None:
    (finding, *_) = [each for each in rule(planted(tmp_path, {file: text})) if each.endswith(found)]
    assert finding
