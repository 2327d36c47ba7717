"""What can be asked, put together from the nouns of `schema.questions`."""

import strawberry

from schema.questions.account import AccountQuestions
from schema.questions.declaration import DeclarationQuestions
from schema.questions.group_accounts import GroupAccountsQuestions
from schema.questions.node import NodeQuestions
from schema.questions.organisation import OrganisationQuestions
from schema.questions.parameter import ParameterQuestions
from schema.questions.period import PeriodQuestions
from schema.questions.person import PersonQuestions
from schema.questions.progress import ProgressQuestions
from schema.questions.receipt import ReceiptQuestions
from schema.questions.simulation import SimulationQuestions
from schema.questions.statistic import StatisticQuestions
from schema.questions.structure import StructureQuestions
from schema.questions.viewer import ViewerQuestions


@strawberry.type
class Query(
    ViewerQuestions,
    AccountQuestions,
    OrganisationQuestions,
    StructureQuestions,
    GroupAccountsQuestions,
    DeclarationQuestions,
    PeriodQuestions,
    PersonQuestions,
    ReceiptQuestions,
    StatisticQuestions,
    ParameterQuestions,
    SimulationQuestions,
    ProgressQuestions,
    NodeQuestions,
):
    """Every list and object holds only what the caller sees."""
