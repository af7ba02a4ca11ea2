"""Sealing on the phone, in a real browser: the vectors of the RFC, whole interviews, and what is left on the disk."""

import hashlib
import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from feedback.database import transaction
from feedback.questionnaire.records import find_round, frozen_edition
from feedback.responses.jobs import open_answers
from feedback.responses.records import ResponseRow, SealedRow
from feedback.responses.rules import Envelope, read_envelope, receipt_hash, unpacked
from feedback.seals import context, key_id, new_private_key, public_bytes, to_text, unseal
from tests.responses.between import Between
from tests.responses.conftest import OpenRound, make_round
from tests.responses.mortal import Mortal
from tests.responses.phones import (
    ALONE,
    BY_HAND,
    NOBODY,
    PAGE,
    QUICK,
    answer,
    everything_arrived,
    finish,
    go,
    has_failed,
    nothing_is_lost,
    on_phone,
    on_server,
    ready_offline,
    says_saved,
    says_sent,
    send,
    taken_over,
    the_draft,
    wait_until,
)
from tests.responses.sealing import add_proven_key
from tests.responses.test_in_a_browser import WAYS

VECTOR = json.loads(Path(__file__).with_name("rfc9180.json").read_text("utf-8"))
HEX = """
  const hex = (bytes) => Array.from(new Uint8Array(bytes), (one) => one.toString(16).padStart(2, "0")).join("");
  const unhex = (text) => Uint8Array.from(text.match(/../g) || [], (two) => parseInt(two, 16));
  const { seal, envelope } = await import(document.querySelector("script").src.replace("start", "seal"));
"""
TYPED = "Zanzibar cloves and a goat"
ANSWERS, _ = WAYS["went without sometimes, for other reasons, and used them too"]


@pytest.fixture
def key(engine, clock):
    """The private key of the pilot, which is sealed here."""
    with transaction(engine) as session:
        private = add_proven_key(session, "PILOT-1", clock)
        make_round(session, sealed=True)
    return private


@pytest.fixture
def pilot(key, engine):
    """The open round, for the fixtures that need one."""
    with transaction(engine) as session:
        round = find_round(session, "PILOT-1")
        assert round is not None
        return OpenRound(round, frozen_edition(session, round.id, round.wording))


@pytest.fixture
def keys(key):
    return {key_id(public_bytes(key)): key}


@pytest.fixture
def page(phone, address):
    """A phone at the sealed questionnaire."""
    page = phone(javascript=True, service_workers="block")
    page.context.add_init_script(QUICK)
    page.goto(address + PAGE)
    return page


@pytest.fixture
def mortal(browser, tmp_path):
    """A browser with a profile on the disk."""
    made = Mortal(browser.browser_type, tmp_path / "profile", (QUICK, ALONE), workers="allow")
    yield made
    made.kill()
    made.end()


def test_the_official_vector_of_exactly_this_suite_comes_out(page):
    first = VECTOR["encryptions"][0]
    made = page.evaluate(
        "async ({ skEm, pkEm, pkRm, info, aad, pt }) => {"
        + HEX
        + """
          const plain = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/=/g, "");
          const text = (bytes) => plain(bytes).replace(/[+]/g, "-").replace(/[/]/g, "_");
          const point = unhex(pkEm);
          const jwk = { kty: "EC", crv: "P-256", x: text(point.slice(1, 33)), y: text(point.slice(33)) };
          const d = text(unhex(skEm));
          const curve = { name: "ECDH", namedCurve: "P-256" };
          const pair = {
            publicKey: await crypto.subtle.importKey("jwk", jwk, curve, true, []),
            privateKey: await crypto.subtle.importKey("jwk", { ...jwk, d }, curve, false, ["deriveBits"]),
          };
          return hex(await seal(unhex(pkRm), unhex(info), unhex(pt), unhex(aad), pair));
        }""",
        {name: VECTOR[name] for name in ("skEm", "pkEm", "pkRm", "info")} | {"aad": first["aad"], "pt": first["pt"]},
    )
    assert (VECTOR["mode"], VECTOR["kem_id"], VECTOR["kdf_id"], VECTOR["aead_id"]) == (0, 16, 1, 2)
    assert made == VECTOR["enc"] + first["ct"]


def test_what_the_phone_seals_the_library_of_the_server_opens_and_nothing_else_does(page, key):
    stranger, bound = new_private_key(), context("a key", "an id")
    given = {"key": public_bytes(key).hex(), "info": bound.hex()}
    made = [
        bytes.fromhex(
            page.evaluate(
                "async ({ key, info, text, aad }) => {"
                + HEX
                + "return hex(await seal(unhex(key), unhex(info), unhex(text), unhex(aad))); }",
                given | {"text": text.hex(), "aad": aad},
            )
        )
        for text, aad in ((b"", ""), (b"x", ""), ("Çédille \U0001f410".encode() * 700, ""), (b"x", "01"))
    ]
    assert [unseal(key, bound, one) for one in made] == [b"", b"x", "Çédille \U0001f410".encode() * 700, None]
    assert unseal(stranger, bound, made[1]) is None
    assert unseal(key, context("a key", "another id"), made[1]) is None
    assert len({one[:65] for one in made}) == 4, "a new key pair each time"


def test_a_public_key_that_is_none_seals_nothing(page):
    script = (
        "async (text) => {"
        + HEX
        + "return seal(unhex(text), unhex(''), unhex('')).then(() => 'sealed', () => 'refused'); }"
    )
    assert [page.evaluate(script, text) for text in ("04" * 65, "00", "04" + "01" * 64)] == ["refused"] * 3


def test_an_envelope_is_filled_up_and_bound_to_its_names(page, key):
    document = {
        "id": "6f1c3c6e-1c6a-4a5e-9d6e-2f5b8a1c0d3e",
        "round": "R-1",
        "edition": "e",
        "wording": 2,
        "text": "é" * 700,
    }
    public = public_bytes(key)
    carried = f"{key_id(public)}:{to_text(public)}"
    made = page.evaluate(
        "async ([key, said]) => {" + HEX + "return envelope(key, said, { number: 7 }); }", [carried, document]
    )
    assert made.pop("number") == 7
    read = read_envelope(made)
    assert isinstance(read, Envelope)
    opened = unseal(key, context(*read.names), read.sealed)
    assert opened is not None
    assert json.loads(unpacked(opened)) == document
    assert (len(opened), len(read.sealed)) == (1024, 1024 + 81)
    assert set(made) == {"id", "round", "edition", "wording", "key", "sealed"}


def test_a_browser_that_cannot_deflate_seals_as_it_is(phone, address, engine, keys, clock):
    page = phone(javascript=True, service_workers="block")
    page.context.add_init_script(QUICK + "delete globalThis.CompressionStream;")
    page.goto(address + PAGE)
    finish(page)
    says_sent(page)
    assert open_answers(engine, "PILOT-1", keys, "kofi", clock).became == {"kept": 1}


def test_a_sealed_interview_arrives_and_is_opened_as_it_was_given(page, engine, key, keys, clock, session):
    expect(page.locator(".promise")).to_contain_text("Only the office that asks can open them")
    taken_over(page)
    answer(page, ANSWERS)
    id = the_draft(page)["id"]
    send(page)
    says_sent(page)
    secret = page.locator(".receipt strong").inner_text().replace(" ", "")
    everything_arrived(page, engine, {id})
    assert session.query(SealedRow).count() == 1
    assert session.query(ResponseRow).count() == 0
    session.rollback()
    assert open_answers(engine, "PILOT-1", keys, "kofi", clock).became == {"kept": 1}
    row = session.query(ResponseRow).one()
    assert (str(row.id), row.receipt_hash, row.provenance) == (id, receipt_hash(secret), "open_link")
    session.rollback()
    page.reload()
    everything_arrived(page, engine, {id})


def test_without_network_it_is_saved_sealed_and_the_file_holds_sealed_bodies_only(visit, net, address, engine, key):
    page = visit(ALONE)
    net.down = True
    page.goto(address + PAGE)
    id = finish(page)
    says_saved(page)
    nothing_is_lost(page, engine, {id})
    [record] = on_phone(page)
    body = json.loads(record["body"])
    assert set(body) == {"id", "round", "edition", "wording", "key", "sealed"}
    page.goto(address + "/outbox")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    [line] = Path(download.value.path()).read_text("utf-8").splitlines()
    assert json.loads(line) == {"id": id, "path": "responses/", "body": record["body"]}
    read = read_envelope(body)
    assert isinstance(read, Envelope)
    assert len(read.sealed) % 1024 == 81
    net.down = False
    page.reload()
    everything_arrived(page, engine, {id})


def test_the_code_that_seals_is_loaded_before_the_network_goes(phone, address, net, engine):
    page = phone(javascript=True, service_workers="block")
    page.context.add_init_script(QUICK)
    page.goto(address + PAGE)
    taken_over(page)
    net.down = True
    id = finish(page)
    says_saved(page)
    assert "sealed" in json.loads(on_phone(page)[0]["body"])
    nothing_is_lost(page, engine, {id})


FAILING = "() => { SubtleCrypto.prototype.deriveBits = () => Promise.reject(new DOMException('', 'OperationError')); }"


def test_a_browser_that_fails_to_seal_says_so_and_the_answers_are_gone_on_with(page, address, engine):
    taken_over(page)
    answer(page, NOBODY)
    page.evaluate(FAILING)
    for _ in range(2):
        send(page)
        expect(page.get_by_role("alert")).to_contain_text("NOT saved: this browser could not seal the answers.")
    assert on_phone(page) == []
    id = the_draft(page)["id"]
    page.reload()
    page.get_by_role("button", name="Yes, go on").click()
    assert finish(page) == id
    says_sent(page)
    everything_arrived(page, engine, {id})


def test_a_draft_lies_on_the_phone_as_ciphertext_and_comes_back_after_the_browser_was_killed(mortal, address, engine):
    page = mortal.page
    page.goto(address + PAGE)
    taken_over(page)
    answer(page, ANSWERS, until="you")
    draft = the_draft(page)
    assert set(draft) == {"id", "round", "wording", "at", "field", "iv", "hidden"}
    assert (draft["round"], draft["wording"], draft["field"]) == ("PILOT-1", "1", False)
    mortal.kill()
    page = mortal.again()
    page.goto(address + PAGE)
    page.get_by_role("button", name="Yes, go on").click()
    assert page.locator('[name="2"][value="B"]').is_checked()
    assert finish(page, ANSWERS) == draft["id"]
    says_sent(page)
    everything_arrived(page, engine, {draft["id"]})


def test_an_answer_in_the_very_last_moment_leaves_no_draft_behind(page, engine):
    taken_over(page)
    answer(page, NOBODY)
    page.evaluate(
        """() => {
          for (let n = 0; n < 200; n++)
            document.querySelector("#assistance input").dispatchEvent(new Event("input", { bubbles: true }));
          document.querySelector("#send").click();
        }"""
    )
    says_sent(page)
    page.wait_for_timeout(500)
    assert on_phone(page, "drafts") == []
    assert page.evaluate("caches.open('draft keys').then(files => files.keys()).then(keys => keys.length)") == 0
    assert len(on_server(engine)) == 1


def test_who_says_no_leaves_neither_draft_nor_key(page):
    taken_over(page)
    page.locator('#consent [value="yes"]').check()
    wait_until(page, "caches.open('draft keys').then(files => files.keys()).then(keys => keys.length === 1)")
    page.locator('#consent [value="no"]').check()
    go(page)
    expect(page.get_by_role("heading", name="Nothing was kept")).to_be_visible()
    wait_until(page, "caches.open('draft keys').then(files => files.keys()).then(keys => keys.length === 0)")
    assert on_phone(page, "drafts") == []


def test_a_key_whose_draft_is_gone_goes_at_the_next_visit_and_a_draft_without_key_too(page, address):
    taken_over(page)
    page.locator('#consent [value="yes"]').check()
    wait_until(page, "caches.open('draft keys').then(files => files.keys()).then(keys => keys.length === 1)")
    page.evaluate("caches.open('draft keys').then(files => files.put('/draft/of-somebody', new Response('x')))")
    page.goto(address + "/outbox")
    page.goto(address + PAGE)
    page.get_by_role("button", name="Yes, go on").click()
    assert page.evaluate("caches.open('draft keys').then(files => files.keys()).then(keys => keys.length)") == 1
    page.evaluate("caches.delete('draft keys')")
    page.goto(address + "/outbox")
    page.goto(address + PAGE)
    taken_over(page)
    expect(page.get_by_role("button", name="Yes, go on")).to_have_count(0)
    assert on_phone(page, "drafts") == []


def on_disk(folder: Path, wanted: list[bytes]) -> set[str]:
    """Which of these bytes lie in a file below the folder, each with its file; also in wide characters."""
    found = set()
    for path in (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
        content = path.read_bytes()
        found |= {f"{one!r} in {path.name}" for one in wanted if one in content or _wide(one) in content}
    return found


def _wide(text: bytes) -> bytes:
    return text.decode("latin-1").encode("utf-16-le")


def leave_two_unsent(mortal: Mortal, net: Between, address: str, code: str) -> tuple[set[str], list[bytes]]:
    """Two whole interviews without network, with typed texts, then a clean end of the browser.

    Returns their ids, and everything that was said in them in the forms in which a browser stores it.
    """
    page = mortal.page
    page.goto(address + f"/r/{code}/N1")
    taken_over(page)
    ready_offline(page)
    net.down = True
    ids, wanted = set(), [TYPED.encode(), b'"answers":{', b'"respondent":{', b'"receipt_hash":"', b'"eligible":true']
    for _ in range(2):
        page.goto(address + f"/r/{code}/N1")
        taken_over(page)
        answer(page, ANSWERS, until="you")
        for area in page.locator("textarea").all():
            area.evaluate(
                "(area, typed) => { area.value = typed; area.dispatchEvent(new Event('input', { bubbles: true })); }",
                TYPED,
            )
            page.wait_for_timeout(50)
        answer(page, ANSWERS)
        ids.add(the_draft(page)["id"])
        send(page)
        says_saved(page)
        shown = page.locator(".receipt strong").inner_text()
        secret = shown.replace(" ", "")
        wanted += [shown.encode(), secret.encode(), hashlib.sha256(secret.encode()).hexdigest().encode()]
    for item, code_said in ANSWERS.items():
        wanted.append(f'"{item}":"{code_said}"'.encode())  # as JSON, and as V8 stores an object in IndexedDB
        wanted.append(b'"%c%s"%c%s' % (len(item), item.encode(), len(code_said), code_said.encode()))
    mortal.context.close()
    return ids, wanted


def test_no_file_of_the_phone_holds_anything_of_a_finished_interview(mortal, address, net, engine):
    """Every file of the browser's profile is searched, after it was closed in good order with interviews unsent."""
    ids, wanted = leave_two_unsent(mortal, net, address, "PILOT-1")
    assert on_disk(mortal.folder, wanted) == set()
    assert on_disk(mortal.folder, [id.encode() for id in ids]), "records lie there, under their ids"
    net.down = False
    page = mortal.again()
    page.goto(address + "/outbox")
    everything_arrived(page, engine, ids)


def test_the_same_search_finds_everything_where_nothing_is_sealed(mortal, address, net, engine):
    with transaction(engine) as session:
        make_round(session, "OPEN-1")
    _ids, wanted = leave_two_unsent(mortal, net, address, "OPEN-1")
    found = {line.rpartition(" in ")[0] for line in on_disk(mortal.folder, wanted)}
    assert repr(TYPED.encode()) in found
    assert len(found) > len(ANSWERS)


def test_a_phone_keeps_what_seals_only_while_a_round_asks_for_it(client, engine, clock, close):
    with transaction(engine) as session:
        make_round(session, "OPEN-1")
    assert "js/seal.js" not in client.get("/service-worker.js").text
    with transaction(engine) as session:
        add_proven_key(session, "PILOT-1", clock)
        make_round(session, sealed=True)
    worker = client.get("/service-worker.js").text
    assert "js/seal.js" in worker
    assert "js/veil.js" in worker
    close("PILOT-1")
    worker = client.get("/service-worker.js").text
    assert "js/questionnaire.js" in worker
    assert "js/seal.js" not in worker
    assert "js/veil.js" not in worker


def test_no_page_of_an_open_round_loads_what_seals(phone, net, engine):
    with transaction(engine) as session:
        make_round(session, "OPEN-1")
    page = phone(javascript=True, service_workers="block")
    page.goto(f"http://127.0.0.1:{net.port}/r/OPEN-1/N1")
    finish(page)
    says_sent(page)
    assert "data-key" not in page.content()
    assert not [asked.path for asked in net.seen if asked.path.endswith(("seal.js", "veil.js"))]


def test_a_sealed_interview_costs_at_most_4000_bytes_on_the_wire(visit, net, address, engine):
    """Both directions, heads included, with its share of the question for receipts, for the fullest of interviews."""
    page = visit(ALONE, BY_HAND)
    net.down = True
    ids = set()
    for _ in range(4):
        page.goto(address + PAGE)
        taken_over(page)
        answer(page, WAYS["used every service and both schools"][0], until="you")
        answer(page, WAYS["used every service and both schools"][0])
        ids.add(the_draft(page)["id"])
        send(page)
        says_saved(page)
    has_failed(page)
    page.goto("about:blank")
    page.wait_for_timeout(300)  # nothing of it is on its way any more when the network comes back
    net.down = False
    before = len(net.seen)
    page.goto(address + "/outbox")
    everything_arrived(page, engine, ids)
    sent = [asked for asked in net.seen[before:] if asked.path.startswith("/api/")]
    assert sum(asked.method == "PUT" for asked in sent) == len(ids)
    each = sum(asked.carried for asked in sent) / len(ids)
    assert each <= 4_000, [(asked.method, len(asked.body), asked.carried) for asked in sent]
