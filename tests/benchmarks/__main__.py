"""The whole speed report: `python -m tests.benchmarks`. About ten minutes, a million draws included."""

import subprocess
import sys

for part in (
    ["tests.benchmarks.model_step"],
    ["tests.benchmarks.end_to_end", "--large"],
    ["tests.benchmarks.analyses"],
):
    print(f"== python -m {' '.join(part)}", flush=True)
    subprocess.run([sys.executable, "-m", *part], check=True)
