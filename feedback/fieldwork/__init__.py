"""Who collects where: phones, units, visits and outcomes, practice, progress and quality flags."""
