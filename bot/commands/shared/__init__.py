"""What commands share: blocks, pickers, and what they do alike."""
