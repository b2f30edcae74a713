"""Twilio as the carrier: signatures, TwiML, the media stream and the REST interface."""
