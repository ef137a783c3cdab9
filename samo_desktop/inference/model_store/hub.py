"""The model server: which files it has, and their bytes. The only module that uses the network.

Speaks to Hugging Face, or to a mirror of it, through huggingface_hub and its HTTP client. Nothing
is told about the user: no token, no telemetry, a plain name of the program.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import httpx2
from huggingface_hub import close_session, constants, get_session, set_client_factory
from huggingface_hub.errors import HfHubHTTPError, HFValidationError
from huggingface_hub.file_download import hf_hub_url
from huggingface_hub.hf_api import HfApi

from samo_desktop import __version__
from samo_desktop.domain.models import Installable
from samo_desktop.errors import ModelError
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_

# With telemetry it would ask the server for a list of programs that run it, to name one of them.
constants.HF_HUB_DISABLE_TELEMETRY = True
constants.HF_HUB_DISABLE_IMPLICIT_TOKEN = True

SERVER = "https://huggingface.co"
AGENT = f"samo-desktop/{__version__}"
_NO_SERVER = N_("The address of the model server is not valid: {text}.")
_NO_PROXY = N_("The address of the proxy is not valid: {text}.")
CONNECT_SECONDS = 15.0
STALL_SECONDS = 20.0
"""Without a byte for so long, the connection counts as lost."""
LONGEST_WAIT = 60.0
"""Seconds that a server may ask to wait before the next attempt."""
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""HTTP answers that may be others in a moment."""


class LostError(Exception):
    """The connection was lost, or the server is busy; `wait` is how long it asks for, in seconds.

    Caught where downloads are tried again; `message` says what happened for when they are not.
    """

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.message, self.wait = message, wait


class BeyondEndError(LostError):
    """The server's file has no such place: it has to be fetched from its beginning."""


@dataclass(frozen=True, slots=True)
class Remote:
    """A file on the server: its size in bytes, and its SHA-256 or the id that Git gives it."""

    name: str
    size: int
    sha256: str
    git: str


class Hub:
    """One visit to the server at `endpoint` ("" for the usual one) through `proxy` ("": as the
    system says). Raises ModelError if either is no address.
    """

    def __init__(self, endpoint: str = "", proxy: str = "") -> None:
        self.endpoint = address(endpoint, _NO_SERVER) or SERVER
        self._proxy = address(proxy, _NO_PROXY)
        if constants.is_offline_mode():
            raise ModelError(
                _("Downloads are switched off on this computer (HF_HUB_OFFLINE is set)."),
                _("Unset it, or import the model from a folder."),
            )

    @property
    def host(self) -> str:
        """The server's name, for people."""
        return urlsplit(self.endpoint).netloc.rpartition("@")[2]

    def __enter__(self) -> Hub:
        set_client_factory(self._client)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        close_session()

    def _client(self) -> httpx2.Client:
        """The client, which reads the system's proxies and certificates. Raises ModelError."""
        try:
            return httpx2.Client(
                headers={"user-agent": AGENT, "accept-encoding": "identity"},
                follow_redirects=True,
                proxy=self._proxy or None,
                timeout=httpx2.Timeout(CONNECT_SECONDS, read=STALL_SECONDS),
            )
        except (ImportError, OSError, ValueError, httpx2.InvalidURL) as error:
            raise ModelError(
                _("The network settings (proxy or certificates) cannot be used."),
                _(
                    "Give an http:// or https:// proxy, check the variables ALL_PROXY, "
                    "HTTPS_PROXY and SSL_CERT_FILE, or import the model from a folder."
                ),
            ) from error

    def files(self, model: Installable) -> tuple[str, list[Remote]]:
        """The commit that the model's revision is, and its files, the smallest first.

        Raises LostError, or ModelError if the server does not have them or cannot be understood.
        """
        api = HfApi(self.endpoint, token=False, headers={"user-agent": AGENT})
        with self._told(model.repository):
            try:
                info = api.model_info(
                    model.repository,
                    revision=model.revision,
                    files_metadata=True,
                    timeout=STALL_SECONDS,
                )
                found = {s.rfilename: _remote(s) for s in info.siblings or ()}
                commit = str(info.sha or "")
            except (HfHubHTTPError, httpx2.HTTPError):
                raise
            except (HFValidationError, KeyError, TypeError, ValueError, AttributeError) as error:
                raise self._strange() from error
        missing = [name for name in model.files if name not in found]
        if missing or not commit:
            raise ModelError(
                _("The server {host} has no complete model {name}: {missing} is missing.").format(
                    host=self.host, name=model.name, missing=", ".join(missing) or _("its version")
                ),
                _("Try another server, or import the model from a folder."),
            )
        return commit, sorted((found[name] for name in model.files), key=lambda file: file.size)

    @contextmanager
    def opened(
        self, repository: str, commit: str, file: Remote, start: int
    ) -> Iterator[tuple[int, Iterator[bytes]]]:
        """The bytes of a file from `start` on; yields where they begin (`start`, or 0) and them.

        Raises LostError when they stop coming, or ModelError if the server does not give them.
        """
        url = hf_hub_url(repository, file.name, revision=commit, endpoint=self.endpoint)
        asked = {"range": f"bytes={start}-"} if start else {}
        with (
            self._told(file.name),
            get_session().stream("GET", url, headers=asked) as response,
        ):
            if response.status_code == 416:
                response.close()
                raise BeyondEndError(
                    _("The server {host} does not resume downloads.").format(host=self.host)
                )
            if response.is_error:
                raise self._refusal(response.status_code, response.headers, file.name)
            coding = response.headers.get("content-encoding", "identity")
            if coding not in ("", "identity") or response.status_code not in (200, 206):
                raise self._strange()
            begins = _begins(response.headers.get("content-range", ""))
            if response.status_code == 206 and begins != start:
                raise self._strange()
            yield begins if response.status_code == 206 else 0, self._bytes(response)

    def _bytes(self, response: httpx2.Response) -> Generator[bytes, None, None]:
        with self._told(""):
            yield from response.iter_raw()  # as it comes: nothing is lost with the connection

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        """Tells errors of the client by ours."""
        try:
            yield
        except HfHubHTTPError as error:
            raise self._refusal(error.response.status_code, error.response.headers, what) from error
        except httpx2.TimeoutException as error:
            raise LostError(
                _("The server {host} has sent nothing for a while.").format(host=self.host)
            ) from error
        except httpx2.ConnectError as error:
            raise LostError(
                _("The server {host} cannot be reached.").format(host=self.host)
            ) from error
        except httpx2.TooManyRedirects as error:
            raise self._strange() from error
        except (httpx2.HTTPError, httpx2.StreamError) as error:
            raise LostError(
                _("The connection to {host} was lost.").format(host=self.host)
            ) from error
        except (httpx2.InvalidURL, UnicodeError) as error:
            raise self._strange() from error

    def _refusal(self, status: int, headers: Any, what: str) -> Exception:
        """What to raise for an HTTP answer that is an error."""
        if status in PASSING:
            wait = headers.get("retry-after", "")
            seconds = float(wait) if wait.isascii() and wait.isdecimal() else None
            busy = _("The server {host} is busy or has a problem ({status}).").format(
                host=self.host, status=status
            )
            if seconds is not None and seconds > LONGEST_WAIT:
                return ModelError(
                    _("The server {host} asks you to wait {minutes} minutes.").format(
                        host=self.host, minutes=round(seconds / 60)
                    ),
                    _("The download can be resumed later."),
                )
            return LostError(busy, seconds)
        if status in (401, 403, 404, 410):
            return ModelError(
                _("The server {host} does not have {what} ({status}).").format(
                    host=self.host, what=what, status=status
                ),
                _("Try another server, or import the model from a folder."),
            )
        return self._strange(status)

    def _strange(self, status: int | None = None) -> ModelError:
        sentence = (
            _("The server {host} gave an answer that SAMO does not understand ({status}).")
            if status
            else _("The server {host} gave an answer that SAMO does not understand.")
        )
        return ModelError(
            sentence.format(host=self.host, status=status),
            _("Check the addresses of server and proxy. The download can be resumed."),
        )


def address(text: str, otherwise: str) -> str:
    """`text` without blanks and a slash at its end, if it is a web address or empty.

    Raises ModelError, which says `otherwise`, a marked sentence with the part {text}.
    """
    text = text.strip().rstrip("/")
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if text and (not good or parts.query or parts.fragment or not text.isprintable()):
        raise ModelError(
            _(otherwise).format(text=repr(text)),
            _("Write it like https://example.org, or leave it empty."),
        )
    return text


def _remote(sibling: Any) -> Remote:
    size, lfs = sibling.size, sibling.lfs
    sha256 = lfs.sha256 if lfs else ""
    git = "" if lfs else sibling.blob_id or ""
    if type(size) is not int or size < 0 or not isinstance(sha256 + git, str):
        raise ValueError("the size of a file is missing")
    return Remote(str(sibling.rfilename), size, sha256.lower(), git.lower())


def _begins(content_range: str) -> int:
    """Where an answer's bytes begin, from "bytes 5-9/10"; -1 if that cannot be read."""
    begin = content_range.removeprefix("bytes ").partition("-")[0].strip()
    return int(begin) if begin.isascii() and begin.isdecimal() else -1
