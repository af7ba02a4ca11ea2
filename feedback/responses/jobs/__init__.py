"""Long work on responses, in a process of its own: the import of microdata from elsewhere."""

from feedback.responses.jobs.importing import Order, Report, import_file
from feedback.responses.jobs.reports import report_csv, report_lines
from feedback.responses.jobs.rows import Finding

__all__ = ["Finding", "Order", "Report", "import_file", "report_csv", "report_lines"]
