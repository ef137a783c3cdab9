"""The first run: welcome, recovery key, microphone, models, the empty journal; unlocking later."""

from __future__ import annotations

from typing import Any

from samo_desktop.errors import DeviceError, JournalLockedError
from samo_desktop.gui.onboarding.passphrase_dialog import PassphraseDialog
from samo_desktop.store.journal import Journal
from tests.gui.fakes import CHEAP, TestServices, trial
from tests.gui.stories.protected import PASSPHRASE
from tests.gui.stories.story import BOTH_SCALES, Story, View
from tests.gui.stories.studio import Studio

SMALL = (View("light", 1.5, (800, 500)), View("dark", 2.0, (800, 500)))
VIEWS = (View("light"), View("dark"), *SMALL)


def welcome(studio: Studio) -> None:
    """Folder and passphrase: what is wrong is said at its field."""
    window = studio.open(studio.folder(), studio.services(None))
    page: Any = window.page
    studio.shoot("welcome")
    page.without.setChecked(True)
    studio.shoot("welcome-without")
    page.without.setChecked(False)
    page.first.setText("password")
    page.shown.setChecked(True)
    page.begin.click()
    studio.shoot("welcome-weak")
    page.shown.setChecked(False)
    page.first.setText(PASSPHRASE)
    page.second.setText("something else")
    page.begin.click()
    studio.shoot("welcome-not-the-same")
    page.second.setText(PASSPHRASE)
    page.folder.setText("/home/ada/Documents/a folder with a long name/and one more/journal/")
    page.failed(DeviceError("This folder is not empty.", "Choose an empty folder."))
    studio.shoot("welcome-folder")


def steps(studio: Studio) -> None:
    """The recovery key, and the steps after it."""
    folder = studio.folder()
    services = TestServices("Desk microphone")
    services.words = "I went for a walk, and the sun came out."
    window = studio.open(folder, services)
    page: Any = window.page
    page.first.setText(PASSPHRASE)
    page.second.setText(PASSPHRASE)
    made: list[bool] = []
    window.key_shown.connect(lambda: made.append(True))
    window.steps_shown.connect(lambda: made.append(True))
    page.begin.click()
    studio.wait(lambda: len(made) == 1)
    studio.shoot("recovery-key")
    window.close()
    studio.shoot("recovery-key-closing")
    page = window.page
    page.panel.copy.click()
    studio.shoot("recovery-key-copied")
    page.panel.go_on.click()
    studio.wait(lambda: len(made) == 2)
    shown: Any = window.page
    studio.shoot("languages")
    shown.spoken.languages.more.click()
    studio.shoot("languages-another", over=shown.spoken.languages.picker)
    shown.spoken.languages.picker.close()
    shown.spoken.languages.show_codes(())
    for code in ("ht", "nn", "gl"):
        shown.spoken.languages.add(code)
    studio.shoot("languages-chosen")
    shown.next[1].click()
    studio.shoot("microphone")
    test = shown.test
    services.microphone = None
    test.load()
    studio.wait(test.again.isVisible)
    studio.shoot("microphone-none")
    services.microphone = "Desk microphone"
    test.load()
    studio.wait(test.again.isHidden)
    services.trial = trial(seconds=3.0)
    test.test.click()
    studio.shoot("microphone-listening")
    test.test.click()
    studio.wait(test.test.isEnabled)
    studio.shoot("microphone-heard")
    services.trial = trial(peak=0)
    test.test.click()
    test.test.click()
    studio.wait(test.test.isEnabled)
    studio.shoot("microphone-silent")
    shown.show_step(3)
    studio.wait(lambda: bool(shown.speech.rows))
    studio.shoot("models")
    shown.show_step(0)
    studio.shoot("made")
    shown.show_step(len(shown.sheets))
    studio.workspace()
    studio.shoot("empty")


def sample(studio: Studio) -> None:
    """The sample journal, and the line that leads back."""
    window = studio.open(studio.folder(), studio.services())
    page: Any = window.page
    page.without.setChecked(True)
    page.begin.click()
    studio.wait(lambda: window.workspace is not None)
    steps: Any = window.page
    steps.show_step(len(steps.sheets))
    opened: list[bool] = []
    window.opened.connect(lambda: opened.append(True))
    window.open_sample()
    studio.wait(lambda: bool(opened))
    studio.shoot("sample-journal")


def unlocking(studio: Studio) -> None:
    """An encrypted journal: wrong words, another program, and the recovery key."""
    folder = studio.folder()
    journal, key = Journal.create(folder, PASSPHRASE, cost=CHEAP)
    journal.close()
    window = studio.open(folder)
    page: Any = window.page
    studio.shoot("locked")
    page.caps.show()
    studio.shoot("locked-caps")
    page.caps.hide()
    said: list[object] = []
    window.refused.connect(said.append)
    page.secret.setText("not it")
    page.open.click()
    studio.wait(lambda: bool(said))
    studio.shoot("locked-wrong")
    page.ask(needs_secret=False)
    page.failed(
        JournalLockedError(
            "Another program is using this journal.",
            "Close the other window or command, then try again.",
        )
    )
    studio.shoot("locked-other")
    page.ask(needs_secret=True)
    page.secret.setText(key or "")
    page.open.click()
    studio.workspace()
    dialog = window.findChild(PassphraseDialog)
    studio.shoot("new-passphrase", over=dialog)


def locked(studio: Studio) -> None:
    """What one comes back to after locking, with a passphrase and without."""
    for name, secret in (("came-back", PASSPHRASE), ("came-back-plain", None)):
        folder = studio.folder()
        Journal.create(folder, secret, cost=CHEAP)[0].close()
        window = studio.open(folder)
        page: Any = window.page
        if secret:
            page.secret.setText(secret)
            page.open.click()
        studio.workspace().actions_["lock"].trigger()
        studio.wait(lambda window=window: window.page.open.isEnabled())
        studio.shoot(name)


STORIES = (
    Story("onboarding.welcome", welcome, VIEWS),
    Story("onboarding.steps", steps, VIEWS),
    Story("onboarding.sample", sample),
    Story("onboarding.unlocking", unlocking, VIEWS),
    Story("onboarding.locked", locked, BOTH_SCALES),
)
