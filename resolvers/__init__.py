"""One short async function per question or act: load, check, call the rules, save, audit."""
