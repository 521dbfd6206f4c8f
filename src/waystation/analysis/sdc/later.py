"""HiGHS, loaded when the first programme is solved: most processes that start solve none."""

from typing import Any

from waystation.foundation.shared.later import Later

highspy: Any = Later("highspy")
