"""Nobody can be found by subtracting what was published, whatever is subtracted from whatever.

See docs/protection.md for the argument; here every difference is worked out on small rounds.
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.results.rules import Plan
from feedback.results.tables import layout_of
from tests.results.attack import Attacker, releases
from tests.results.people import PATHS, people, small_edition

LOGIC = [
    {"needed health": need, "without health": without, "used HLTH": used, "asked L2": True}
    | dict.fromkeys(("asked kind", "asked L1"), asked)
    for need, without, asked, used in (
        (False, False, False, False),
        *(
            (True, without, *rest)
            for without in (False, True)
            for rest in ((True, True), (True, False), (False, False))
        ),
    )
]
"""Which conditions can be true together, by the routes of the small edition when every filter is answered."""
INTERIMS: list[dict[str, int | None]] = [
    {"AGE": 1, "PLACE": 1, "INCOME": 1, "PLACE;SEX": None},
    {},
    {"AGE": 2, "PLACE": 0, "SEX": None, "PLACE;SEX": None},
    {"AGE": None, "PLACE": 1, "PLACE;SEX": 0},
]
DIMENSIONS = ("SEX", "AGE", "PLACE", "PLACE;SEX")
CHOICES = (DIMENSIONS, DIMENSIONS[:3], DIMENSIONS[:1], ("AGE", "PLACE"), ())


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Plans that publish each kind of table by dimensions of its own."""
    groups = {group: draw(st.sampled_from(CHOICES)) for group in ("rated", "access", "local", "respondents")}
    interim = tuple(draw(st.sampled_from(INTERIMS)).items())
    return Plan(k=draw(st.integers(2, 8)), place_level=draw(st.integers(1, 3)), interim=interim, **groups)


sizes = st.one_of(
    st.tuples(st.integers(0, 400)),
    st.tuples(st.integers(50, 400), st.integers(0, 60)),
    st.tuples(st.integers(100, 300), st.integers(0, 200), st.integers(0, 30)),
)
places = st.sampled_from([(1, 2, 4), (1, None), (3, 1, None, 4, 2), (None, *PATHS), (1, 1, 1, 4, 2, 3, None)])
"""Where people live, the first most often: with nobody, many or a few who did not say."""


@given(st.integers(0, 2**32), sizes, plans(), places)
@settings(max_examples=40)
def test_no_difference_of_published_sets_is_small(
    seed: int, sizes: tuple[int, ...], plan: Plan, places: tuple[int | None, ...]
) -> None:
    layout = layout_of(small_edition(), plan, 3)
    arrivals = [people(layout.edition, seed + n, size, places) for n, size in enumerate(sizes)]
    found = Attacker(layout, releases(layout, arrivals), LOGIC)
    assert found.parents_minus_children(plan.k) == []
    assert found.random_differences(plan.k, seed, 150) == []


def test_a_carried_table_gives_nobody_away() -> None:
    layout = layout_of(small_edition(), Plan(k=6, interim=(("AGE", None), ("PLACE", 1), ("PLACE;SEX", None))), 3)
    story = releases(layout, [people(layout.edition, 1, 300), people(layout.edition, 2, 2)])
    assert "carried" in {shape.state for shape in story[-1].shapes.values()}
    found = Attacker(layout, story, LOGIC)
    assert found.parents_minus_children(6) == []
    assert found.random_differences(6, 1, 500) == []


def test_the_attacker_finds_people_where_nothing_is_protected() -> None:
    """Two releases that count whoever has come, by every level: the attack is not blind."""
    layout = layout_of(small_edition(), Plan(k=1), 3)
    found = Attacker(layout, releases(layout, [people(layout.edition, 1, 120), people(layout.edition, 2, 5)]), LOGIC)
    assert found.parents_minus_children(6)
    assert found.random_differences(6, 1, 100)
