"""What stands on the counter besides the screen: card terminal, scanner inbox, printer, and a simulator of each."""
