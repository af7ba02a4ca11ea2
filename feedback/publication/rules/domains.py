"""Domains: who a number is about, as canonical text with SDMX codes (`_T`, `SEX=F`, `PLACE=R1;SEX=F`, `SEX=M+_U`)."""

from functools import lru_cache

from feedback import N_

TOTAL = "_T"
NOT_STATED = "_U"
DIMENSIONS = ("SEX", "AGE", "URBANISATION", "PLACE", "INCOME", "INCOME_WEALTH_QUANTILE", "DISABILITY_STATUS")
"""The dimensions in the order in which pages and files show them."""

DIMENSION_LABELS = {
    "SEX": N_("Women and men"),
    "AGE": N_("Age"),
    "URBANISATION": N_("Town and countryside"),
    "PLACE": N_("Place"),
    "INCOME": N_("Household income"),
    "INCOME_WEALTH_QUANTILE": N_("Household income in five equal groups"),
    "DISABILITY_STATUS": N_("Difficulties in doing things"),
    "PLACE;SEX": N_("Place, women and men"),
}
LEVEL_LABELS = {
    "SEX=F": N_("Women"),
    "SEX=M": N_("Men"),
    "SEX=_O": N_("Another sex"),
    "URBANISATION=U": N_("Town"),
    "URBANISATION=R": N_("Countryside"),
    "AGE=Y_GE65": N_("65 and older"),
    "AGE=Y_GE55": N_("55 and older"),
    "AGE=Y_GE35": N_("35 and older"),
    "INCOME=B40": N_("The poorer 4 of every 10 households"),
    "INCOME=R60": N_("The other 6 of every 10 households"),
    "INCOME_WEALTH_QUANTILE=Q1": N_("The poorest fifth"),
    "INCOME_WEALTH_QUANTILE=Q2": N_("The second fifth"),
    "INCOME_WEALTH_QUANTILE=Q3": N_("The middle fifth"),
    "INCOME_WEALTH_QUANTILE=Q4": N_("The fourth fifth"),
    "INCOME_WEALTH_QUANTILE=Q5": N_("The richest fifth"),
    "INCOME_WEALTH_QUANTILE=B40": N_("The poorer 4 of every 10 households"),
    "INCOME_WEALTH_QUANTILE=R60": N_("The other 6 of every 10 households"),
    "DISABILITY_STATUS=PD": N_("A lot of difficulty in at least one of six activities"),
    "DISABILITY_STATUS=PWD": N_("Little or no difficulty"),
}
AGE_SPAN = N_("%(youngest)s to %(oldest)s years")
NOT_SAID = N_("Did not say")


@lru_cache(maxsize=4096)
def parse_domain(text: str) -> tuple[tuple[str, str], ...]:
    """The (dimension, level) pairs of a domain; empty for the total. Raises ValueError for anything not canonical."""
    if text == TOTAL:
        return ()
    pairs = tuple((name, level) for name, _, level in (part.partition("=") for part in text.split(";")))
    if format_domain(pairs) != text:
        raise ValueError(f"not a domain: {text!r}")
    return pairs


def format_domain(pairs: tuple[tuple[str, str], ...]) -> str:
    """The canonical text of a domain: dimensions sorted by name, each at most once, `_T` when there is none."""
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names) or any(not n or not v or set(n + v) & set("=;|") for n, v in pairs):
        raise ValueError(f"not a domain: {pairs!r}")
    return ";".join(f"{name}={level}" for name, level in sorted(pairs)) or TOTAL


def dimension(domain: str) -> str:
    """The dimension of a domain, or the crossed ones (`PLACE;SEX`); `_T` for the total."""
    return ";".join(name for name, _ in parse_domain(domain)) or TOTAL


def parts_of(level: str) -> tuple[str, ...]:
    """The levels that were merged into this one: `M+_U` is men and those who did not say."""
    return tuple(level.split("+"))


def age_span(level: str) -> tuple[int, int] | None:
    """The youngest and the oldest age of a band such as `Y25T34`; None for an open band."""
    youngest, separator, oldest = level.removeprefix("Y").partition("T")
    return (int(youngest), int(oldest)) if separator and youngest.isdigit() and oldest.isdigit() else None
