"""Check that a wheel holds all data and the parts of the page, and describes itself: check_wheel.py WHEEL."""

import re
import sys
import zipfile
from pathlib import Path

data = Path(__file__).parents[1] / "data"
wheel = zipfile.ZipFile(sys.argv[1])
held = set(wheel.namelist())
wanted = {f"tajsim/data/{path.relative_to(data).as_posix()}" for path in data.rglob("*") if path.is_file()}
assets = data.parent / "tajsim" / "explorer" / "assets"
wanted |= {path.relative_to(data.parent).as_posix() for path in assets.rglob("*") if path.is_file()}
missing = sorted(wanted - held)
if missing or not any(name.startswith("tajsim/data/scenarios/") for name in wanted):
    sys.exit(f"the wheel lacks {', '.join(missing) or 'its scenarios'}")
print(f"{len(wanted)} data files and parts of the page in {Path(sys.argv[1]).name}")

(metadata,) = (name for name in held if name.endswith(".dist-info/METADATA"))
described = wheel.read(metadata).decode()
for field in ("License-Expression: MIT", "License-File: LICENSE", "Author: ", "Project-URL: "):
    if f"\n{field}" not in described:
        sys.exit(f"the metadata lack {field!r}")
lost = re.findall(r"\]\((?!https?://|#)[^)]*\)", described)
if lost:
    sys.exit(f"the description has paths that lead nowhere from an index of packages: {', '.join(lost)}")
