"""What is printed or opened in a spreadsheet: receipts, and declarations as they stand."""
