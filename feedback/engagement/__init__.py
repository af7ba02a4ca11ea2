"""What happens next: the receipt page, where people find their answer again, take it back, and see what others said."""
