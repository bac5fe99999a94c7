"""`python -m tajsim`: the command line."""

import sys

from tajsim.cli import main

if __name__ == "__main__":
    sys.exit(main())
