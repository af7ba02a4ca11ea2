"""A server that is killed, locked, asked twenty times, or asked by another site."""

from tests.responses.between import says
from tests.responses.phones import NOBODY, answer, everything_arrived, says_saved, send, taken_over, the_draft


def test_30_answers_that_meet_a_locked_database_arrive(page, net, address, engine, settings):
    taken_over(page)
    answer(page, NOBODY)
    id = the_draft(page)["id"]
    net.fault = says(503, times=3, headers={"Retry-After": "1"})
    send(page)
    says_saved(page)
    everything_arrived(page, engine, {id})
