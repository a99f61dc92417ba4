"""Prometheus and Alertmanager, the real ones, on files and ports of a test."""

from tests.servers.monitoring.alertmanager import PAGERDUTY_KEY, alertmanager
from tests.servers.monitoring.programs import MissingProgramError, program, told
from tests.servers.monitoring.prometheus import Prometheus, prometheus

__all__ = [
    "PAGERDUTY_KEY",
    "MissingProgramError",
    "Prometheus",
    "alertmanager",
    "program",
    "prometheus",
    "told",
]
