"""Tables: each says how many people it rests on, one place below the other, and what was not asked is one line."""

import re

from tests.publication.samples import measure, measures_of
from tests.publication.test_pages import STORY, TABLES, release, rows_of, text_of

__all__ = ["release"]


def test_needs_rest_on_two_numbers_of_people(client, this, release):
    needed = measure("health", "NEEDED", 60, 400, missing={"99": 20})
    without = measure("health", "WITHOUT", 30, 240, missing={"98": 15, "99": 4})
    women = measure("health", "NEEDED", 50, 200, domain="SEX=F")
    release(this, [needed, without, women])
    caption = "Clinics and health centres: who needed it, and who went without"
    rows = rows_of(client.get(TABLES).text)
    assert rows[caption, "Everyone"] == ("60 %", "400", "30 %", "240")
    assert rows[caption, "Women"] == ("50 %", "200", "\u2013", "\u2013")
    assert rows[caption, "Don't know"] == ("\u2013", "\u2013", "\u2013", "15")
    assert rows[caption, "Rather not say"] == ("\u2013", "20", "\u2013", "fewer than 10")
    assert (caption, "Does not apply") not in rows


def test_every_table_for_everyone_says_how_many_people_answered(client, this, release):
    release(
        this,
        [
            measure("HLTH", "4.1", 60, 330),
            *(measure("health", f"REASON:{code}", share, 270) for code, share in (("1", 60), ("2", 40))),
            measure("14b", "14b:A", 20, 190, missing={"99": 30}),
            measure("14b", "14b:B", 80, 190),
        ],
    )
    read = text_of(client.get(TABLES).text)
    assert "Clinics and health centres: all questions About 330 people answered." in read
    assert "the main reason for going without About 270 people gave a reason." in read
    assert "Asked for that document online About 190 people answered." in read
    rows = rows_of(client.get(TABLES).text)
    assert rows["Asked for that document online", "Rather not say"] == ("30",)
    assert rows["Asked for that document online", "Yes"] == ("20 %",)
    assert "Agree or strongly agree" in read
    assert "Good answers" not in read


def test_choices_stand_under_their_service_in_few_words(client, this, release):
    release(this, [measure("14a", "14a:ID", 100, 200), measure("GOV", "15.1", 50)])
    page = client.get(TABLES).text
    heads = [text_of(head) for head in re.findall(r"<h[1-6].*?</h[1-6]>", page)]
    assert heads.index("Identity cards and certificates") < heads.index("The last document they tried to get")
    assert "I now want to ask you" not in page


def test_a_service_that_was_not_asked_is_one_line(client, this, frozen, release):
    nobody = [
        measure(m.service, m.item, None, 0, domain=m.domain, reason="quality")
        for m in measures_of(frozen)
        if m.service in ("health", "HLTH")
    ]
    release(this, [m for m in measures_of(frozen) if m.service not in ("health", "HLTH")] + nobody)
    for path in (STORY, TABLES):
        read = text_of(client.get(path).text)
        assert read.count("Clinics and health centres This was not asked in this round. Schools") == 1, path
    assert "Clinics and health centres: all questions" not in client.get(TABLES).text


def test_headings_lead_from_series_to_service_to_table(client, this, frozen, release):
    release(this, [*measures_of(frozen), *measures_of(frozen, "community_token", seed=2)])
    found = re.findall(r"<h([1-6])[^>]*>(.*?)</h", client.get(TABLES).text)
    levels = {text_of(text): int(level) for level, text in found}
    assert levels["People who chose to answer"] == 2
    assert levels["Schools"] == 3
    assert levels["Public primary school: all questions"] == 4
    story = client.get(STORY).text
    second = [text_of(text) for text in re.findall(r"<h2[^>]*>(.*?)</h2>", story)]
    assert len(second) == len(set(second))
    assert re.search(r"<h3>Schools</h3>\s*<p class=\"quiet\">People who chose to answer</p>", story)


def test_every_place_with_numbers_is_found_from_the_tables(client, this, frozen, release):
    release(this, measures_of(frozen))
    page = client.get(TABLES).text
    for code in ("R1", "R2", "D11", "D12"):
        assert f'href="{STORY}in/{code}"' in page
    assert "Place (the places inside these have pages of their own)" in text_of(page)
