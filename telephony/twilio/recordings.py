"""Recordings of messages at Twilio, deleted there when retention or their caller asks for it.

Source: Twilio's page "Recordings resource", "Delete a Recording".
"""

import logging

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient

from telephony.settings import Settings
from telephony.twilio.rest import NOT_FOUND, build_client

log = logging.getLogger(__name__)


class TwilioRecordings:
    """The account's recordings; each question is one request of REQUEST_S at most, and blocks."""

    def __init__(self, settings: Settings, transport: TwilioHttpClient | None = None) -> None:
        """`transport` replaces the network."""
        sid, token = settings.twilio_account_sid, settings.twilio_token
        is_known = sid and token
        self._client = build_client(sid, token, settings.twilio_api_url, transport) if is_known else None

    def delete(self, recording_sid: str) -> bool:
        """True when the recording is gone, or never was there; False is logged with its reason."""
        if self._client is None:
            log.warning("recording %s stays: HELPLINE_TWILIO_ACCOUNT_SID is not set", recording_sid)
            return False
        try:
            return bool(self._client.recordings(recording_sid).delete())
        except TwilioRestException as error:
            if error.status == NOT_FOUND:
                return True
            log.warning("recording %s stays: HTTP %s (%s)", recording_sid, error.status, error.code)
        except (TwilioException, OSError) as error:
            log.warning("recording %s stays: %s", recording_sid, type(error).__name__)
        return False
