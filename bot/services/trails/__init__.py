"""Trails of requests: the steps among all that the history tells of one."""
