"""declare.py COUNT: make the tables, and so many recordings."""

import sys

import tiny

tiny.schema.jobs  # noqa: B018 (asking for it declares it)
tiny.Figure.heading  # noqa: B018
tiny.Recording.insert(({"recording": number} for number in range(int(sys.argv[1]))), skip_duplicates=True)
