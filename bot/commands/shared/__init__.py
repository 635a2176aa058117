"""Parts that several commands use: blocks, type-ahead, scene, words, ids of buttons."""
