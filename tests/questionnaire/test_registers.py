"""A register of places: every mistake is named with its line, and a good file gives a hierarchy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.questionnaire.rules import PlaceLine, check_places, read_places
from feedback.questionnaire.rules.registers import depths
from tests.questionnaire.conftest import documented

HEADING = "code,parent,name,level\n"


def faults(rows: str, heading: str = HEADING) -> list[tuple[str, str]]:
    _, problems = read_places(heading + rows, "places.csv")
    assert {problem.file for problem in problems} <= {"places.csv"}
    return [(problem.key, problem.reason) for problem in problems]


def test_the_documented_example_is_a_register():
    lines, problems = read_places(documented("rounds.md", "csv"))
    assert problems == []
    assert [(line.code, line.parent, line.population) for line in lines] == [
        ("R1", "", 5455692),
        ("D11", "R1", 283379),
        ("D12", "R1", 314299),
    ]
    assert lines[0].names == {"fr": "Grand Accra"}
    assert lines[1].names == {}
    assert depths(lines) == {"R1": 1, "D11": 2, "D12": 2}


def test_a_file_as_spreadsheets_write_it_is_read():
    lines, problems = read_places(
        '\ufeffcode,parent,name,level\r\nR1,,"Accra, Greater",Region\r\n\r\nD1,R1,Ga,District\r\n'
    )
    assert problems == []
    assert [(line.line, line.name) for line in lines] == [(2, "Accra, Greater"), (4, "Ga")]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_file_with_semicolons_or_tabs_is_read_too(delimiter: str):
    text = 'code,parent,name,level\nR1,,"Accra",Region\n'.replace(",", delimiter)
    lines, problems = read_places(text)
    assert problems == []
    assert [(line.code, line.name) for line in lines] == [("R1", "Accra")]
    comma, problems = read_places('code;parent;name;level\nR1;;"A, B";x\n'.replace(";", delimiter))
    assert (problems, comma[0].name) == ([], "A, B")


def test_children_may_stand_before_their_parents():
    assert faults("D1,R1,Ga,District\nR1,,Accra,Region\n") == []


@pytest.mark.parametrize(
    ("rows", "line", "reason"),
    [
        ("R 1,,Accra,Region\n", "line 2", "The code 'R 1' is not"),
        (",,Accra,Region\n", "line 2", "The code '' is not"),
        ("-R,,Accra,Region\n", "line 2", "with a letter or digit first"),
        (f"{'R' * 33},,Accra,Region\n", "line 2", "1 to 32"),
        ("R1,,Accra,Region\nR1,,Volta,Region\n", "line 3", "The code R1 already stands in line 2."),
        ("R1,,,Region\n", "line 2", "The name is missing."),
        ("R1,,Accra,\n", "line 2", "The level is missing"),
        (f"R1,,{'A' * 201},Region\n", "line 2", "longer than 200"),
        ("R1,,Accra,Region\nD1,R9,Ga,District\n", "line 3", "The parent 'R9' is not in this file."),
        ("A,B,Accra,Region\nB,A,Volta,Region\n", "line 2", "The place A lies inside itself"),
        ("A,A,Accra,Region\n", "line 2", "The place A lies inside itself"),
        ("R1,,Accra,Region\nD1,R1,Ga,Region\n", "line 3", "'Region' stands at depth 2 here and at depth 1 in line 2"),
        ("R1,,Accra\n", "line 2", "There are not 4 values"),
        ("R1,,Accra,Region,more\n", "line 2", "There are not 4 values"),
        ('R1,,"Accra,Region\n', "line 2", "This is not CSV"),
        ("", "line 1", "There is no place in this file."),
    ],
)
def test_a_mistake_is_named_with_its_line(rows: str, line: str, reason: str):
    found = faults(rows)
    assert [why for where, why in found if where == line and reason in why], found


def test_only_the_places_in_a_circle_are_named_as_such():
    found = faults("A,B,a,x\nB,A,b,y\nC,A,c,z\n")
    assert [where for where, why in found if "inside itself" in why] == ["line 2", "line 3"]


@pytest.mark.parametrize(
    ("heading", "reason"),
    [
        ("code,parent,name\n", "The column 'level' is missing."),
        ("code,parent,name,level,name\n", "There are 2 columns 'name'."),
        ("code,parent,name,level,area\n", "The column 'area' is not known."),
        ("", "The column 'code' is missing."),
    ],
)
def test_a_heading_that_cannot_be_used_is_named_before_anything_else(heading: str, reason: str):
    found = faults("", heading)
    assert {where for where, _ in found} == {"line 1"}
    assert reason in [why[: len(reason)] for _, why in found]


def test_a_population_that_is_no_number_is_named():
    heading = "code,parent,name,level,population\n"
    assert faults("R1,,Accra,Region,many\n", heading) == [("line 2", "The population 'many' is not a whole number.")]
    assert read_places(heading + "R1,,Accra,Region,5 455 692\n")[0][0].population == 5455692


@given(st.text(max_size=300))
def test_any_text_gives_places_or_problems_and_never_fails(text: str):
    lines, problems = read_places(text)
    assert lines or problems


@given(st.lists(st.tuples(st.sampled_from("ABCDE"), st.sampled_from(["", *"ABCDEF"])), min_size=1, max_size=7))
def test_a_register_without_problems_is_a_hierarchy(pairs: list[tuple[str, str]]):
    lines = [PlaceLine(n, code, parent, code, "") for n, (code, parent) in enumerate(pairs, 2)]
    lines = [PlaceLine(line.line, line.code, line.parent, line.name, f"level of {line.code}") for line in lines]
    if check_places(lines):
        return
    found = depths(lines)
    assert set(found) == {line.code for line in lines}
    assert all(found[line.code] == (found[line.parent] + 1 if line.parent else 1) for line in lines)
