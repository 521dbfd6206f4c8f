"""Fuzz every place where a file comes in, the evaluator of forms, and the API.

    python tools/fuzz.py [--cases 2000] [--api 100] [--coverage 60]

Runs the fuzz tests with so many cases each (--api: for each operation), then, where atheris is
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
FILES = "tests/registry/collection/test_fuzz_uploads.py"
RULES = "tests/analysis/xforms/test_costs.py"
API = "tests/site/api/test_fuzz_api.py"


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
    options.add_argument("--api", type=int, default=100)
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
    commands = [[sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", RULES, FILES, API]]
    if chosen.coverage and find_spec("atheris"):
        commands.append([sys.executable, __file__, "--explore", str(chosen.coverage)])
    codes = [subprocess.run(one, cwd=ROOT, env=environment).returncode for one in commands]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
