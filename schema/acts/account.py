"""One's own account: password, notice, second factor, sessions."""

from collections.abc import Awaitable

import strawberry
from strawberry import ID, Info

from resolvers import accounts, second_factor, sessions
from resolvers.asker import Asker
from resolvers.people import own_email
from rules.problems import Refused
from schema.account import PendingStep, pending
from schema.guards import act
from schema.problem import Problem, problems


@strawberry.input(description="A new password in the place of the present one.")
class ChangePasswordInput:
    """Both are typed."""

    current: str
    new: str = strawberry.field(description="12 to 128 characters, not easily guessed.")


@strawberry.input(description="The legal notice, read and accepted.")
class AcceptNoticeInput:
    """The version that was read is kept with the day."""

    version: str
    accepted: bool


@strawberry.input(description="A code of the second factor, or a recovery code.")
class CodeInput:
    """Six digits, or two groups of letters and digits with a hyphen."""

    code: str


@strawberry.input(description="Whose password is forgotten.")
class RequestPasswordResetInput:
    """An address."""

    email: str


@strawberry.input(description="A one-time link that was sent by e-mail, and the password chosen.")
class UseLinkInput:
    """The token is what stands in the link."""

    token: str
    password: str


@strawberry.input(description="One of one's own sessions.")
class EndSessionInput:
    """By its id."""

    session: ID


@strawberry.type(description="What the session still waits for, or why nothing was done.")
class AccountPayload:
    """No step left: the session opens everything that the roles allow."""

    steps: list[PendingStep] = strawberry.field(default_factory=list)
    errors: list[Problem] = strawberry.field(default_factory=list)


@strawberry.type(description="A secret for an authenticator application (TOTP); it counts once a code of it is given.")
class BeginSecondFactorPayload:
    """Shown this once."""

    secret: str | None = strawberry.field(default=None, description="To be typed in the application.")
    address: str | None = strawberry.field(default=None, description="otpauth address, to be shown as a QR code.")
    errors: list[Problem] = strawberry.field(default_factory=list)


@strawberry.type(description="The second factor is in service: the recovery codes, shown this once.")
class EnableSecondFactorPayload:
    """Each opens once when the second factor is lost."""

    recovery_codes: list[str] = strawberry.field(default_factory=list)
    steps: list[PendingStep] = strawberry.field(default_factory=list)
    errors: list[Problem] = strawberry.field(default_factory=list)


@strawberry.type
class AccountActs:
    """Of whoever is signed in, on his own account; two of them by anybody."""

    @act("Replace one's password; all other sessions end.", "account.own", keyed=False)
    async def change_password(self, info: Info, input: ChangePasswordInput) -> AccountPayload:
        """The session goes on under a new token."""
        return await _done(info.context, accounts.change_password(info.context, input.current, input.new))

    @act("Accept the legal notice that was read.", "account.own", keyed=False)
    async def accept_notice(self, info: Info, input: AcceptNoticeInput) -> AccountPayload:
        """Its version and the day are kept."""
        return await _done(info.context, accounts.accept_notice(info.context, input.version, input.accepted))

    @act("Begin to set up a second factor.", "account.own", keyed=False)
    async def begin_second_factor(self, info: Info) -> BeginSecondFactorPayload:
        """Nothing changes until its first code is given."""
        asker: Asker = info.context
        try:
            begun = await second_factor.begin_second_factor(asker, await own_email(asker))
        except Refused as refused:
            return BeginSecondFactorPayload(errors=problems(refused.problems))
        return BeginSecondFactorPayload(secret=begun.secret, address=begun.address)

    @act("Put the second factor in service, by its first code; all other sessions end.", "account.own", keyed=False)
    async def enable_second_factor(self, info: Info, input: CodeInput) -> EnableSecondFactorPayload:
        """Answers the recovery codes."""
        asker: Asker = info.context
        try:
            codes = await second_factor.enable_second_factor(asker, input.code)
        except Refused as refused:
            return EnableSecondFactorPayload(errors=problems(refused.problems))
        await sessions.enter_again(asker)
        return EnableSecondFactorPayload(recovery_codes=codes, steps=pending(asker))

    @act("Give the code of the second factor that the session waits for.", "account.own", keyed=False)
    async def confirm_second_factor(self, info: Info, input: CodeInput) -> AccountPayload:
        """A recovery code does as well."""
        return await _done(info.context, second_factor.confirm_second_factor(info.context, input.code))

    @act("Take the second factor out of service; all other sessions end.", "account.own", keyed=False)
    async def remove_second_factor(self, info: Info, input: CodeInput) -> AccountPayload:
        """Where it is compulsory a new one is wanted at once."""
        return await _done(info.context, second_factor.remove_second_factor(info.context, input.code))

    @act(
        "Ask for a link to choose a new password: the same answer whether the address has an account or not.",
        "session.open",
        keyed=False,
    )
    async def request_password_reset(self, info: Info, input: RequestPasswordResetInput) -> AccountPayload:
        """By e-mail."""
        return await _done(info.context, accounts.request_password_reset(info.context, input.email))

    @act("Choose a password by a one-time link; every session of the account ends.", "session.open", keyed=False)
    async def use_link(self, info: Info, input: UseLinkInput) -> AccountPayload:
        """One signs in afterwards."""
        return await _done(info.context, accounts.use_link(info.context, input.token, input.password))

    @act("End one of one's own sessions.", "account.own", keyed=False)
    async def end_session(self, info: Info, input: EndSessionInput) -> AccountPayload:
        """It opens nothing from the next request on."""
        return await _done(info.context, sessions.end_session(info.context, input.session))

    @act("End all of one's own sessions but this one.", "account.own", keyed=False)
    async def end_other_sessions(self, info: Info) -> AccountPayload:
        """They open nothing from the next request on."""
        return await _done(info.context, sessions.end_other_sessions(info.context))


async def _done(asker: Asker, doing: Awaitable[object]) -> AccountPayload:
    try:
        await doing
    except Refused as refused:
        return AccountPayload(steps=pending(asker), errors=problems(refused.problems))
    await sessions.enter_again(asker)
    return AccountPayload(steps=pending(asker))
