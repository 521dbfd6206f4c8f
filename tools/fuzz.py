"""Fuzz every place where a file comes in, the evaluator of forms, and the API.

    python tools/fuzz.py [--cases 2000] [--api 44] [--parts 8] [--coverage 60]

Runs the fuzz tests with so many cases each (--api: for each operation, of which there are some 240:
44 make more than 10,000; in so many parts, one process after the other), then, where atheris is
installed (pip install atheris), lets it look for expressions by the coverage of the evaluator for
so many seconds. A fault, 256 MB or ten seconds exceeded end in a failure that names the case.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILES = ["tests/registry/collection/test_fuzz_uploads.py", "tests/matrix/test_every_upload.py"]
RULES = "tests/analysis/xforms/test_costs.py"
API = "tests/matrix/test_fuzz_api.py"


PART_OF = "--part-of"  # ends a command of a part of the API


def explore(seconds: int) -> None:
    """Let atheris look for an expression that ends in anything but a value or a sentence."""
    import atheris

    with atheris.instrument_imports(include=["waystation.analysis.xforms"]):
        from lxml import etree

        from waystation.analysis.xforms.evaluate import evaluate
        from waystation.analysis.xforms.messages import WrongExpression
        from waystation.analysis.xforms.xpath import World
    tree = etree.fromstring("<data><a>9999-12-31</a><b>x y</b><r><e>1</e></r><r><e/></r></data>")

    def one(content: bytes) -> None:
        text = atheris.FuzzedDataProvider(content).ConsumeUnicodeNoSurrogates(200)
        with contextlib.suppress(WrongExpression):
            evaluate(text, World(tree), tree.find("a"))

    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-rss_limit_mb=512"], one)
    atheris.Fuzz()


def main() -> int:
    options = argparse.ArgumentParser(prog="tools/fuzz.py")
    options.add_argument("--cases", type=int, default=2000)
    options.add_argument("--api", type=int, default=44, help="for each operation; 0 leaves it out")
    options.add_argument("--parts", type=int, default=8)
    options.add_argument("--coverage", type=int, default=60, help="seconds; 0 leaves it out")
    options.add_argument("--explore", type=int, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.explore:
        explore(chosen.explore)
        return 0
    state = tempfile.mkdtemp(prefix="waystation-fuzz-")
    environment = {
        **os.environ,
        "WAYSTATION_STATE": state,
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "WAYSTATION_FUZZ": str(chosen.cases),
        "WAYSTATION_FUZZ_API": str(chosen.api),
    }
    pytest = [sys.executable, "-m", "pytest", "-q", "-s", "-n0", "-p", "no:cacheprovider"]
    commands = [[*pytest, RULES, *FILES]] if chosen.cases else []
    parts = range(1, chosen.parts + 1) if chosen.api else ()
    commands += [[*pytest, API, PART_OF, f"{part}/{chosen.parts}"] for part in parts]
    if chosen.coverage and find_spec("atheris"):
        commands.append([sys.executable, __file__, "--explore", str(chosen.coverage)])
    codes = [run(command, environment) for command in commands]
    return max(codes, default=0)


def run(command: list[str], environment: dict[str, str]) -> int:
    """Run one command; what follows PART_OF in it is told to the test by the environment."""
    if PART_OF in command:
        at = command.index(PART_OF)
        environment = {**environment, "WAYSTATION_FUZZ_API_PART": command[at + 1]}
        command = command[:at]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
