"""What citizens said: reading a document from any door, keeping it once, quarantine, receipts and withdrawal."""
