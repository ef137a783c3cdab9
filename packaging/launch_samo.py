"""Where the frozen `samo` begins."""

import sys

from samo_desktop.paths import CAPTURE_OPTION

if sys.argv[1:] == [CAPTURE_OPTION]:
    from samo_desktop.capture.recorder_process import main
else:
    from samo_desktop.cli.main import main

main()
