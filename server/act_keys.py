"""Idempotency keys as a request brings them: which acts obey one, what "the same request" is, what is told of it."""

import hashlib
from typing import Any

import orjson
from graphql import DocumentNode, OperationDefinitionNode, OperationType, strip_ignored_characters

from resolvers.act_keys import told
from resolvers.asker import Asker
from schema.portal import KEYED
from server.documents import root_fields


def is_keyed(document: DocumentNode, operation: OperationDefinitionNode) -> bool:
    """Is this an act that is done once under its key?"""
    names = {field.name.value for field in root_fields(document, operation)}
    return operation.operation is OperationType.MUTATION and names - {"__typename"} <= KEYED


def mark_of(query: str, variables: dict[str, Any] | None, name: str | None) -> bytes:
    """The same for the same request, however its document and its variables are laid out."""
    whole = [strip_ignored_characters(query), variables or {}, name]
    return hashlib.sha256(orjson.dumps(whole, option=orjson.OPT_SORT_KEYS)).digest()


async def first_told(body: dict[str, Any], asker: Asker) -> dict[str, Any]:
    """The answer to an act under a key: the one that was given first."""
    said: dict[str, Any] = orjson.loads(await told(asker, orjson.dumps(body)))
    return said
