"""Mails on their way out: written, carried, tried again."""
