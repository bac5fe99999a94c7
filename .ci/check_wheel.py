"""Check that a wheel holds every data file of the checkout: check_wheel.py WHEEL."""

import sys
import zipfile
from pathlib import Path

data = Path(__file__).parents[1] / "data"
held = set(zipfile.ZipFile(sys.argv[1]).namelist())
wanted = {f"tajsim/data/{path.relative_to(data).as_posix()}" for path in data.rglob("*") if path.is_file()}
missing = sorted(wanted - held)
if missing or not any(name.startswith("tajsim/data/scenarios/") for name in wanted):
    sys.exit(f"the wheel lacks {', '.join(missing) or 'its scenarios'}")
print(f"{len(wanted)} data files in {Path(sys.argv[1]).name}")
