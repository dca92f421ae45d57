"""Paper: HTML and CSS of ours laid out as PDF, the same bytes each time, in our fonts alone."""

import os

from lms.config import ROOT

FONTS = ROOT / "lms" / "fonts"

# Fontconfig reads this when WeasyPrint is imported, and only the modules of this package import it.
os.environ["FONTCONFIG_FILE"] = str(ROOT / "lms" / "fonts.conf")
