"""Where the frozen `samo` begins."""

from samo_desktop.cli.main import main

main()
