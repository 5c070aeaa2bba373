"""What kustomize makes of a kustomization, and which kustomizations there are."""

import functools
import itertools
import os
import shlex
import subprocess
import tempfile
from pathlib import Path

import yaml
from manifest_object import Object

DEPLOY = Path(os.environ["DEPLOY_DIR"]).resolve()
COMPONENTS = tuple(sorted(each.name for each in (DEPLOY / "components").iterdir()))
OVERLAYS = tuple(sorted(each.name for each in (DEPLOY / "overlays").iterdir()))


class RenderingError(Exception):
    pass


def compositions() -> dict[str, tuple[str, ...] | str]:
    """Base with each subset of the components, none of which excludes another; and the overlays."""
    subsets = itertools.chain.from_iterable(
        itertools.combinations(COMPONENTS, size) for size in range(len(COMPONENTS) + 1)
    )
    return {
        **{" + ".join(("base", *subset)): subset for subset in subsets},
        **{f"overlay {overlay}": overlay for overlay in OVERLAYS},
    }


@functools.cache
def render(composition: tuple[str, ...] | str) -> list[Object]:
    """Of an overlay by its name, or of the base with some components. Not to be changed by callers."""
    if isinstance(composition, str):
        return build(DEPLOY / "overlays" / composition)
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder).resolve()

        # kustomize takes no absolute paths.
        def reference(*path: str) -> str:
            return os.path.relpath(DEPLOY.joinpath(*path), here)

        kustomization = {
            "apiVersion": "kustomize.config.k8s.io/v1beta1",
            "kind": "Kustomization",
            "resources": [reference("base")],
            "components": [reference("components", each) for each in composition],
        }
        (here / "kustomization.yaml").write_text(yaml.safe_dump(kustomization))
        return build(here)


def build(folder: Path) -> list[Object]:
    command = [*shlex.split(os.environ["KUSTOMIZE"]), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    # A warning, as of a field that is deprecated, is a fault too.
    if done.returncode != 0 or done.stderr:
        message = f"{' '.join(command)} ended with {done.returncode}: {done.stderr}"
        raise RenderingError(message)
    return list(yaml.safe_load_all(done.stdout))
