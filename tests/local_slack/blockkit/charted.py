"""Charts and data tables that Slack takes."""

from tests.local_slack.blockkit.samples import JSON

PIE: JSON = {
    "type": "data_visualization",
    "title": "Who supports",
    "chart": {"type": "pie", "segments": [{"label": "Done", "value": 1}, {"label": "Open", "value": 2.5}]},
}


def bar(kind: str = "bar") -> JSON:
    """Build a chart of two series over two categories."""
    data = [{"label": "< 3 d", "value": 4}, {"label": "3–7 d", "value": -2}]
    axis = {"categories": ["< 3 d", "3–7 d"], "x_label": "Age", "y_label": "Requests"}
    series = [{"name": "Pending", "data": data}, {"name": "Waiting", "data": data[::-1]}]
    return {
        "type": "data_visualization",
        "title": "By age",
        "block_id": f"{kind}_chart",
        "chart": {"type": kind, "series": series, "axis_config": axis},
    }


def data_table(rows: int, text: str = "R") -> JSON:
    """Build a table of resellers with a number each; the first reseller has the largest."""
    head = [{"type": "raw_text", "text": "Reseller"}, {"type": "raw_text", "text": "Contacts"}]
    body = [
        [{"type": "raw_text", "text": f"{text}{at}"}, {"type": "raw_number", "value": 99 - at, "text": f"{99 - at}"}]
        for at in range(1, rows + 1)
    ]
    return {"type": "data_table", "caption": "Contacts", "row_header_column_index": 0, "rows": [head, *body]}
