"""What every command about rounds needs: a database that is ready, and the file of a round read whole."""

from pathlib import Path
from typing import NoReturn

from feedback.cli.context import fail
from feedback.languages import languages
from feedback.questionnaire.editions import load_edition, read_toml
from feedback.questionnaire.rules import Edition, Problem, RoundSpecification, read_specification
from feedback.results.rules import Plan, read_plan


def read_round(file: Path) -> tuple[RoundSpecification, Edition, Plan]:
    """The round in a file with its edition and its publication plan; stops with every problem otherwise."""
    tables = read_toml(file)
    if isinstance(tables, list):
        refuse(tables)
    read = read_specification(tables, languages(), str(file))
    if isinstance(read, list):
        refuse(read)
    specification, name = read
    edition = load_edition(name, file.parent)
    if isinstance(edition, list):
        refuse([Problem(problem.file or str(file), problem.key, problem.reason) for problem in edition])
    plan = read_plan(specification.plan or {})
    if isinstance(plan, list):
        refuse([Problem(str(file), "plan", reason) for reason in plan])
    return specification, edition, plan


def refuse(problems: list[Problem]) -> NoReturn:
    """Print every problem and stop."""
    fail("\n".join(map(str, problems)))
