"""PromQL of the alerts and of the dashboard, read by the parser that knows Prometheus' own grammar."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser
import yaml
from promql_parser import AggregateExpr, BinaryExpr, Expr, VectorSelector

# What Grafana puts in place of a variable that stands for a length of time.
_INTERVAL = re.compile(r"\$__\w*interval\b|\$\{__\w*interval\}")
_MATCHER = re.compile(r'(?P<label>\w+)(?P<how>=~|!~|!=|=)"(?P<value>.*)"')

# Name of a sample, and its matchers: label, operator, value.
Selector = tuple[str, list[tuple[str, str, str]]]


def dashboard(deploy: Path) -> dict[str, Any]:
    """Read Grafana's dashboard."""
    read: dict[str, Any] = json.loads((deploy / "grafana" / "dashboard.json").read_text("utf-8"))
    return read


def rule_file(deploy: Path) -> dict[str, Any]:
    """Read Prometheus' file of rules."""
    read: dict[str, Any] = yaml.safe_load((deploy / "prometheus" / "alerts.yml").read_text("utf-8"))
    return read


def alerts(deploy: Path) -> list[dict[str, Any]]:
    """Read all rules of the file."""
    return [rule for group in rule_file(deploy)["groups"] for rule in group["rules"]]


def expressions(deploy: Path) -> dict[str, str]:
    """Read every expression, by where it stands."""
    drawn = {
        f"dashboard.json: {panel['title']} {target['refId']}": target["expr"]
        for panel in dashboard(deploy)["panels"]
        for target in panel["targets"]
    }
    return drawn | {f"alerts.yml: {rule['alert']}": rule["expr"] for rule in alerts(deploy)}


def parsed(expression: str) -> Expr:
    """Parse an expression of the dashboard or of a rule; raise ValueError with the parser's words."""
    return promql_parser.parse(_INTERVAL.sub("5m", expression))


def selectors(expression: str) -> list[Selector]:
    """Return each name of a sample in an expression, with its label matchers."""
    return [
        (node.name or "", [_matcher(str(one)) for one in node.matchers.matchers])
        for node in _nodes(expression)
        if isinstance(node, VectorSelector)
    ]


def _matcher(written: str) -> tuple[str, str, str]:
    """Take apart `label="value"`; the parser writes a matcher always so."""
    found = _MATCHER.fullmatch(written)
    assert found is not None, written
    return found["label"], found["how"], found["value"]


def grouped(expression: str) -> set[str]:
    """Return the labels that an expression groups or matches by."""
    return {label for node in _nodes(expression) for label in _grouping(node)}


def _grouping(node: Expr) -> Iterator[str]:
    if isinstance(node, AggregateExpr) and node.modifier:
        yield from node.modifier.labels
    if isinstance(node, BinaryExpr) and node.modifier and node.modifier.matching:
        yield from node.modifier.matching.labels


def _nodes(expression: str) -> list[Expr]:
    found: list[Expr] = []
    promql_parser.walk(parsed(expression), found.append)
    return found
