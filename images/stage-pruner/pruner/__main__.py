"""Run the pruner."""

import sys

from .prune import main

sys.exit(main(sys.argv[1:]))
