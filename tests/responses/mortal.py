"""A browser with a profile of its own on the disk, which a test may kill and start again."""

import json
import os
import shutil
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import psutil
from playwright.sync_api import BrowserType, Error, Page

from tests.conftest import CHROMIUM, QUIET
from tests.responses.phones import QUICK

LOCKS = ("SingletonLock", "SingletonCookie", "SingletonSocket")


class Mortal:
    """One phone: `page` is open in it until it is killed; `again` starts it anew with what lay on its disk."""

    def __init__(
        self,
        chromium: BrowserType,
        folder: Path,
        scripts: Sequence[str] = (QUICK,),
        workers: Literal["allow", "block"] = "block",
        preferences: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        self.chromium, self.folder, self.scripts, self.workers = chromium, folder, scripts, workers
        if preferences:
            (folder / "Default").mkdir(parents=True)
            (folder / "Default" / "Preferences").write_text(json.dumps(dict(preferences)))
        self.start()

    def start(self) -> Page:
        """Start it with an empty page."""
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        executable = next(found for name in CHROMIUM if (found := shutil.which(name)))
        self.context = self.chromium.launch_persistent_context(
            str(self.folder), executable_path=executable, args=[*QUIET, *sandbox], service_workers=self.workers
        )
        for script in self.scripts:
            self.context.add_init_script(script)
        self.page = self.context.new_page()
        self.page.set_default_timeout(25_000)
        return self.page

    def kill(self) -> None:
        """SIGKILL for the browser of this profile and all that it started."""
        for process in psutil.process_iter(["cmdline"]):
            if any(str(self.folder) in word for word in process.info["cmdline"] or ()):
                for one in [*process.children(recursive=True), process]:
                    with suppress(psutil.NoSuchProcess):
                        one.kill()

    def end(self) -> None:
        """What is left of it, if anything."""
        with suppress(Error):
            self.context.close()

    def again(self) -> Page:
        """Started anew, as by a person who turns the phone on."""
        self.end()
        time.sleep(0.3)
        for name in LOCKS:
            (self.folder / name).unlink(missing_ok=True)
        return self.start()
