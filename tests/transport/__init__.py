"""Tests of dispatch and of both transports."""
