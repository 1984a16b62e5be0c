"""Taking a case: seal, family, passport and integrated desks share this one."""
