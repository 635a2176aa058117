"""What App Home shows one person."""
