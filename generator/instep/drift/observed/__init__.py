"""What clients have seen servers send besides their document: read, placed in it, and amended."""
