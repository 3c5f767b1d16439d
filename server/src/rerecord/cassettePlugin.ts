/**
 * A pytest plugin that reports where the cassettes of collected tests are. It only calls the fixtures that determine this; if such a
 * fixture needs more than pytest knows before a run, its test is left out.
 */
import { isObject, listOf } from "../recording/json";
import type { CollectedCassette } from "../protocol";
import type { PytestPlugin } from "./pytestPlugin";

const output = "TAPEDECK_CASSETTES";

const text = `import inspect
import json
import os


class Unknown(Exception):
    pass


class Values:
    """What fixtures give for a test that is not set up."""

    def __init__(self, item):
        self.item = item
        self.params = getattr(getattr(item, "callspec", None), "params", {})

    def get(self, name, depth=0, outer=0):
        if name == "request":
            return self.item._request
        if name == "pytestconfig":
            return self.item.config
        if name in self.params:
            return self.params[name]
        definitions = self.definitions(name)
        if len(definitions) <= outer or depth > 20:
            raise Unknown(name)
        function = definitions[-1 - outer].func
        if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
            raise Unknown(name)
        given = {}
        for argument, parameter in inspect.signature(function).parameters.items():
            if argument in ("self", "cls"):
                raise Unknown(name)
            if parameter.default is inspect.Parameter.empty:
                given[argument] = self.get(argument, depth + 1, outer + 1 if argument == name else 0)
        if not inspect.isgeneratorfunction(function):
            return function(**given)
        if not name.startswith(("vcr_", "default_cassette")):
            raise Unknown(name)
        generator = function(**given)
        try:
            return next(generator)
        finally:
            generator.close()

    def definitions(self, name):
        manager = self.item.session._fixturemanager
        try:
            return manager.getfixturedefs(name, self.item) or ()
        except AttributeError:
            return manager.getfixturedefs(name, self.item.nodeid) or ()

    def first(self, *names):
        for name in names:
            if self.definitions(name):
                return self.get(name)
        raise Unknown(names[0])


def cassettes_of(item):
    marks = list(item.iter_markers("vcr"))
    if not marks:
        return []
    values = Values(item)
    config = dict(values.get("vcr_config")) if values.definitions("vcr_config") else {}
    for mark in reversed(marks):
        config.update(mark.kwargs)
    folder = os.fspath(values.get("vcr_cassette_dir"))
    name = os.fspath(values.first("default_cassette_name", "vcr_cassette_name"))
    more = [path for mark in marks for path in mark.args if isinstance(path, str)]
    library = os.fspath(config.get("cassette_library_dir") or folder)
    return [os.path.join(library, name)] + [os.path.join(folder, path) for path in more]


def pytest_collection_finish(session):
    path = os.environ.get("${output}")
    if not path or hasattr(session.config, "workerinput"):
        return
    with open(path, "w", encoding="utf-8") as out:
        for item in session.items:
            try:
                paths = [os.path.abspath(each) for each in cassettes_of(item)]
            except Exception:
                continue
            if paths:
                out.write(json.dumps({"testId": item.nodeid, "paths": paths}) + "\\n")
`;

/** Its output is one JSON object per line. */
export const cassettePlugin: PytestPlugin = { name: "tapedeck_cassettes", text, output };

/** Parses its output, skipping lines that are cut off or garbled. Never throws. */
export function readPluginOutput(text: string): readonly CollectedCassette[] {
  return text.split("\n").flatMap((line) => {
    const value = parsed(line);
    if (!isObject(value)) return [];
    const { testId, paths } = value;
    const texts = listOf(paths).filter((path) => typeof path === "string");
    return typeof testId === "string" ? texts.map((path) => ({ testId, path })) : [];
  });
}

function parsed(line: string): unknown {
  try {
    return line === "" ? undefined : JSON.parse(line);
  } catch {
    return undefined; // The line is cut off.
  }
}
