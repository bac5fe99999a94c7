"""Print the lowest versions that pyproject.toml allows, as constraints for pip: lowest.py [EXTRA ...]."""

import re
import sys
import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]
wanted = [*project["dependencies"]]
for extra in sys.argv[1:]:
    wanted += project["optional-dependencies"][extra]
for requirement in wanted:
    if requirement.startswith(f"{project['name']}["):
        continue
    found = re.fullmatch(r"([\w-]+)>=([\w.]+)(\s*;.*)?", requirement)
    if found is None:
        sys.exit(f"{requirement!r} has no lower bound of the form NAME>=VERSION")
    name, version, marker = found.groups()
    print(f"{name}=={version}{marker or ''}")
