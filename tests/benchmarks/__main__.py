"""The whole speed report: `python -m tests.benchmarks`. About half an hour, millions of draws included."""

import subprocess
import sys

for part in (
    ["tests.benchmarks.model_step"],
    ["tests.benchmarks.end_to_end", "--large"],
    ["tests.benchmarks.memory", "--draws", "20480,204800,1000000", "--workers", "2"],
    ["tests.benchmarks.analyses"],
):
    print(f"== python -m {' '.join(part)}", flush=True)
    subprocess.run([sys.executable, "-m", *part], check=True)
