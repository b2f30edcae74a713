"""The one base of what goes wrong in this package and an operator can act on: one line, no traceback.

TelephonyError
├── SettingsError     a HELPLINE_* variable cannot be used
├── RosterError       the officers' file cannot be used
├── RecordsError      the records cannot be used (UnavailableError: not now; ExportError: no table written)
├── PortTakenError    something else listens there
├── AccountError      Twilio cannot be asked
├── PairingError      a counter cannot be paired
├── WakePhraseError   a phrase cannot wake a counter
└── TestCallError     a simulated call cannot be placed
"""


class TelephonyError(Exception):
    """A part of the service cannot do its work; the message says what to do."""
