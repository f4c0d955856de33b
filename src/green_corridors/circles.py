"""The circles of a directed graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

__all__ = ["circles_of"]


def circles_of(links: Mapping[object, Iterable[object]]) -> Iterator[set[object]]:
    """Yield the nodes of each circle, or of circles that touch each other, in time that grows with the links.

    These are the strongly connected components in which there is a link (Tarjan, 1972), without recursion, so
    that a long chain is no danger.
    """
    number: dict[object, int] = {}
    low: dict[object, int] = {}
    path: list[object] = []
    on_path: set[object] = set()
    for root in links:
        ahead = [(root, iter(links[root]))] if root not in number else []
        while ahead:
            node, targets = ahead[-1]
            if node not in number:
                number[node] = low[node] = len(number)
                path.append(node)
                on_path.add(node)
            target = next((each for each in targets if each not in number or each in on_path), None)
            if target is None:
                ahead.pop()
                if ahead:
                    low[ahead[-1][0]] = min(low[ahead[-1][0]], low[node])
                if low[node] == number[node]:
                    members = set[object]()
                    while node not in members:
                        members.add(path.pop())
                    on_path -= members
                    if len(members) > 1 or node in links.get(node, ()):
                        yield members
            elif target in number:
                low[node] = min(low[node], number[target])
            else:
                ahead.append((target, iter(links.get(target, ()))))
