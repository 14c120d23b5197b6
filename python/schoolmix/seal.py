"""A lottery under seal: committed to before the draw, checked by anyone afterwards."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from typing import Any

from schoolmix.errors import InputError
from schoolmix.seeds import seed_of

VERSION = 1
DIGEST = re.compile(r"[0-9a-f]{64}")


class Seal:
    """
    The seed of a lottery that nobody knows before the draw and nobody can change after it (*notaris bij de loting*).

    Who draws lots by computer could draw until a friend is lucky. A seal shows that this did not happen: a number that
    follows from the seed, the *commitment*, is published first, and fits no other seed.

    1. Before lists can be known, the notary makes ``Seal.drawn()``, keeps it, and publishes its ``commitment``.
    2. When lists are closed, the school board publishes ``schoolmix.digest(wishes, ...)``: what is drawn for, with the
       mechanism and all rules. It does not know the seed, so it cannot fit lists to it.
    3. The notary publishes ``seed`` and ``salt``; ``schoolmix.admit(wishes, ..., rng=seal)`` gives out the places.
    4. Anyone sees by ``seal.command`` that the commitment is that of this seed, and who has the lists draws anew:
       ``admit(..., rng=seed).record()`` has the same ``input`` and ``placements``.

    A notary who comes in only when lists are closed makes ``Seal.drawn(input=digest)``: the commitment then holds the
    lists and rules as well, and :func:`schoolmix.admit` refuses others. A seal does not show that its maker did not
    make many and publish the best: that is why it is made before the lists are known, or by one who does not know them.

    Parameters
    ----------
    seed : int
        From 0 to 2**64 - 1.
    salt : str
        64 hexadecimal digits (256 bits), without which the seed could be found by trying all.
    input : str, optional
        Of :func:`schoolmix.digest`.

    Attributes
    ----------
    seed, salt, input
        As above; secret until the draw.
    commitment : str
        The SHA-256 of ``text`` in hexadecimal digits.
    text : str
        ``schoolmix seal 1 seed=<seed> salt=<salt> input=<input or ->``, ASCII, without a line feed; secret until the
        draw.
    command : str
        A line for a shell that prints the commitment; secret until the draw.

    Raises
    ------
    InputError
        Kinds ``BadSeed``; ``BadOption``: a salt or input that is not 64 hexadecimal digits in small letters.

    Examples
    --------
    >>> seal = Seal.drawn()
    >>> published = seal.commitment
    >>> Seal.opened(published, seed=seal.seed, salt=seal.salt) == seal
    True
    >>> Seal(7, "0" * 64)
    Seal(commitment='4b82c8859dbbd5c8aef586534d921b23d1f1300ca366aec32d5dad9fb5fd4151')
    """

    __slots__ = ("input", "salt", "seed")

    seed: int
    salt: str
    input: str | None

    def __init__(self, seed: int, salt: str, input: str | None = None) -> None:  # noqa: A002 - the word of the record
        if seed is None:
            raise _unfit("seed", "a whole number from 0 to 2**64 - 1")
        object.__setattr__(self, "seed", seed_of(seed))
        object.__setattr__(self, "salt", _digits(salt, "salt"))
        object.__setattr__(self, "input", None if input is None else _digits(input, "input"))

    @classmethod
    def drawn(cls, input: str | None = None) -> Seal:  # noqa: A002 - the word of the record
        """
        Draw a seed and a salt from the random numbers of the operating system.

        Parameters
        ----------
        input : str, optional
            Of :func:`schoolmix.digest`, to commit to the lists and rules as well.

        Returns
        -------
        Seal
        """
        return cls(secrets.randbits(64), secrets.token_hex(32), input)

    @classmethod
    def opened(cls, commitment: str, *, seed: int, salt: str, input: str | None = None) -> Seal:  # noqa: A002
        """
        Return the seal that was committed to, or refuse what is another.

        Parameters
        ----------
        commitment : str
            As it was published.
        seed, salt, input
            As they were published after the draw; ``input`` if the commitment holds it.

        Returns
        -------
        Seal

        Raises
        ------
        InputError
            ``BrokenSeal`` where the commitment is not that of this seed, salt and input.
        """
        seal = cls(seed, salt, input)
        if not hmac.compare_digest(seal.commitment, _digits(commitment, "commitment")):
            raise InputError(
                "the commitment is not that of this seed, salt and input",
                kind="BrokenSeal",
                column="commitment",
                remedy="Copy all as published, input too if the seal was made with one; else this was not the draw.",
            )
        return seal

    @property
    def text(self) -> str:
        """What is hashed."""
        return f"schoolmix seal {VERSION} seed={self.seed} salt={self.salt} input={self.input or '-'}"

    @property
    def commitment(self) -> str:
        """The SHA-256 of the text, to be published before the draw."""
        return hashlib.sha256(self.text.encode("ascii")).hexdigest()

    @property
    def command(self) -> str:
        """A line for a shell that prints the commitment."""
        return f"printf '%s' '{self.text}' | sha256sum"

    def to_json(self) -> str:
        """
        Return the seal as text, to keep it secret until the draw and to publish it after.

        Returns
        -------
        str
            An object with ``version``, ``seed`` (as text: some readers round large numbers), ``salt``, ``input`` and
            ``commitment``.
        """
        whole = {"version": VERSION, "seed": str(self.seed), "salt": self.salt, "input": self.input}
        return json.dumps(whole | {"commitment": self.commitment})

    @classmethod
    def from_json(cls, text: str) -> Seal:
        """
        Return the seal that a text holds.

        Parameters
        ----------
        text : str
            Of :meth:`to_json`.

        Returns
        -------
        Seal

        Raises
        ------
        InputError
            ``MalformedJson``, or ``BrokenSeal`` where the commitment in it is that of another.
        """
        try:
            held = json.loads(text)
            version, seed = held["version"], int(held["seed"])
            salt, input_, commitment = held["salt"], held["input"], held["commitment"]
        except (ValueError, TypeError, KeyError):
            raise InputError(
                "the text holds no seal",
                kind="MalformedJson",
                column="text",
                remedy="Give what to_json returned.",
            ) from None  # the cause would show the text
        if version != VERSION:
            raise _unfit("version", f"{VERSION}")
        return cls.opened(commitment, seed=seed, salt=salt, input=input_)

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse: a seal does not change once it is made."""
        raise AttributeError(f"a Seal does not change: make another one with another {name}")

    def __repr__(self) -> str:
        return f"Seal(commitment='{self.commitment}')"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Seal) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __reduce__(self) -> tuple[Any, ...]:
        return Seal, (self.seed, self.salt, self.input)


def _digits(given: Any, name: str) -> str:
    if isinstance(given, str) and DIGEST.fullmatch(given):
        return given
    raise _unfit(name, "64 hexadecimal digits, in small letters")


def _unfit(name: str, allowed: str) -> InputError:
    return InputError(f"{name} is of no seal", kind="BadOption", column=name, remedy=f"Give {allowed}.")
