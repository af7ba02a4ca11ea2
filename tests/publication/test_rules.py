"""Rounding, limits, keys and sentences: what a published number is, as properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.languages import translate
from feedback.publication.rules import digest_of, may_approve, parse_key, published_cells, refusal
from feedback.publication.rules.cells import (
    PublishedCell,
    cell_key,
    few_or_rounded,
    half_up,
    nearest_five,
    parse_shown,
)
from feedback.publication.rules.domains import DIMENSIONS, format_domain, parse_domain
from feedback.publication.rules.labels import level_label
from feedback.publication.rules.sentences import (
    FEWER_THAN_ONE,
    MORE_THAN_NINE,
    NOT_HERE,
    OF_TEN,
    TOO_FEW,
    tenths,
    why_nothing,
)
from tests.publication.samples import measure, measures_of, official

APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
CODES = st.text("ABCXYZ0123456789._-", min_size=1, max_size=8).filter(lambda code: code != "_T")
DOMAINS = st.dictionaries(
    st.sampled_from(DIMENSIONS), st.lists(CODES, min_size=1, max_size=3).map("+".join), max_size=3
)


class Standing:
    """A release as the rules see it."""

    def __init__(self, state: str, built_by: str = "kofi", digest: str = "x") -> None:
        self.state, self.built_by, self.digest = state, built_by, digest


@given(
    st.text(st.characters(codec="ascii")),
    st.sampled_from(["draft", "approved", "published", "discarded"]),
    st.sampled_from(["", "x"]),
)
def test_no_state_and_no_spelling_lets_the_builder_approve(login, state, digest):
    for spelled in (login, login.upper(), f" {login} "):
        assert not may_approve(Standing(state, login, digest), spelled)


def test_only_a_finished_draft_is_approved_and_only_an_approved_release_published():
    for state in ("draft", "approved", "published", "discarded"):
        assert may_approve(Standing(state), "esi") is (state == "draft")
        assert (refusal(Standing(state), "publish", "esi") is None) is (state == "approved")
        assert (refusal(Standing(state), "discard", "esi") is None) is (state in ("draft", "approved"))
    assert not may_approve(Standing("draft", digest=""), "esi")


@pytest.mark.parametrize(
    ("exact", "value", "shown"),
    [
        (70.25, 70.3, "70"),
        (70.5, 70.5, "71"),
        (69.95, 70.0, "70"),
        (100 * 5 / 8, 62.5, "63"),
        (62.449999999999996, 62.5, "62"),
    ],
)
def test_shares_are_rounded_half_up_from_the_unrounded_share(exact, value, shown):
    (cell,) = published_cells([measure("HLTH", "4.1", exact)], False)
    assert (cell.value, cell.shown) == (value, shown)


@given(st.floats(0, 100), st.integers(0, 1))
def test_rounding_moves_a_number_by_half_a_step_at_most(number, decimals):
    rounded = half_up(number, decimals)
    assert abs(rounded - number) <= 0.5 * 10**-decimals + 1e-8
    assert half_up(rounded, decimals) == rounded


@given(st.integers(0, 10**7))
def test_numbers_of_people_are_shown_to_the_nearest_five(people):
    assert nearest_five(people) % 5 == 0
    assert abs(nearest_five(people) - people) <= 2
    assert few_or_rounded(people) == ("fewer than 10" if people < 10 else str(nearest_five(people)))


@given(DOMAINS, CODES, CODES)
def test_a_cell_key_leads_back_to_its_parts(levels, service, item):
    domain = format_domain(tuple(levels.items()))
    assert dict(parse_domain(domain)) == levels
    assert parse_key(cell_key(domain, service, item)) == (domain, service, item)


@pytest.mark.parametrize("text", ["", "SEX", "SEX=", "=F", "SEX=F;AGE=Y18T24", "SEX=F;SEX=M", "SEX=F=M", "_T;SEX=F"])
def test_a_domain_has_one_spelling_only(text):
    with pytest.raises(ValueError, match="not a domain"):
        parse_domain(text)


@given(st.integers(30, 400), st.data())
def test_one_or_two_people_at_the_edge_are_never_told(n, data):
    few = data.draw(st.integers(0, 2))
    for positives in (few, n - few):
        exact = 100 * positives / n
        given_ = measure("HLTH", "4.1", exact, n, positives=positives, negatives=n - positives)
        (cell,) = published_cells([given_], False)
        assert cell.value is None
        assert cell.shown in ("under 5", "over 95", "")
        assert (cell.shown == "under 5") is (exact < 5)
        assert (cell.shown == "over 95") is (exact > 95)
        assert cell.shown or (cell.reason == "few" and cell.n_shown is None)


@pytest.mark.parametrize("reason", ["few", "quality", "incomplete"])
def test_what_is_held_back_has_no_number_anywhere_in_its_row(reason):
    cells = published_cells([measure("HLTH", "4.1", 63.7, reason=reason)], weighted=True)
    assert len(cells) == 2
    for cell in cells:
        assert (cell.value, cell.shown, cell.reason) == (None, "", reason)


def test_a_carried_number_is_shown_and_named():
    (cell,) = published_cells([measure("HLTH", "4.1", 63.7, reason="carried")], False)
    assert (cell.shown, cell.reason) == ("64", "carried")


def test_one_number_of_people_stands_for_all_items_of_a_service_in_a_domain():
    items = [measure("HLTH", "4.1", 50, 200), measure("HLTH", "4.2", 50, 180), measure("HLTH", "SATIS", 50, 180)]
    assert {cell.n_shown for cell in published_cells(items, False)} == {200}
    access = [measure("health", "NEEDED", 50, 400), measure("health", "WITHOUT", 50, 200)]
    assert [cell.n_shown for cell in published_cells(access, False)] == [400, 200]


def test_answers_not_counted_are_told_for_everyone_only_and_rounded():
    told = measure("HLTH", "4.1", 50, missing={"97": 65, "98": 12, "99": 9})
    shown = {cell.measure: (cell.shown, cell.n_shown) for cell in published_cells([told], False)}
    assert shown == {"share": ("50", 400), "NA": ("65", 65), "DK": ("10", 10), "RA": ("fewer than 10", None)}
    apart = measure("HLTH", "4.1", 50, domain="SEX=F", missing={"97": 65})
    assert [cell.measure for cell in published_cells([apart], False)] == ["share"]


def test_every_part_of_a_release_keeps_its_key_and_no_key_comes_twice():
    edition = official()
    measures = measures_of(edition)
    cells = published_cells(measures, weighted=True)
    keys = [(cell.series, cell.cell, cell.measure) for cell in cells]
    assert keys == sorted(set(keys))
    shares = {key for _, key, name in keys if name == "share"}
    assert shares == {cell_key(m.domain, m.service, m.item) for m in measures if m.item != "RESPONDENTS"}
    assert {key for _, key, name in keys if name == "share_unweighted"} == shares
    assert all(parse_key(key)[0] == "_T" for _, key, name in keys if name in ("NA", "DK", "RA"))


@given(st.permutations(published_cells(measures_of(official())[:30], False)))
def test_the_digest_does_not_depend_on_the_order_of_the_cells(cells):
    assert digest_of(cells) == digest_of(sorted(cells))


def test_the_digest_tells_every_single_change():
    cell = PublishedCell("open_link", "_T|HLTH|4.1", "share", 50.0, "50", "", 400)
    others = [
        PublishedCell("probability", "_T|HLTH|4.1", "share", 50.0, "50", "", 400),
        PublishedCell("open_link", "_T|HLTH|4.2", "share", 50.0, "50", "", 400),
        PublishedCell("open_link", "_T|HLTH|4.1", "share", 50.1, "50", "", 400),
        PublishedCell("open_link", "_T|HLTH|4.1", "share", 50.0, "51", "", 400),
        PublishedCell("open_link", "_T|HLTH|4.1", "share", 50.0, "50", "", 405),
    ]
    assert len({digest_of([c]) for c in (cell, *others)}) == 6


@given(st.integers(0, 100))
def test_a_share_in_people_out_of_ten_is_the_rounded_whole_percent(percent):
    found = tenths(str(percent))
    assert found is not None
    if percent < 5:
        assert (found.phrase, found.filled) == (FEWER_THAN_ONE, 0)
    elif percent >= 95:
        assert (found.phrase, found.filled) == (MORE_THAN_NINE, 10)
    else:
        assert found.phrase == OF_TEN
        assert found.number == found.filled == int(percent / 10 + 0.5)


def test_limits_are_said_as_limits_and_counts_never_as_shares():
    assert tenths("under 5") == tenths("3")
    assert tenths("over 95") == tenths("99")
    assert tenths("") is tenths("fewer than 10") is None
    with pytest.raises(ValueError, match="not a shown number"):
        parse_shown("about 7")


def test_a_number_that_is_missing_is_explained():
    cell = PublishedCell("open_link", "_T|HLTH|OSATIS", "share", None, "", "quality", 20)
    assert "%(n)s" in why_nothing(cell)
    assert "who they are" in why_nothing(PublishedCell("open_link", "_T|HLTH|OSATIS", "share", None, "", "few", None))
    assert "average" in why_nothing(PublishedCell("open_link", "_T|HLTH|SATIS", "share", None, "", "incomplete", 100))
    assert "Nobody" in why_nothing(PublishedCell("open_link", "_T|HLTH|SATIS", "share", None, "", "quality", 0))
    assert why_nothing(None) == TOO_FEW
    assert why_nothing(None, at_place=True) == NOT_HERE


@pytest.mark.parametrize(
    ("name", "level", "english", "french"),
    [
        ("SEX", "F+_U", "Women, and people who did not say", f"Femmes, et personnes qui n{APOSTROPHE}ont pas répondu"),
        ("SEX", "M+_O", "Men, and people of another sex", f"Hommes, et personnes d{APOSTROPHE}un autre sexe"),
        (
            "SEX",
            "F+_O+_U",
            "Women, and people of another sex or who did not say",
            f"Femmes, et personnes d{APOSTROPHE}un autre sexe ou qui n{APOSTROPHE}ont pas répondu",
        ),
        ("AGE", "Y18T34+_U", "18 to 34 years, and people who did not say", None),
        ("SEX", "_U", "Did not say", None),
    ],
)
def test_a_group_that_others_were_counted_with_names_them(name, level, english, french):
    edition = official()
    assert level_label(edition, name, level, {}, lambda text: text) == english
    if french:
        assert level_label(edition, name, level, {}, lambda text: translate("fr", text)) == french
