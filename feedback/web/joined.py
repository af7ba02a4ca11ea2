"""Our scripts as they are sent: those that a page needs at once in one file, because a request costs more than bytes.

Each module stays a module of its own inside, a function that returns what it exports. A module that is sent inside
another file is one and the same for everybody who imports it: whoever does gets it from there.
"""

import posixpath
import re
from collections.abc import Callable, Collection

SHARED = {
    "queue": ("vendor/idb", "identity", "sender", "database", "store", "queue", "offline"),
    "questionnaire": ("words", "answers", "steps", "rescue", "finish", "interview", "questionnaire"),
}
"""What every page and the worker need; and what the questionnaire needs beside that."""
ALONE = {
    "start": ("voice/listen", "start"),
    "outbox": ("words", "rescue", "field/shut", "outbox"),
    "voice/hear": (
        "words",
        *(f"voice/{name}" for name in ("listen", "clips", "texts", "player", "press", "offer", "hear")),
    ),
    "worker": ("field/device", "worker"),
}
"""Files that nobody imports: their modules lie in them even where another file has them too."""
_HOME = {module: file for file, modules in SHARED.items() for module in modules}
_IMPORT = re.compile(r'import(?:(?:\*as (\w+) |\{([^}]*)\})from)?"(\.[^"]+)\.js";')
_LATER = re.compile(r'\bimport\("(\.[^"]+)\.js"\)')
_EXPORT = re.compile(r"\bexport (?=(?:const|function|async function) (\w+))")

Heads = dict[str, dict[str, None]]
"""What a file imports: the names taken from each other file of ours, or a whole statement."""
Read = Callable[[str], str]
"""The text of a module (its name without folder `js/` and ending), without comments and spaces."""


def is_sent(module: str) -> bool:
    """Whether a phone asks for a file of this name; false for modules that come inside another file."""
    return _HOME.get(module, module) == module


def script(module: str, read: Read) -> str:
    """The file sent under the name of a module. Raises ValueError when modules import each other in a circle."""
    inside = SHARED.get(module) or ALONE.get(module)
    if inside:
        return _file(module, inside, read)
    if module in _HOME:
        head = f'import{{{_name(module)} as $}}from"{_path(module, _HOME[module])}";'
        return head + _exports("$", module, read)
    heads: Heads = {}
    text = _linked(module, read(module), module, (), heads)
    return _head(heads) + text


def _file(file: str, inside: Collection[str], read: Read) -> str:
    heads: Heads = {}
    parts = []
    for module in _in_order(inside, read):
        text = _linked(module, read(module), file, inside, heads)
        said = ",".join(_EXPORT.findall(text))
        parts.append(f"const {_name(module)}=(()=>{{{_EXPORT.sub('', text)}return{{{said}}};}})();")
    names = ",".join(_name(module) for module in inside)
    return "".join([_head(heads), *parts, f"export{{{names}}};", _exports(_name(file), file, read)])


def _head(heads: Heads) -> str:
    """The imports that a file begins with, one for each file that it takes from."""
    made = []
    for path, taken in heads.items():
        names = f"{{{','.join(taken)}}}from" if taken else ""
        made.append(path if path.startswith("import") else f'import{names}"{path}";')
    return "".join(made)


def _exports(name: str, module: str, read: Read) -> str:
    said = ",".join(_EXPORT.findall(read(module)))
    return f"export const{{{said}}}={name};" if said else ""


def _linked(module: str, text: str, file: str, inside: Collection[str], heads: Heads) -> str:
    """The text of a module as part of a file; imports from other files are added to its head."""

    def link(found: re.Match[str]) -> str:
        whole, names, path = found.groups()
        wanted = _resolved(module, path)
        home = _HOME.get(wanted)
        if wanted in inside:
            pass
        elif home and home != file:
            taken = heads.setdefault(_path(file, home), {})
            if whole or names:
                taken[_name(wanted)] = None
        else:
            heads.setdefault(found[0].replace(f'"{path}.js"', f'"{_path(file, wanted)}"'), {})
            return ""
        if whole:
            return f"const {whole}={_name(wanted)};"
        return f"const{{{names.replace(' as ', ':')}}}={_name(wanted)};" if names else ""

    def link_later(found: re.Match[str]) -> str:
        wanted = _resolved(module, found[1])
        home = _HOME.get(wanted, wanted)
        chosen = "" if home == wanted else f".then((all)=>all.{_name(wanted)})"
        return f'import("{_path(file, home)}"){chosen}'

    return _LATER.sub(link_later, _IMPORT.sub(link, text))


def _in_order(modules: Collection[str], read: Read) -> list[str]:
    """Every module after those that it imports."""
    waiting = {one: {_resolved(one, path) for *_, path in _IMPORT.findall(read(one))} & set(modules) for one in modules}
    done: list[str] = []
    while waiting:
        ready = [one for one, wanted in waiting.items() if wanted <= set(done)]
        if not ready:
            raise ValueError(f"these scripts import each other: {', '.join(waiting)}")
        done += ready
        waiting = {one: wanted for one, wanted in waiting.items() if one not in ready}
    return done


def _resolved(module: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(module), path))


def _path(file: str, module: str) -> str:
    """How a file names a module."""
    way = posixpath.relpath(module, posixpath.dirname(file) or ".")
    return (way if way.startswith(".") else f"./{way}") + ".js"


def _name(module: str) -> str:
    return "$" + module.replace("/", "_").replace("-", "_")
