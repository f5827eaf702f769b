"""Who stands behind the samtycke of a case, opened from what is sealed with its signatures."""

from sqlalchemy import func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.domain.age import comes_of_age_on
from services.consent.domain.behind import Behind, behind
from services.consent.repository.givings import opened_giving
from services.consent.repository.signings import PERSON_SEALED_AS
from services.consent.tables.annulments import MandateEnd
from services.consent.tables.files import CasePerson
from services.consent.tables.signings import Signing
from shared.sealing import CaseKey


async def all_behind(session: AsyncSession, key: CaseKey) -> list[Behind]:
    """Return who has signed for her or with her; a signature that was struck is nobody's."""
    connection = await session.connection()
    person = select(col(CasePerson.identity)).where(col(CasePerson.case_id) == key.case_id)
    sealed = (await connection.execute(person)).scalar_one_or_none()
    number = key.open_json(*PERSON_SEALED_AS, key.case_id, sealed)["personal_number"] if sealed else None
    of_age_on = comes_of_age_on(number) if number else None
    ended = select(func.min(col(MandateEnd.last_day))).where(col(MandateEnd.signing_id) == col(Signing.id))
    papers = await connection.execute(
        select(col(Signing.id), col(Signing.given), ended.scalar_subquery()).where(
            col(Signing.case_id) == key.case_id, col(Signing.annulled_at).is_(None)
        )
    )
    found = (behind(opened_giving(key, row[0], row[1]), of_age_on, row[2]) for row in papers)
    return [each for each in found if each is not None]
