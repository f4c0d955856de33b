"""Run the command line with ``python -m green_corridors``."""

from green_corridors.cli import main

main()
