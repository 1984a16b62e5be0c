"""A ticket machine that is none: the room's queue in memory, for training and tests."""

from app.devices.ticket_simulator.room import TicketRoom
from app.devices.ticket_simulator.script import Arrival, Fault, TicketScript, read_script
from app.devices.ticket_simulator.server import TicketServer

__all__ = ["Arrival", "Fault", "TicketRoom", "TicketScript", "TicketServer", "read_script"]
