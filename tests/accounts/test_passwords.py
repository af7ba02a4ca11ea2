"""Which passwords, logins, names and roles will do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.accounts.rules import (
    LONGEST,
    SHORTEST,
    clean_login,
    login_problem,
    name_problem,
    normal_password,
    password_problem,
    role_problem,
)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "short"),
        ("elevenchars", "short"),
        ("x" * 129, "long"),
        ("aaaaaaaaaaaaaa", "run"),
        ("abababababab", "run"),
        ("abcabcabcabcab", "run"),
        ("123456789012", "run"),
        ("098765432109", "run"),
        ("abcdefghijklmn", "run"),
        ("password1234", "common"),
        ("Password!2026", "common"),
        ("qwertyuiop123", "common"),
        ("iloveyou2026", "common"),
        ("Feedback2026!", "common"),
        ("statistics-2026", "common"),
        ("kofi.boateng1", "common"),
        ("KofiKofi2026", "common"),
        ("fine words\tand a tab", "sign"),
    ],
)
def test_a_password_that_guessers_try_first_is_refused(password, reason) -> None:
    problem = password_problem(password, ("kofi.boateng", "Kofi Boateng"))
    assert problem is not None
    assert problem.reason == reason
    assert str(problem)


@pytest.mark.parametrize(
    "password",
    [
        "four unrelated marsh words",
        "correct clinic market river",
        "8261940375518264",
        "Tr7!kq0zPm#x",
        "twelve chars",
        "нехай щастить усім",
        "rice & kofi at the ferry",
        "x7" + "mango-" * 21,
    ],
)
def test_a_long_password_of_any_letters_will_do(password) -> None:
    assert password_problem(password, ("kofi.boateng", "Kofi Boateng")) is None


@given(st.text(max_size=200))
def test_every_accepted_password_has_a_good_length_and_every_refusal_a_sentence(password) -> None:
    problem = password_problem(password, ("ama", "Ama Mensah"))
    if problem is None:
        assert SHORTEST <= len(normal_password(password)) <= LONGEST
        normal_password(password).encode()
    else:
        assert str(problem).endswith(".")


@pytest.mark.parametrize("login", ["ama", "you@office.example", "ɛsi.owusu-2", "a1", "x" * 64])
def test_a_login_of_letters_digits_and_a_few_signs_will_do(login) -> None:
    assert login_problem(clean_login(login)) is None


@pytest.mark.parametrize("login", ["", "a", "a b", ".ama", "ama.", "ama\n", "a/b", "<b>", "x" * 65, "=cmd"])
def test_any_other_login_is_refused(login) -> None:
    assert login_problem(login) is not None


@given(st.text())
def test_cleaning_a_login_twice_changes_nothing_more(login) -> None:
    assert clean_login(clean_login(login)) == clean_login(login)


def test_a_login_is_the_same_in_upper_and_lower_case() -> None:
    assert clean_login("  AMA@Office.Example ") == "ama@office.example"


def test_a_name_is_needed_and_bounded() -> None:
    assert name_problem("Ama Mensah") is None
    assert all(name_problem(name) is not None for name in ("", "  ", "x" * 121, "Ama\x00", "Ama\u202e"))


def test_a_person_needs_at_least_one_known_role() -> None:
    assert role_problem(["analyst", "approver"]) is None
    assert "boss" in str(role_problem(["analyst", "boss"]))
    assert "analyst" in str(role_problem([]))
