"""The program itself: its version, and where it lies."""

from pathlib import Path
from typing import Final

VERSION: Final = "0.1.0"
ROOT: Final = Path(__file__).resolve().parents[2]
