"""What became of an import, for the person who ran it: lines for the screen and a file for the spreadsheet."""

import csv
import io
from collections import Counter

from feedback.responses.jobs.importing import Report

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins like this would run as a formula in a spreadsheet; a quote before it makes it plain text."""
SHOWN = 20
LONGEST = 60


def report_lines(report: Report) -> list[str]:
    """The report in sentences: what entered, what did not and why, the first rows concerned."""
    sign = {"\t": "tab"}.get(report.delimiter, report.delimiter)
    lines = [
        f"{report.rows} rows read ({report.encoding}, cells parted by {sign}): {report.new} new, "
        f"{report.held} held already, {report.count('left out')} left out, "
        f"{report.count('invalid', 'changed')} that cannot enter."
    ]
    reasons = Counter((found.outcome, found.column, found.reason) for found in report.findings)
    for (outcome, column, reason), number in reasons.most_common(SHOWN):
        lines.append(f"  {number} x {outcome}: {column + ': ' if column else ''}{reason}")
    for found in report.findings[:SHOWN]:
        cell = f" {found.column} = {_short(found.value)!r}" if found.column else ""
        lines.append(f"  line {found.line}{cell}: {found.reason}")
    if len(report.findings) > SHOWN:
        lines.append(f"  ... and {len(report.findings) - SHOWN} more; --report FILE writes them all.")
    for item, number in sorted(report.off_route.items()):
        lines.append(f"  {number} answers to {item} are not kept: the questions before it lead past it.")
    return lines


def report_csv(report: Report) -> bytes:
    """Every finding as a row, as UTF-8 with a byte order mark, safe to open in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("line", "key", "outcome", "column", "value", "reason"))
    for found in report.findings:
        texts = (found.key, found.outcome, found.column, found.value, found.reason)
        writer.writerow((found.line, *(_harmless(text) for text in texts)))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _harmless(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(FORMULAS) else text


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
