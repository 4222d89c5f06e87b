"""Where characters stand on a page, and what text, lines and tables that makes: for PDF pages and scans alike."""
