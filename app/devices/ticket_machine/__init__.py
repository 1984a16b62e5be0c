"""The ticket machine of the room (순번기)."""

from app.devices.ticket_machine.machine import LineTicketMachine, dial_machine

__all__ = ["LineTicketMachine", "dial_machine"]
