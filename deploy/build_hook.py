"""Put templates, static files and compiled translations into the wheel, where `feedback.config.shared_folder` looks."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHARED = "feedback/_shared"


class SharedFiles(BuildHookInterface[Any]):
    """Called by hatchling before and after it builds a wheel; an editable install reads the checkout itself."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name every file that the wheel carries beside the package."""
        if version == "editable":
            return
        root = Path(self.root)
        self.made = TemporaryDirectory()
        include: dict[str, str] = build_data["force_include"]
        for folder in ("templates", "static"):
            include[str(root / folder)] = f"{SHARED}/{folder}"
        include[str(root / "translations" / "languages.toml")] = f"{SHARED}/translations/languages.toml"
        for source in sorted((root / "translations").glob("*/LC_MESSAGES/*.po")):
            compiled = Path(self.made.name) / f"{source.parts[-3]}.mo"
            with source.open("rb") as text, compiled.open("wb") as binary:
                write_mo(binary, read_po(text))
            include[str(compiled)] = f"{SHARED}/{source.relative_to(root).with_suffix('.mo').as_posix()}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was compiled, now that it is in the wheel."""
        if version != "editable":
            self.made.cleanup()
