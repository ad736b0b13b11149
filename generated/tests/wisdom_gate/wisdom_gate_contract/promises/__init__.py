"""What every client promises, whatever its document says; each class here is run for each client.

Nothing is sent: `httpx2.MockTransport` stands in for the network, and pauses take no time.
"""

from .driver import Driver, driver

__all__ = ["Driver", "driver"]
