"""Answers as people could give them, and answers that no route allows, for any edition."""

from hypothesis import strategies as st

from feedback.questionnaire.rules import Edition, asked


def any_answers(edition: Edition) -> st.SearchStrategy[dict[str, str]]:
    """Any accepted code to any choice of items, on the route or not: what a page without script can send."""
    return st.fixed_dictionaries(
        {}, optional={code: st.sampled_from(item.codes) for code, item in edition.items.items()}
    )


@st.composite
def honest_answers(draw: st.DrawFn, edition: Edition) -> dict[str, str]:
    """What someone answers who is asked one question after the other and may skip each."""
    answers: dict[str, str] = {}
    for code, item in edition.items.items():
        if code in asked(edition, answers):
            choice = draw(st.sampled_from(("", *item.codes)))
            if choice:
                answers[code] = choice
    return answers
