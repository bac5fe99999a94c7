"""Check, without any extra installed, that what needs one says which pip command brings it."""

import sys
from pathlib import Path

import tajsim as ts
from tajsim.cli.workers import cluster

if Path(ts.__file__).is_relative_to(Path(__file__).parents[1]):
    sys.exit("the checkout was imported, not the installed package")
result = ts.run("crackdown", draws=None)
for extra, ask in {
    "xarray": result.to_xarray,
    "excel": lambda: result.to_excel("never.xlsx"),
    "parquet": lambda: result.to_parquet("never.parquet"),
    "compiled": lambda: ts.run("crackdown", draws=1, backend="compiled"),
    "fetch": lambda: ts.fetch("world-bank", "never"),
    "distributed": lambda: cluster("tcp://never:1").__enter__(),
}.items():
    try:
        ask()
    except ts.MissingExtraError as error:
        if f"pip install 'tajsim[{extra}]'" not in str(error):
            sys.exit(f"the message does not name the command: {error}")
        print(f"refused: {error}")
    else:
        sys.exit(f"{extra} should be missing here")
