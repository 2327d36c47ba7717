"""What is stored and who sees it: tables, constraints, the engine and the scope. No decisions."""
