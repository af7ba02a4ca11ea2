"""The respondent's code: another phone reads it from the screen, and the camera reads it from a printed card."""

import json
import os
import shutil

import numpy
import pytest
import zxingcpp
from playwright.sync_api import expect

from feedback.responses.rules import normalise_secret, receipt_hash
from tests.conftest import CHROMIUM, QUIET
from tests.fieldwork.talks import NOBODY, agrees, answer, ask, call, save
from tests.responses.phones import on_phone

PIXELS = """canvas => {
  const { width, height } = canvas;
  return [width, height, Array.from(canvas.getContext("2d").getImageData(0, 0, width, height).data)];
}"""
READER = """globalThis.BarcodeDetector = class {
  async detect(video) { return video.videoWidth ? [{ rawValue: "k7qm-2f9d-4t6w-x5y0" }] : []; }
};"""
"""This machine's browser has a camera that shows a test picture, and reads no squares: what it would read."""


def test_the_square_on_the_screen_says_the_code_and_only_its_hash_is_sent(phone, paired, address, net):
    page = paired(phone(javascript=True, service_workers="block"))
    ask(page, address)
    agrees(page)
    answer(page, NOBODY)
    net.down = True
    save(page)
    code = page.locator(".receipt strong").inner_text().replace(" ", "")
    width, height, pixels = page.locator("canvas").evaluate(PIXELS)
    picture = numpy.array(pixels, dtype=numpy.uint8).reshape(height, width, 4)[:, :, 0]
    (found,) = zxingcpp.read_barcodes(numpy.kron(picture, numpy.ones((8, 8), dtype=numpy.uint8)))
    assert found.format == zxingcpp.BarcodeFormat.QRCode
    assert found.text == code == normalise_secret(code)
    (record,) = on_phone(page)
    assert json.loads(record["body"])["receipt_hash"] == receipt_hash(code).hex()
    assert code not in json.dumps(record)


@pytest.mark.parametrize(
    "typed", ["k7qm 2f9d 4t6w x5yo", "K7QM-2F9D-4T6W-X5Y0", " k7qm2f9d4t6wx5y0 ", "K7QM", "", "UUUU 2F9D 4T6W X5Y0"]
)
def test_a_code_is_read_as_the_server_would_read_it(phone, paired, address, typed):
    page = paired(phone(javascript=True, service_workers="block"))
    ask(page, address)
    assert (call(page, "receipt", "normalise", typed) or None) == normalise_secret(typed)


def test_the_camera_reads_a_card_and_is_switched_off(browser, tmp_path, paired, address, net):
    executable = next(found for name in CHROMIUM if (found := shutil.which(name)))
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    context = browser.browser_type.launch_persistent_context(
        str(tmp_path / "profile"), executable_path=executable, args=[*QUIET, *sandbox, *camera], service_workers="block"
    )
    try:
        page = context.new_page()
        context.add_init_script(READER)
        paired(page)
        ask(page, address)
        agrees(page)
        answer(page, NOBODY)
        expect(page.get_by_role("button", name="Scan the card")).to_be_hidden()
        page.locator("[name=receipt][value=card]").check()
        page.get_by_role("button", name="Scan the card").click()
        expect(page.locator("#card")).to_have_value("K7QM2F9D4T6WX5Y0")
        expect(page.locator("video")).to_have_count(0)
        net.down = True
        save(page)
        (record,) = on_phone(page)
        assert json.loads(record["body"])["receipt_hash"] == receipt_hash("K7QM2F9D4T6WX5Y0").hex()
    finally:
        context.close()
