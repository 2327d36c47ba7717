"""From a GraphQL request to its answer, without HTTP: parse, validate, who asks, execute, tell what was hidden."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from inspect import isawaitable
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    execute,
    parse,
    validate,
)

from models.engine import DB
from models.scope import scoped
from models.visibility import explicit_predicates
from resolvers.asker import Asker, House
from resolvers.sessions import open_scope
from rules.problems import Code
from schema.executor import GuardedExecutor
from schema.portal import GRAPHQL
from server.faults import Away, faults, hidden_fields, request_fault, variable_faults

MAX_TOKENS = 2_000
MAX_DOCUMENT = 20_000
MAX_ERRORS = 5
OPEN_TO_ALL = frozenset({"signIn", "__typename"})
INTROSPECTION = frozenset({"__schema", "__type"})


@dataclass(frozen=True, slots=True)
class Question:
    """A request as it came, with the session token and the clock."""

    payload: object
    now: datetime
    token: str | None = None
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The JSON to send, its status, and what becomes of the session cookie."""

    status: int
    body: dict[str, Any]
    new_token: str | None = None
    signed_out: bool = False

    @property
    def executed(self) -> bool:
        """Was the operation run at all?"""
        return "data" in self.body

    @property
    def well_formed(self) -> bool:
        """Was it a GraphQL request at all?"""
        return all(error["extensions"]["code"] != Code.BAD_REQUEST for error in self.body.get("errors", ()))


class NotAnswered(Exception):
    """The request is refused as a whole."""

    def __init__(self, code: Code, detail: str = "", *errors: dict[str, Any]) -> None:
        super().__init__(code)
        self.fault = request_fault(code, detail)
        self.errors = list(errors) or [self.fault.error]


async def answer(question: Question, house: House, introspection: bool = True) -> Answer:
    """Answer one request; never raises. A database that is away is 503, an accident an incident id."""
    asker = Asker(question.now, house, token=question.token, request_id=question.request_id)
    try:
        return await _answer(question, asker, introspection)
    except NotAnswered as refused:
        return Answer(refused.fault.status, {"errors": refused.errors})
    except Exception as accident:  # the last wall: whatever it is, it is JSON with a code
        fault = faults(accident)
        return Answer(fault.status, {"errors": [fault.error]})


async def _answer(question: Question, asker: Asker, introspection: bool) -> Answer:
    query, variables, name = _read(question.payload)
    document = _parsed(query)
    errors = _validated(query)
    if errors:
        faulty = [request_fault(Code.GRAPHQL_VALIDATION_FAILED, error.message, error).error for error in errors]
        raise NotAnswered(Code.GRAPHQL_VALIDATION_FAILED, "", *faulty[:MAX_ERRORS])
    operation = _operation(document, name)
    with scoped(None), explicit_predicates(asker.house.explicit_predicates):
        asker.scope = await open_scope(question.token, question.now, asker.house)
        _let_in(document, operation, asker, introspection)
        async with _reading(operation, asker):
            result = await _executed(document, variables, name, asker)
    return _told(result, asker)


def _read(payload: object) -> tuple[str, dict[str, Any] | None, str | None]:
    if not isinstance(payload, dict):
        raise NotAnswered(Code.BAD_REQUEST, "ce n'est pas un objet JSON")
    query, variables, name, extensions = (
        payload.get(key) for key in ("query", "variables", "operationName", "extensions")
    )
    if not isinstance(query, str) or not query.strip():
        raise NotAnswered(Code.BAD_REQUEST, "« query » manque ou n'est pas un texte")
    if len(query) > MAX_DOCUMENT:
        raise NotAnswered(Code.BAD_REQUEST, f"« query » dépasse {MAX_DOCUMENT} caractères")
    if variables is not None and not isinstance(variables, dict):
        raise NotAnswered(Code.BAD_REQUEST, "« variables » n'est pas un objet")
    if name is not None and not isinstance(name, str):
        raise NotAnswered(Code.BAD_REQUEST, "« operationName » n'est pas un texte")
    if extensions is not None and not isinstance(extensions, dict):
        raise NotAnswered(Code.BAD_REQUEST, "« extensions » n'est pas un objet")
    return query, variables, name or None


def _parsed(query: str) -> DocumentNode:
    try:
        return _parse(query)
    except GraphQLSyntaxError as error:
        raise NotAnswered(Code.GRAPHQL_PARSE_FAILED, error.message) from None


@lru_cache(maxsize=512)
def _parse(query: str) -> DocumentNode:
    return parse(query, max_tokens=MAX_TOKENS)


@lru_cache(maxsize=512)
def _validated(query: str) -> tuple[GraphQLError, ...]:
    return tuple(validate(GRAPHQL, _parse(query), max_errors=MAX_ERRORS))


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    found = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    if name is not None:
        found = [each for each in found if each.name and each.name.value == name]
    if len(found) != 1 or found[0].operation is OperationType.SUBSCRIPTION:
        raise NotAnswered(Code.OPERATION_RESOLUTION_FAILURE)
    return found[0]


def _let_in(document: DocumentNode, operation: OperationDefinitionNode, asker: Asker, introspection: bool) -> None:
    """Without a session only signing in is possible, and introspection where it is open."""
    if asker.scope is not None:
        return
    allowed = OPEN_TO_ALL | INTROSPECTION if introspection else OPEN_TO_ALL
    if not _root_fields(document, operation) <= allowed:
        raise NotAnswered(Code.UNAUTHENTICATED)


def _root_fields(document: DocumentNode, operation: OperationDefinitionNode) -> set[str]:
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    names: set[str] = set()
    seen: set[str] = set()
    waiting: list[SelectionNode] = list(operation.selection_set.selections)
    while waiting:
        node = waiting.pop()
        if isinstance(node, FieldNode):
            names.add(node.name.value)
        elif isinstance(node, FragmentSpreadNode):
            if node.name.value not in seen:
                seen.add(node.name.value)
                waiting.extend(fragments[node.name.value].selection_set.selections)
        else:
            waiting.extend(node.selection_set.selections)  # type: ignore[attr-defined]
    return names


@asynccontextmanager
async def _reading(operation: OperationDefinitionNode, asker: Asker) -> AsyncIterator[None]:
    """A query reads in one transaction, so that the scope is set once; an act opens its own."""
    if asker.scope is None or operation.operation is not OperationType.QUERY:
        yield
        return
    with scoped(asker.scope):
        async with DB.transaction():
            yield


async def _executed(
    document: DocumentNode, variables: dict[str, Any] | None, name: str | None, asker: Asker
) -> ExecutionResult:
    result = execute(
        GRAPHQL,
        document,
        context_value=asker,
        variable_values=variables,
        operation_name=name,
        executor_class=GuardedExecutor,
        hide_suggestions=True,
        operation_extensions=None,
    )
    return await result if isawaitable(result) else result


def _told(result: ExecutionResult, asker: Asker) -> Answer:
    errors = list(result.errors or [])
    if result.data is None and errors and all(error.path is None for error in errors):
        fault = variable_faults(errors)
        return Answer(fault[0].status, {"errors": [each.error for each in fault[:MAX_ERRORS]]})
    found = [faults(error) for error in errors]
    away = next((each for each in found if isinstance(each, Away)), None)
    if away is not None:
        return Answer(away.status, {"errors": [away.error]})
    told = [each.error for each in found] + hidden_fields(asker)
    body = {"data": result.data, **({"errors": told} if told else {})}
    return Answer(200, body, asker.new_token, asker.signed_out)
