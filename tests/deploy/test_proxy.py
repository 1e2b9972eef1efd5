"""The proxy's configuration, read by nginx itself."""

from __future__ import annotations

import pytest

from bench.rolling.proxy import CONFIGURATION, configured, faults_of, find_nginx


def test_nginx_accepts_the_configuration(tmp_path):
    """As it is deployed, except where it listens and where the gateways are."""
    nginx = find_nginx()
    if nginx is None:
        pytest.skip("nginx is not installed (Debian: apt install nginx-light)")
    assert faults_of(nginx, configured(tmp_path / "nginx", 18080, (18081, 18082))) == ""


def test_a_stream_is_passed_on_at_once():
    """No buffer between a gateway and a browser, and nobody is believed about who they are."""
    text = (CONFIGURATION / "nginx.conf").read_text(encoding="utf-8")
    stream = text.partition("location = /api/events {")[2].partition("}")[0]
    assert "proxy_buffering off;" in stream and "proxy_read_timeout 1h;" in stream
    assert "X-Forwarded-For $remote_addr;" in text and "access_log off;" in text
