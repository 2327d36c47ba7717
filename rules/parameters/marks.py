"""YAML that remembers lines: every mapping knows where each of its keys stands, every list where each of its items does."""

from collections.abc import Iterator
from pathlib import Path

import yaml


class BadParameterFile(ValueError):
    """A parameter file that cannot be trusted: the file, the line, the key, and what is wrong there."""

    def __init__(self, file: str, line: int, key: str, what: str) -> None:
        super().__init__(": ".join(filter(None, (f"{file}, line {line}", key, what))))
        self.file, self.line, self.key, self.what = file, line, key, what


class Mapping(dict[str, object]):
    """A mapping that knows the line on which it begins, and that of each of its keys."""

    line: int
    lines: dict[str, int]

    def line_of(self, key: str) -> int:
        """The line of a key, or where it should stand."""
        return self.lines.get(key, self.line)


class List(list[object]):
    """A list that knows the line of each of its items."""

    lines: list[int]


class _Loader(yaml.SafeLoader):
    """Refuses a key written twice, where the usual reader silently keeps the last; a day of no calendar stays text."""

    def made_mapping(self, node: yaml.MappingNode) -> Iterator[Mapping]:
        made = Mapping()
        made.line, made.lines = _line(node), {}
        yield made
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag == "tag:yaml.org,2002:merge":
                raise _refusal("a key is one word", key)
            if key.value in made.lines:
                raise _refusal(f"« {key.value} » stands twice", key)
            made.lines[key.value] = _line(key)
        made.update({key.value: self.construct_object(value, deep=True) for key, value in node.value})

    def made_list(self, node: yaml.SequenceNode) -> Iterator[List]:
        made = List()
        made.lines = [_line(each) for each in node.value]
        yield made
        made.extend(self.construct_sequence(node, deep=True))

    def made_day(self, node: yaml.ScalarNode) -> object:
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError:
            return node.value


_Loader.add_constructor("tag:yaml.org,2002:map", _Loader.made_mapping)
_Loader.add_constructor("tag:yaml.org,2002:seq", _Loader.made_list)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.made_day)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _refusal(what: str, node: yaml.Node) -> yaml.constructor.ConstructorError:
    return yaml.constructor.ConstructorError(None, None, what, node.start_mark)


def read(path: Path) -> Mapping:
    """What a file holds. Raises `BadParameterFile` unless that is a mapping."""
    data = path.read_bytes()
    try:
        # A subclass of SafeLoader: it makes plain data only.
        content = yaml.load(data.decode(), _Loader)  # noqa: S506
    except UnicodeDecodeError as error:
        raise BadParameterFile(path.name, data.count(b"\n", 0, error.start) + 1, "", "not UTF-8") from None
    except yaml.reader.ReaderError as error:
        line = data.decode().count("\n", 0, error.position) + 1
        raise BadParameterFile(path.name, line, "", "a character that no text holds") from None
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark or error.context_mark
        line = 1 if at is None else at.line + 1
        raise BadParameterFile(path.name, line, "", error.problem or str(error)) from None
    if not isinstance(content, Mapping) or not content:
        raise BadParameterFile(path.name, 1, "", "not a mapping of parameters")
    return content
