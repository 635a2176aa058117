"""Ground of the workspace: its records and state, its time, the record of the wire, and faults."""
