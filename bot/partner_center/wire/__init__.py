"""The wire: Microsoft's bytes into records, pages and failures, without any network."""
