"""What happens to a follow-up, as rows."""

from services.followup.domain import FollowUp, Notice, PartyAnswer, Rescheduling
from services.followup.tables import AnswerRow, NoticeRow, ReschedulingRow
from shared.ids import uuid7
from shared.sealing import CaseKey


def notice_row(follow_up: FollowUp, notice: Notice) -> NoticeRow:
    """Write something that the clock has told."""
    return NoticeRow(
        id=uuid7(),
        followup_id=follow_up.id,
        case_id=follow_up.case_id,
        kind=notice.kind.value,
        key=notice.key,
        at=notice.at,
        number=notice.number,
        parties=list(notice.parties),
    )


def answer_row(key: CaseKey, follow_up: FollowUp, answer: PartyAnswer) -> AnswerRow:
    """Write a party's answer."""
    row_id = uuid7()
    content = {"answer": answer.kind.value}
    return AnswerRow(
        id=row_id,
        followup_id=follow_up.id,
        case_id=follow_up.case_id,
        party=answer.party,
        at=answer.at,
        content=key.seal_json("answer", "content", row_id, content),
    )


def move_row(key: CaseKey, follow_up: FollowUp, move: Rescheduling) -> ReschedulingRow:
    """Write that the planned day moved."""
    row_id = uuid7()
    content = {"reason": move.reason.value, "text": move.text}
    return ReschedulingRow(
        id=row_id,
        followup_id=follow_up.id,
        case_id=follow_up.case_id,
        at=move.at,
        from_day=move.from_day,
        to_day=move.to_day,
        content=key.seal_json("rescheduling", "content", row_id, content),
    )
