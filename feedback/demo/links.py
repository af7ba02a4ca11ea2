"""What to try in the demonstration, with addresses, accounts and a receipt that is counted already."""

from sqlalchemy.orm import Session

from feedback.accounts.rules import pairing_link
from feedback.demo.accounts import ACCOUNTS
from feedback.demo.building import PILOT, ROUND
from feedback.demo.documents import secret_of
from feedback.demo.field import ENUMERATORS, TEAM
from feedback.responses.records import find_by_receipt
from feedback.responses.rules import grouped, receipt_hash

TRIED = 50


def links(session: Session, base: str, pairing: str = "") -> str:
    """What to try, as text for a terminal; `base` is the address of the server, without a slash at its end.

    pairing: the code of a phone that waits to be paired.
    """
    width = max(len(account.login) for account in ACCOUNTS)
    accounts = "\n".join(f"      {account.login:{width}}  {account.password}" for account in ACCOUNTS)
    people = ", ".join(f"{code} (PIN {pin})" for code, _name, team, pin in ENUMERATORS if team == TEAM)
    return f"""Feedback, demonstration. Kelandra is invented and nothing here is real.

  Answer       {base}/r/{ROUND}/
               in French {base}/fr/r/{ROUND}/
  Results      {base}/results/{ROUND}/
               of the pilot in eight communities {base}/results/{PILOT}/
  Your answer  {base}/receipt/
               this code was counted already: {_counted(session)}
  Staff        {base}/staff/
{accounts}
  Collect      {pairing_link(base, pairing) if pairing else base + "/field/"}
               the link pairs one phone or browser, once, for a day; then say who collects: {people}
               to print: {base}/field/guide/ and {base}/field/showcards/{ROUND}

The whole walk: answer, and write down your code. Sign in as analyst and build a release. Sign in as approver, approve
and publish it. Then type your code: your answer is in the new results, or the page says why it has to wait.
"""


def _counted(session: Session) -> str:
    """A receipt of an invented person whose answer is in the first release."""
    for number in range(TRIED):
        secret = secret_of(ROUND, number)
        found = find_by_receipt(session, receipt_hash(secret))
        if found is not None and found.release_id is not None:
            return grouped(secret)
    return "none yet"
