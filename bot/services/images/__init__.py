"""Images of charts for workspaces that know no charts, drawn by a plotting library in a process of its own."""
