"""Many identical requests at the same moment, through a real server with threads, leave one row."""

import http.client
import threading
from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from feedback.responses.records import QuarantineRow, ResponseRow
from tests.responses.conftest import document, encoded
from tests.responses.test_questionnaire_page import PAGE, fill

TIMES = 20
Request = tuple[str, str, bytes, str]
"""Method, path, body and content type."""


def all_at_once(port: int, requests: Sequence[Request]) -> Counter[int]:
    """Send these requests (method, path, body, content type) at the same moment; the statuses of the answers."""
    gate = threading.Barrier(len(requests))
    statuses: list[int] = []

    def send(method: str, path: str, body: bytes, kind: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.connect()
        gate.wait()
        connection.request(method, path, body, {"Content-Type": kind})
        statuses.append(connection.getresponse().status)
        connection.close()

    threads = [threading.Thread(target=send, args=request) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(statuses)


def put(content: dict[str, Any]) -> Request:
    return ("PUT", f"/api/v1/responses/{content['id']}", encoded(content), "application/json")


def test_20_identical_documents_leave_one_row(port, pilot, session):
    content = document(pilot.edition)
    assert all_at_once(port, [put(content)] * TIMES) == {201: 1, 200: TIMES - 1}
    assert session.query(ResponseRow).count() == 1
    assert session.query(QuarantineRow).count() == 0


def test_20_contents_under_one_id_leave_one_row_and_the_others_in_quarantine(port, pilot, session):
    content = document(pilot.edition)
    variants = [put(content | {"paradata": {"seconds": number}}) for number in range(TIMES)]
    assert all_at_once(port, variants) == {201: 1, 202: TIMES - 1}
    assert session.query(ResponseRow).count() == 1
    assert {row.reason for row in session.query(QuarantineRow)} == {"other_content"}
    assert session.query(QuarantineRow).count() == TIMES - 1


def test_20_different_documents_are_all_kept(port, pilot, session):
    assert all_at_once(port, [put(document(pilot.edition, seed)) for seed in range(TIMES)]) == {201: TIMES}
    assert session.query(ResponseRow).count() == TIMES


def test_20_identical_forms_leave_one_row(port, client, pilot, session):
    body = urlencode(fill(client)).encode()
    form = ("POST", PAGE, body, "application/x-www-form-urlencoded")
    assert all_at_once(port, [form] * TIMES) == {303: TIMES}
    assert session.query(ResponseRow).count() == 1
