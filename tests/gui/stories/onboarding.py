"""The first run: welcome, recovery key, the empty journal; and unlocking it later."""

from __future__ import annotations

from samo_desktop.errors import JournalLockedError
from samo_desktop.store.journal import Journal
from tests.gui.fakes import CHEAP
from tests.gui.stories.protected import PASSPHRASE
from tests.gui.stories.story import BOTH_SCALES, LARGE, Story
from tests.gui.stories.studio import Studio


def first_run(studio: Studio) -> None:
    """From the welcome to an empty journal, and back to it through its passphrase."""
    folder = studio.folder()
    window = studio.open(folder, studio.services(None))
    studio.shoot("welcome")
    welcome = window.page
    welcome.without.setChecked(True)
    studio.shoot("welcome-without")
    welcome.without.setChecked(False)
    welcome.first.setText("password")
    welcome.shown.setChecked(True)
    welcome.begin.click()
    studio.shoot("welcome-weak")
    welcome.shown.setChecked(False)
    welcome.first.setText(PASSPHRASE)
    welcome.second.setText(PASSPHRASE)
    made: list[bool] = []
    window.key_shown.connect(lambda: made.append(True))
    welcome.begin.click()
    studio.wait(lambda: bool(made))
    studio.shoot("recovery-key")
    window.close()
    studio.shoot("recovery-key-closing")
    window.page.panel.copy.click()
    studio.shoot("recovery-key-copied")
    window.page.panel.go_on.click()
    studio.shoot("empty-no-microphone")
    window = studio.open(folder)
    studio.shoot("locked")
    said: list[object] = []
    window.refused.connect(said.append)
    window.page.secret.setText("not it")
    window.page.open.click()
    studio.wait(lambda: bool(said))
    studio.shoot("locked-wrong")
    window.page.failed(
        JournalLockedError(
            "Another program has this journal open.", "Close it there, then try again."
        )
    )
    studio.shoot("locked-other")


def welcome_large(studio: Studio) -> None:
    """The welcome with large type."""
    studio.open(studio.folder())
    studio.shoot("welcome")


def locked(studio: Studio) -> None:
    """What one comes back to after locking, with a passphrase and without."""
    for name, secret in (("came-back", PASSPHRASE), ("came-back-plain", None)):
        folder = studio.folder()
        Journal.create(folder, secret, cost=CHEAP)[0].close()
        window = studio.open(folder)
        if secret:
            window.page.secret.setText(secret)
            window.page.open.click()
        studio.workspace().actions_["lock"].trigger()
        studio.wait(lambda window=window: window.page.open.isEnabled())
        studio.shoot(name)


STORIES = (
    Story("onboarding.first-run", first_run),
    Story("onboarding.welcome", welcome_large, LARGE),
    Story("onboarding.locked", locked, BOTH_SCALES),
)
