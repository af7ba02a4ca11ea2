"""What a release tells about itself: what is joined or left out and why, when the answers came, what it is used for."""

import pytest

from feedback.database import transaction
from feedback.publication.formats import read_csv, read_release
from feedback.publication.rules.cells import Shown
from feedback.publication.rules.facts import Facts, languages_in, read_facts
from feedback.publication.rules.series import USES, use_of
from tests.publication.samples import ROUND, make_round, measure, measures_of
from tests.publication.test_pages import STORY, TABLES, release, text_of

__all__ = ["release"]

FACTS = {"first": "2026-10", "last": "2026-11", "partial": "25", "set_aside": "fewer than 10"}
LATER = "The last release of this round will show more of this"


def test_a_release_of_a_running_round_says_what_the_last_one_will_show(client, this, frozen, release):
    release(this, measures_of(frozen))
    for path in (STORY, f"{STORY}method"):
        assert f'href="{STORY}held"' in client.get(path).text
    read = text_of(client.get(f"{STORY}held").text)
    assert "Age is shown in 3 groups instead of 6." in read
    assert "Places are shown one level higher." in read
    assert "There is no table of women and men in each place." in read
    assert LATER in read


def test_the_last_release_promises_no_other(client, this, frozen, release):
    release(this, measures_of(frozen), closing=True)
    assert LATER not in text_of(client.get(f"{STORY}held").text)


def test_a_dimension_without_a_table_is_named_with_the_reason(client, engine, edition, clock, release):
    plan = {"access": ["SEX"], "rated": ["SEX", "AGE"], "respondents": ["SEX", "AGE"], "local": ["SEX"]}
    with transaction(engine) as session:
        this = make_round(session, edition, clock, plan=plan)
    release(this, [m for m in measures_of(edition) if m.domain in ("_T", "SEX=F", "SEX=M+_U")])
    read = text_of(client.get(f"{STORY}held").text)
    assert "There is no table by place." in read
    assert "There is no table by age. (Who needed a service, and who went without)" in read
    assert "The plan of this round, made before it began, leaves this out" in read
    assert "There is no table by age. Nobody was asked about it, or nobody said." in read
    assert "There is no table by income. The questionnaire of this round does not ask about it." in read


def test_a_table_that_is_held_back_is_named_where_it_would_stand(client, this, frozen, release):
    release(this, [m for m in measures_of(frozen) if m.service != "health"], closing=True)
    read = text_of(client.get(TABLES).text)
    missing = "Too few people have answered here to show this without showing who they are."
    assert f"Clinics and health centres: who needed it, and who went without {missing}" in read
    assert f"Clinics and health centres: the main reason for going without {missing}" in read


def test_the_link_to_the_tables_names_only_what_there_is(client, this, frozen, release):
    kept = ("_T", "SEX=F", "SEX=M+_U", "PLACE=R1", "PLACE=R2")
    release(this, [m for m in measures_of(frozen) if m.domain in kept])
    assert "All tables (Women and men, Place)" in text_of(client.get(STORY).text)


def test_facts_are_read_from_the_texts_of_a_release_as_far_as_they_are_there():
    facts = read_facts({"facts": FACTS})
    assert facts.period == "2026-10/2026-11"
    assert facts.partial == Shown("exact", 25)
    assert facts.set_aside == Shown("fewer", 10)
    assert read_facts({}) == read_facts({"facts": {"first": None, "last": None}}) == Facts()
    assert read_facts({"facts": {"first": "2026-10", "last": "2026-10"}}).period == "2026-10"
    assert languages_in({}) == []


def test_when_the_answers_came_stands_on_the_pages_and_in_the_files(client, this, frozen, release):
    release(this, measures_of(frozen), texts={"languages": [], "facts": FACTS})
    assert "Answers from October 2026 to November 2026." in text_of(client.get(STORY).text)
    read = text_of(client.get(f"{STORY}method").text)
    assert "About 25 people stopped before the end; what they answered counts." in read
    assert "Fewer than 10 answers were kept aside and are not counted." in read
    assert "octobre 2026" in text_of(client.get(f"/fr{STORY}method").text)
    rows = read_release(client.get(f"/results/{ROUND}/1.csv").data)
    assert {row.period for row in rows} == {"2026-10/2026-11"}
    told = {row["code"]: row["meaning"] for row in read_csv(client.get(f"/results/{ROUND}/1-codebook.csv").data)}
    assert told["period"] == "2026-10/2026-11"
    assert (told["stopped early"], told["kept aside"]) == ("about 25", "fewer than 10")


def test_what_people_wrote_is_said_to_stay_with_the_office(client, this, frozen, release):
    release(this, measures_of(frozen))
    assert "It is never published." in text_of(client.get(f"{STORY}method").text)


@pytest.mark.parametrize("series", ["open_link", "service_point", "community_token"])
def test_nothing_but_a_sample_is_called_official(client, engine, edition, clock, release, series):
    with transaction(engine) as session:
        this = make_round(session, edition, clock, use="official", link="none")
    release(this, measures_of(edition, series))
    for path in ("/results/", STORY, f"{STORY}method"):
        assert "Official statistics" not in client.get(path).text, path


def test_a_round_with_a_sample_and_a_link_calls_only_the_sample_official():
    assert use_of("official", ["probability"]) == USES["official"]
    assert use_of("official", ["probability", "open_link"]) != USES["official"]
    assert use_of("complementary", ["open_link"]) == USES["complementary"]


def test_a_limit_beside_a_small_number_is_explained(client, this, release):
    release(this, [measure("HLTH", "4.1", 1.2, 400), measure("HLTH", "4.2", 0.2, 400, positives=1, negatives=399)])
    for path in (STORY, TABLES):
        read = text_of(client.get(path).text)
        assert "at most two people gave the rarer answer" in read
        assert "under 5 %" in read
    release(this, [measure("HLTH", "4.1", 40)])
    assert "rarer answer" not in client.get(f"/results/{ROUND}/2/table").text


def test_the_translations_in_force_with_state_and_signatures_are_part_of_every_release(client, this, frozen, release):
    signatures = [{"name": "Awa Diop", "day": "2026-10-05"}, {"name": "Binta Sow", "day": "2026-10-01"}]
    texts = [
        {"code": "en", "name": "English", "status": "source", "signatures": []},
        {"code": "fr", "name": "Français", "status": "signed", "signatures": signatures},
        {"code": "dag", "name": "Dagbanli", "status": "draft", "signatures": []},
    ]
    release(this, measures_of(frozen), texts={"languages": texts})
    read = text_of(client.get(f"{STORY}method").text)
    signed = "Français – unofficial translation, checked by two speakers"
    assert f"{signed} ( Awa Diop , October 5, 2026; Binta Sow , October 1, 2026)" in read
    assert "Dagbanli – unofficial translation, not yet checked by two speakers" in read
    assert "1er octobre 2026)" in text_of(client.get(f"/fr{STORY}method").text)
    lines = read_csv(client.get(f"/results/{ROUND}/1-codebook.csv").data)
    assert [line["meaning"] for line in lines if line["code"] == "language"] == [
        "en (English): source",
        "fr (Français): signed, unofficial translation, signed by Awa Diop, 2026-10-05; Binta Sow, 2026-10-01",
        "dag (Dagbanli): draft, unofficial translation, signed by nobody",
    ]
    reasons = [line["meaning"] for line in lines if line["code"] == "language reason"]
    assert reasons == ["French is needed in the border districts."]
