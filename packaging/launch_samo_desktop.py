"""Where the frozen `samo-desktop` begins."""

import sys

from samo_desktop.paths import CAPTURE_OPTION

if sys.argv[1:] == [CAPTURE_OPTION]:
    from samo_desktop.capture.recorder_process import main
else:
    from samo_desktop.__main__ import main

sys.exit(main())
