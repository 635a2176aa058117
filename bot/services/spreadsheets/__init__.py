"""Tables as files: what Excel, Partner Center and PowerShell write, read one record at a time with bounded memory.

encoding finds the letters, records the rows and headers the columns; nothing here knows what a file is about.
"""
