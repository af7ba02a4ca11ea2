"""The tables of tallies: sums over many people, never anything of one person."""

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.database import Base


class TallyRow(Base):
    """The tallies of one release: whose they are, and how many responses they count."""

    __tablename__ = "tally"

    release_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    round_id: Mapped[int] = mapped_column(index=True)
    closing: Mapped[bool]
    responses: Mapped[int]
    complete: Mapped[bool]
    """False while the build runs, and for ever when it was cut off: then the release has to be built again."""


class TallyBlockRow(Base):
    """The sums of one sampling unit (stratum and PSU, "" where there is none) of one series in one release."""

    __tablename__ = "tally_block"

    release_id: Mapped[int] = mapped_column(ForeignKey("tally.release_id"), primary_key=True)
    series: Mapped[str] = mapped_column(String(32), primary_key=True)
    stratum: Mapped[str] = mapped_column(String(64), primary_key=True)
    psu: Mapped[str] = mapped_column(String(64), primary_key=True)
    block: Mapped[bytes] = mapped_column(LargeBinary)
