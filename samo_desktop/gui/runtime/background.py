"""Blocking calls (unlocking, opening a device, reading a long journal) off the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QThreadPool

from samo_desktop.errors import SamoError
from samo_desktop.gui.runtime.bridge import Post

Result = TypeVar("Result")


class Background(QObject):
    """Runs calls one after the other on one helper thread and answers on the window's."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._post = Post(self)
        self._closed = False

    def run(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], None],
        failed: Callable[[SamoError], None],
    ) -> None:
        """Calls `work` on the helper thread, then `done` or `failed` on the window's thread.

        Any other exception is a bug: it is raised again on the window's thread.
        """

        def job() -> None:
            try:
                answer = self._answered(work(), done)
            except SamoError as error:
                answer = self._answered(error, failed)
            except BaseException as error:  # noqa: BLE001 - it is raised again, not swallowed
                answer = self._answered(error, _raise)
            self._post(answer)

        self._pool.start(job)

    def _answered(self, value: Any, receiver: Callable[[Any], None]) -> Callable[[], None]:
        def answer() -> None:
            if not self._closed:
                receiver(value)

        return answer

    def close(self) -> None:
        """Waits for the call that runs and answers no more."""
        self._closed = True
        self._pool.clear()
        self._pool.waitForDone()


def _raise(error: BaseException) -> None:
    raise error
