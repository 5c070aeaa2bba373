"""The schemas of Kubernetes and its operators, with no field allowed that they do not know."""

import functools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import yaml
from kubernetes_validate.utils import schema_contents
from manifest_object import Object, title
from referencing import Registry, Resource

# The oldest whose PodDisruptionBudget has unhealthyPodEvictionPolicy without a feature
# gate and whose kubelet has grpc probes, and the newest that there is a schema of.
VERSIONS = ("1.27.0", kubernetes_validate.latest_version())
CRDS = Path(os.environ["CRDS_DIR"])
# Whose objects there are, by the group of their API; each has a folder in CRDS.
PROJECTS = {"cert-manager.io": "cert-manager", "monitoring.coreos.com": "prometheus-operator"}

Validator = jsonschema.Draft202012Validator


def schema_faults(of: Object) -> Iterator[str]:
    """Against each version: one that only the newest or the oldest knows is a fault."""
    for where, validator in validators(str(of.get("apiVersion")), str(of.get("kind"))):
        if validator is None:
            yield f"{title(of)}: {where} has no {of.get('apiVersion')} {of.get('kind')}"
            continue
        for error in validator.iter_errors(of):
            yield f"{title(of)}: {where}: {error.json_path}: {error.message[:300]}"


@functools.cache
def validators(api_version: str, kind: str) -> list[tuple[str, Validator | None]]:
    if project := PROJECTS.get(api_version.partition("/")[0]):
        folders = sorted((CRDS / project).glob("v*"))
        return [(f"{project} {folder.name}", custom(folder, api_version, kind)) for folder in folders]
    return [(f"Kubernetes {version}", native(version, api_version, kind)) for version in VERSIONS]


def native(version: str, api_version: str, kind: str) -> Validator | None:
    group, _, name = api_version.rpartition("/")
    file = "-".join(filter(None, (kind.lower(), group.split(".")[0], name)))
    folder = f"kubernetes-json-schema/v{version}-local-strict"
    try:
        schema = schema_contents(f"{folder}/{file}.json", version)
    except FileNotFoundError:
        return None
    registry = Resource.from_contents(schema) @ (definitions(folder, version) @ Registry())
    return Validator(schema, registry=registry)


@functools.cache
def definitions(folder: str, version: str) -> Resource:
    return Resource.from_contents(schema_contents(f"{folder}/_definitions.json", version))


def definitions_of(folder: Path, kind: str) -> list[Object]:
    """Those that may be of that kind: to parse all would take a minute."""
    texts = (file.read_text() for file in sorted(folder.glob("*.yaml")))
    return [each for text in texts if f"kind: {kind}\n" in text for each in yaml.safe_load_all(text) if each]


def custom(folder: Path, api_version: str, kind: str) -> Validator | None:
    group, _, version = api_version.partition("/")
    for definition in definitions_of(folder, kind):
        spec = definition["spec"]
        if (spec["group"], spec["names"]["kind"]) != (group, kind):
            continue
        for each in spec["versions"]:
            if each["name"] == version and each["served"]:
                return Validator(strict(each["schema"]["openAPIV3Schema"], root=True))
    return None


def strict(schema: Any, *, root: bool = False) -> Any:
    """As the API server reads it, with --validate=strict."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    result = {
        key: {name: strict(each) for name, each in value.items()} if key == "properties" else strict(value)
        for key, value in schema.items()
    }
    if schema.get("x-kubernetes-int-or-string"):
        result["type"] = ["integer", "string"]
    if root:
        # The API server knows metadata, whatever a definition says of it.
        result["properties"]["metadata"] = METADATA
        result["required"] = ["apiVersion", "kind", "metadata", "spec"]
    open_ended = schema.get("x-kubernetes-preserve-unknown-fields") or "additionalProperties" in schema
    if "properties" in result and not open_ended:
        result["additionalProperties"] = False
    return result


WORDS = {"type": "object", "additionalProperties": {"type": "string"}}
METADATA = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "namespace": {"type": "string"},
        "labels": WORDS,
        "annotations": WORDS,
    },
    "required": ["name"],
    "additionalProperties": False,
}
