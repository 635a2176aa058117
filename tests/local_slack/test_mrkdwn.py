"""Slack's markup is read as Slack reads it; reading never fails, never loses text and stays fast."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.local_slack.mrkdwn import (
    Code,
    Date,
    Emoji,
    Link,
    Mention,
    Node,
    Pre,
    Quote,
    Special,
    Styled,
    Text,
    escape,
    parse,
    unescape,
)


def bold(*children: Node) -> Styled:
    return Styled("bold", children)


def italic(*children: Node) -> Styled:
    return Styled("italic", children)


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("", ()),
        ("plain words", (Text("plain words"),)),
        ("*bold*", (bold(Text("bold")),)),
        ("a *bold* word", (Text("a "), bold(Text("bold")), Text(" word"))),
        ("_it_ ~gone~", (italic(Text("it")), Text(" "), Styled("strike", (Text("gone"),)))),
        ("*bold _both_*", (bold(Text("bold "), italic(Text("both"))),)),
        ("(*x*)", (Text("("), bold(Text("x")), Text(")"))),
        ("2*3*4 snake_case_name", (Text("2*3*4 snake_case_name"),)),
        ("* no* *no *", (Text("* no* *no *"),)),
        ("*open _and* shut_", (bold(Text("open _and")), Text(" shut_"))),
        ("*one\ntwo*", (Text("*one\ntwo*"),)),
        ("**", (Text("**"),)),
        ("`*code* &lt;b&gt;`", (Code("*code* <b>"),)),
        ("a ``` x &amp; y ``` b", (Text("a "), Pre(" x & y "), Text(" b"))),
        ("```\none\ntwo\n```\nafter", (Pre("one\ntwo"), Text("after"))),
        ("&gt; quoted *b*\n>more\nnot", (Quote((Text("quoted "), bold(Text("b")), Text("\nmore"))), Text("\nnot"))),
        ("a\n>>> b\nc", (Text("a\n"), Quote((Text("b\nc"),)))),
        ("<@U1> <@W2|ann>", (Mention("user", "U1"), Text(" "), Mention("user", "W2", "ann"))),
        ("<#C1|general><#C2|>", (Mention("channel", "C1", "general"), Mention("channel", "C2"))),
        ("<!subteam^S1|@sales>", (Mention("group", "S1", "@sales"),)),
        ("<!here> <!everyone|all>", (Special("here"), Text(" "), Special("everyone", "all"))),
        ("<https://e.com?a=1&amp;b=2>", (Link("https://e.com?a=1&b=2"),)),
        ("<https://e.com|a &lt; b>", (Link("https://e.com", "a < b"),)),
        ("<mailto:a@e.com|a@e.com>", (Link("mailto:a@e.com", "a@e.com"),)),
        ("<!date^17^{date} {time}|then>", (Date(17, "{date} {time}", None, "then"),)),
        ("<!date^17^{date}^https://e.com|then>", (Date(17, "{date}", "https://e.com", "then"),)),
        (":x: :+1::skin-tone-3: :100:", (Emoji("x"), Text(" "), Emoji("+1::skin-tone-3"), Text(" "), Emoji("100"))),
        (":wave::skin-tone-3:", (Emoji("wave::skin-tone-3"),)),
        ("at 12:30:45", (Text("at 12:30:45"),)),
        ("a < b <not a link> c", (Text("a < b <not a link> c"),)),
        ("*<@U1>* done", (bold(Mention("user", "U1")), Text(" done"))),
    ],
)
def test_markup(source: str, tree: tuple[Node, ...]) -> None:
    assert parse(source) == tree


def test_escaping_is_undone_once() -> None:
    assert escape("a & b <c> &lt;") == "a &amp; b &lt;c&gt; &amp;lt;"
    assert unescape("&amp;lt;") == "&lt;"


@given(st.text())
def test_escape_and_unescape_are_opposites(text: str) -> None:
    assert unescape(escape(text)) == text


# Characters that are markup of their own; people's text with these is styled by Slack too, escaped or not.
MARKS = "*_~`:"


@given(st.text().map(lambda text: "".join(c for c in text if c not in MARKS)))
def test_escaped_text_is_read_back_literally(text: str) -> None:
    prefixed = f"by {text}".replace("\n>", "\n")
    assert parse(f"by {escape(text)}".replace("\n&gt;", "\n")) == (Text(prefixed),)


@given(st.text(alphabet="<>@#!|^*_~`:&;lgtamp \nAU1x/"))
def test_people_cannot_bring_in_mentions_or_links_through_escaped_text(text: str) -> None:
    kinds = {type(node) for node in flattened(parse(escape(text)))}
    assert not kinds & {Mention, Special, Link, Date}


def flattened(nodes: tuple[Node, ...]) -> list[Node]:
    return [
        inner
        for node in nodes
        for inner in (node, *(flattened(node.children) if isinstance(node, Styled | Quote) else []))
    ]


def written(node: Node) -> str:
    """Every letter that a reader would see of a node."""
    match node:
        case Text(text) | Code(text) | Pre(text):
            return text
        case Styled(_, children) | Quote(children):
            return "".join(map(written, children))
        case Emoji(name):
            return name
    return ""


@given(st.text(alphabet="ab*_~`:>& \n"))
def test_no_letter_is_lost(source: str) -> None:
    letters = [c for c in source if c in "ab"]
    assert [c for node in parse(source) for c in written(node) if c in "ab"] == letters


@given(st.text() | st.text(alphabet="<>@#!|^*_~`:&;lgt \nAU1x/"))
def test_reading_never_fails_and_joins_texts(source: str) -> None:
    nodes = parse(source)
    assert not any(isinstance(a, Text) and isinstance(b, Text) for a, b in zip(nodes, nodes[1:], strict=False))


@pytest.mark.parametrize("unit", ["*a ", "_*~a ", "<", ":a", "`a\n", "```", "&gt;", "*a _b* ~c_ "])
def test_a_hostile_message_is_read_in_time(unit: str) -> None:
    started = time.perf_counter()
    parse(unit * (40_000 // len(unit)))
    parse(":" + "a" * 40_000)
    assert time.perf_counter() - started < 2
