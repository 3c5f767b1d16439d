"""Reads YAML with libyaml, as vcrpy does: one text (as a JSON string) a line on standard input, its nodes or the error a line on standard output.

A scalar is [tag, text], a list ["seq", [...]], a mapping ["map", [[key, value], ...]]; tags without the prefix of YAML's own.
"""

import json
import sys

import yaml


def described(node):
    if isinstance(node, yaml.ScalarNode):
        return [node.tag.replace("tag:yaml.org,2002:", ""), node.value]
    if isinstance(node, yaml.SequenceNode):
        return ["seq", [described(each) for each in node.value]]
    return ["map", [[described(key), described(value)] for key, value in node.value]]


def read(text):
    loader = None
    try:
        loader = yaml.CSafeLoader(text)
        node = loader.get_single_node()
        return {"nodes": None if node is None else described(node)}
    except (yaml.YAMLError, UnicodeError) as error:
        return {"error": str(error)}
    finally:
        if loader is not None:
            loader.dispose()


for line in sys.stdin:
    print(json.dumps(read(json.loads(line))), flush=True)
