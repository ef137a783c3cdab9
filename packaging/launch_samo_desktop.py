"""Where the frozen `samo-desktop` begins."""

from samo_desktop.__main__ import main

main()
