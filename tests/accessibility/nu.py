"""The Nu HTML checker: every page in one process."""

import json
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

JAR = Path(sys.prefix) / "share" / "vnu.jar"
"""Where tests/machine.sh puts the checker."""


def lacking() -> str:
    """What the checker lacks on this machine; "" when it can run."""
    if not JAR.exists():
        return "no Nu HTML checker in the environment: run `make test`"
    return "" if shutil.which("java") else "no Java on this machine: install default-jre-headless, or run `make test`"


def problems(pages: Mapping[str, str], folder: Path) -> dict[str, list[str]]:
    """What the checker finds wrong, by finding with the pages that have it; errors and warnings alike."""
    files = {}
    for number, (name, html) in enumerate(pages.items()):
        place = folder / f"{number}.html"
        place.write_text(html, "utf-8")
        files[place.name] = name
    done = subprocess.run(
        [
            shutil.which("java") or "java",
            "-Xss4m",
            "-jar",
            str(JAR),
            "--stdout",
            "--exit-zero-always",
            "--format",
            "json",
            str(folder),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    found: dict[str, list[str]] = defaultdict(list)
    for message in json.loads(done.stdout)["messages"]:
        name = files[Path(unquote(urlsplit(message["url"]).path)).name]
        kind = message.get("subType", message["type"])
        extract = " ".join(message.get("extract", "").split())
        found[f"{kind}: {message['message']}"].append(f"{name} line {message.get('lastLine')}: {extract}")
    return dict(found)
