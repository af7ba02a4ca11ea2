"""The public pages: the same cell shows the same number everywhere, and what is missing is said in words."""

import re
from dataclasses import replace
from html import unescape

import pytest
from flask.testing import FlaskClient

from feedback.database import transaction
from feedback.publication.formats import Row, read_csv, read_release
from feedback.publication.pages.tables import show
from feedback.publication.pages.words import Words
from feedback.publication.records import approve, cells_of, publish, release_files
from feedback.publication.records.rows import Release
from feedback.publication.rules import parse_key, published_cells
from feedback.publication.rules.sentences import tenths
from feedback.questionnaire.editions import sealed
from feedback.questionnaire.rules import Change, Item, Option
from tests.publication.samples import ROUND, make_draft, make_round, measure, measures_of

STORY, TABLES = f"/results/{ROUND}/1/", f"/results/{ROUND}/1/table"
CANARIES = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    '=HYPERLINK("http://x")',
    "{{ 7 * 7 }}",
    "%(n)s",
)


@pytest.fixture
def release(engine, clock):
    """Publish a release: `release(this, measures)`; gives its id."""

    def put_out(this, measures, **basis) -> int:
        with transaction(engine) as session:
            made = make_draft(session, this, measures, "kofi", clock, **basis)
            assert approve(session, made.id, "esi", clock) is None
            assert publish(session, made.id, "kofi", clock, release_files(session, this, made, False)) is None
            return made.id

    return put_out


def text_of(page: str) -> str:
    """What a reader reads: without tags, blanks put together."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def rows_of(page: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """(name of the table, row label) -> the cells of that row, over all tables of a page."""
    rows = {}
    for caption, body in re.findall(r'<table aria-label="(.*?)">(.*?)</table>', page, re.S):
        for label, cells in re.findall(r'<tr><th scope="row">(.*?)((?:<td class="n">[^<]*)+)', body, re.S):
            found = tuple(unescape(cell).strip() for cell in re.findall(r'<td class="n">([^<]*)', cells))
            rows[text_of(caption), text_of(label)] = found
    return rows


def test_there_is_a_friendly_page_before_there_are_results(client, this):
    page = client.get("/results/").text
    assert "There are no results yet" in page
    assert client.get(f"/results/{ROUND}/").status_code == 404


def test_a_draft_and_an_approved_release_are_seen_by_nobody_outside(client, engine, this, draft, clock):
    for state in ("draft", "approved"):
        if state == "approved":
            with transaction(engine) as session:
                assert approve(session, draft, "esi", clock) is None
        for path in ("", "1/", "1/table", "1/method", "1/in/R1", "1.csv", "1-codebook.csv"):
            assert client.get(f"/results/{ROUND}/{path}").status_code == 404, path
        assert ROUND not in client.get("/results/").text


def test_the_same_cell_shows_the_same_number_in_sentences_tables_and_file(client, engine, this, frozen, release):
    id = release(this, measures_of(frozen))
    with transaction(engine) as session:
        cells = cells_of(session, id)
    in_file = {(row.cell.series, row.cell.cell, row.cell.measure): row.cell for row in _file(client)}
    assert len(in_file) == len(cells)
    words = Words(frozen, "en", {"R1": "Suhum", "R2": "Ga East"}, frozenset({"D11", "D12"}))
    story, table = text_of(client.get(STORY).text), rows_of(client.get(TABLES).text)
    details = rows_of(client.get(STORY).text)
    compared = set()
    for cell in cells:
        assert in_file[cell.series, cell.cell, cell.measure].shown == cell.shown
        domain, service, item = parse_key(cell.cell)
        share = tenths(cell.shown) if cell.measure == "share" else None
        if domain == "_T" and item in ("OSATIS", "WITHOUT") and share:
            said = words.say(share.phrase) % {"n": share.number} if share.number else share.phrase
            assert said in story
            compared.add(item)
        label, seen = words.item(service, item), show(cell, words)
        for rows, told in ((table, ("share", "NA", "DK", "RA")), (details, ("share",))):
            shown = rows.get((f"{words.service(service)}: all questions", label))
            if domain == "_T" and shown and cell.measure in told:
                assert shown[told.index(cell.measure)] == seen
                compared.add(cell.measure)
        if item in ("SATIS", "OSATIS", "NEEDED", "WITHOUT") and domain not in ("_T", "PLACE=D11", "PLACE=D12+_U"):
            row = [shown for (c, r), shown in table.items() if r == words.domain(domain) and _groups(c, service, words)]
            assert any(seen in shown for shown in row), cell
            compared.add(domain)
    assert {"OSATIS", "WITHOUT", "share", "NA", "DK", "RA", "SEX=F", "SEX=M+_U", "PLACE=R1"} <= compared


def _file(client: FlaskClient) -> list[Row]:
    return read_release(client.get(f"/results/{ROUND}/1.csv").data)


def _groups(caption: str, service: str, words: Words) -> bool:
    return (
        caption.startswith(words.service(service))
        and ("who needed" in caption) == service.islower()
        and ("who needed" in caption or "different people" in caption)
    )


def test_what_is_held_back_is_said_in_words_and_shown_without_picture(client, this, release):
    release(
        this,
        [
            measure("ALL", "RESPONDENTS", 100, 60),
            measure("health", "WITHOUT", 30, 20, reason="quality"),
            measure("HLTH", "OSATIS", 61, 40, reason="few"),
            measure("GOV", "OSATIS", None, 0, reason="quality"),
        ],
        waiting=47,
    )
    page = client.get(STORY).text
    read = text_of(page)
    assert "We have only heard from about 20 people on this so far" in read
    assert "Too few people have answered here to show this without showing who they are." in read
    assert "Nobody has answered this so far." in read
    assert "At least 40 answers wait for a later release" in text_of(client.get(f"{STORY}held").text)
    assert '<svg class="ten"' not in page
    assert "61" not in read


def test_opt_in_answers_are_labelled_and_claim_no_precision(client, this, frozen, release):
    release(this, measures_of(frozen))
    for path in (STORY, TABLES, f"{STORY}method", f"{STORY}in/R1"):
        read = text_of(client.get(path).text)
        for claim in ("margin of error", "confidence", "±", "interval", "significant"):
            assert claim not in read.lower(), (path, claim)
    read = text_of(client.get(STORY).text)
    assert "Anyone with the link could answer" in read
    assert "people who answered and used the clinic" in read
    assert "Citizen data, complementary to official statistics" in read


def test_only_a_sample_drawn_at_random_speaks_about_everybody(client, this, frozen, release):
    release(this, measures_of(frozen, "probability"))
    read = text_of(client.get(STORY).text)
    assert "people who used the clinic would say they were satisfied" in read
    assert "drawn at random. Together they stand for everybody" in read


def test_one_of_ten_reads_as_well_as_seven_of_ten(client, this, release):
    release(this, [measure("HLTH", "OSATIS", 11), measure("PRM", "OSATIS", 71)])
    read = text_of(client.get(STORY).text)
    assert "1 of every 10 people who answered and used the clinic said they were satisfied overall" in read
    assert "7 of every 10 people who answered and have a child in a public primary school said they are" in read
    french = text_of(client.get(f"/fr{STORY}").text)
    assert "la dernière visite, dans son ensemble, en a satisfait 1 sur 10 ." in french
    assert "cette école, dans son ensemble, en satisfait 7 sur 10 ." in french


def test_a_french_page_says_office_and_reason_in_french_and_sets_a_colon_off(client, engine, edition, clock, release):
    with transaction(engine) as session:
        this = make_round(
            session,
            edition,
            clock,
            office={"en": "the Statistical Office", "fr": "l\N{RIGHT SINGLE QUOTATION MARK}Office statistique"},
            reason={"en": "A pilot.", "fr": "Un pilote."},
        )
    release(this, measures_of(edition))
    page = unescape(client.get(f"/fr{STORY}method").text)
    assert "Responsable\N{NO-BREAK SPACE}: l\N{RIGHT SINGLE QUOTATION MARK}Office statistique. Un pilote." in page
    assert "<h1>Comment avez-vous été servi ?\N{NO-BREAK SPACE}: comment nous le savons</h1>" in page
    assert "Responsible: the Statistical Office. A pilot." in unescape(client.get(f"{STORY}method").text)


def test_series_stand_apart_and_are_never_added(client, this, frozen, release):
    release(this, [*measures_of(frozen, "open_link"), *measures_of(frozen, "community_token", seed=2)])
    page = client.get(STORY).text
    first, second = (page.index(name) for name in ("with a code from their community", "People who chose to answer"))
    assert first < second
    assert len(re.findall(r'<svg class="ten"', page)) == 14
    assert {row.cell.series for row in _file(client)} == {"open_link", "community_token"}


def test_opt_in_answers_never_pass_for_official_ones(client, engine, edition, clock, release):
    with transaction(engine) as session:
        this = make_round(session, edition, clock, use="official", link="none")
    release(this, measures_of(edition))
    assert "not part of the official figures" in text_of(client.get(STORY).text)


def test_the_method_page_names_source_edition_departures_and_translations(client, this, frozen, release):
    texts = [
        {"code": "en", "name": "English", "status": "source"},
        {"code": "fr", "name": "Français", "status": "unreviewed"},
    ]
    steps = [
        {"series": "open_link", "table": "GOV", "dimension": "AGE", "before": "AGE:6", "after": "AGE:3", "why": "few"},
        {"series": "open_link", "table": "SEC", "dimension": "AGE", "before": "AGE:6", "after": "AGE:3", "why": "few"},
    ]
    release(this, measures_of(frozen), texts={"languages": texts}, steps=steps)
    read = text_of(client.get(f"{STORY}method").text)
    assert "SDG indicator 16.6.2" in read
    assert frozen.source in read
    assert f"Edition {frozen.code}, wording 1." in read
    assert this.sha256 in read
    for change in frozen.changes:
        assert change in read
    assert "the statements within a service stay in printed order" in read
    assert "unofficial translation, not yet checked by two speakers" in read
    assert "French is needed in the border districts." in read
    read = text_of(client.get(f"{STORY}held").text)
    assert "Age groups are joined. (Identity cards and certificates, Public secondary school)" in read
    assert "Otherwise some groups would be so small that people could be recognised." in read


def test_the_questions_of_an_office_are_given_back(client, engine, edition, clock, release):
    options = tuple(Option(code, text) for code, text in (("1", "The clinic"), ("2", "The road"), ("3", "The school")))
    local = Item("L1", "single", "What should be mended first?", "government", options)
    sections = tuple(replace(s, items=(*s.items, "L1")) if s.code == "government" else s for s in edition.sections)
    items = {**edition.items, "L1": local}
    changed = sealed(replace(edition, code="own+XXX.1", items=items, local=("L1",), sections=sections))
    with transaction(engine) as session:
        this = make_round(session, changed, clock)
    shares = {"L1:1": 61.0, "L1:2": 29.0, "L1:3": 10.0}
    release(this, [measure("L1", item, share) for item, share in shares.items()])
    page = client.get(STORY).text
    assert "6 of every 10 people who answered this question chose: The clinic." in text_of(page)
    assert rows_of(page)["What should be mended first?", "The road"] == ("29 %",)
    assert rows_of(client.get(TABLES).text)["What should be mended first?", "The school"] == ("10 %",)


@pytest.mark.databases("sqlite")
def test_the_reason_given_most_often_is_named_only_where_there_is_no_doubt(client, this, release):
    def reason(code: str, share: float | None, **more: str):
        return measure("health", f"REASON:{code}", share, 100, **more)

    told = measure("health", "WITHOUT", 40, 250)
    release(this, [told, reason("1", 45.0), reason("2", 30.0), reason("3", 25.0)])
    assert "The reason given most often: Could not afford to (too expensive)." in text_of(client.get(STORY).text)
    release(this, [told, reason("1", 45.0), reason("2", None, reason="few"), reason("3", None, reason="few")])
    release(this, [told, reason("1", 50.0), reason("2", 50.0)])
    for number in (2, 3):
        assert "given most often" not in client.get(f"/results/{ROUND}/{number}/").text


def test_a_place_has_a_page_of_its_own_and_says_who_was_counted_with_it(client, this, frozen, release):
    release(this, measures_of(frozen))
    region = text_of(client.get(f"{STORY}in/R1").text)
    assert region.startswith("Suhum")
    assert "Upper Suhum" in region
    assert "did not say which place" not in region
    district = text_of(client.get(f"{STORY}in/D12").text)
    assert "did not say which place" in district
    assert "The wider place: Suhum" in district
    assert client.get(f"{STORY}in/R9").status_code == 404


def test_a_place_without_numbers_says_so(client, this, frozen, release):
    release(this, [m for m in measures_of(frozen) if "R2" not in m.domain])
    assert "Too few people have answered here" in text_of(client.get(f"{STORY}in/R2").text)
    assert "Ga East" not in client.get(STORY).text


def test_an_older_release_points_to_the_newest(client, this, frozen, release):
    release(this, measures_of(frozen))
    release(this, measures_of(frozen, seed=2))
    assert "There is a newer release" in text_of(client.get(STORY).text)
    latest = text_of(client.get(f"/results/{ROUND}/").text)
    assert "There is a newer release" not in latest
    assert "Release 2," in latest
    assert "Release 1" in latest


@pytest.mark.databases("sqlite")
def test_pages_speak_the_language_of_the_address_and_keep_it_in_links(client, this, frozen, release):
    release(this, measures_of(frozen))
    page = client.get(f"/fr{STORY}").text
    assert '<html lang="fr"' in page
    assert "Comment avez-vous été servi" in page
    assert f'href="/fr{TABLES}"' in page


@pytest.mark.databases("sqlite")
def test_files_are_the_ones_kept_with_the_release(client, engine, edition, clock, release):
    with transaction(engine) as session:
        this = make_round(session, edition, clock, demonstration=True)
    id = release(this, measures_of(edition))
    answer = client.get(f"/results/{ROUND}/1.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{ROUND}-1.csv"'
    again = client.get(f"/results/{ROUND}/1.csv", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    with transaction(engine) as session:
        digest = session.get_one(Release, id).digest
    meanings = {
        (row["column"], row["code"]): row["meaning"]
        for row in read_csv(client.get(f"/results/{ROUND}/1-codebook.csv").data)
    }
    assert digest in meanings["", "release"]
    assert meanings["", "demonstration"] == "Demonstration. Nothing here is real."
    assert meanings["PLACE", "D12+_U"] == "Lower Suhum, and people who did not say"
    assert "SP_PSR_SATIS_HLTH" in meanings["item", "HLTH|SATIS"]
    assert {row.demonstration for row in _file(client)} == {True}
    used = {(c, v) for c in ("service", "series") for v in {row[c] for row in read_csv(answer.data)}}
    assert used <= set(meanings)


@pytest.mark.databases("sqlite")
def test_no_text_of_an_office_becomes_markup_or_a_formula(client, engine, edition, clock, release):
    item = edition.items["3"]
    bad = replace(item, options=tuple(Option(o.code, CANARIES[n % 5]) for n, o in enumerate(item.options)))
    sections = tuple(replace(s, title=CANARIES[0]) if s.code == "health" else s for s in edition.sections)
    items = {**edition.items, "3": bad}
    changed = sealed(
        replace(edition, code="canary+XXX.1", items=items, sections=sections, departures=tuple(map(Change, CANARIES)))
    )
    with transaction(engine) as session:
        this = make_round(
            session, changed, clock, title=dict.fromkeys(("en", "fr"), CANARIES[1]), office={"en": CANARIES[0]},
            contact=CANARIES[2], reason={"en": CANARIES[1]},
        )  # fmt: skip
    release(this, measures_of(changed))
    seen = "".join(client.get(path).text for path in (STORY, TABLES, f"{STORY}method"))
    assert all(canary in unescape(seen) for canary in CANARIES)
    for path in ("/results/", STORY, TABLES, f"{STORY}method", f"{STORY}in/R1"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "<script" not in answer.text
        assert "<img" not in answer.text
    for name in ("1.csv", "1-codebook.csv"):
        for line in client.get(f"/results/{ROUND}/{name}").text.splitlines():
            assert not re.search(r'(^|,)"?=', line), line


@pytest.mark.databases("sqlite")
def test_the_story_fits_into_5000_bytes_and_the_tables_into_10000(client, this, frozen, release):
    release(this, measures_of(frozen))
    for path, most in ((STORY, 5_000), (TABLES, 10_000), (f"{STORY}method", 5_000), (f"{STORY}in/R1", 5_000)):
        assert len(client.get(path, headers={"Accept-Encoding": "br"}).data) <= most, path


@pytest.mark.databases("sqlite")
def test_weighted_rounds_show_the_share_without_weights_beside(client, engine, edition, clock, release):
    with transaction(engine) as session:
        this = make_round(session, edition, clock, weighted=True)
    measures = [replace(m, unweighted=min(90.0, (m.exact or 0) + 4)) for m in measures_of(edition, "probability")]
    release(this, measures)
    table = rows_of(client.get(TABLES).text)
    row = next(shown for (caption, label), shown in table.items() if label == "Satisfied or very satisfied overall")
    assert len(row) == 5
    cells = {(c.cell, c.measure): c for c in published_cells(measures, True)}
    first = cells["_T|HLTH|OSATIS", "share"].shown, cells["_T|HLTH|OSATIS", "share_unweighted"].shown
    assert row[:2] == tuple(f"{shown} %" for shown in first)
