import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

TOOLS = Path(__file__).parent / "tools.sh"
KUBECTL = '{"clientVersion": {"major": "1", "minor": "%s", "gitVersion": "v1.%s.2-dispatcher"}}'


class ToolsTest(unittest.TestCase):
    """What may render the manifests, and what is refused by its name."""

    def found(self, **programs: str) -> subprocess.CompletedProcess[str]:
        """With programs first on the PATH that print those words, whatever they are asked, and an empty .cache."""
        with tempfile.TemporaryDirectory() as root:
            folder, tools = Path(root) / "bin", Path(root) / "tests/deploy/kubernetes/tools.sh"
            tools.parent.mkdir(parents=True)
            shutil.copy(TOOLS, tools)
            folder.mkdir()
            for name, words in programs.items():
                (folder / name).write_text(f"#!/bin/sh\necho '{words}'\n")
                (folder / name).chmod(0o755)
            env = os.environ | {"PATH": f"{folder}:{os.environ['PATH']}"}
            return subprocess.run([tools, "kustomize"], env=env, capture_output=True, text=True, check=False)

    def test_kubectl_1_21_or_later_is_used(self) -> None:
        for minor in ("21", "36", "100"):
            self.assertEqual(self.found(kubectl=KUBECTL % (minor, minor)).stdout, "kubectl kustomize\n")

    def test_kustomize_5_takes_the_place_of_an_older_kubectl(self) -> None:
        for words in ("v5.6.0", "{kustomize/v5.6.0 2025-01-01}", "v10.0.0"):
            self.assertEqual(self.found(kubectl=KUBECTL % (20, 20), kustomize=words).stdout, "kustomize build\n")

    def test_older_ones_are_refused_by_name(self) -> None:
        done = self.found(kubectl=KUBECTL % (20, 20), kustomize="{Version:kustomize/v4.5.7}")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("kubectl) is 1.20, too old, as Debian 12's own 1.20 is", done.stderr)
        self.assertIn("kustomize) is {Version:kustomize/v4.5.7}, not 5 or later", done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertIn("of no version that it tells", self.found(kubectl="?", kustomize="?").stderr)
