"""Import graph: modules that import each other, rooms (files and subfolders of one folder), and circles in either."""

from collections.abc import Iterable, Mapping

from tests.structure.source import Module

# node -> nodes it imports. Nodes are the paths of modules, or the names of rooms.
Graph = Mapping[str, frozenset[str]]


def of_modules(modules: Iterable[Module]) -> Graph:
    """Return path -> paths imported; an import under TYPE_CHECKING or within a function counts like any other."""
    paths = {module.name: module.path for module in modules}
    return {
        module.path: frozenset(found for name in module.imports if (found := _resolved(name, paths))) - {module.path}
        for module in modules
    }


def _resolved(name: str, paths: Mapping[str, str]) -> str | None:
    """Find the module that holds an imported name: `a.b.Name` is in `a.b`, unless there is a module of that name."""
    while name and name not in paths:
        name = name.rpartition(".")[0]
    return paths.get(name)


def room_of(path: str, folder: str) -> str | None:
    """Name the file (without .py) or subfolder of `folder` in which a path lies; None outside of it."""
    if not path.startswith(f"{folder}/"):
        return None
    return path.removeprefix(f"{folder}/").split("/")[0].removesuffix(".py")


def rooms(files: Iterable[str], folder: str) -> frozenset[str]:
    """Return the modules and subfolders directly under a folder; its `__init__.py` is the door, not a room."""
    below = (path for path in files if path.startswith(f"{folder}/"))
    housed = (path for path in below if path.endswith(".py") or path.count("/") > folder.count("/") + 1)
    return frozenset(room for path in housed if (room := room_of(path, folder))) - {"__init__"}


def of_rooms(modules: Graph, folder: str) -> Graph:
    """Fold the graph of modules into that of the rooms of one folder, its door included."""
    folded: dict[str, set[str]] = {}
    for path, imported in modules.items():
        if room := room_of(path, folder):
            found = {other for target in imported if (other := room_of(target, folder))}
            folded.setdefault(room, set()).update(found - {room})
    return {room: frozenset(others) for room, others in folded.items()}


def arrows(graph: Graph) -> int:
    """Count the pairs of rooms of which one imports the other; the door's are not counted."""
    return sum(len(others - {"__init__"}) for room, others in graph.items() if room != "__init__")


def circles(graph: Graph) -> list[tuple[str, ...]]:
    """Return the strongly connected components of two and more nodes, each sorted."""
    reach = {node: _reachable(graph, node) for node in graph}
    found = {tuple(sorted(other for other in reach[node] if node in reach[other])) for node in graph}
    return sorted(circle for circle in found if circle)


def _reachable(graph: Graph, start: str) -> set[str]:
    """Collect the nodes that a walk along the arrows reaches; `start` is among them only if the walk returns."""
    reached: set[str] = set()
    ahead = [start]
    while ahead:
        new = graph.get(ahead.pop(), frozenset()) - reached
        reached |= new
        ahead.extend(new)
    return reached
