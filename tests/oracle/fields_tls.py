# SPDX-License-Identifier: Apache-2.0
"""TLSClientHello: compared with tshark by hello.py, here only with the original."""

FILES = {"TLSClientHello": "TLS"}
