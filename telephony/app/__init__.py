"""The application: every room wired together, served over HTTP."""
