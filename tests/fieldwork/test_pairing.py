"""A phone is paired once, by link or by code; then it knows who collects, by name and PIN, also without network."""

import json

import pytest
from playwright.sync_api import expect

from tests.fieldwork.pages import collects, kept_of, new_code, new_pin, pair
from tests.responses.between import PORTAL, loses_the_reply, says
from tests.responses.phones import QUICK, wait_until

WEBVIEW = (
    "Mozilla/5.0 (Linux; Android 12; TECNO BF6; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
    "Chrome/120.0.6099.144 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/440.0.0.0;]"
)


@pytest.fixture
def address(net, pilot):
    return f"http://127.0.0.1:{net.port}"


@pytest.fixture
def page(phone, address):
    page = phone(javascript=True)
    page.context.add_init_script(QUICK)
    return page


def test_a_link_pairs_after_it_was_confirmed_and_its_code_leaves_the_address_at_once(page, net, address, engine, clock):
    code, device = new_code(engine, clock)
    page.goto(f"{address}/field/#pair={code.replace('-', '')}")
    expect(page.get_by_label("Code")).to_have_value(code.replace("-", ""))
    assert page.url == f"{address}/field/"
    assert net.sent("POST") == []
    assert kept_of(page, "device") is None
    page.get_by_role("button", name="Pair this phone").click()
    expect(page.get_by_role("heading", name="Who collects?")).to_be_visible()
    kept = kept_of(page, "device")
    assert (kept["id"], kept["round"], kept["team"]) == (str(device.id), "PILOT-1", "North")
    assert len(kept["credential"]) == 43
    assert all(code.replace("-", "") not in asked.path for asked in net.seen)
    assert page.evaluate("document.cookie") == ""
    page.reload()
    expect(page.get_by_role("heading", name="Who collects?")).to_be_visible()


def test_a_typed_code_pairs_however_it_is_written(page, address, engine, clock):
    code, _ = new_code(engine, clock)
    page.goto(f"{address}/field/")
    page.get_by_label("Code").fill(f" {code.lower().replace('0', 'o').replace('1', 'l')} ")
    page.get_by_role("button", name="Pair this phone").click()
    expect(page.get_by_role("heading", name="Who collects?")).to_be_visible()
    assert kept_of(page, "kit")["round"]["code"] == "PILOT-1"


def test_a_code_works_once_and_never_when_it_is_wrong(phone, page, address, engine, clock):
    code, _ = new_code(engine, clock)
    pair(page, address, code)
    other = phone(javascript=True)
    other.goto(f"{address}/field/#pair={code.replace('-', '')}")
    other.get_by_role("button", name="Pair this phone").click()
    expect(other.get_by_role("alert")).to_contain_text("wrong, was used already, or is older than 24 hours")
    other.get_by_label("Code").fill("ABC")
    other.get_by_role("button", name="Pair this phone").click()
    expect(other.get_by_role("alert")).to_contain_text("ten letters and digits")
    assert kept_of(other, "device") is None


def test_a_lost_reply_to_the_pairing_is_asked_for_again_with_the_same_credential(page, net, address, engine, clock):
    code, _ = new_code(engine, clock)
    page.goto(f"{address}/field/#pair={code.replace('-', '')}")
    expect(page.get_by_label("Code")).to_be_visible()
    net.fault = loses_the_reply("reset", times=1000)
    page.get_by_role("button", name="Pair this phone").click()
    expect(page.get_by_role("alert")).to_contain_text("No network")
    assert 201 in net.forwarded
    net.fault = None
    page.get_by_role("button", name="Pair this phone").click()
    expect(page.get_by_role("heading", name="Who collects?")).to_be_visible()
    assert (
        len({json.loads(asked.body)["credential"] for asked in net.sent("POST") if asked.path.endswith("device")}) == 1
    )


@pytest.mark.parametrize("portal", [says(200, PORTAL, headers={"Content-Type": "text/html"}), says(404, PORTAL)])
def test_a_portal_is_no_pairing_and_no_verdict_on_the_code(page, net, address, engine, clock, portal):
    code, _ = new_code(engine, clock)
    page.goto(f"{address}/field/#pair={code.replace('-', '')}")
    expect(page.get_by_label("Code")).to_be_visible()
    net.fault = portal
    page.get_by_role("button", name="Pair this phone").click()
    expect(page.get_by_role("alert")).to_contain_text("Perhaps the network wants you to sign in")
    net.fault = None
    page.get_by_role("button", name="Pair this phone").click()
    expect(page.get_by_role("heading", name="Who collects?")).to_be_visible()


def test_two_people_share_a_phone_each_with_a_pin_that_locks_nothing(page, net, address, engine, clock):
    ama, kojo = new_pin(engine, "ama", "Ama Mensah"), new_pin(engine, "kojo", "Kojo Owusu")
    pair(page, address, new_code(engine, clock)[0])
    net.down = True  # the check is made on the phone
    wrong = "0000" if kojo != "0000" else "1111"
    page.get_by_label("Ama Mensah").check()
    for tried in [wrong, kojo] * 3:
        page.get_by_label("Your PIN").fill(tried)
        page.get_by_role("button", name="Begin").click()
        expect(page.get_by_text("This is not the PIN of this name")).to_be_visible()
    assert kept_of(page, "who") is None
    collects(page, "Ama Mensah", ama)
    assert kept_of(page, "who") == {"code": "ama", "name": "Ama Mensah"}
    page.get_by_role("button", name="Somebody else collects").click()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("Please choose your name.")).to_be_visible()
    collects(page, "Kojo Owusu", kojo)
    assert kept_of(page, "who")["code"] == "kojo"


def test_names_that_were_written_down_later_come_with_update(page, address, engine, clock):
    pair(page, address, new_code(engine, clock)[0])
    expect(page.get_by_text("The list of names is not on this phone yet")).to_be_visible()
    pin = new_pin(engine, "ama", "Ama Mensah")
    page.get_by_role("button", name="Update").click()
    collects(page, "Ama Mensah", pin)


def test_another_apps_window_is_told_that_it_cannot_hold_interviews(phone, address):
    page = phone(javascript=True, user_agent=WEBVIEW)
    page.goto(f"{address}/field/#pair=ABCDEFGHJK")
    expect(page.get_by_role("heading", name="Interviews cannot be held here")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("Open this address in Chrome")
    expect(page.get_by_text(f"{address}/field/")).to_be_visible()
    assert page.get_by_role("button", name="Pair this phone").count() == 0


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("Object.defineProperty(globalThis, 'isSecureContext', { value: false })", "begins with https"),
        ("StorageManager.prototype.getDirectory = () => Promise.reject(new Error('private'))", "a private window"),
        ("StorageManager.prototype.estimate = () => Promise.resolve({ quota: 9e7, usage: 0 })", "a private window"),
        ("Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined })", "keep nothing"),
    ],
    ids=["plain http", "private files", "private quota", "no worker"],
)
def test_where_nothing_can_be_kept_the_page_says_so_and_pairs_nothing(phone, address, script, words):
    page = phone(javascript=True)
    page.add_init_script(script)
    page.goto(f"{address}/field/")
    expect(page.get_by_role("alert")).to_contain_text(words)
    assert page.get_by_role("button", name="Pair this phone").count() == 0


def test_a_tab_of_safari_is_told_to_install_first(phone, address):
    page = phone(
        javascript=True,
        user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
        " Version/17.4 Mobile/15E148 Safari/604.1",
    )
    page.goto(f"{address}/field/")
    expect(page.get_by_text("first add this page to the home screen")).to_be_visible()


def test_pairing_anew_keeps_what_waits_and_its_own_credential(page, net, address, engine, clock):
    first, device = new_code(engine, clock)
    pair(page, address, first)
    old = kept_of(page, "device")
    second, other = new_code(engine, clock)
    page.goto(f"{address}/field/#pair={second.replace('-', '')}")
    expect(page.get_by_text("This phone is paired already: Tecno 1, round PILOT-1.")).to_be_visible()
    page.get_by_role("button", name="Pair this phone").click()
    wait_until(page, f"({_DEVICE}).then(id => id === '{other.id}')")
    assert kept_of(page, str(device.id)) == old | {"made": 0}
    assert kept_of(page, str(device.id))["credential"] != kept_of(page, "device")["credential"]


_DEVICE = """new Promise((done) => {
  const opening = indexedDB.open("feedback", 1);
  opening.onsuccess = () => {
    const asking = opening.result.transaction("field").objectStore("field").get("device");
    asking.onsuccess = () => { opening.result.close(); done(asking.result.id); };
  };
})"""


def test_nothing_on_the_page_offends_its_policy(page, address, engine, clock):
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    pin = new_pin(engine, "ama", "Ama Mensah")
    pair(page, address, new_code(engine, clock)[0])
    collects(page, "Ama Mensah", pin)
    page.get_by_role("button", name="This phone").click()
    expect(page.get_by_text("Storage of this app")).to_be_visible()
    assert said == []


def test_the_page_is_installed_as_an_app_of_its_own_that_begins_with_the_list(page, address):
    page.goto(f"{address}/fr/field/")
    found = page.evaluate("fetch(document.querySelector('link[rel=manifest]').href).then(reply => reply.json())")
    assert (found["start_url"], found["id"], found["display"]) == ("/field/", "/field/", "standalone")
    icons = page.evaluate(
        """icons => Promise.all(icons.map(({ src }) =>
          fetch(new URL(src, document.querySelector("link[rel=manifest]").href)).then(reply => reply.status)))""",
        found["icons"],
    )
    assert icons == [200, 200, 200]
