"""Whose phone account a message comes from, and what that still proves. Pure.

A conversation belongs to one account and to at most one patient: when number, id or patient
change, a new one begins, so that nothing of the old one shows or is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

BY_PHONE, BY_CODE = "phone", "code"

# The references of the patients who gave this number.
Owners = Callable[[str], Sequence[str]]


@dataclass(frozen=True, repr=False)
class Keys:
    """What the provider knows an account by: its own id, the number in E.164, or both."""

    user_id: str | None = None
    phone: str | None = None
    parent_user_id: str | None = None


@dataclass(frozen=True, repr=False)
class Account:
    """A phone account as we know it; `contact` is its row, None while it has none.

    `patient` is who it was `verified_by` phone or code to be. `needs_code`: its number or id
    changed hands, so that the number alone proves nothing any more.
    """

    contact: int | None
    user_id: str | None = None
    phone: str | None = None
    patient: str | None = None
    verified_by: str | None = None
    needs_code: bool = False


@dataclass(frozen=True, repr=False)
class Settled:
    """The account as it is from now on, and those that lost a number or id to it.

    `fresh`: a new conversation must begin. Those that lost something always get one.
    """

    account: Account
    fresh: bool
    losers: tuple[Account, ...] = ()


def settle(
    keys: Keys, by_id: Account | None, by_phone: Account | None, owners: Owners
) -> Settled:
    """Who writes, given the accounts that are known under the message's id and number."""
    if keys.user_id is None and keys.phone is None:
        raise ValueError("a sender without id and number is nobody")
    loser = by_phone if _moved(keys, by_id, by_phone) else None
    mine = by_id or (None if loser else by_phone)
    losers = (_without(loser, Keys(phone=keys.phone)),) if loser else ()
    if mine is None:
        new = Account(None, keys.user_id, keys.phone, needs_code=loser is not None)
        return Settled(_known_by_phone(new, owners), True, losers)
    account = replace(
        mine, user_id=mine.user_id or keys.user_id, phone=keys.phone or mine.phone
    )
    if mine.phone is not None and account.phone != mine.phone:
        return Settled(_unlinked(account), True, losers)
    if loser is not None and account.patient is None:
        account = replace(account, needs_code=True)
    linked = _known_by_phone(account, owners)
    # Becoming known keeps the conversation; being known as nobody, or as another, does not.
    return Settled(linked, mine.patient not in (None, linked.patient), losers)


def changed(old: Account, becomes: Keys, holders: Sequence[Account]) -> Settled:
    """The provider says that the account's number or id is another now.

    `holders` are the accounts known under the new ones.
    """
    account = replace(
        old, user_id=becomes.user_id or old.user_id, phone=becomes.phone or old.phone
    )
    losers = tuple(
        _without(other, becomes) for other in holders if other.contact != old.contact
    )
    return Settled(_unlinked(account), True, losers)


def spellings(phone: str) -> tuple[str, ...]:
    """The number as a register may have it: WhatsApp keeps some mobile numbers in an older form.

    Mexico's once had a 1 after the country's code; Brazil's newer 9 is often left out.
    """
    if phone.startswith("+521") and len(phone) == 14:
        return (phone, "+52" + phone[4:])
    if phone.startswith("+52") and len(phone) == 13:
        return (phone, "+521" + phone[3:])
    if phone.startswith("+55") and len(phone) == 13:
        return (phone, phone[:5] + "9" + phone[5:])
    if phone.startswith("+55") and len(phone) == 14 and phone[5] == "9":
        return (phone, phone[:5] + phone[6:])
    return (phone,)


def _moved(keys: Keys, by_id: Account | None, by_phone: Account | None) -> bool:
    """Whether the number was another account's until this message."""
    if keys.user_id is None or by_phone is None or by_phone == by_id:
        return False
    return by_id is not None or by_phone.user_id is not None


def _without(account: Account, taken: Keys) -> Account:
    return _unlinked(
        replace(
            account,
            user_id=None if account.user_id == taken.user_id else account.user_id,
            phone=None if account.phone == taken.phone else account.phone,
        )
    )


def _unlinked(account: Account) -> Account:
    return replace(account, patient=None, verified_by=None, needs_code=True)


def _known_by_phone(account: Account, owners: Owners) -> Account:
    """Asked anew at each message: a family may share the number since, or the clinic put it right.

    What a code proved is not taken back by that.
    """
    if account.verified_by == BY_CODE:
        return account
    found = owners(account.phone) if account.phone and not account.needs_code else ()
    if len(found) != 1:
        return replace(account, patient=None, verified_by=None)
    return replace(account, patient=found[0], verified_by=BY_PHONE)
