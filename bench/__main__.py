"""All measurements, one after the other: `python -m bench [--write]`. Takes about twenty minutes on a quiet machine."""

import argparse

from bench import page, put, release


def main() -> None:
    """Run every measurement; with `--write` the figures go into docs/performance.md, with the machine and the day."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the figures into docs/performance.md")
    passed_on = ["--write"] if parser.parse_args().write else []
    for part in (put, release, page):
        part.main(passed_on)


if __name__ == "__main__":
    main()
