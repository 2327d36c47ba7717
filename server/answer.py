"""From a GraphQL request to its answer, without HTTP: parse, validate, who asks, execute, tell what was hidden."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from inspect import isawaitable
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    execute,
    parse,
    validate,
)

from models.engine import DB
from models.scope import scoped
from models.visibility import explicit_predicates
from resolvers.asker import ActKey, Asker, House
from resolvers.reads import note_reads
from resolvers.sessions import enter
from rules.problems import PROBLEMS, Code, Refused
from schema.executor import GuardedExecutor
from schema.portal import GRAPHQL
from server.act_keys import first_told, is_keyed, mark_of
from server.documents import MAX_DEPTH, MAX_INTROSPECTION_DEPTH, MAX_REPEATS, depth, repeats, root_fields
from server.faults import Away, faults, hidden_fields, request_fault, variable_fault, variable_faults

MAX_TOKENS = 2_000
MAX_DOCUMENT = 20_000
MAX_ERRORS = 5
KEPT_DOCUMENT = 4_000
"""Documents up to this length are kept parsed and validated; a program sends the same ones again."""
NUL_IN_LITERAL = re.compile(r"\\u(?:0000|\{0+\})")
OPEN_TO_ALL = frozenset(
    {"signIn", "requestPasswordReset", "useLink", "notice", "signInSteps", "verifyReceipt", "__typename"}
)
TOWARDS_A_SESSION = frozenset(
    {
        "confirmSecondFactor", "changePassword", "acceptNotice", "beginSecondFactor", "enableSecondFactor", "signOut",
    }
)  # fmt: skip
"""What a session that still waits for steps may do: the steps themselves, and leave."""
INTROSPECTION = frozenset({"__schema", "__type"})


@dataclass(frozen=True, slots=True)
class Question:
    """A request as it came, with the session token and the clock."""

    payload: object
    now: datetime
    token: str | None = None
    request_id: str = ""
    address: str = ""
    agent: str = ""
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The JSON to send, its status, and what becomes of the session cookie."""

    status: int
    body: dict[str, Any]
    new_token: str | None = None
    signed_out: bool = False
    replayed: bool = False

    @property
    def well_formed(self) -> bool:
        """Was it a GraphQL request at all?"""
        return all(error["extensions"]["code"] != Code.BAD_REQUEST for error in self.body.get("errors", ()))


class NotAnswered(Exception):
    """The request is refused as a whole."""

    def __init__(self, code: Code, detail: str = "", *errors: dict[str, Any], **words: Any) -> None:
        super().__init__(code)
        self.status = PROBLEMS[code].status
        self.errors = list(errors) or [request_fault(code, detail, **words).error]


async def answer(
    question: Question, house: House, introspection: bool = True, executor: type[GuardedExecutor] = GuardedExecutor
) -> Answer:
    """Answer one request; never raises. A database that is away is 503, an accident an incident id.

    No door names another `executor`; `portal bench` does, to measure what the judgement of fields costs.
    """
    asker = Asker(
        question.now, house, token=question.token, request_id=question.request_id, address=question.address,
        agent=question.agent,
    )  # fmt: skip
    try:
        return await _answer(question, asker, introspection, executor)
    except NotAnswered as refused:
        return Answer(refused.status, {"errors": refused.errors})
    except Exception as accident:  # the last wall: whatever it is, it is JSON with a code
        fault = faults(accident)
        return Answer(fault.status, {"errors": [fault.error]})


async def _answer(question: Question, asker: Asker, introspection: bool, executor: type[GuardedExecutor]) -> Answer:
    query, variables, name = _read(question.payload)
    document = _parsed(query)
    errors = _validated(query, document)
    if errors:
        faulty = [request_fault(Code.GRAPHQL_VALIDATION_FAILED, error.message, error).error for error in errors]
        raise NotAnswered(Code.GRAPHQL_VALIDATION_FAILED, "", *faulty[:MAX_ERRORS])
    operation = _operation(document, name)
    _measure(document, operation)
    with scoped(None), explicit_predicates(asker.house.explicit_predicates):
        await enter(asker)
        _let_in(document, operation, asker, introspection)
        if question.key is not None and asker.scope is not None and is_keyed(document, operation):
            asker.key = ActKey(question.key, mark_of(query, variables, name))
        async with _reading(operation, asker):
            result = await _executed(document, variables, name, asker, executor)
        await note_reads(asker)
        given = _told(result, asker)
        if asker.key is None or result.errors:
            return given
        return replace(given, body=await first_told(given.body, asker), replayed=asker.key.replayed)


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
    nul = _nul_in(variables)
    if nul is not None:
        fault = variable_fault(nul, "a NUL character")
        raise NotAnswered(Code.BAD_USER_INPUT, "", fault.error)
    if NUL_IN_LITERAL.search(query):
        raise NotAnswered(Code.BAD_REQUEST, "« query » contient un caractère nul")
    if name is not None and not isinstance(name, str):
        raise NotAnswered(Code.BAD_REQUEST, "« operationName » n'est pas un texte")
    if extensions is not None and not isinstance(extensions, dict):
        raise NotAnswered(Code.BAD_REQUEST, "« extensions » n'est pas un objet")
    return query, variables, name or None


def _nul_in(variables: object) -> str | None:
    """The place of a text with a NUL character, which no database can hold, or none."""
    waiting: list[tuple[object, str]] = [(variables, "")]
    while waiting:
        value, place = waiting.pop()
        if isinstance(value, str) and "\0" in value:
            return place
        if isinstance(value, dict):
            waiting.extend((each, f"{place}.{key}" if place else str(key)) for key, each in value.items())
        elif isinstance(value, list):
            waiting.extend((each, f"{place}[{index}]") for index, each in enumerate(value))
    return None


def _parsed(query: str) -> DocumentNode:
    try:
        return _parse(query) if len(query) <= KEPT_DOCUMENT else _parse.__wrapped__(query)
    except GraphQLSyntaxError as error:
        raise NotAnswered(Code.GRAPHQL_PARSE_FAILED, error.message) from None


@lru_cache(maxsize=512)
def _parse(query: str) -> DocumentNode:
    return parse(query, max_tokens=MAX_TOKENS)


def _validated(query: str, document: DocumentNode) -> tuple[GraphQLError, ...]:
    if len(query) <= KEPT_DOCUMENT:
        return _validate(query)
    return tuple(validate(GRAPHQL, document, max_errors=MAX_ERRORS))


@lru_cache(maxsize=512)
def _validate(query: str) -> tuple[GraphQLError, ...]:
    return tuple(validate(GRAPHQL, _parse(query), max_errors=MAX_ERRORS))


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    found = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    if name is not None:
        found = [each for each in found if each.name and each.name.value == name]
    if len(found) != 1 or found[0].operation is OperationType.SUBSCRIPTION:
        raise NotAnswered(Code.OPERATION_RESOLUTION_FAILURE)
    return found[0]


def _measure(document: DocumentNode, operation: OperationDefinitionNode) -> None:
    """No document deeper than anybody needs."""
    roots = {field.name.value for field in root_fields(document, operation)}
    limit = MAX_INTROSPECTION_DEPTH if roots <= INTROSPECTION else MAX_DEPTH
    if depth(document, operation) > limit:
        raise NotAnswered(Code.QUERY_TOO_DEEP, str(limit))
    if repeats(document, operation) > MAX_REPEATS:
        raise NotAnswered(Code.ASKED_TOO_OFTEN, str(MAX_REPEATS))


def _let_in(document: DocumentNode, operation: OperationDefinitionNode, asker: Asker, introspection: bool) -> None:
    """Without a session one can sign in, verify a receipt, and introspect where that is open. One act a request.

    A session that waits for steps opens the steps and nothing else.

    So each act is judged afresh: a grant that was ended meanwhile, or a session closed, stops the next one.
    """
    names = [field.name.value for field in root_fields(document, operation)]
    allowed = OPEN_TO_ALL | INTROSPECTION if introspection else OPEN_TO_ALL
    if asker.scope is None and asker.visit is None and not allowed.issuperset(names):
        raise NotAnswered(Code.UNAUTHENTICATED)
    if asker.scope is None and asker.visit is not None and not (allowed | TOWARDS_A_SESSION).issuperset(names):
        fault = faults(Refused(asker.incomplete()))
        raise NotAnswered(Code.SIGN_IN_INCOMPLETE, "", fault.error)
    if operation.operation is OperationType.MUTATION and len([name for name in names if name != "__typename"]) > 1:
        raise NotAnswered(Code.ONE_ACT_AT_A_TIME)


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
    document: DocumentNode,
    variables: dict[str, Any] | None,
    name: str | None,
    asker: Asker,
    executor: type[GuardedExecutor],
) -> ExecutionResult:
    result = execute(
        GRAPHQL,
        document,
        context_value=asker,
        variable_values=variables,
        operation_name=name,
        executor_class=executor,
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
