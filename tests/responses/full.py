"""A phone whose disk is really full, to the last byte."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from playwright.sync_api import Browser, Page

from tests.machine import missing
from tests.responses.mortal import Mortal

SHUT = """if (localStorage.shut) IDBFactory.prototype.open = () => {
  throw new DOMException("Internal error opening backing store for indexedDB.open.", "UnknownError");
};"""
"""What Chromium says once a write has found no room, now and then for minutes; here while `shut` is kept."""
ENDLESS = """const transaction = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (...given) {
  const tx = transaction.apply(this, given);
  if (!globalThis.endless || given[1] !== "readwrite") return tx;
  globalThis.endless -= 1;
  const silent = (event) => event.stopImmediatePropagation();
  for (const end of ["complete", "abort", "error"]) tx.addEventListener(end, silent);
  setTimeout(() => this.dispatchEvent(new Event("close")), 50);
  return tx;
};"""
"""What Chromium does now and then when a disk is full: the connection is closed, and its transaction never says how it
ended; here so many times as `endless` says.
"""
WRITE = """() => new Promise((done) => {
  const opening = indexedDB.open("ballast", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("ballast", { autoIncrement: true });
  opening.onerror = () => done(false);
  opening.onsuccess = () => {
    opening.result.onclose = () => done(false); // its transaction may never end
    const tx = opening.result.transaction("ballast", "readwrite");
    tx.objectStore("ballast").put("");
    tx.oncomplete = () => done(true);
    tx.onabort = () => done(false);
  };
})"""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 40 MB for the profile of a browser, unmounted when the test is over."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = os.geteuid() == 0 and not subprocess.call(
        ["/bin/mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(folder)], stderr=subprocess.DEVNULL
    )
    if not mounted:
        missing("only root, where it may mount, can make a phone whose disk is really full")
    yield folder
    subprocess.run(["/bin/umount", "-l", str(folder)], check=True)


class Ballast:
    """Takes all the room that is left on a disk, also what a browser gives back later, until it is freed."""

    def __init__(self, folder: Path) -> None:
        self.file, self.freed = folder / "ballast", Event()
        self.thread: Thread | None = None

    def take(self) -> None:
        with self.file.open("ab", buffering=0) as file:
            for size in (1 << 20, 1 << 12, 1 << 8, 1):
                while True:
                    try:
                        if file.write(b"\0" * size) < size:
                            break
                    except OSError:
                        break

    def press(self) -> None:
        while not self.freed.wait(0.01):
            self.take()

    def fill(self) -> None:
        self.take()
        self.freed.clear()
        self.thread = Thread(target=self.press)
        self.thread.start()

    def free(self) -> None:
        self.freed.set()
        if self.thread:
            self.thread.join()
            self.thread = None
            self.file.unlink()


@pytest.fixture
def full(browser: Browser, small_disk: Path) -> Iterator[tuple[Mortal, Ballast]]:
    """A phone on a small disk, and what can fill the disk."""
    made = Mortal(browser.browser_type, small_disk / "profile")
    ballast = Ballast(small_disk)
    yield made, ballast
    ballast.free()
    made.kill()
    made.end()


def no_byte_fits(page: Page) -> None:
    """Write until nothing is taken: the last page of a file may have room when the disk has none."""
    while page.evaluate(WRITE):
        pass
