"""What is remembered of releases: their numbers, their files, and who moved them."""

from feedback.publication.records.files import office_file, release_files
from feedback.publication.records.guards import drop_release_guards, release_guards
from feedback.publication.records.reading import (
    all_releases,
    file_of,
    files_of,
    find_published,
    inner_places,
    latest_published,
    place_names,
    places_in,
    published_releases,
)
from feedback.publication.records.releases import (
    CHANGED,
    TAKEN_BACK,
    Basis,
    File,
    approve,
    begin_release,
    cells_of,
    discard,
    finish_build,
    is_frozen,
    open_release,
    publish,
)
from feedback.publication.records.rows import CellRow, FileRow, Release

__all__ = [
    "CHANGED",
    "TAKEN_BACK",
    "Basis",
    "CellRow",
    "File",
    "FileRow",
    "Release",
    "all_releases",
    "approve",
    "begin_release",
    "cells_of",
    "discard",
    "drop_release_guards",
    "file_of",
    "files_of",
    "find_published",
    "finish_build",
    "inner_places",
    "is_frozen",
    "latest_published",
    "office_file",
    "open_release",
    "place_names",
    "places_in",
    "publish",
    "published_releases",
    "release_files",
    "release_guards",
]
