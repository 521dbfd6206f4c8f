"""What the first page needs of this package, it gets without waiting for SciPy."""

import subprocess
import sys


def test_importing_disclosure_control_loads_no_part_of_scipy():
    code = (
        "import sys, waystation.analysis.sdc; "
        "print(*(name for name in sys.modules if name in {'scipy.sparse', 'scipy.special'}))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == ""
