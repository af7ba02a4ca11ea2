"""The scripts: short, small, whole, and with all the words that they say."""

import hashlib
import re
import shutil
import subprocess

import brotli
import pytest

from feedback.responses.forms import WORDS
from feedback.web.joined import ALONE, SHARED, script
from feedback.web.scripts import lean
from tests.serving import CHECKOUT

FOLDER = CHECKOUT / "static" / "js"
SCRIPTS = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.js") if path.parent.name != "vendor")


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_says_what_it_is_for_and_has_at_most_100_lines(name: str) -> None:
    lines = (FOLDER / name).read_text("utf-8").splitlines()
    assert lines[0].startswith("// ")
    assert len(lines) <= 100


def test_the_script_before_load_has_at_most_1500_bytes() -> None:
    assert len(brotli.compress(lean((FOLDER / "start.js").read_text("utf-8")).encode())) <= 1_500


def test_scripts_that_are_sent_together_import_no_others_but_those_of_another_such_file() -> None:
    for file, inside in (SHARED | ALONE).items():
        sent = script(file, lambda module: lean(_text(f"{module}.js")))
        assert set(re.findall(r'from"\./(\w+)\.js"', sent)) <= SHARED.keys() - {file}, file
        assert 'import"' not in sent
        for module in inside:
            assert sent.count(f"const ${module.replace('/', '_')}=(()=>") == 1


def test_a_script_that_comes_inside_another_file_is_the_same_for_whoever_asks_for_it() -> None:
    texts = {
        "queue": 'import*as store from"./store.js";import{ask as put}from"./sender.js";'
        "export const send=()=>put(store);",
        "store": 'import"./vendor/idb.js";export const drafts=1;export function run(){}',
        "sender": "export async function ask(){}",
        "page": 'import{run}from"./store.js";import{own}from"./own.js";run(own,import("./offline.js"));',
    }
    read = lambda module: texts.get(module, "")  # noqa: E731
    assert script("store", read) == 'import{$store as $}from"./queue.js";export const{drafts,run}=$;'
    assert script("page", read) == (
        'import{$store}from"./queue.js";import{own}from"./own.js";const{run}=$store;'
        'run(own,import("./queue.js").then((all)=>all.$offline));'
    )
    assert script("queue", read).endswith(
        "const $queue=(()=>{const store=$store;const{ask:put}=$sender;const send=()=>put(store);return{send};})();"
        "export{$vendor_idb,$identity,$sender,$database,$store,$queue,$offline};export const{send}=$queue;"
    )


def test_what_is_vendored_is_what_was_published() -> None:
    noted = re.findall(r"SHA-256:\s`([0-9a-f]{64})`", (FOLDER / "vendor" / "README.md").read_text("utf-8"))
    files = sorted((FOLDER / "vendor").glob("*.js"))
    assert noted == [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    assert "ISC License" in (FOLDER / "vendor" / "idb.LICENSE").read_text("utf-8")
    assert "MIT License" in (FOLDER / "vendor" / "lean-qr.LICENSE").read_text("utf-8")


def words_said(name: str) -> set[str]:
    """The names of words that a script asks for as such."""
    return set(re.findall(r'\b(?:word|button|notice|mention)\((?:\w+, )?"(\w+)"', _text(name)))


def words_on(page: str) -> set[str]:
    """The names of words that come with a page."""
    return set(re.findall(r'<i id="(\w+)">', (CHECKOUT / "templates" / "responses" / page).read_text("utf-8")))


def test_the_words_of_the_scripts_stand_in_their_pages() -> None:
    said = {word for name in SCRIPTS if name != "outbox.js" and "field/" not in name for word in words_said(name)}
    assert "stopped" in said
    assert said | {"saved", "unsaved", "sent", "aside"} == set(WORDS)
    assert words_said("outbox.js") <= words_on("outbox.html")


def test_no_script_writes_html_or_runs_text() -> None:
    for name in SCRIPTS:
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", _text(name))


def test_a_lean_script_is_the_same_script_in_fewer_bytes() -> None:
    assert lean('// a\nconst a = "x  // y"; /* b */\nreturn  a + +b;\n') == 'const a="x  // y";return a+ +b;'
    assert lean("f(/ \\/\\* /g, `a  ${b}`);") == "f(/ \\/\\* /g,`a  ${b}`);"


def test_a_lean_script_has_short_names_where_only_itself_can_mean_them() -> None:
    assert lean("const time = now(time2);\nexport const kept = time;") == "const a=now(time2);export const kept=a;"
    assert lean("function add(first, ...rest) { return first + rest.length; }") == (
        "function c(a,...b){return a+b.length;}"
    )
    for source in (
        "export async function send(){}",
        'import{send}from"./x.js";send();',
        'import*as store from"./store.js";store.get();',
        "const{status}=reply;f({status,why:status});",
        "const id=1;g({id});",
        "const path=1;f(one.path);",
        "const part=1;f(`/${part}/`);",
        "for(const a of b)c(a);",
    ):
        assert lean(source) == source


@pytest.mark.skipif(shutil.which("node") is None, reason="no node on this machine: the browser tests read the scripts")
@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_can_be_read_as_it_is_sent(name: str) -> None:
    command = ["node", "--input-type=module", "--check"]
    sent = script(name.removesuffix(".js"), lambda module: lean(_text(f"{module}.js")))
    read = subprocess.run(command, input=sent, capture_output=True, text=True, check=False)
    assert read.returncode == 0, read.stderr


def _text(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")
